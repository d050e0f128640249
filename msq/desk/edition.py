"""Making an edition, opening it, giving it more time, closing it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from msq.desk._verb import Act, verb
from msq.desk.import_units import groups_of
from msq.problems import BadInput, BadValue, Problem, Words, WrongState
from msq.response import lifecycle
from msq.store import carrying, editions, instruments, responses, units
from msq.store.editions import Edition
from msq.store.visibility import visible_to

_CODE = re.compile(r"[a-z0-9][a-z0-9.-]{0,63}")
RESERVED = ("new",)
"""Codes that stand for something else in the addresses of pages."""
NO_DATE_TEXT = "Enter a date as year-month-day, such as 2027-06-30."
LONGEST_NAME = 200
MOST_GRACE = 365


@dataclass(frozen=True, slots=True)
class Plan:
    """What a manager decides about an edition; without its dates it is not whole yet.

    ``grace`` is in days.
    """

    code: str
    name: str
    reference_period: str
    instrument: str
    opens: date | None
    deadline: date | None
    grace: int = 0


@verb("create_edition", "edition.manage")
def create_edition(
    act: Act,
    plan: Plan,
    codes: Sequence[str] | None = None,
    unread: Mapping[str, Problem] = MappingProxyType({}),
) -> Edition:
    """Make an edition in draft with its register of units.

    Args:
        codes: the units that are asked; ``None`` takes every unit of the instrument's kind.
        unread: what is wrong with fields that could not be read, to be told with all else.

    Raises:
        BadInput: fields of the plan are wrong; each is named.
        BadValue: there is no unit to ask.
    """
    published = instruments.newest(act.db, plan.instrument)
    problems = _problems(act, plan)
    if published is None:
        problems["instrument"] = BadValue(
            "There is no published instrument “{code}”.", code=plan.instrument
        )
    problems |= unread
    if problems or published is None or plan.opens is None or plan.deadline is None:
        raise BadInput(problems)
    instrument = instruments.load(act.db, published.hash)
    asked = units.every(act.db, instrument.form.unit_kind, codes)
    if not asked:
        raise BadValue(
            "There is no unit to ask. Import the register of units first (msq units import)."
        )
    edition = editions.add(
        act.db,
        Edition(
            id=0,
            code=plan.code,
            name=plan.name,
            reference_period=plan.reference_period,
            instrument_hash=published.hash,
            opens=plan.opens,
            deadline=plan.deadline,
            grace=plan.grace,
            state="draft",
        ),
        act.now,
    )
    registered = responses.register(act.db, edition.id, ((one, groups_of(one)) for one in asked))
    act.edition_id = edition.id
    act.details.update(instrument=published.hash, units=registered)
    return edition


def _problems(act: Act, plan: Plan) -> dict[str, Problem]:
    found: dict[str, Problem] = {}
    if not _CODE.fullmatch(plan.code):
        found["code"] = BadValue(
            "Use lower-case letters, digits, points and hyphens for the code, such as msq-2028."
        )
    elif plan.code in RESERVED:
        found["code"] = BadValue("“{code}” cannot be a code: a page has this name.", code=plan.code)
    elif editions.by_code(act.db, plan.code):
        found["code"] = BadValue("There is already an edition “{code}”.", code=plan.code)
    if not plan.name.strip() or len(plan.name) > LONGEST_NAME:
        found["name"] = BadValue("Enter a name of 1 to {most} characters.", most=LONGEST_NAME)
    if len(plan.reference_period) > LONGEST_NAME:
        found["reference_period"] = BadValue("Enter {most} characters or fewer.", most=LONGEST_NAME)
    dates = {"opens": plan.opens, "deadline": plan.deadline}
    found |= {name: BadValue(NO_DATE_TEXT) for name, day in dates.items() if day is None}
    if plan.opens and plan.deadline and plan.deadline < plan.opens:
        found["deadline"] = BadValue("The deadline must not be before the opening.")
    if not 0 <= plan.grace <= MOST_GRACE:
        found["grace"] = BadValue("Enter 0 to {most} days of grace.", most=MOST_GRACE)
    return found


@verb("open_edition", "edition.manage")
def open_edition(act: Act, code: str) -> Edition:
    """Open an edition: from its opening day on it takes answers.

    The last accepted answers of each unit come along, to be confirmed.

    Raises:
        WrongState: it is open or closed already.
    """
    edition = act.edition(code, for_update=True)
    if edition.state != "draft":
        raise WrongState(
            "The edition “{code}” is {state} already.", code=code, state=_state(edition)
        )
    editions.set_state(act.db, edition.id, "open")
    act.details.update(carried_over=carrying.bring_along(act.db, edition.id))
    return editions.by_id(act.db, edition.id)


@verb("close_edition", "edition.manage")
def close_edition(act: Act, code: str) -> Edition:
    """Close an edition: its answers can be read and exported, no longer changed.

    Raises:
        WrongState: it is not open.
    """
    edition = act.edition(code, for_update=True)
    if edition.state != "open":
        raise WrongState(
            "The edition “{code}” is {state}, not open.", code=code, state=_state(edition)
        )
    editions.set_state(act.db, edition.id, "closed")
    # Whoever is saving at this moment ends first; whoever comes after finds the edition closed.
    responses.hold(act.db, code, visible_to(act.actor.grants))
    return editions.by_id(act.db, edition.id)


@verb("extend_edition", "edition.manage")
def extend_edition(act: Act, code: str, deadline: date, grace: int | None = None) -> Edition:
    """Give an edition another deadline, and another grace where one is given (days).

    Raises:
        WrongState: it is closed.
        BadInput: the deadline is before the opening, or the grace is out of bounds.
    """
    edition = act.edition(code, for_update=True)
    if edition.state == "closed":
        raise WrongState("The edition “{code}” is closed and cannot be extended.", code=code)
    days = edition.grace if grace is None else grace
    problems: dict[str, Problem] = {}
    if deadline < edition.opens:
        problems["deadline"] = BadValue("The deadline must not be before the opening.")
    if not 0 <= days <= MOST_GRACE:
        problems["grace"] = BadValue("Enter 0 to {most} days of grace.", most=MOST_GRACE)
    if problems:
        raise BadInput(problems)
    editions.set_dates(act.db, edition.id, deadline, days)
    act.details.update(before=str(edition.deadline), after=str(deadline), grace=days)
    return editions.by_id(act.db, edition.id)


def _state(edition: Edition) -> Words:
    return Words(lifecycle.EDITION_TEXTS[edition.state])
