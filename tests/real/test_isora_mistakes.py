"""A real file of answers with mistakes put in: right rows are taken, wrong ones are named."""

from dataclasses import replace
from datetime import date

import pytest

from msq.desk._verb import Desk
from msq.desk.actor import COMMAND_LINE
from msq.desk.edition import Plan, create_edition, open_edition
from msq.desk.import_units import import_units, read_units
from msq.desk.publish import publish
from msq.instrument.yaml_form import load
from msq.store.engine import Database
from tests.cli.shell import Shell
from tests.real.isora import (
    ANSWER_COLUMNS,
    Form,
    answers,
    read_form,
    slug,
    write_csv,
    write_instrument,
    write_register,
)

EDITION = "isora-b-2018"
YEAR = "2018"
FEW = 8


@pytest.fixture
def form() -> Form:
    """Form B, of a few economies and its first three questions."""
    whole = read_form("b")
    economies = whole.economies[:FEW]
    kept = [
        cell
        for cell in whole.cells[YEAR]
        if cell.economy in economies and cell.item in {"B1", "B2", "B3"}
    ]
    return replace(
        whole, questions=whole.questions[:3], economies=economies, cells={YEAR: tuple(kept)}
    )


@pytest.fixture
def shell(form: Form, tmp_path, sqlite_url) -> Shell:
    """A database with the form and an open edition of it."""
    database = Database(sqlite_url)
    desk = Desk(database)
    publish(desk, COMMAND_LINE, load(write_instrument(form, tmp_path / "form")))
    register = write_register(form, tmp_path / "units.csv")
    import_units(desk, COMMAND_LINE, read_units(register.read_bytes(), register.name))
    days = date(2018, 1, 1), date(2018, 12, 31)
    create_edition(desk, COMMAND_LINE, Plan(EDITION, "ISORA", YEAR, form.code, *days))
    open_edition(desk, COMMAND_LINE, EDITION)
    database.close()
    return Shell(tmp_path, sqlite_url)


def test_right_rows_are_taken_and_wrong_ones_named_with_row_and_reason(form, shell):
    right = [row for row in answers(form, YEAR) if row[2]]
    first, second = form.economies[0], form.economies[1]
    wrong = [
        ("Atlantis", "B1", "1", "", "", ""),
        (first, "B99", "1", "", "", ""),
        (first, "A1", "Yes", "", "", ""),
        (second, "B1", "about 5", "", "", ""),
        (second, "B3", "D", "", "", ""),
    ]
    kept = [row for row in right if row[0] not in {second, slug(second)}]
    write_csv(shell.folder / "mixed.csv", ANSWER_COLUMNS, [*wrong, *kept])

    ended = shell.msq("responses", "import", EDITION, "mixed.csv")

    assert (ended.code, ended.out) == (
        1,
        f"answers of {EDITION}: {len(kept)} saved, 0 as they were, 0 blank\n",
    )
    assert ended.err.splitlines() == [
        "mixed.csv, row 2: “Atlantis” is not a unit of this edition.",
        "mixed.csv, row 3: There is no item B99 in this questionnaire.",
        "mixed.csv, row 4: There is no item A1 in this questionnaire.",
        "mixed.csv, row 5: “about 5” is not a number. Use digits only, for example 1234.5.",
        "mixed.csv, row 6: “D” is not a number. Use digits only, for example 1234.5.",
        "msq: 5 rows of mixed.csv were not taken. All others were.",
    ]


def test_the_same_answer_twice_is_taken_from_neither_row(form, shell):
    name = form.economies[0]
    rows = [(name, "B1", "1"), (name, "B1", "2"), (slug(name), "B2", "3")]
    write_csv(shell.folder / "twice.csv", ("unit", "item", "value"), rows)

    ended = shell.msq("responses", "import", EDITION, "twice.csv")

    assert (ended.code, ended.out) == (
        1,
        f"answers of {EDITION}: 1 saved, 0 as they were, 0 blank\n",
    )
    assert ended.err.splitlines() == [
        "twice.csv, row 2: This unit and item stand in the file more than once.",
        "twice.csv, row 3: This unit and item stand in the file more than once.",
        "msq: 2 rows of twice.csv were not taken. All others were.",
    ]


def test_a_unit_by_code_and_by_name_is_one_unit(form, shell):
    name = next(one for one in form.economies if slug(one) != one.casefold())
    rows = [(name, "B1", "1"), (slug(name), "B1", "2")]
    write_csv(shell.folder / "both.csv", ("unit", "item", "value"), rows)

    ended = shell.msq("responses", "import", EDITION, "both.csv")

    assert ended.err.splitlines() == [
        "both.csv, row 2: This unit and item stand in the file more than once.",
        "both.csv, row 3: This unit and item stand in the file more than once.",
        "msq: 2 rows of both.csv were not taken. All others were.",
    ]
    assert ended.code == 1


def test_authors_and_moments_that_cannot_be_are_refused(form, shell):
    name = form.economies[0]
    rows = [
        (name, "B1", "1", "", "Desk", "yesterday"),
        (name, "B2", "1", "", "Desk", "2999-01-01T00:00:00+00:00"),
        (name, "B3", "1", "", "D" * 201, "2018-06-01"),
    ]
    write_csv(shell.folder / "signed.csv", ANSWER_COLUMNS, rows)

    ended = shell.msq("responses", "import", EDITION, "signed.csv")

    assert (ended.code, ended.err.splitlines()) == (
        1,
        [
            "signed.csv, row 2: “yesterday” is not a moment; write 2027-03-27T14:02:00+00:00.",
            "signed.csv, row 3: “2999-01-01T00:00:00+00:00” is in the future.",
            "signed.csv, row 4: The author may have 200 characters or fewer.",
            "msq: 3 rows of signed.csv were not taken. All others were.",
        ],
    )
