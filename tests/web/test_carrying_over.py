"""Answers of the round before on the page: beside their questions, confirmed one by one or all."""

from datetime import date

import pytest

from msq.desk.actor import COMMAND_LINE
from msq.desk.reading.response import look_at
from tests.factories.instruments import instrument
from tests.web.scene import ENOUGH, UNIT

NEXT = "next-1"
TABLE = """
| code  | type      | text                | required | concept    | choices     | relevant      |
| B1    | yes_no    | Is there a law?     | yes      | concept.b1 |             |               |
| B2    | integer   | How many services?  | yes      | concept.b4 |             | ${B1} = 'yes' |
| B3    | select_one | Which licence?     |          | concept.b3 | open, none  |               |
| B4    | yes_no    | Tell us more?       |          | concept.b7 |             |               |
| B5    | repeat    | Other portals       |          | concept.c1 |             |               |
| .name | text      | Name                |          |            |             |               |
| C1    | date      | Since when?         |          | concept.b6 |             |               |
"""


@pytest.fixture
def again(scene):
    """The scene in the next round: Malta's answers of the first were accepted."""
    said = {"B1": "yes", "B1.title": "Law", "B7": "More", "B6": "2020-05-01"}
    scene.give(ENOUGH | said | {"C1[1].name": "Ports", "C1[2].name": "Land"})
    scene.submit()
    scene.review(B1="accepted")
    scene.accept()
    form = instrument(TABLE, code="next", unit_kind="member_state")
    scene.ask(form, "Round of 2029", opens=date(2027, 2, 1))
    return scene


def values(scene):
    """Return what is on record in the next round."""
    look = look_at(scene.desk, COMMAND_LINE, NEXT, UNIT)
    return {item: one.value for item, one in look.answers.items()}


def test_answers_stand_beside_their_questions_and_count_for_nothing(again):
    page = again.section("focal", "B")

    offers = [one.text for one in page.root.with_class("msq-offer__text")]
    assert offers == ["Yes", "12", "Ports", "Land"]
    assert "From Edition small-1, please confirm" in page.text
    assert "One answer could not come along" in page.text
    assert "B4: More – This question takes another kind of answer now." in page.text
    tasks = again["focal"].get(again.base)
    assert "0 of" in tasks.text
    assert values(again) == {}


def test_one_answer_is_confirmed_and_another_given_anew(again):
    form = again.section("focal", "B").form()
    form["B1~confirm"] = "1"
    form["B2~confirm"] = "1"
    form["B2"] = "13"

    page = again["focal"].send(form, "Save")

    assert page.notice == "Your answers have been saved."
    assert values(again) == {"B1": "yes", "B2": 13}
    assert [one.text for one in page.root.with_class("msq-offer__text")] == ["Ports", "Land"]


def test_all_of_a_section_is_confirmed_at_once_and_nothing_of_another(again):
    page = again["focal"].send(again.section("focal", "B").form(), "Confirm all of this section")

    assert page.path.startswith(f"{again.base}/section/B")
    assert values(again) == {
        "B1": "yes",
        "B2": 12,
        "B5[1].name": "Ports",
        "B5[2].name": "Land",
    }
    assert list(page.root.with_class("msq-offer")) == []
    assert "2020" in again.section("focal", "C").text


def test_what_was_confirmed_twice_is_recorded_once(again):
    form = again.section("focal", "C").form()
    form["C1~confirm"] = "1"
    again["focal"].send(form, "Save")
    again["focal"].send(form, "Save")

    assert again.last_number() == 1
