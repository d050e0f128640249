"""What every command has in common: help, usage, database, and one clear line on bad input."""

import socket
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from msq.cli import msq, what_went_wrong
from tests.cli.shell import Ended, Shell, complaint, misuse


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
        "Error: Invalid value for 'FORM': Path 'nowhere' does not exist."
    )


# Serving


def test_a_port_that_is_taken_is_named(typed):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        said = complaint(typed("serve", "--port", port))
    assert said.startswith(f"Nothing can be served on 127.0.0.1, port {port} (")


def test_a_demonstration_on_a_port_that_is_taken_prepares_nothing(typed, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        said = complaint(typed("demo", "--port", port))
    assert said.startswith(f"Nothing can be served on 127.0.0.1, port {port} (")
    assert not (tmp_path / "var").exists()


def test_a_server_that_cannot_be_is_refused(typed):
    assert "'--port'" in misuse(typed("serve", "--port", "99999"))
    assert "'--workers'" in misuse(typed("serve", "--workers", "0"))
    assert complaint(typed("serve", "--workers", "2")).startswith("With SQLite one worker serves")
    said = complaint(typed("worker", MSQ_MAIL_URL="pigeon://loft"))
    assert said.startswith("MSQ_MAIL_URL cannot be understood.")
    said = complaint(typed("worker", MSQ_MAIL_URL="folder:///dev/null/mails"))
    assert said.startswith("MSQ_MAIL_URL names the folder /dev/null/mails, which cannot be")
    assert complaint(typed("serve", MSQ_BASE_URL="here")).startswith("MSQ_BASE_URL must be")


# Bytes that are no text


@pytest.mark.parametrize(
    ("words", "name"),
    [
        (("edition", "open", "e\udcff1"), "CODE"),
        (("user", "add", "a@example.org", "--role", "manager", "--name", "e\udcff1"), "--name"),
        (("export", "pipeline", "--edition", "small-1", "--output", "e\udcff1"), "--output"),
        (("demo", "--folder", "e\udcff1"), "--folder"),
    ],
)
def test_a_word_that_is_not_utf_8_is_wrong_usage(typed, words, name):
    said = misuse(typed(*words))
    assert said == f"Error: Invalid value for '{name}': “e\\xff1” is not valid UTF-8"


@pytest.mark.parametrize(
    "name",
    [
        "MSQ_SECRET_KEY",
        "MSQ_DATABASE_URL",
        "MSQ_BASE_URL",
        "MSQ_MAIL_URL",
        "MSQ_MAIL_FROM",
        "MSQ_FOLDER",
    ],
)
def test_a_setting_that_is_not_utf_8_is_named_and_not_shown(typed, name):
    said = complaint(typed("serve", **{name: "\udcff" * 40}))
    assert said == f"{name} is not valid UTF-8. Set it anew."


def test_a_file_may_have_a_name_that_is_not_utf_8(typed, tmp_path):
    (tmp_path / "caf\udce9.csv").write_text("code,name,kind\nalpha,Alpha,city\n")
    assert typed("units", "import", "caf\udce9.csv").code == 0


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


# Web addresses


def test_addresses_of_an_edition_without_any_are_soon_checked(typed, draft):
    assert typed("links", "check", draft) == Ended(0, "0 addresses\n", "")
    off = typed("links", "check", draft, MSQ_LINK_CHECKS="off")
    assert "MSQ_LINK_CHECKS is off" in complaint(off)
