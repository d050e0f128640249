"""What the commands for editions and people say when they work, and when they cannot."""

import pytest

from tests.cli.conftest import TERMS
from tests.cli.shell import Ended, complaint, misuse

# Editions


def test_an_edition_says_how_many_units_it_asks_and_what_comes_next(typed, form, units):
    typed("forms", "publish", form)
    ended = typed("edition", "create", "small-1", *TERMS, "--units", units)
    assert ended == Ended(
        0, "edition small-1 is made; it asks 2 units\nnext: msq edition open small-1\n", ""
    )
    opened = typed("edition", "open", "small-1")
    assert opened == Ended(0, "edition small-1 is open: 2027-01-01 to 2027-06-30\n", "")


def test_units_of_another_kind_are_left_out_and_that_is_said(typed, form, units):
    typed("forms", "publish", form)
    units.write_text(units.read_text() + "fra,France,member_state\n")
    ended = typed("edition", "create", "small-1", *TERMS, "--units", units)
    assert "it asks 2 units" in ended.out
    assert ended.err == "left out: 1 unit of units.csv, of another kind than “city”\n"
    assert ended.code == 0


def test_an_edition_is_not_made_from_a_register_with_wrong_rows(typed, form, units):
    typed("forms", "publish", form)
    units.write_text(units.read_text() + "alpha,Once more,city\n,No code,city\n")
    ended = typed("edition", "create", "small-1", *TERMS, "--units", units)
    assert (ended.code, ended.out) == (1, "")
    assert [line.partition(":")[0] for line in ended.err.splitlines()] == [
        "units.csv, row 4",
        "units.csv, row 5",
        "msq",
    ]
    assert ended.err.endswith(
        "2 rows of units.csv were not taken. The edition small-1 is not made.\n"
    )
    assert complaint(typed("edition", "open", "small-1")) == "There is no edition “small-1”."


@pytest.mark.parametrize("day", ["31/12/2027", "2027-13-01", "tomorrow", ""])
def test_a_day_that_is_none_is_wrong_usage(typed, day):
    ended = typed(
        "edition",
        "create",
        "x",
        "--instrument",
        "small",
        "--opens",
        day,
        "--deadline",
        "2027-01-01",
    )
    assert misuse(ended) == (
        f"Error: Invalid value for '--opens': {day!r} is not a day; write it as 2027-06-30"
    )


def test_all_that_is_wrong_with_a_plan_is_said_on_one_line(typed, draft):
    terms = ("--instrument", "none", "--opens", "2027-02-01", "--deadline", "2027-01-01")
    said = complaint(typed("edition", "create", "Bad Code", *terms, "--grace", "-1", "--name", " "))
    for field in ("code: ", "name: ", "deadline: ", "grace: ", "instrument: "):
        assert field in said
    again = complaint(typed("edition", "create", draft, *TERMS))
    assert again == "code: There is already an edition “small-1”."


@pytest.mark.parametrize(
    "words",
    [
        ("edition", "open", "none"),
        ("edition", "close", "none"),
        ("edition", "extend", "none", "--deadline", "2027-01-01"),
        ("edition", "people", "none", "people.csv"),
        ("invite", "none"),
        ("responses", "import", "none", "answers.csv"),
        ("export", "pipeline", "--edition", "none", "--output", "out.xlsx"),
    ],
    ids=" ".join,
)
def test_an_edition_that_is_not_there_is_named(typed, tmp_path, words):
    (tmp_path / "people.csv").write_text("unit,name,email\n")
    (tmp_path / "answers.csv").write_text("unit,item,value\n")
    assert complaint(typed(*words)) == "There is no edition “none”."
    assert not (tmp_path / "out.xlsx").exists()


def test_what_cannot_be_done_in_this_state_is_said(typed, opened):
    assert "open already" in complaint(typed("edition", "open", opened))
    assert typed("edition", "extend", opened, "--deadline", "2027-07-31", "--grace", "1") == Ended(
        0, "edition small-1: deadline 2027-07-31, 1 day of grace\n", ""
    )
    assert typed("edition", "close", opened) == Ended(0, "edition small-1 is closed\n", "")
    assert "closed" in complaint(typed("edition", "extend", opened, "--deadline", "2027-08-01"))


# People


def test_people_are_added_and_invited_once(typed, opened, tmp_path):
    rows = "unit,name,email,role\nAlpha,Ann,ann@example.org,\nGamma,Bo,bo@example.org,\n"
    (tmp_path / "people.csv").write_text(rows)
    ended = typed("edition", "people", opened, "people.csv")
    assert (ended.code, ended.out) == (1, "people of small-1: 1 added, 0 there already\n")
    assert ended.err == (
        "people.csv, row 3: “Gamma” is not a unit of this edition.\n"
        "msq: 1 row of people.csv was not taken. All others were.\n"
    )
    invited = typed("invite", opened)
    assert invited.out == "1 invitation waits for msq serve or msq worker\n"
    assert typed("invite", opened).out.startswith("nobody in small-1 is still to be invited")


def test_staff_are_added_with_a_link_to_sign_in(typed):
    who = ("user", "add", "ann@example.org", "--name", "Ann", "--role", "manager", "--link")
    ended = typed(*who, MSQ_BASE_URL="https://msq.example.org")
    first, second = ended.out.splitlines()
    assert first == "ann@example.org is manager"
    assert second.startswith("sign-in link (works once): https://msq.example.org/sign-in/")


def test_staff_cannot_have_any_address_role_or_language(typed):
    who = ("--name", "Ann", "--role", "manager")
    assert complaint(typed("user", "add", "nobody", *who))
    assert "'--language'" in misuse(typed("user", "add", "a@example.org", *who, "--language", "xx"))
    assert "'--role'" in misuse(typed("user", "add", "a@example.org", *who, "--role", "chief"))
