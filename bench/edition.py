"""An open edition of the questionnaire in which every unit has answered all that is asked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby

from sqlalchemy import insert, literal, select, update

from msq import resources
from msq.cli.demo_story import invented
from msq.desk import sign_in
from msq.desk._verb import Desk
from msq.desk.actor import COMMAND_LINE
from msq.desk.edition import Plan, create_edition, open_edition
from msq.desk.import_units import import_units, read_units
from msq.desk.publish import publish
from msq.desk.register import import_register, read_register
from msq.instrument import yaml_form
from msq.instrument.whole import Instrument
from msq.response.relevance import asked_codes
from msq.response.values import Answer, read
from msq.store import Connection, revisions, tables
from msq.store.engine import Database
from msq.store.migrating import upgrade
from msq.store.revisions import Entry, Writer

CODE = "bench"
STATES = 193
WORDINGS = 25
"""So many units answer in words of their own; all others repeat them in turn."""

_ROUNDS = 6
"""What is asked depends on answers given; more rounds than the questionnaire is deep."""


@dataclass(frozen=True, slots=True)
class Person:
    """A focal point who is signed in."""

    unit: str
    session: str


def make(address: str, units: int, persons: int) -> tuple[Instrument, list[Person], int]:
    """Fill an empty database; return the instrument, the signed-in persons, and how many answers.

    Args:
        units: how many answer: 193 are the Member States, any other number is made up.
        persons: how many of them have a focal point.
    """
    database = Database(address)
    try:
        upgrade(database, resources.folder("migrations"))
        desk = Desk(database)
        instrument = yaml_form.load(resources.folder("forms") / "msq-2028")
        publish(desk, COMMAND_LINE, instrument)
        codes = _register(desk, instrument, units)
        _open(desk, instrument)
        people = _sign_in(desk, codes[:persons])
        with database.writing() as db:
            answers = _answer_all(db, desk, instrument)
    finally:
        database.close()
    return instrument, people, answers


def _register(desk: Desk, instrument: Instrument, units: int) -> Sequence[str]:
    if units == STATES:
        path = resources.folder("forms") / "registers" / "member-states.csv"
        return import_units(desk, COMMAND_LINE, read_units(path.read_bytes(), path.name)).codes
    kind = instrument.form.unit_kind
    lines = ["code,name,kind,alpha2,m49,region,subregion,ldc,lldc,sids"]
    lines += [
        f"U{number:05},Unit number {number},{kind},,{number:05},Region {number % 5},"
        f"Sub-region {number % 17},{'yes' if number % 4 == 0 else ''},,"
        for number in range(1, units + 1)
    ]
    table = read_units("\n".join(lines).encode(), "units.csv")
    return import_units(desk, COMMAND_LINE, table).codes


def _open(desk: Desk, instrument: Instrument) -> None:
    today = desk.now().date()
    plan = Plan(
        code=CODE,
        name="Measurement",
        reference_period="The 12 months before",
        instrument=instrument.code,
        opens=today - timedelta(days=1),
        deadline=today + timedelta(days=30),
    )
    create_edition(desk, COMMAND_LINE, plan)
    open_edition(desk, COMMAND_LINE, CODE)


def _sign_in(desk: Desk, units: Sequence[str]) -> list[Person]:
    if not units:
        return []
    lines = ["unit,name,email"]
    lines += [f"{unit},Focal Point of {unit},{unit.lower()}@bench.example.org" for unit in units]
    table = read_register("\n".join(lines).encode(), "people.csv")
    import_register(desk, COMMAND_LINE, CODE, table)
    with desk.database.reading() as db:
        wanted = select(tables.person.c.email, tables.person.c.id)
        ids = {email.partition("@")[0].upper(): number for email, number in db.execute(wanted)}
    return [
        Person(unit, sign_in.sign_in(desk, sign_in.issue_link(desk, ids[unit]))) for unit in units
    ]


def full_answers(instrument: Instrument, unit: str) -> dict[str, Answer]:
    """Return an answer to everything that is asked of a unit, by item, in invented words."""
    first_rows = [
        item.code.replace(".", "[1].", 1)
        for entry in instrument.entries.values()
        if entry.kind == "repeat"
        for item in entry.items
    ]
    answers: dict[str, Answer] = {}
    for _ in range(_ROUNDS):
        asked = [*asked_codes(instrument, answers), *(() if answers else first_rows)]
        for code in asked:
            if code not in answers:
                raw = invented(instrument, instrument.item(code), code, unit)
                answers[code] = read(instrument, code, raw)
    asked = asked_codes(instrument, answers)
    return {code: answers[code] for code in asked}


def _answer_all(db: Connection, desk: Desk, instrument: Instrument) -> int:
    """Write the answers of some responses one by one, and let the database copy them to all."""
    ids = list(db.scalars(select(tables.response.c.id).order_by(tables.response.c.id)))
    writer = Writer("Bench", None, desk.now(), "page", "bench")
    numbers: dict[int, int] = {}
    for place, original in enumerate(ids[:WORDINGS]):
        said = full_answers(instrument, f"W{place:02}")
        entries = [Entry(code, answer, 0, writer) for code, answer in said.items()]
        numbers[original] = revisions.append(db, original, 0, entries)
        copies = ids[place + WORDINGS :: WORDINGS]
        for some in _in_parts(copies, 500):
            _copy(db, original, some)
        numbers |= dict.fromkeys(copies, numbers[original])
    for number, group in groupby(sorted(ids, key=numbers.__getitem__), numbers.__getitem__):
        for some in _in_parts(list(group), 500):
            db.execute(
                update(tables.response)
                .where(tables.response.c.id.in_(some))
                .values(state="in_progress", last_number=number, changed_at=writer.at)
            )
    return sum(numbers.values())


def _copy(db: Connection, original: int, copies: Sequence[int]) -> None:
    for table in (tables.revision, tables.answer):
        columns = [column for column in table.columns if column.name != "response_id"]
        wanted = (
            select(tables.response.c.id, *columns)
            .join_from(tables.response, table, literal(value=True))
            .where(table.c.response_id == original, tables.response.c.id.in_(copies))
        )
        db.execute(insert(table).from_select(["response_id", *columns], wanted))


def _in_parts(numbers: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    for start in range(0, len(numbers), size):
        yield numbers[start : start + size]
