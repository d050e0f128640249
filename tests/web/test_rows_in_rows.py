"""Rows inside rows on the pages: drawn in their row, added, removed, checked, reviewed."""

import pytest

from tests.factories.instruments import instrument
from tests.instrument.samples import programmes
from tests.web.scene import Scene


@pytest.fixture
def inner(scene: Scene) -> Scene:
    """An edition that asks for programmes and the partners of each."""
    scene.ask(programmes("programmes"), "Programmes")
    scene.give({"A1": "yes"})
    return scene


def heads(page):
    """Return what the rows of a page are called, from top to bottom."""
    return [one.text for one in page.root.with_class("msq-row__head")]


def said(scene):
    """Return the values on record in rows."""
    return {code: value for code, (value, _, _) in scene.answers().items() if "[" in code and value}


def test_inner_row_is_added_in_its_row_and_keeps_what_was_typed(inner):
    browser = inner["focal"]
    page = inner.section("focal", "A")
    assert heads(page) == ["Programme 1", "Partner 1"]
    form = page.form()
    form["A2[1].name"] = "Roads"
    form["A2[1].partner[1].name"] = "Bank"
    page = browser.send(form, "Save and add another: Partner")
    assert heads(page) == ["Programme 1", "Partner 1", "Partner 2"]
    form = page.form()
    assert form.texts("A2[1].partner[1].name") == ["Bank"]
    assert form.texts("A2[1].partner[2].name~seen") == ["0"]
    assert "A2[1].partner[2]~new" in form.names
    assert "A2[1].partner[1]~new" not in form.names
    form["A2[1].partner[2].name"] = "Fund"
    page = browser.send(form, "Save and add another: Programme")
    assert heads(page) == [
        *("Programme 1", "Partner 1", "Partner 2", "Programme 2", "Partner 1"),
    ]
    # There may be two partners at most.
    assert page.text.count("Save and add another: Partner") == 1
    assert said(inner) == {
        "A2[1].name": "Roads",
        "A2[1].partner[1].name": "Bank",
        "A2[1].partner[2].name": "Fund",
    }


def test_inner_row_is_added_though_its_row_holds_nothing_yet(inner):
    browser = inner["focal"]
    inner.give({"A2[1].name": "Roads"})
    page = browser.get(f"{inner.base}/section/A?add=A2")
    assert heads(page) == ["Programme 1", "Partner 1", "Programme 2", "Partner 1"]
    form = page.form()
    page = browser.get(f"{inner.base}/section/A?add=A2[2].partner")
    assert heads(page) == ["Programme 1", "Partner 1", "Programme 2", "Partner 1"]
    form = page.form()
    form["A2[2].partner[1].name"] = "Fund"
    browser.send(form, "Save")
    assert said(inner) == {"A2[1].name": "Roads", "A2[2].partner[1].name": "Fund"}


@pytest.mark.parametrize("add", ["A2[", "A2[x].partner", "[1]", "A2[1]]", "A2[1].partner[1].x"])
def test_address_that_adds_nonsense_adds_nothing(inner, add):
    page = inner["focal"].get(f"{inner.base}/section/A?add={add}")
    assert (page.status, heads(page)) == (200, ["Programme 1", "Partner 1"])


def test_inner_row_and_whole_row_are_removed_without_a_trace(inner):
    inner.give(
        {
            "A2[1].name": "Roads",
            "A2[1].partner[1].name": "Bank",
            "A2[1].partner[2].name": "Fund",
            "A2[2].name": "Schools",
            "A2[2].kind": "x",
            "A2[2].partner[1].name": "Union",
        }
    )
    form = inner.section("focal", "A").form()
    form["A2[1].partner[1]~remove"] = "1"
    page = inner["focal"].send(form, "Save")
    assert heads(page)[:3] == ["Programme 1", "Partner 1", "Programme 2"]
    assert page.form().texts("A2[1].partner[2].name") == ["Fund"]
    assert "A2[1].partner[1].name" not in page.form().names

    form = page.form()
    form["A2[2]~remove"] = "1"
    page = inner["focal"].send(form, "Save")
    assert heads(page) == ["Programme 1", "Partner 1"]
    assert said(inner) == {"A2[1].name": "Roads", "A2[1].partner[2].name": "Fund"}


def test_group_without_a_condition_is_there_while_the_script_hides_what_it_stands_in(scene):
    table = """
    | code  | type   | relevant      |
    | A1    | yes_no |               |
    | A2    | repeat | ${A1} = 'yes' |
    | .name | text   |               |
    | .part | repeat |               |
    | ..of  | text   |               |
    """
    scene.ask(instrument(table, code="parts"), "Parts")
    assert "A2[1].part[1].of" in scene.section("focal", "A").form().names


def test_group_that_a_condition_of_the_row_hides_is_there_for_the_script(inner):
    inner.give({"A2[1].name": "Roads", "A2[1].kind": "x"})
    page = inner.section("focal", "A")
    # Not a condition that the page can watch: left out until it holds.
    assert heads(page) == ["Programme 1"]
    inner.give({"A2[1].kind": "y"})
    assert heads(inner.section("focal", "A")) == ["Programme 1", "Partner 1"]


def test_condition_that_the_page_can_watch_looks_at_the_row_around(scene):
    table = """
    | code  | type   | relevant        |
    | A2    | repeat |                 |
    | .name | text   |                 |
    | .part | repeat | ${name} = 'x'   |
    | ..of  | text   |                 |
    | ..why | text   | ${of} != ''     |
    | ..to  | text   | ${name} = 'x'   |
    """
    scene.ask(instrument(table, code="parts"), "Parts")
    page = scene.section("focal", "A")
    watched = [one.partition('"')[0] for one in page.source.split('data-when-item="')[1:]]
    assert watched == ["A2[1].name", "A2[1].part[1].of", "A2[1].name"]


def test_two_people_add_an_inner_row_from_the_same_page(inner):
    inner.give({"A2[1].name": "Roads"})
    mine = inner.section("focal", "A").form()
    theirs = inner.section("mission", "A").form()
    theirs["A2[1].partner[1].name"] = "Bank"
    inner["mission"].send(theirs, "Save")
    mine["A2[1].partner[1].name"] = "Fund"
    mine["A2[1].partner[1].amount"] = "x"
    page = inner["focal"].send(mine, "Save")
    (error,) = page.errors
    assert error.startswith("A2 Programme 1, Partner 2, Money: ")
    assert page.form().texts("A2[1].partner[2].amount") == ["x"]
    assert said(inner)["A2[1].partner[2].name"] == "Fund"


def test_what_is_missing_inside_is_named_with_both_rows(inner):
    inner.give({"A2[1].name": "Roads", "A2[1].partner[1].amount": "5"})
    page = inner["focal"].get(f"{inner.base}/section/A?check=1")
    assert page.errors == ["A2 Programme 1, Partner 1, Name of the partner: Give an answer."]
    page = inner["focal"].get(f"{inner.base}/check")
    assert "Programme 1, Partner 1" in page.text
    assert "Give an answer." in page.text


def test_answer_in_an_inner_row_is_reviewed_queried_and_replied_to(inner):
    inner.give({"A2[1].name": "Roads", "A2[1].partner[1].name": "Bank"})
    inner.submit()
    page = inner["reviewer"].get(f"{inner.desk_of_review}?section=A")
    assert "Programme 1, Partner 1: Name of the partner" in page.text
    form = page.form(inner.desk_of_review)
    form["A2[1].partner[1].name~verdict"] = "queried"
    page = inner["reviewer"].send(form)
    (error,) = page.errors
    assert error.startswith("A2 Programme 1, Partner 1, Name of the partner: Write what you ask")
    form = page.form(inner.desk_of_review)
    form["A2[1].partner[1].name~message"] = "Which bank?"
    inner["reviewer"].send(form)
    inner.send_back()
    page = inner["focal"].get(f"{inner.base}/queries")
    assert "Which programmes? – Programme 1, Partner 1, Name of the partner" in page.text


def test_answers_in_inner_rows_come_along_and_are_confirmed(inner):
    inner.give({"A2[1].name": "Roads", "A2[1].partner[2].name": "Bank"})
    inner.submit()
    inner.review(A1="accepted")
    inner.accept()
    inner.clock.forward(days=30)
    inner.ask(programmes("again"), "Programmes again")
    inner.give({"A1": "yes"})
    page = inner.section("focal", "A")
    assert heads(page) == ["Programme 1", "Partner 1"]
    form = page.form()
    assert "A2[1].partner[2].name~confirm" in form.names
    inner["focal"].send(form, "Confirm all of this section")
    assert said(inner) == {"A2[1].name": "Roads", "A2[1].partner[2].name": "Bank"}
