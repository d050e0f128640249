"""``msq responses check`` and ``rebuild``: one line a fault, and what can be mended is mended."""

import sqlite3

import pytest

from tests.cli.conftest import Typed
from tests.cli.shell import complaint


@pytest.fixture
def filled(typed: Typed, opened: str, tmp_path) -> str:
    """The code of an edition in which a city has answered."""
    (tmp_path / "answers.csv").write_text("unit,item,value\nalpha,A1,yes\nalpha,A2,5\n")
    assert typed("responses", "import", opened, "answers.csv").code == 0
    return opened


def tamper(tmp_path, *statements: str) -> None:
    with sqlite3.connect(tmp_path / "msq.db") as db:
        for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
            db.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            db.execute(statement)
    db.close()


def test_whole_record_is_said_to_be_whole(typed: Typed, filled: str) -> None:
    for words in ((), (filled,)):
        ended = typed("responses", "check", *words)
        assert (ended.code, ended.out, ended.err) == (0, "no faults in 2 responses\n", "")


def test_each_fault_is_one_line_with_its_unit(typed: Typed, filled: str, tmp_path) -> None:
    tamper(
        tmp_path,
        "UPDATE answer SET value = '7' WHERE item = 'A2'",
        "DELETE FROM answer WHERE item = 'A1'",
        "UPDATE response SET last_number = 1 WHERE last_number = 0",
    )

    ended = typed("responses", "check")

    assert (ended.code, ended.out) == (1, "")
    assert ended.err.splitlines() == [
        "small-1 alpha: the answer to A1 is missing",
        "small-1 alpha: the answer to A2 is not what revision 2 says",
        "small-1 beta: revision 1 is missing",
        "msq: 3 faults in the record",
    ]


def test_rebuilding_mends_the_answers_and_says_how_many(
    typed: Typed, filled: str, tmp_path
) -> None:
    tamper(tmp_path, "UPDATE answer SET value = '7'")

    assert typed("responses", "rebuild", filled).out.splitlines() == [
        "small-1 alpha: 2 answers were wrong",
        "2 responses rebuilt, 2 answers mended",
    ]
    assert typed("responses", "check").code == 0
    assert typed("responses", "rebuild").out == "2 responses rebuilt, 0 answers mended\n"


def test_an_edition_that_there_is_not_is_named(typed: Typed, filled: str) -> None:
    for verb in ("check", "rebuild"):
        said = complaint(typed("responses", verb, "nowhere"))
        assert said == "There is no edition “nowhere”."
