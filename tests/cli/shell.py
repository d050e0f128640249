"""The command ``msq`` as a person types it: a process of its own, with its own settings."""

import logging
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import chdir, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from unittest.mock import patch

import pytest

from msq.cli import main

MSQ = Path(sys.executable).with_name("msq")
SECONDS = 300
KEY = "a key for tests that is long enough"


@dataclass(frozen=True)
class Ended:
    """How a command ended: its exit code and what it wrote."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Shell:
    """A folder to work in and a database to work on; nothing else of the machine's settings."""

    folder: Path
    database_url: str

    def msq(self, *words: object, **settings: str) -> Ended:
        """Run a command and return how it ended; a traceback is never right.

        Args:
            settings: environment variables in place of, or beside, those of this shell.
        """
        ended = subprocess.run(
            [MSQ, *map(str, words)],
            cwd=self.folder,
            env=self.environment(settings),
            capture_output=True,
            encoding="utf-8",
            timeout=SECONDS,
            check=False,
        )
        assert "Traceback" not in ended.stderr
        assert "mistake of ours" not in ended.stderr, ended.stderr
        return Ended(ended.returncode, ended.stdout, ended.stderr)

    def environment(self, settings: Mapping[str, str]) -> dict[str, str]:
        """Return what a command finds in its environment."""
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("MSQ_") and name not in {"PORT", "COLUMNS"}
        }
        own = {
            "MSQ_FOLDER": str(self.folder / "var"),
            "MSQ_DATABASE_URL": self.database_url,
            "MSQ_SECRET_KEY": KEY,
            "PYTHONUTF8": "1",
        }
        return {**kept, **own, **settings}

    def does(self, *words: object) -> str:
        """Run a command that must succeed without complaint, and return what it wrote."""
        ended = self.msq(*words)
        assert (ended.code, ended.err) == (0, "")
        return ended.out


@dataclass(frozen=True)
class Here(Shell):
    """The same in this process, which is many times quicker."""

    def msq(self, *words: object, **settings: str) -> Ended:
        """Run a command as its script does, and return how it ended."""
        out, err = StringIO(), StringIO()
        with (
            chdir(self.folder),
            patch.dict(os.environ, self.environment({"COLUMNS": "80", **settings}), clear=True),
            patch.object(sys, "argv", ["msq", *map(str, words)]),
            logging_as_it_was(),
            redirect_stdout(out),
            redirect_stderr(err),
            pytest.raises(SystemExit) as left,
        ):
            main()
        said = left.value.code
        assert "mistake of ours" not in str(said), said
        if isinstance(said, str):  # as Python does where nobody catches it
            return Ended(1, out.getvalue(), f"{err.getvalue()}{said}\n")
        return Ended(said or 0, out.getvalue(), err.getvalue())


@contextmanager
def logging_as_it_was() -> Iterator[None]:
    """Take back what a command that serves does to the logging of its process."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


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
