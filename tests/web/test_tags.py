"""Tags of a published version, edited by managers in the browser."""

import pytest

from msq.desk.actor import COMMAND_LINE
from msq.desk.publish import publish
from msq.desk.reading.forms import all_forms
from tests.factories.instruments import instrument

TABLE = """
| code | type   | text     | details | tags                   |
| A1   | yes_no | Any law? | law     | osi=tech; sdg=16.6     |
| A2   | text   | Which?   |         | osi=content            |
| A3   | text   | Else?    |         |                        |
"""
DETAILS = {"law": "| code | type | text |\n| title | text | Title |"}


@pytest.fixture
def tagged(scene):
    """The scene with a questionnaire whose items have tags, and its address."""
    form = instrument(TABLE, code="tagged", details=DETAILS)
    publish(scene.desk, COMMAND_LINE, form)
    return scene, f"/forms/{form.hash}/tags"


def lines(page):
    """Return the rows of the table of tags."""
    return [row.text for row in page.root.only("table").every("tr")][1:]


def choose(page, *tags):
    """Return the form of an item's page with exactly these tags ticked."""
    form = page.form()
    form["tag"] = list(tags)
    return form


def test_items_are_listed_with_their_tags_and_details_are_not(tagged):
    scene, home = tagged

    assert lines(scene["manager"].get(home)) == [
        "A1 Any law? tech 16.6 Edit A1",
        "A2 Which? content Edit A2",
        "A3 Else? Edit A3",
    ]


@pytest.mark.parametrize(
    ("query", "left"),
    [
        ("tag=osi%3Dtech", ["A1"]),
        ("tag=none", ["A3"]),
        ("section=A&tag=sdg%3D16.6", ["A1"]),
        ("section=B", []),
        ("tag=nothing%3Dx", []),
    ],
)
def test_list_is_filtered(tagged, query, left):
    scene, home = tagged

    assert [row.split()[0] for row in lines(scene["manager"].get(f"{home}?{query}"))] == left


def test_edited_tags_replace_those_of_the_version_for_all_but_the_version(tagged):
    scene, home = tagged
    version = home.split("/")[2]
    page = scene["manager"].get(f"{home}/A1")
    assert page.form().texts("tag") == ["osi=tech", "sdg=16.6"]

    page = scene["manager"].send(choose(page, "osi=content"))

    assert page.notice == "The tags have been saved."
    assert lines(page)[0].startswith("A1 Any law? Edited by Max Manager, ")
    same = next(one for one in all_forms(scene.desk, COMMAND_LINE) if one.published.hash == version)
    assert same.instrument.item("A1").tags == {"osi": ("tech",), "sdg": ("16.6",)}
    form = scene["manager"].get(f"/forms/{version}").form(f"/forms/{version}/copy")
    form["code"] = "next"
    draft = scene["manager"].send(form)
    assert "Began from tagged, version 1" in draft.text


def test_nothing_is_recorded_where_nothing_changed(tagged):
    scene, home = tagged
    page = scene["manager"].get(f"{home}/A2")

    page = scene["manager"].send(page.form())

    assert page.notice == "Nothing was changed: these tags were there already."
    assert "Edited by" not in page.text


def test_second_of_two_managers_is_told(tagged):
    scene, home = tagged
    first, second = (scene["manager"].get(f"{home}/A1") for _ in range(2))
    scene["manager"].send(choose(first, "osi=content"))

    late = scene["manager"].send(choose(second, "sdg=16.6"))

    assert late.status == 409
    assert late.errors[0].startswith("Max Manager edited the tags of A1 after you opened this page")
    assert late.form().texts("tag") == ["osi=content"]


@pytest.mark.parametrize(
    ("tag", "said"),
    [
        ("osi=nothing", "There is no tag “nothing” of the kind osi."),
        ("other=x", "This questionnaire has no kind of tag “other”. It has these: osi, sdg."),
    ],
)
def test_tag_that_the_questionnaire_does_not_know_is_refused(tagged, tag, said):
    scene, home = tagged
    page = scene["manager"].get(f"{home}/A1")

    sent = scene["manager"].post(
        f"{home}/A1", {"token": page.form_token, "number": "0", "tag": tag}
    )

    assert sent.status == 422
    assert sent.errors[0].startswith(said)


@pytest.mark.parametrize("item", ["A1.title", "Z1"])
def test_detail_and_unknown_item_have_no_page(tagged, item):
    scene, home = tagged

    assert scene["manager"].get(f"{home}/{item}").status == 404


@pytest.mark.parametrize("who", ["focal", "reviewer", "administrator"])
def test_tags_are_for_managers(tagged, who):
    scene, home = tagged

    assert scene[who].get(home).status == 403
    assert scene[who].get(f"{home}/A1").status == 403


def test_version_without_kinds_of_tags_says_so(scene):
    version = next(
        one.published.hash
        for one in all_forms(scene.desk, COMMAND_LINE)
        if one.published.code == "small"
    )

    assert "has no kinds of tags" in scene["manager"].get(f"/forms/{version}/tags").text
