"""A process that is killed while it saves loses nothing that it has acknowledged."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from sqlalchemy import text

from msq.response.revisions import fold
from tests.factories.round import Round

ROOT = Path(__file__).parents[2]
KILLS = 3


def killed_saver(address: str) -> list[tuple[int, str, str]]:
    """Let a process save, kill it at some moment, and return what it had acknowledged."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.faults.saver", address],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "COVERAGE_PROCESS_START": ""},
    ) as saver:
        assert saver.stdout is not None
        assert saver.stderr is not None
        lines = [saver.stdout.readline() for _ in range(5)]
        time.sleep(random.uniform(0, 0.2))  # noqa: S311 - any moment will do
        saver.send_signal(signal.SIGKILL)
        lines += saver.stdout.readlines()
        assert saver.wait() == -signal.SIGKILL, saver.stderr.read()
    # The last line may have been cut short, but what it tells is in the record all the same.
    whole = [line.rstrip("\n").split("\t") for line in lines if line.endswith("\n")]
    return [(int(number), item, value) for number, item, value in whole]


def test_every_acknowledged_answer_is_there_after_a_kill(a_round: Round) -> None:
    address = a_round.desk.database.url.render_as_string(hide_password=False)
    acknowledged: list[tuple[int, str, str]] = []

    for _ in range(KILLS):
        acknowledged += killed_saver(address)
        # Who comes after is neither locked out nor numbered anew.
        a_round.save(A3=str(len(acknowledged)))

        record = a_round.revisions()
        assert [one.number for one in record] == list(range(1, len(record) + 1))
        told = {(one.number, one.item, one.value) for one in record}
        assert set(acknowledged) <= told
        assert a_round.look().answers == fold(record)
    if a_round.desk.database.is_sqlite:
        with a_round.desk.database.reading() as db:
            assert db.scalars(text("PRAGMA integrity_check")).all() == ["ok"]
            assert db.execute(text("PRAGMA foreign_key_check")).all() == []
    assert len(acknowledged) >= KILLS * 5
