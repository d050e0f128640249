"""The frame of every verb and look: right, transaction, trail."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from msq.desk.actor import Actor
from msq.instrument.whole import Instrument
from msq.problems import NotFound
from msq.response import lifecycle
from msq.store import Connection, audit, editions, instruments, responses
from msq.store.editions import Edition
from msq.store.engine import Database
from msq.store.responses import Response
from msq.store.visibility import visible_to

P = ParamSpec("P")
R = TypeVar("R")


def utc_now() -> datetime:
    """Return the present moment in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Desk:
    """Where verbs are done: the database, and the clock that they go by."""

    database: Database
    now: Callable[[], datetime] = utc_now


@dataclass
class Act:
    """One run of a verb or a look, inside its transaction."""

    db: Connection
    actor: Actor
    now: datetime
    edition_id: int | None = None
    response_id: int | None = None
    details: dict[str, object] = field(default_factory=dict)

    @property
    def today(self) -> date:
        """The day in UTC, by which dates of an edition are judged."""
        return self.now.astimezone(UTC).date()

    def edition(self, code: str, *, for_update: bool = False) -> Edition:
        """Return an edition and remember it for the trail.

        Raises:
            NotFound: there is none with this code.
        """
        found = editions.by_code(self.db, code, for_update=for_update)
        if found is None:
            raise NotFound("There is no edition “{edition}”.", edition=code)
        self.edition_id = found.id
        return found

    def response(
        self, edition_code: str, unit_code: str, right: str, *, lock: bool = False
    ) -> Response:
        """Return a response that the actor sees and has a right on; remember it for the trail.

        Args:
            lock: hold it until the transaction ends.

        Raises:
            NotFound: there is none, or the actor may not see it.
            NotAllowed: the actor sees it but has not the right.
        """
        visible = visible_to(self.actor.grants)
        if lock:
            # Held before it is read: what is read is what the transaction goes on from.
            responses.hold(self.db, edition_code, visible, [unit_code])
        found = responses.find(self.db, edition_code, unit_code, visible)
        if found is None:
            raise NotFound(
                "There is no response of “{unit}” in the edition “{edition}” for you.",
                unit=unit_code,
                edition=edition_code,
            )
        self.actor.require(right, found.id)
        self.edition_id, self.response_id = found.edition.id, found.id
        return found

    def instrument(self, response: Response) -> Instrument:
        """Return the instrument that a response answers."""
        return instruments.load(self.db, response.edition.instrument_hash)

    def require_open(self, response: Response) -> None:
        """Let answers pass only while the edition takes them.

        A response that the secretariat returned may be answered after the last day, too: it asked
        for that, and reviews mostly begin when the last day has passed.

        Raises:
            Closed: the edition is not open, or not on this day.
        """
        calendar = response.edition.calendar
        if response.state == lifecycle.RETURNED:
            calendar = replace(calendar, deadline=max(calendar.deadline, self.today))
        lifecycle.require_open(response.edition.state, calendar, self.today)


@dataclass(frozen=True, slots=True)
class Declared:
    """What a verb or look says of itself, for the tests of the house."""

    name: str
    right: str | None
    writes: bool
    trail: bool


VERBS: dict[str, Declared] = {}


def _declare(name: str, right: str | None, *, writes: bool, trail: bool) -> None:
    if name in VERBS:
        raise ValueError(name)
    VERBS[name] = Declared(name, right, writes, trail)


def _require(actor: Actor, right: str | None) -> None:
    if right is not None:
        actor.require(right)


def verb(
    name: str, right: str, *, trail: bool = True
) -> Callable[[Callable[Concatenate[Act, P], R]], Callable[Concatenate[Desk, Actor, P], R]]:
    """Make a function a verb: checked, in one transaction, and in the trail.

    Args:
        name: as written in the trail.
        right: what the actor must hold, on anything; the function checks it on the thing itself
            by loading the thing through ``Act``.
        trail: whether a row is written; only where revisions already tell who did what.
    """
    _declare(name, right, writes=True, trail=trail)

    def frame(
        function: Callable[Concatenate[Act, P], R],
    ) -> Callable[Concatenate[Desk, Actor, P], R]:
        @wraps(function)
        def run(desk: Desk, actor: Actor, /, *args: P.args, **kwargs: P.kwargs) -> R:
            _require(actor, right)
            with desk.database.writing() as db:
                act = Act(db, actor, desk.now())
                result = function(act, *args, **kwargs)
                if trail:
                    event = audit.Event(act.now, actor.name, name, act.details)
                    audit.record(
                        db,
                        event,
                        actor_id=actor.id,
                        edition_id=act.edition_id,
                        response_id=act.response_id,
                    )
            return result

        return run

    return frame


def look(
    name: str, right: str | None
) -> Callable[[Callable[Concatenate[Act, P], R]], Callable[Concatenate[Desk, Actor, P], R]]:
    """Make a function a look: checked, and on a connection that cannot write."""
    _declare(name, right, writes=False, trail=False)

    def frame(
        function: Callable[Concatenate[Act, P], R],
    ) -> Callable[Concatenate[Desk, Actor, P], R]:
        @wraps(function)
        def run(desk: Desk, actor: Actor, /, *args: P.args, **kwargs: P.kwargs) -> R:
            _require(actor, right)
            with desk.database.reading() as db:
                return function(Act(db, actor, desk.now()), *args, **kwargs)

        return run

    return frame
