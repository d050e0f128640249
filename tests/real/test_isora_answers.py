"""Four rounds of a real questionnaire through the commands: every cell comes out as it went in."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from itertools import zip_longest
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.cli.shell import Shell
from tests.factories.postgresql import Server
from tests.real.isora import (
    REASON,
    ROUNDS,
    Cell,
    Form,
    Letter,
    read_form,
    slug,
    write_answers,
    write_instrument,
    write_register,
)

Row = dict[str, str | int | float | None]
Sheets = dict[str, list[Row]]
Said = str | Decimal | None


SHEETS = ("answers", "wide", "status", "revisions", "codebook")


@pytest.mark.parametrize("letter", ["a", "b"])
def test_four_rounds_through_the_commands_come_out_as_they_went_in(letter: Letter, tmp_path):
    form = read_form(letter)
    shell = Shell(tmp_path, f"sqlite:///{tmp_path / 'rounds.db'}")
    assert "none →" in shell.does("db", "upgrade")
    prepare(shell, form)
    for year in ROUNDS:
        compare(form, year, take_round(shell, form, year))


@pytest.mark.postgresql
def test_a_round_on_postgresql_comes_out_as_it_went_in(postgresql_server: Server, tmp_path):
    form = read_form("a")
    shell = Shell(tmp_path, postgresql_server.fresh_database())
    assert "already" in shell.does("db", "upgrade")
    prepare(shell, form)
    compare(form, "2021", take_round(shell, form, "2021"))


def test_a_file_that_is_imported_again_changes_nothing(tmp_path, sqlite_url):
    form = read_form("b")
    shell = Shell(tmp_path, sqlite_url)
    prepare(shell, form)
    before = take_round(shell, form, "2020")
    edition, count = form.edition("2020"), len(form.cells["2020"])
    said = shell.does("responses", "import", edition, f"{edition}.xlsx")
    assert said == f"answers of {edition}: 0 saved, {count} as they were, 0 blank\n"
    assert export(shell, edition) == before


def prepare(shell: Shell, form: Form) -> None:
    """Publish the form and bring its register in."""
    shell.does("forms", "publish", write_instrument(form, shell.folder / form.code))
    register = write_register(form, shell.folder / "units.csv")
    assert shell.does("units", "import", register) == (
        "units: 174 added, 0 changed, 0 as they were\n"
    )


def take_round(shell: Shell, form: Form, year: str) -> Sheets:
    """Make and open the edition of a round, import its answers and return what is exported."""
    edition, days = form.edition(year), (f"{year}-01-01", f"{year}-12-31")
    terms = ("--instrument", form.code, "--opens", days[0], "--deadline", days[1])
    made = shell.does("edition", "create", edition, *terms, "--units", "units.csv")
    assert f"edition {edition} is made; it asks 174 units\n" in made
    shell.does("edition", "open", edition)
    said = shell.does("responses", "import", edition, write_answers(form, year, shell.folder))
    count = len(form.cells[year])
    assert said == f"answers of {edition}: {count} saved, 0 as they were, 0 blank\n"
    return export(shell, edition)


def export(shell: Shell, edition: str) -> Sheets:
    """Export an edition and return the rows of each sheet."""
    path = shell.folder / f"{edition}-out.xlsx"
    shell.does("export", "pipeline", "--edition", edition, "--output", path)
    return read_workbook(path)


def read_workbook(path: Path) -> Sheets:
    """Return the rows of the sheets that hold data, by heading."""
    book = load_workbook(path, read_only=True)
    found = {name: list(rows_of(book[name].iter_rows(values_only=True))) for name in SHEETS}
    book.close()
    return found


def rows_of(rows: Iterator[tuple]) -> Iterator[Row]:
    heading = next(rows)
    for row in rows:
        # openpyxl leaves out the empty cells at the end of a row.
        yield dict(zip_longest(heading, row))


def compare(form: Form, year: str, sheets: Sheets) -> None:
    """Compare every cell of the source with every sheet that holds answers."""
    source = {(cell.unit, cell.item): cell for cell in form.cells[year]}
    said = {key: expected(form, cell) for key, cell in source.items()}
    edition = form.edition(year)

    answers = sheets["answers"]
    assert len(answers) == len(source)
    assert {
        (row["unit"], row["item"]): as_said(row["value"], row["missing"]) for row in answers
    } == said
    assert {row["edition"] for row in answers} == {edition}
    names = {slug(name): name for name in form.economies}
    assert all(row["unit_name"] == names[row["unit"]] for row in answers)

    wide = sheets["wide"]
    assert [row["unit"] for row in wide] == sorted(names)
    assert {
        (row["unit"], item): in_wide(row[item])
        for row in wide
        for item in form.items
        if row[item] is not None
    } == said

    counts = Counter(unit for unit, _ in source)
    assert {row["unit"]: (row["state"], row["answered"]) for row in sheets["status"]} == {
        unit: ("in_progress" if counts[unit] else "not_started", counts[unit]) for unit in names
    }
    assert len(sheets["status"]) == len(names)
    assert any(not counts[unit] for unit in names)

    revisions = sheets["revisions"]
    assert {(row["unit"], row["item"]): signed(row) for row in revisions} == {
        key: cell.signature(year) for key, cell in source.items()
    }
    assert len(revisions) == len(source)
    assert [(row["item"], row["concept"]) for row in sheets["codebook"]] == [
        (item, f"isora.{slug(question, '_')}")
        for item, question in zip(form.items, form.questions, strict=True)
    ]


def expected(form: Form, cell: Cell) -> tuple[Said, str | None]:
    """Return what an answer must hold by a cell of the source: a value, or a reason for none."""
    if cell.is_missing:
        return None, REASON
    if form.letter == "a":
        return {"Yes": "yes", "No": "no"}[cell.text], None
    return Decimal(cell.text.replace(" ", "")), None


def as_said(value: object, missing: object) -> tuple[Said, str | None]:
    """Return what a row of the sheet holds, its numbers exact."""
    exact = Decimal(repr(value)) if isinstance(value, int | float) else value
    return exact, missing


def in_wide(value: object) -> tuple[Said, str | None]:
    """Return what a cell of the wide sheet holds: a value, or the code of a reason."""
    return (None, REASON) if value == REASON else as_said(value, None)


def signed(row: Row) -> tuple[str, str]:
    """Return author and moment as the file gave them; empty where it gave none."""
    assert row["source"] == "import"
    assert row["replaces"] is None
    if row["author"] == "command line":
        return "", ""
    return str(row["author"]), datetime.fromisoformat(str(row["at"])).isoformat()
