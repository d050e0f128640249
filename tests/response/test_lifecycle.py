"""The table of transitions, and the days on which an edition takes answers."""

from datetime import date, timedelta
from itertools import product

import pytest

from msq.problems import Closed, WrongState
from msq.response.lifecycle import (
    NOT_STARTED,
    STATE_TEXTS,
    STATES,
    TRANSITIONS,
    Calendar,
    after,
    allows,
    require_open,
)
from msq.response.rights import ALLOWED

VERBS = tuple(dict.fromkeys(one.verb for one in TRANSITIONS))
TABLE = {
    ("not_started", "answer"): "in_progress",
    ("in_progress", "answer"): "in_progress",
    ("returned", "answer"): "returned",
    ("in_progress", "submit"): "submitted",
    ("returned", "submit"): "submitted",
    ("submitted", "review"): "under_review",
    ("under_review", "review"): "under_review",
    ("under_review", "send_back"): "returned",
    ("under_review", "accept"): "accepted",
    ("submitted", "reopen"): "returned",
    ("under_review", "reopen"): "returned",
    ("accepted", "reopen"): "returned",
    ("accepted", "lock"): "locked",
}


@pytest.mark.parametrize(("state", "verb"), list(product(STATES, VERBS)))
def test_transition_is_that_of_the_table_or_refused_with_its_state(state, verb):
    assert allows(state, verb) == ((state, verb) in TABLE)
    if (state, verb) in TABLE:
        assert after(state, verb) == TABLE[state, verb]
    else:
        with pytest.raises(WrongState) as refused:
            after(state, verb)
        assert STATE_TEXTS[state] in str(refused.value)


def test_every_state_has_a_text_and_can_be_reached():
    assert tuple(STATE_TEXTS) == STATES
    reached = {NOT_STARTED}
    for _ in STATES:
        reached |= {one.after for one in TRANSITIONS if one.before in reached}
    assert reached == set(STATES)


def test_every_verb_has_a_right_of_its_name():
    assert {f"response.{verb}" for verb in VERBS} <= ALLOWED.keys()


def test_every_verb_but_answering_leads_to_one_state():
    """Exports tell the state of a moment from the last verb before it."""
    for verb in VERBS:
        ends = {one.after for one in TRANSITIONS if one.verb == verb}
        assert len(ends) == 1 or verb == "answer"


OPENS, DEADLINE = date(2027, 2, 1), date(2027, 6, 30)
CALENDAR = Calendar(OPENS, DEADLINE, grace=10)


@pytest.mark.parametrize(
    ("state", "day", "message"),
    [
        ("open", OPENS, ""),
        ("open", DEADLINE, ""),
        ("open", DEADLINE + timedelta(10), ""),
        ("open", OPENS - timedelta(1), "This edition opens on 2027-02-01."),
        ("open", DEADLINE + timedelta(11), ("The last day for answers was 2027-07-10. Please write "
         "to the secretariat if you need more time.")),
        ("draft", OPENS, "This edition is being prepared and does not take answers yet."),
        ("closed", OPENS, "This edition is closed. Its answers can be read but not changed."),
        ("archived", OPENS, "This edition is closed. Its answers can be read but not changed."),
    ],
)  # fmt: skip
def test_edition_takes_answers_only_while_it_is_open(state, day, message):
    if not message:
        require_open(state, CALENDAR, day)
        return
    with pytest.raises(Closed) as refused:
        require_open(state, CALENDAR, day)
    assert str(refused.value) == message


def test_answer_is_late_from_the_day_after_the_deadline():
    assert not CALENDAR.is_late(DEADLINE)
    assert CALENDAR.is_late(DEADLINE + timedelta(1))
    assert Calendar(OPENS, DEADLINE).last_day == DEADLINE
