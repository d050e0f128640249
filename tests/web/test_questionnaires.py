"""Questionnaires in the browser: the versions, a preview, how two differ."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

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
    page = scene["manager"].get(f"/forms/{newer}")

    form = page.form()
    form["A1"] = "Somebody"
    page = scene["manager"].send(form, "Save and continue")
    assert page.path.startswith(f"/forms/{newer}/section/B")
    assert page.notice == "This is a preview. Nothing was saved."
    assert "Is a law in force?" in page.text
    assert scene.answers() == {}
    page = scene["manager"].send(page.form(), "fr")
    assert page.root.only("html")["lang"] == "fr"


def test_two_versions_are_compared_item_by_item(two):
    scene, newer, older = two
    page = scene["manager"].get(f"/forms/{newer}/compare/{older}")

    rows = [one.text for one in page.root.only("table").every("tr")][1:]
    assert "B1 reworded Is there a law on this? Is a law in force?" in rows
    assert "A3 retired Your telephone" in rows
    assert [row for row in rows if row.startswith("A1 ")] == []


@pytest.mark.parametrize("path", ["/forms/none", "/forms/none/section/A", "/forms/x/compare/y"])
def test_version_that_is_none_is_not_found(scene, path):
    assert scene["manager"].get(path).status == 404


@pytest.mark.parametrize("who", ["focal", "reviewer", "administrator"])
def test_questionnaires_are_for_managers(scene, who):
    assert scene[who].get("/forms").status == 403


def send(scene, content, name="form.xlsx", **ticked):
    """Send a workbook to be published."""
    form = scene["manager"].get("/forms").form("/forms")
    form.attach("file", name, content)
    for box, value in ticked.items():
        form[box] = value
    return scene["manager"].send(form)


def test_version_goes_out_as_a_workbook_and_comes_back_as_the_same_version(two):
    scene, newer, _ = two
    answer = scene["manager"].raw("GET", f"/forms/{newer}/xlsform")
    before = all_forms(scene.desk, COMMAND_LINE)

    assert 'filename="small.xlsx"' in answer.headers["content-disposition"]
    page = send(scene, answer.content)
    assert page.notice.startswith("The questionnaire is published.")
    assert all_forms(scene.desk, COMMAND_LINE) == before


def test_edited_workbook_becomes_the_next_version(two):
    scene, newer, _ = two
    content = scene["manager"].raw("GET", f"/forms/{newer}/xlsform").content
    book = load_workbook(BytesIO(content))
    cells = [cell for row in book["survey"] for cell in row if cell.value == "How many services?"]
    for cell in cells:
        cell.value = "How many services online?"
    edited = BytesIO()
    book.save(edited)

    assert cells
    assert send(scene, edited.getvalue()).notice
    newest = all_forms(scene.desk, COMMAND_LINE)
    texts = [
        one.instrument.item("B4").text["en"] for one in newest if one.published.code == "small"
    ]
    assert texts == ["How many services online?", "How many services?", "How many services?"]


def test_faults_of_a_workbook_are_listed_and_nothing_is_published(two):
    scene, newer, _ = two
    content = scene["manager"].raw("GET", f"/forms/{newer}/xlsform").content
    book = load_workbook(BytesIO(content))
    for row in book["survey"]:
        for cell in row:
            if cell.value == "integer":
                cell.value = "intger"
    edited = BytesIO()
    book.save(edited)
    before = all_forms(scene.desk, COMMAND_LINE)

    page = send(scene, edited.getvalue())

    assert page.status == 422
    assert "survey, row " in page.text
    assert "intger" in page.text
    assert all_forms(scene.desk, COMMAND_LINE) == before


@pytest.mark.parametrize("content", [b"", b"PK", b"no workbook"])
def test_file_that_is_no_workbook_is_refused(scene, content):
    page = send(scene, content)

    assert page.status == 422
    assert len(page.errors) == 1
