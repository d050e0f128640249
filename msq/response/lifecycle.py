"""The lifecycle of a response: one table, and nothing else decides."""

from dataclasses import dataclass
from datetime import date, timedelta

from msq.problems import Closed, Words, WrongState

NOT_STARTED, IN_PROGRESS, SUBMITTED = "not_started", "in_progress", "submitted"
UNDER_REVIEW, RETURNED, ACCEPTED, LOCKED = "under_review", "returned", "accepted", "locked"
STATES = (NOT_STARTED, IN_PROGRESS, SUBMITTED, UNDER_REVIEW, RETURNED, ACCEPTED, LOCKED)

EDITION_TEXTS = {"draft": "being prepared", "open": "open", "closed": "closed"}
"""How the state of an edition stands in a sentence."""
STATE_TEXTS = {
    NOT_STARTED: "Not started",
    IN_PROGRESS: "In progress",
    SUBMITTED: "Submitted",
    UNDER_REVIEW: "Under review",
    RETURNED: "Returned",
    ACCEPTED: "Accepted",
    LOCKED: "Locked",
}


@dataclass(frozen=True, slots=True)
class Transition:
    """From a state, by a verb, to a state. Who may is the right ``response.`` and the verb."""

    before: str
    verb: str
    after: str


TRANSITIONS = (
    Transition(NOT_STARTED, "answer", IN_PROGRESS),
    Transition(IN_PROGRESS, "answer", IN_PROGRESS),
    Transition(RETURNED, "answer", RETURNED),
    Transition(IN_PROGRESS, "submit", SUBMITTED),
    Transition(RETURNED, "submit", SUBMITTED),
    Transition(SUBMITTED, "review", UNDER_REVIEW),
    Transition(UNDER_REVIEW, "review", UNDER_REVIEW),
    Transition(UNDER_REVIEW, "send_back", RETURNED),
    Transition(UNDER_REVIEW, "accept", ACCEPTED),
    Transition(SUBMITTED, "reopen", RETURNED),
    Transition(UNDER_REVIEW, "reopen", RETURNED),
    Transition(ACCEPTED, "reopen", RETURNED),
    Transition(ACCEPTED, "lock", LOCKED),
)
_TABLE = {(one.before, one.verb): one.after for one in TRANSITIONS}

_REFUSALS = {
    "answer": "The answers cannot be changed: the response is “{state}”.",
    "submit": "The response cannot be submitted: it is “{state}”.",
    "review": "The answers cannot be reviewed now: the response is “{state}”.",
    "send_back": "The response cannot be returned: it is “{state}”.",
    "accept": "The response cannot be accepted: it is “{state}”.",
    "reopen": "The response cannot be reopened: it is “{state}”.",
    "lock": "The response cannot be locked: it is “{state}”.",
}


def allows(state: str, verb: str) -> bool:
    """Return whether a verb can be done in a state."""
    return (state, verb) in _TABLE


def after(state: str, verb: str) -> str:
    """Return the state that a verb leads to.

    Raises:
        WrongState: the verb cannot be done in this state; the message says why.
    """
    if not allows(state, verb):
        raise WrongState(_REFUSALS[verb], state=Words(STATE_TEXTS[state]))
    return _TABLE[state, verb]


@dataclass(frozen=True, slots=True)
class Calendar:
    """The dates of an edition; all days count whole, in UTC.

    Attributes:
        grace: days after the deadline in which late answers are still taken.
    """

    opens: date
    deadline: date
    grace: int = 0

    @property
    def last_day(self) -> date:
        """The last day on which answers are taken."""
        return self.deadline + timedelta(days=self.grace)

    def is_late(self, day: date) -> bool:
        """Return whether what is sent on a day is late."""
        return day > self.deadline


def require_open(state: str, calendar: Calendar, today: date) -> None:
    """Let answers pass only while an edition takes them.

    Raises:
        Closed: the edition is not open, not yet open, or past its deadline and grace.
    """
    if state == "draft":
        raise Closed("This edition is being prepared and does not take answers yet.")
    if state != "open":
        raise Closed("This edition is closed. Its answers can be read but not changed.")
    if today < calendar.opens:
        raise Closed("This edition opens on {day}.", day=calendar.opens)
    if today > calendar.last_day:
        raise Closed(
            "The last day for answers was {day}. Please write to the secretariat if you need "
            "more time.",
            day=calendar.last_day,
        )
