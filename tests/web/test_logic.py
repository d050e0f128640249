"""Logic on the page: required when it must be, calculated, choices by what was answered."""

import pytest

from msq.desk.actor import COMMAND_LINE
from msq.desk.reading.response import look_at
from msq.instrument import yaml_form
from tests.instrument.folders import folder
from tests.web.scene import UNIT

HEAD = "format: 1\ncode: logic\ntitle: Logic\nunit_kind: member_state\nsections: [a, b]\n"
LISTS = """\
regions:
  - {code: north, text: North}
  - {code: south, text: South}
towns:
  - {code: alto, text: Alto, attributes: {region: north}}
  - {code: bajo, text: Bajo, attributes: {region: south}}
"""
FIRST = """\
section: A
title: First
items:
  - {code: A1, concept: l.women, type: integer, text: Women}
  - {code: A2, concept: l.men, type: integer, text: Men}
  - {code: A3, concept: l.all, type: calculate, text: Together, calculation: "${A1} + ${A2}"}
  - {code: A4, concept: l.why, type: text, text: Why so few, required: "${A3} < 10"}
  - {code: A5, concept: l.region, type: select_one, choices: regions, text: Region}
  - code: A6
    concept: l.town
    type: select_one
    choices: towns
    choice_filter: "region = ${A5}"
    text: Town
"""
SECOND = """\
section: B
title: Second
relevant: "${A3} > 100"
items:
  - {code: B1, concept: l.more, type: text, text: What else, required: true}
"""


@pytest.fixture
def logic(scene, tmp_path):
    """The scene in an edition that asks with logic."""
    path = folder(tmp_path, instrument=HEAD, codelists=LISTS, details="{}", a=FIRST, b=SECOND)
    scene.ask(yaml_form.load(path), "Logic")
    return scene


def test_calculated_item_is_shown_and_never_sent(logic):
    logic.give({"A1": "3", "A2": "4"})
    page = logic.section("focal", "A")

    assert [one.text for one in page.root.every("output")] == ["7"]
    assert "A3" not in page.form().names
    page = logic["focal"].send(page.form(), "Save")
    assert page.notice == "Your answers have been saved."
    assert "A3" not in logic.answers()


def test_item_is_required_as_the_answers_are_now(logic):
    logic.give({"A1": "3", "A2": "4"})
    assert "Why so few" in logic["focal"].get(f"{logic.base}/section/A?check=1").errors[0]
    logic.give({"A1": "30"})
    assert logic["focal"].get(f"{logic.base}/section/A?check=1").errors == []


def test_choices_follow_from_answers_and_a_taken_one_stays_visible(logic):
    logic.give({"A5": "north"})
    page = logic.section("focal", "A")
    towns = {one["value"] for one in page.root.every("input", name="A6")}
    assert {"alto"} <= towns
    assert "bajo" not in towns

    logic.give({"A6": "alto"})
    logic.give({"A5": "south"})
    page = logic.section("focal", "A")
    assert {"alto", "bajo"} <= {one["value"] for one in page.root.every("input", name="A6")}
    assert page.form().texts("A6") == ["alto"]


def test_what_was_calculated_is_part_of_the_submission(logic):
    logic.give({"A1": "30", "A2": "4"})
    logic.submit()

    sent = look_at(logic.desk, COMMAND_LINE, logic.edition, UNIT, 1)
    assert str(sent.answers["A3"].value) == "34"
    assert "34" in logic["focal"].get(f"{logic.base}/submission/1/answers").text


def test_section_that_is_not_asked_asks_nothing(logic):
    logic.give({"A1": "30", "A2": "4"})
    assert "What else" not in logic.section("focal", "B").text
    assert "B. Second" not in logic["focal"].get(logic.base).text
    logic.give({"A1": "300"})
    assert "What else" in logic.section("focal", "B").text
    assert "B. Second" in logic["focal"].get(logic.base).text


def follow(logic, page, code: str, **typed: str):
    """Return the page as the script asks for it when something was typed, before a save."""
    form = page.form()
    for name, text in typed.items():
        form[name] = text
    path = f"{logic.base}/section/{code}/look"
    assert page.root.only("main").only("form")["data-msq-follow"] == path
    return logic["focal"].post(path, form.sent("Save"))


def test_what_is_typed_is_followed_at_once_and_nothing_is_saved(logic):
    page = logic.section("focal", "A")
    before = logic.last_number()
    seen = follow(logic, page, "A", A1="60", A2="50", A5="north")

    assert [one.text for one in seen.root.every("output")] == ["110"]
    towns = {one["value"] for one in seen.root.every("input", name="A6")}
    assert towns & {"alto", "bajo"} == {"alto"}
    assert "(optional)" in seen.root.only("span", **{"data-swap": "A4~required"}).text
    assert "B. Second" in seen.source
    assert seen.form().texts("A1") == ["60"]
    assert (logic.last_number(), logic.answers()) == (before, {})


def test_what_cannot_be_read_counts_as_blank(logic):
    logic.give({"A1": "3", "A2": "4"})
    seen = follow(logic, logic.section("focal", "A"), "A", A1="many", A2="50")

    assert [one.text for one in seen.root.every("output")] == ["–"]
    assert seen.errors == []


def test_required_follows_what_is_typed(logic):
    seen = follow(logic, logic.section("focal", "A"), "A", A1="3", A2="4")

    assert seen.root.only("span", **{"data-swap": "A4~required"}).text == ""


def test_only_who_may_answer_is_followed(logic):
    page = logic.section("focal", "A")
    path = f"{logic.base}/section/A/look"
    assert logic["other"].post(path, page.form().sent("Save")).status == 401
    logic.give({"A1": "30", "A2": "4"})
    logic.submit()
    assert "data-msq-follow" not in logic.section("focal", "A").source
