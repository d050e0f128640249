"""A real round carried into the next: every accepted answer offered, none exported unconfirmed."""

from collections import Counter
from datetime import UTC, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path

from openpyxl import load_workbook

from msq import resources
from msq.desk._verb import Desk
from msq.desk.actor import COMMAND_LINE, Actor
from msq.desk.carry_over import confirm
from msq.desk.edition import Plan, create_edition, open_edition
from msq.desk.import_responses import import_responses, read_responses
from msq.desk.import_units import import_units, read_units
from msq.desk.publish import publish
from msq.desk.reading.response import look_at
from msq.desk.register import import_register, read_register
from msq.desk.review import Verdict, accept, review
from msq.desk.submit import Declaration, submit
from msq.exporting import spec, workbook
from msq.instrument import yaml_form
from msq.store.engine import Database
from tests.factories.round import person
from tests.real.isora import (
    REASON,
    Cell,
    Form,
    read_form,
    slug,
    write_answers,
    write_instrument,
    write_register,
)

SIGNED = Declaration("A Minister", "Minister", "Ministry", agreed=True)
CONFIRMED = 5


class Moment:
    """A clock that stands at the end of a year."""

    year = 2020

    def __call__(self) -> datetime:
        """Return the moment."""
        return datetime(self.year, 12, 31, 9, tzinfo=UTC)


def test_round_of_2020_comes_along_into_2021(database: Database, tmp_path: Path) -> None:
    form, clock = read_form("b"), Moment()
    desk = Desk(database, clock)
    publish(desk, COMMAND_LINE, yaml_form.load(write_instrument(form, tmp_path / "form")))
    register = write_register(form, tmp_path / "units.csv")
    import_units(desk, COMMAND_LINE, read_units(register.read_bytes(), register.name))
    accepted = first_round(desk, form, tmp_path)
    assert len(accepted) == 21  # all others left at least one figure out

    clock.year = 2021
    open_round(desk, form, "2021")
    source = {(cell.unit, cell.item): cell for cell in form.cells["2020"]}
    for unit in accepted:
        who = focal_point(desk, form, "2021", unit)
        look = look_at(desk, who, form.edition("2021"), unit)
        assert look.along is not None
        assert (look.answers, look.along.lost) == ({}, ())
        assert {
            item: one.answer.missing or Decimal(str(one.answer.value))
            for item, one in look.along.carried.items()
        } == {item: said(source[unit, item]) for item in form.items}
    for unit in accepted[:CONFIRMED]:
        who = focal_point(desk, form, "2021", unit)
        count = confirm(desk, who, form.edition("2021"), unit, form.items, "one")
        assert count == len(form.items)

    rows = exported(desk, form.edition("2021"))
    assert Counter(row["unit"] for row in rows) == {
        unit: len(form.items) for unit in accepted[:CONFIRMED]
    }
    assert {row["source"] for row in rows} == {"carry-over"}


def said(cell: Cell) -> Decimal | str:
    """Return what a cell of the source says: its number, or the reason why there is none."""
    return REASON if cell.is_missing else Decimal(cell.text.replace(" ", ""))


def open_round(desk: Desk, form: Form, year: str) -> None:
    """Open the edition of a year."""
    now = desk.now().date()
    plan = Plan(form.edition(year), year, "", form.code, now, now)
    create_edition(desk, COMMAND_LINE, plan)
    open_edition(desk, COMMAND_LINE, form.edition(year))


def first_round(desk: Desk, form: Form, folder: Path) -> list[str]:
    """Take the answers of 2020 in, and accept every response that is whole; return their units."""
    edition = form.edition("2020")
    open_round(desk, form, "2020")
    path = write_answers(form, "2020", folder)
    report = import_responses(
        desk, COMMAND_LINE, edition, read_responses(path.read_bytes(), path.name)
    )
    assert report.wrong == ()
    counts = Counter(cell.unit for cell in form.cells["2020"])
    whole = [slug(name) for name in form.economies if counts[slug(name)] == len(form.items)]
    for unit in whole:
        who = focal_point(desk, form, "2020", unit)
        number = look_at(desk, who, edition, unit).response.last_number
        submit(desk, who, edition, unit, SIGNED, number)
        review(desk, COMMAND_LINE, edition, unit, [Verdict(form.items[0], "accepted")])
        accept(desk, COMMAND_LINE, edition, unit)
    return whole


def focal_point(desk: Desk, form: Form, year: str, unit: str) -> Actor:
    """Give a unit a focal point and return them."""
    email = f"{unit}@example.org"
    table = read_register(f"unit,name,email\n{unit},Focal point,{email}\n".encode(), "people.csv")
    assert import_register(desk, COMMAND_LINE, form.edition(year), table).wrong == ()
    return person(desk, email)


def exported(desk: Desk, edition: str) -> list[dict[object, object]]:
    """Return the rows of the answers of an edition, each with where it comes from."""
    target = BytesIO()
    wanted = spec.load(resources.folder("exports"), "pipeline")
    workbook.write(
        desk.database, wanted, edition, target, basis="best", personal=False, now=desk.now(), by=""
    )
    book = load_workbook(target, read_only=True)
    heading, *rows = book["revisions"].iter_rows(values_only=True)
    sources = {row[heading.index("unit")]: row[heading.index("source")] for row in rows}
    heading, *rows = book["answers"].iter_rows(values_only=True)
    return [
        {**dict(zip(heading, row, strict=False)), "source": sources[row[heading.index("unit")]]}
        for row in rows
    ]
