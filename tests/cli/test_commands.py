"""What the commands say to whoever types them: help, results, and one clear line on bad input."""

import socket
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from msq.cli import msq, what_went_wrong
from tests.cli.conftest import TERMS
from tests.cli.shell import Ended, Shell


def complaint(ended: Ended) -> str:
    """Return the one line of a command that could not be done for what was given to it."""
    assert (ended.code, ended.out) == (1, "")
    assert ended.err.startswith("msq: ")
    assert ended.err.count("\n") == 1
    return ended.err.removeprefix("msq: ").strip()


def misuse(ended: Ended) -> str:
    """Return what is said of a command that was not typed as it must be."""
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith("Usage: msq")
    return ended.err.rpartition("\n\n")[2].strip()


def every_command(
    command: click.Command = msq, path: tuple[str, ...] = ()
) -> Iterator[tuple[str, ...]]:
    """Yield the words of every command and group."""
    yield path
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            yield from every_command(command.get_command(context, name), (*path, name))


# Help


@pytest.mark.parametrize("words", list(every_command()), ids=" ".join)
def test_help_of_every_command_says_what_it_does(typed, words):
    ended = typed(*words, "--help")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith(f"Usage: {' '.join(('msq', *words))} ")
    listed = ended.out.partition("Commands:")[2].splitlines()
    assert not [line for line in listed if line.endswith("...") and "demo " not in line]


def test_nothing_typed_shows_the_help(typed):
    ended = typed()
    assert (ended.code, ended.out) == (2, "")
    assert "Commands:" in ended.err


def test_a_slip_of_the_pen_is_answered_with_the_command_like_it(typed):
    assert misuse(typed("expotr")) == "Error: No such command 'expotr'. Did you mean 'export'?"
    assert misuse(typed("edition", "clos", "x")).endswith("Did you mean 'close'?")


def test_version_is_that_of_the_package(typed):
    ended = typed("--version")
    assert (ended.code, ended.out.startswith("msq, version ")) == (0, True)


# The database


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("nonsense", "MSQ_DATABASE_URL is not a database address."),
        ("", "MSQ_DATABASE_URL is not a database address."),
        ("postgresql://u:p@host:port/x", "MSQ_DATABASE_URL is not a database address."),
        ("mysql://host/name", "MSQ_DATABASE_URL must name an SQLite file or a PostgreSQL"),
        ("sqlite://", "MSQ_DATABASE_URL must name an SQLite file or a PostgreSQL"),
        ("sqlite:///units.csv", "The database sqlite:///units.csv does not answer"),
        ("sqlite:///small", "The database sqlite:///small does not answer"),
        ("sqlite:///units.csv/x.db", "The database cannot be kept in units.csv"),
    ],
)
def test_a_database_address_that_cannot_work_is_named(typed, form, units, address, said):
    assert complaint(typed("db", "upgrade", MSQ_DATABASE_URL=address)).startswith(said)


def test_a_server_that_does_not_answer_is_named_without_its_password(typed):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    address = f"postgresql://user:not-for-eyes@127.0.0.1:{port}/msq"
    said = complaint(typed("db", "upgrade", MSQ_DATABASE_URL=address))
    assert f"127.0.0.1:{port}/msq does not answer" in said
    assert "not-for-eyes" not in said


def test_a_database_that_is_not_there_is_not_made_by_looking(typed, units, tmp_path):
    said = complaint(typed("units", "import", units, MSQ_DATABASE_URL="sqlite:///none/here.db"))
    assert "msq db upgrade" in said
    assert not (tmp_path / "none").exists()


def test_a_database_is_brought_up_once(typed):
    address = "sqlite:///folder/new.db"
    assert "none →" in typed("db", "upgrade", MSQ_DATABASE_URL=address).out
    assert typed("db", "upgrade").out.endswith(" already\n")


# Questionnaires


def test_a_questionnaire_is_checked_and_published_once(typed, form):
    checked = typed("forms", "check", form)
    assert checked == Ended(0, "small: no faults; 1 section, 2 questions, 2 items\n", "")
    first, second = typed("forms", "publish", form), typed("forms", "publish", form)
    assert first.out.startswith("small version 1 is published (hash ")
    assert second.out.startswith("small version 1 was published already (hash ")


def test_faults_of_a_questionnaire_are_listed_with_their_place(typed, form):
    (form / "only.yaml").write_text("section: A\ntitle: T\nitems: [{code: A1, type: yesno}]\n")
    ended = typed("forms", "publish", form)
    assert ended.code == 1
    *faults, last = ended.err.splitlines()
    assert all(fault.startswith("only.yaml, line ") for fault in faults)
    assert last == f"msq: {len(faults)} faults in {form}"


@pytest.mark.parametrize("verb", ["check", "publish"])
def test_a_questionnaire_that_is_not_there_is_wrong_usage(typed, verb):
    assert misuse(typed("forms", verb, "nowhere")) == (
        "Error: Invalid value for 'FOLDER': Directory 'nowhere' does not exist."
    )


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


# Files


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "answers.csv is empty"),
        (b"unit,item\nalpha,A1\n", "answers.csv lacks the required columns: value."),
        (b"unit,item,value\nalpha,A1,\xff\n", "Line 2 of answers.csv is not UTF-8 text."),
        (b'unit,item,value\nalpha,A1,"yes\n', "The row that begins on line 2 of answers.csv"),
        (b"PK\x03\x04 and no more", "answers.csv "),
    ],
)
def test_a_file_that_cannot_be_read_is_named_with_the_reason(
    typed, opened, tmp_path, content, said
):
    (tmp_path / "answers.csv").write_bytes(content)
    assert complaint(typed("responses", "import", opened, "answers.csv")).startswith(said)


@pytest.mark.parametrize(
    "words", [("units", "import"), ("responses", "import", "x"), ("edition", "people", "x")]
)
def test_a_file_that_is_not_there_is_wrong_usage(typed, tmp_path, words):
    assert misuse(typed(*words, "none.csv")).endswith("File 'none.csv' does not exist.")
    assert misuse(typed(*words, tmp_path)).endswith("is a directory.")


def test_answers_are_imported_and_wrong_rows_named(typed, opened, tmp_path):
    rows = "unit,item,value\nalpha,A1,yes\nBeta,A2,many\nbeta,A1,\n"
    (tmp_path / "answers.csv").write_text(rows)
    ended = typed("responses", "import", opened, "answers.csv")
    assert (ended.code, ended.out) == (
        1,
        "answers of small-1: 1 saved, 0 as they were, 1 blank\n",
    )
    assert ended.err == (
        "answers.csv, row 3: “many” is not a number. Use digits only, for example 1234.5.\n"
        "msq: 1 row of answers.csv was not taken. All others were.\n"
    )


def test_many_wrong_rows_are_counted_beyond_the_first_fifty(typed, opened, tmp_path):
    rows = "".join(f"alpha,A{number},yes\n" for number in range(100, 160))
    (tmp_path / "answers.csv").write_text(f"unit,item,value\n{rows}")
    lines = typed("responses", "import", opened, "answers.csv").err.splitlines()
    assert len(lines) == 52
    assert lines[-2:] == [
        "… and 10 more",
        "msq: 60 rows of answers.csv were not taken. All others were.",
    ]


def test_answers_wait_until_the_edition_is_open(typed, draft, tmp_path):
    (tmp_path / "answers.csv").write_text("unit,item,value\nalpha,A1,yes\n")
    assert "open it before" in complaint(typed("responses", "import", draft, "answers.csv"))


# Exports


def test_an_export_says_what_it_wrote(typed, opened, tmp_path):
    ended = typed("export", "pipeline", "--edition", opened, "--output", "out.xlsx")
    assert (ended.code, ended.err) == (0, "")
    assert "\nstatus: 2 rows\n" in ended.out
    assert ended.out.endswith("written: out.xlsx\n")
    assert [path.name for path in tmp_path.glob("*out*")] == ["out.xlsx"]


def test_an_export_that_is_not_there_is_answered_with_those_that_are(typed, opened):
    said = complaint(typed("export", "none", "--edition", opened, "--output", "out.xlsx"))
    assert said == "There is no export “none”. There is: pipeline."


def test_an_export_needs_a_place_to_be_written(typed, opened, tmp_path):
    wanted = ("export", "pipeline", "--edition", opened, "--output")
    assert complaint(typed(*wanted, "no/folder/out.xlsx")) == (
        "There is no folder no/folder; make it first."
    )
    assert misuse(typed(*wanted, "out.csv")).endswith("out.csv must end in .xlsx")
    (tmp_path / "taken.xlsx").mkdir()
    assert misuse(typed(*wanted, "taken.xlsx")).endswith("File 'taken.xlsx' is a directory.")
    assert misuse(typed(*wanted[:-1])) == "Error: Missing option '--output'."


def test_an_export_as_of_no_moment_is_wrong_usage(typed, opened, tmp_path):
    wanted = ("export", "pipeline", "--edition", opened, "--output", "out.xlsx", "--as-of")
    assert "'soon' is not a moment" in misuse(typed(*wanted, "soon"))
    assert "is in the future" in complaint(typed(*wanted, "2999-01-01"))
    assert not (tmp_path / "out.xlsx").exists()


# Serving


def test_a_port_that_is_taken_is_named(typed):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        said = complaint(typed("serve", "--port", port))
    assert said.startswith(f"Nothing can be served on 127.0.0.1, port {port} (")


def test_a_server_that_cannot_be_is_refused(typed):
    assert "'--port'" in misuse(typed("serve", "--port", "99999"))
    assert "'--workers'" in misuse(typed("serve", "--workers", "0"))
    assert complaint(typed("serve", "--workers", "2")).startswith("With SQLite one worker serves")
    said = complaint(typed("worker", MSQ_MAIL_URL="pigeon://loft"))
    assert said.startswith("MSQ_MAIL_URL cannot be understood.")
    assert complaint(typed("serve", MSQ_BASE_URL="here")).startswith("MSQ_BASE_URL must be")


# The last line of defence


def test_a_mistake_of_ours_is_told_on_one_line_with_its_place():
    with pytest.raises(TypeError) as caught:
        sum(["one\ntwo"])  # type: ignore[list-item]
    said = what_went_wrong(caught.value)
    assert said.startswith("TypeError at test_commands.py:")
    assert "\n" not in said


def test_a_process_of_its_own_ends_as_the_commands_do_here(tmp_path: Path, sqlite_url):
    shell = Shell(tmp_path, sqlite_url)
    assert shell.msq("edition", "open", "none") == Ended(
        1, "", "msq: There is no edition “none”.\n"
    )
    assert shell.msq("edition", "open").code == 2
    assert shell.does("--help").startswith("Usage: msq ")
