"""Four rounds of a real questionnaire through the commands: every cell comes out as it went in."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from itertools import zip_longest
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.cli.shell import Here, Shell
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

Row = dict[object, object]
Sheets = dict[str, list[Row]]
Source = dict[tuple[str, str], Cell]
Said = tuple[object, object]
"""A value, its numbers exact, and the reason why there is none."""


SHEETS = ("answers", "wide", "status", "revisions", "codebook")


@pytest.mark.parametrize("letter", ["a", "b"])
def test_four_rounds_through_the_commands_come_out_as_they_went_in(letter: Letter, tmp_path):
    form = read_form(letter)
    shell = Here(tmp_path, f"sqlite:///{tmp_path / 'rounds.db'}")
    assert "none →" in shell.does("db", "upgrade")
    prepare(shell, form)
    for year in ROUNDS:
        compare(form, year, take_round(shell, form, year, again=year == ROUNDS[-1]))


@pytest.mark.postgresql
def test_a_round_on_postgresql_in_processes_of_their_own_comes_out_as_it_went_in(
    postgresql_server: Server, tmp_path
):
    form = read_form("a")
    shell = Shell(tmp_path, postgresql_server.fresh_database())
    assert "already" in shell.does("db", "upgrade")
    prepare(shell, form)
    compare(form, "2021", take_round(shell, form, "2021"))


def prepare(shell: Shell, form: Form) -> None:
    """Publish the form and bring its register in."""
    shell.does("forms", "publish", write_instrument(form, shell.folder / form.code))
    register = write_register(form, shell.folder / "units.csv")
    assert shell.does("units", "import", register) == (
        "units: 174 added, 0 changed, 0 as they were\n"
    )


def take_round(shell: Shell, form: Form, year: str, *, again: bool = False) -> Sheets:
    """Make and open the edition of a round, import its answers and return what is exported.

    Args:
        again: import the same file a second time, which must change nothing.
    """
    edition, days = form.edition(year), (f"{year}-01-01", f"{year}-12-31")
    terms = ("--instrument", form.code, "--opens", days[0], "--deadline", days[1])
    made = shell.does("edition", "create", edition, *terms, "--units", "units.csv")
    assert f"edition {edition} is made; it asks 174 units\n" in made
    shell.does("edition", "open", edition)
    file, count = write_answers(form, year, shell.folder), len(form.cells[year])
    said = shell.does("responses", "import", edition, file)
    assert said == f"answers of {edition}: {count} saved, 0 as they were, 0 blank\n"
    if again:
        said = shell.does("responses", "import", edition, file)
        assert said == f"answers of {edition}: 0 saved, {count} as they were, 0 blank\n"
    path = shell.folder / f"{edition}-out.xlsx"
    shell.does("export", "pipeline", "--edition", edition, "--output", path)
    return read_workbook(path)


def read_workbook(path: Path) -> Sheets:
    """Return the rows of the sheets that hold data, by heading."""
    book = load_workbook(path, read_only=True)
    found = {name: list(rows_of(book[name].iter_rows(values_only=True))) for name in SHEETS}
    book.close()
    return found


def rows_of(rows: Iterator[tuple[object, ...]]) -> Iterator[Row]:
    heading = next(rows)
    for row in rows:
        # openpyxl leaves out the empty cells at the end of a row.
        yield dict(zip_longest(heading, row))


def compare(form: Form, year: str, sheets: Sheets) -> None:
    """Compare every cell of the source with every sheet that holds answers."""
    source = {(cell.unit, cell.item): cell for cell in form.cells[year]}
    names = {slug(name): name for name in form.economies}
    assert len(names) == 174
    compare_answers(form, year, source, sheets)
    compare_revisions(year, source, sheets)
    counts = Counter(unit for unit, _ in source)
    assert [(row["unit"], row["unit_name"]) for row in sheets["wide"]] == sorted(names.items())
    assert [
        (row["unit"], row["unit_name"], row["state"], row["answered"]) for row in sheets["status"]
    ] == [
        (unit, names[unit], "in_progress" if counts[unit] else "not_started", counts[unit])
        for unit in sorted(names)
    ]
    assert len(counts) < len(names)  # some administrations said nothing in this round
    assert [(row["item"], row["concept"]) for row in sheets["codebook"]] == [
        (item, f"isora.{slug(question, '_')}")
        for item, question in zip(form.items, form.questions, strict=True)
    ]


def compare_answers(form: Form, year: str, source: Source, sheets: Sheets) -> None:
    """Compare each cell with the long and the wide sheet: all equal, none missing, none extra."""
    said = {key: expected(form, cell) for key, cell in source.items()}
    answers = sheets["answers"]
    assert len(answers) == len(said)
    assert {row["edition"] for row in answers} == {form.edition(year)}
    assert {
        (row["unit"], row["item"]): as_said(row["value"], row["missing"]) for row in answers
    } == said
    assert {
        (row["unit"], item): in_wide(row[item])
        for row in sheets["wide"]
        for item in form.items
        if row[item] is not None
    } == said


def compare_revisions(year: str, source: Source, sheets: Sheets) -> None:
    """Compare who said it and when, and follow each answer to the revision that says so."""
    revisions = sheets["revisions"]
    assert len(revisions) == len(source)
    assert {(row["unit"], row["item"]): signed(row) for row in revisions} == {
        key: cell.signature(year) for key, cell in source.items()
    }
    assert {(row["unit"], row["revision"], row["item"]) for row in sheets["answers"]} == {
        (row["unit"], row["number"], row["item"]) for row in revisions
    }


def expected(form: Form, cell: Cell) -> Said:
    """Return what an answer must hold by a cell of the source: a value, or a reason for none."""
    if cell.is_missing:
        return None, REASON
    if form.letter == "a":
        return {"Yes": "yes", "No": "no"}[cell.text], None
    return Decimal(cell.text.replace(" ", "")), None


def as_said(value: object, missing: object) -> Said:
    """Return what a row of the sheet holds, its numbers exact."""
    exact = Decimal(repr(value)) if isinstance(value, int | float) else value
    return exact, missing


def in_wide(value: object) -> Said:
    """Return what a cell of the wide sheet holds: a value, or the code of a reason."""
    return (None, REASON) if value == REASON else as_said(value, None)


def signed(row: Row) -> tuple[str, str]:
    """Return author and moment as the file gave them; empty where it gave none."""
    assert row["source"] == "import"
    assert row["replaces"] is None
    if row["author"] == "command line":
        return "", ""
    return str(row["author"]), datetime.fromisoformat(str(row["at"])).isoformat()
