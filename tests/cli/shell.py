"""The command ``msq`` as a person types it: a process of its own, with its own settings."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

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
        ended = subprocess.run(
            [MSQ, *map(str, words)],
            cwd=self.folder,
            env={**kept, **own, **settings},
            capture_output=True,
            encoding="utf-8",
            timeout=SECONDS,
            check=False,
        )
        assert "Traceback" not in ended.stderr
        assert "mistake of ours" not in ended.stderr, ended.stderr
        return Ended(ended.returncode, ended.stdout, ended.stderr)

    def does(self, *words: object) -> str:
        """Run a command that must succeed without complaint, and return what it wrote."""
        ended = self.msq(*words)
        assert (ended.code, ended.err) == (0, "")
        return ended.out
