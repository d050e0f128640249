"""How fast answers are saved, beside a bare handler that keeps one row: round by round in turn."""

import statistics
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import create_engine, func, select
from sqlalchemy.engine import make_url

from bench import edition, servers
from bench.databases import Engine
from bench.load import Kind, Seen, Task, Who, run
from bench.machine import percentile
from msq.cli.demo_story import invented
from msq.instrument.whole import Instrument
from msq.response.values import Answer, read
from msq.store.tables import response, revision, unit

SECTION, FOLLOWING, ONE = "D", "E", "D1.title"
"""The section that is saved, the one shown after it, and the item that is saved alone."""

_OTHER_WORDINGS = 40

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much is measured: rounds, and seconds of each half round, counted and warming up.

    ``units`` is how many responses the edition has, all of them full.
    """

    rounds: int
    seconds: float
    warming: float
    people: tuple[int, ...]
    units: int = edition.STATES


@dataclass(frozen=True, slots=True)
class Speed:
    """How fast one thing is: requests in a second, latencies in ms; medians of the rounds."""

    rate: float
    p50: float
    p99: float


@dataclass(frozen=True, slots=True)
class Compared:
    """One thing on one engine, ours beside the bare handler.

    Attributes:
        answers: how many answers one save changes.
        ratio: ours through bare, the median over the rounds of each.
        requests: how many requests of ours were counted.
        busy: the share of one processor that the load generator took at most.
    """

    engine: str
    kind: Kind
    people: int
    answers: int
    ratio: Speed
    ours: Speed
    bare: Speed
    requests: int
    busy: float


@dataclass(frozen=True, slots=True)
class Ceiling:
    """What server and load generator manage together with a handler that does nothing."""

    people: int
    speed: Speed
    busy: float


class Bench:
    """Both servers on one engine, with the people who are signed in."""

    def __init__(self, engine: Engine, ours: int, bare: int, filled: "Filled") -> None:
        """Know the ports."""
        self.engine, self._ours, self._bare, self._filled = engine, ours, bare, filled

    def ceiling(self, sizes: Sizes) -> Ceiling:
        """Return what is possible at most with the most people."""
        people = max(sizes.people)
        who = self._filled.whos()[:people]
        seen = run(Task("empty", self._bare, sizes.seconds, sizes.warming, who))
        return Ceiling(people, _speed(seen), seen.busy)

    def compare(self, kind: Kind, people: int, sizes: Sizes, say: Say) -> Compared:
        """Measure ours and bare in turn, the order changing from round to round."""
        found: dict[str, list[Seen]] = {"ours": [], "bare": []}
        for number in range(sizes.rounds):
            say(f"{self.engine.name}: {kind}, {people} at once, round {number + 1}/{sizes.rounds}")
            for side in ("ours", "bare") if number % 2 else ("bare", "ours"):
                who = self._filled.whos()[:people]
                port = self._ours if side == "ours" else self._bare
                task = Task(
                    kind if side == "ours" else "row", port, sizes.seconds, sizes.warming, who
                )
                before = self._filled.revisions()
                seen = run(task)
                if seen.faults:
                    raise RuntimeError(f"{side}, {kind}: {seen.faults[0]}")
                if side == "ours" and self._filled.revisions() - before != seen.saved:
                    raise RuntimeError(f"{kind}: not every changed answer became one revision")
                found[side].append(seen)
        return self._compared(kind, people, found)

    def _compared(self, kind: Kind, people: int, found: dict[str, list[Seen]]) -> Compared:
        ours, bare = ([_speed(one) for one in found[side]] for side in ("ours", "bare"))
        pairs = list(zip(ours, bare, strict=True))
        return Compared(
            engine=self.engine.name,
            kind=kind,
            people=people,
            answers=1 if kind == "answer" else self._filled.changing,
            ratio=_median([Speed(a.rate / b.rate, a.p50 / b.p50, a.p99 / b.p99) for a, b in pairs]),
            ours=_median(ours),
            bare=_median(bare),
            requests=sum(len(one.latencies) for one in found["ours"]),
            busy=max(one.busy for side in found.values() for one in side),
        )


class Filled:
    """The database with full responses of all States, and what its people send."""

    def __init__(self, address: str, units: int, people: int) -> None:
        """Fill an empty database."""
        instrument, self._people, _ = edition.make(address, units, people)
        url = make_url(address)
        if not url.drivername.startswith("sqlite"):
            url = url.set(drivername="postgresql+psycopg")
        self.engine = create_engine(url)
        self._sets = answers_of_section(instrument)

    @property
    def changing(self) -> int:
        """How many answers of the section change with every save of its page."""
        return sum(self._sets[0][item] != self._sets[1][item] for item in self._sets[0])

    def whos(self) -> list[Who]:
        """Return the people as the load generator needs them now."""
        wanted = select(unit.c.code, response.c.last_number).join_from(unit, response)
        with self.engine.connect() as db:
            numbers = dict(db.execute(wanted).tuples().all())
        base = f"/respond/{edition.CODE}"
        return [
            Who(
                session=one.session,
                path=f"{base}/{one.unit}/section/{SECTION}",
                following=FOLLOWING,
                last_number=numbers[one.unit],
                sets=self._sets,
                one=ONE,
            )
            for one in self._people
        ]

    def revisions(self) -> int:
        """Return how many revisions there are."""
        with self.engine.connect() as db:
            return db.scalar(select(func.count()).select_from(revision))


def answers_of_section(
    instrument: Instrument,
) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Return two ways to answer all of the section, different wherever its limits allow."""
    first: dict[str, list[str]] = {}
    second: dict[str, list[str]] = {}
    for code, item in instrument.items.items():
        if instrument.section_of[code].code != SECTION:
            continue
        ways = [
            list(invented(instrument, item, code, f"V{place:02}"))
            for place in range(_OTHER_WORDINGS)
        ]
        first[code], second[code] = (
            ways[0],
            next(
                (
                    way
                    for way in ways
                    if _said(instrument, code, way) != _said(instrument, code, ways[0])
                ),
                ways[0],
            ),
        )
    return first, second


def _said(instrument: Instrument, code: str, raw: list[str]) -> Answer:
    return read(instrument, code, raw)


@contextmanager
def prepared(engine: Engine, folder: Path, sizes: Sizes) -> Iterator[Bench]:
    """Fill a database, start both servers on databases of their own, end them after."""
    address = engine.fresh("saving")
    filled = Filled(address, sizes.units, max(sizes.people))
    with ExitStack() as leaving:
        leaving.callback(filled.engine.dispose)
        ours = leaving.enter_context(servers.msq(address, folder))
        bare = leaving.enter_context(servers.bare(engine.fresh("bare"), folder))
        yield Bench(engine, ours, bare, filled)


def _speed(seen: Seen) -> Speed:
    return Speed(
        len(seen.latencies) / seen.seconds,
        statistics.median(seen.latencies),
        percentile(seen.latencies, 99),
    )


def _median(speeds: list[Speed]) -> Speed:
    return Speed(
        statistics.median(one.rate for one in speeds),
        statistics.median(one.p50 for one in speeds),
        statistics.median(one.p99 for one in speeds),
    )
