"""Questionnaires in the browser: the versions, a preview, how two differ."""

import pytest

from msq.desk.actor import COMMAND_LINE
from msq.desk.publish import publish
from msq.desk.reading.forms import all_forms
from tests.factories.instruments import instrument
from tests.web.scene import TABLE

CHANGED = TABLE.replace("Is there a law on this?", "Is a law in force?").replace(
    "| A3 | phone | Your telephone | | | | | none | |\n", ""
)


@pytest.fixture
def two(scene):
    """The scene with a second version of its questionnaire, and the hashes of both."""
    details = {"evidence": "| code | type | text |\n| title | text | Title |"}
    lists = {"currencies": "usd, eur"}
    form = instrument(
        CHANGED, code="small", unit_kind="member_state", details=details, codelists=lists
    )
    publish(scene.desk, COMMAND_LINE, form)
    newer, older = (
        one.published
        for one in all_forms(scene.desk, COMMAND_LINE)
        if one.published.code == "small"
    )
    return scene, newer.hash, older.hash


def test_versions_are_listed_with_what_asks_them(two):
    scene, newer, older = two
    page = scene["manager"].get("/forms")

    cards = [one.text for one in page.root.with_class("msq-card") if "Code small " in one.text]
    assert "Version 2" in cards[0]
    assert "Asked in –" in cards[0]
    assert "Asked in small-1" in cards[1]
    assert f"/forms/{newer}/compare/{older}" in page.links()


def test_questionnaire_without_an_older_version_is_compared_with_its_nearest(two):
    scene, _, older = two
    details = {"evidence": "| code | type | text |\n| title | text | Title |"}
    same = instrument(
        TABLE,
        code="like",
        unit_kind="member_state",
        details=details,
        codelists={"currencies": "usd, eur"},
    )
    publish(scene.desk, COMMAND_LINE, same)
    publish(scene.desk, COMMAND_LINE, instrument("| code | type |\n| A1 | text |", code="alone"))
    nearest = {
        (one.published.code, one.published.number): one.before
        for one in all_forms(scene.desk, COMMAND_LINE)
    }

    assert nearest["small", 2].hash == older
    assert nearest["like", 1].code == "small"
    assert "like" in {one.code for key, one in nearest.items() if key == ("small", 1)}


def test_preview_is_the_page_of_respondents_and_saves_nothing(two):
    scene, newer, _ = two
    page = scene["manager"].get(f"/forms/{newer}/preview/focal_point")

    form = page.form()
    form["A1"] = "Somebody"
    page = scene["manager"].send(form, "Save and continue")
    assert page.notice == "This is a preview. Nothing was saved."
    assert "Is a law in force?" in page.text
    assert scene.answers() == {}
    page = scene["manager"].send(page.form(), "fr")
    assert page.root.only("html")["lang"] == "fr"


def test_what_is_tried_unfolds_conditions_and_goes_along_through_sections_and_roles(two):
    scene, newer, _ = two
    page = scene["manager"].get(f"/forms/{newer}/preview/contributor/section/B")
    form = page.form()
    form["B1"] = "yes"
    form["B4"] = "many"
    refused = scene["manager"].send(form, "stay")

    assert refused.status == 422
    assert refused.form().texts("B4") == ["many"]
    form = refused.form()
    form["B4"] = "12"
    page = scene["manager"].send(form, "section:C")
    page = scene["manager"].send(page.form(), "add:C1")
    assert page.form().texts("C1[1].name") == [""]
    form = page.form()
    form["C1[1].name"] = "Gate"
    page = scene["manager"].send(form, "role:reviewer")
    assert "Gate" in page.text
    assert "No answer" in scene["manager"].send(page.form(), "section:A").text
    page = scene["manager"].send(page.form(), "section:B")
    assert "How many services? Answer 12" in page.text
    page = scene["manager"].send(page.form(), "role:focal_point")
    assert page.form().texts("B4") == ["12"]
    assert scene.answers() == {}


@pytest.mark.parametrize("tried", ["{}", "[1]", "nothing", '[["A1",["x"],"",""]'])
def test_preview_that_was_tampered_with_is_refused(two, tried):
    scene, newer, _ = two
    page = scene["manager"].get(f"/forms/{newer}/preview/focal_point")
    there = f"/forms/{newer}/preview/focal_point/section/A"

    sent = scene["manager"].post(there, {"token": page.form_token, "tried": tried})

    assert sent.status in {400, 422}


def test_what_was_tried_of_an_item_that_is_gone_is_passed_over(two):
    scene, newer, _ = two
    page = scene["manager"].get(f"/forms/{newer}/preview/focal_point")
    there = f"/forms/{newer}/preview/focal_point/section/A"
    tried = '[["A3",["+1"],"",""],["A1",["Me"],"",""],["Z9[1].x",[],"refused",""]]'

    sent = scene["manager"].post(there, {"token": page.form_token, "tried": tried})

    assert sent.form().texts("A1") == ["Me"]


def test_two_versions_are_compared_item_by_item(two):
    scene, newer, older = two
    page = scene["manager"].get(f"/forms/{newer}/compare/{older}")

    rows = [one.text for one in page.root.only("table").every("tr")][1:]
    assert "B1 reworded Is there a law on this? Is a law in force?" in rows
    assert "A3 retired Your telephone" in rows
    assert [row for row in rows if row.startswith("A1 ")] == []


@pytest.mark.parametrize(
    "path",
    [
        "/forms/none",
        "/forms/none/preview/focal_point",
        "/forms/none/preview/focal_point/section/A",
        "/forms/x/compare/y",
        "/forms/x/tags",
        "/forms/drafts/7",
        "/forms/drafts/7/preview/focal_point",
        "/forms/drafts/7/compare/x",
        "/forms/drafts/x",
    ],
)
def test_version_that_is_none_is_not_found(scene, path):
    assert scene["manager"].get(path).status == 404


@pytest.mark.parametrize("who", ["focal", "reviewer", "administrator"])
def test_questionnaires_are_for_managers(scene, who):
    assert scene[who].get("/forms").status == 403


def test_version_that_is_none_is_not_compared_by_choice_either(two):
    scene, newer, older = two
    page = scene["manager"].get(f"/forms/{newer}")
    form = page.form(f"/forms/{newer}/compare")
    assert scene["manager"].send(form).path == f"/forms/{newer}/compare/{older}"
    assert scene["manager"].get(f"/forms/{newer}/compare?with=none").status == 404


def test_role_that_has_no_page_is_not_found(two):
    scene, newer, _ = two
    assert scene["manager"].get(f"/forms/{newer}/preview/manager").status == 404
    assert scene["manager"].get(f"/forms/{newer}/preview/reviewer/section/Q").status == 404
