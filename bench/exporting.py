"""How long an export takes, beside a bare openpyxl loop that writes the very same cells.

Each run is a process of its own: `python -m bench.exporting ours|bare all|wide ADDRESS FILE`.
"""

import json
import resource
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Any, Self

from openpyxl import Workbook

from bench import edition
from bench.servers import ROOT
from msq import resources
from msq.exporting import spec, workbook
from msq.sheets.writing import MOST_ROWS, Column, Note
from msq.store.engine import Database

EXPORT = "pipeline"
ALL, WIDE = "all", "wide"
"""Which sheets: all, or those without one row an answer or a revision."""

_LONG = ("answers", "revisions")
_KIB = 1024
_LONGEST_RUN = 1800


@dataclass(frozen=True, slots=True)
class Run:
    """One export.

    Attributes:
        seconds: what is compared: the whole export, or what the bare loop spent on its cells.
        whole: seconds of the whole export; with the bare loop, reading and laying out among it.
        cells: written cells that are not empty, counted with the bare loop only.
        size: of the file, in bytes.
        memory: the most that the process ever held, in bytes.
    """

    seconds: float
    whole: float
    rows: int
    cells: int
    size: int
    memory: int


def run(what: str, sheets: str, address: str, file: Path) -> Run:
    """Export the edition in a process of its own and return what it took; the file is removed.

    Args:
        what: ``ours`` or ``bare``.
        sheets: ``ALL`` or ``WIDE``.
    """
    command = [sys.executable, "-m", "bench.exporting", what, sheets, address, str(file)]
    done = subprocess.run(  # noqa: S603 - our own program
        command, cwd=ROOT, capture_output=True, text=True, timeout=_LONGEST_RUN, check=False
    )
    if done.returncode:
        raise RuntimeError(f"An export failed:\n{done.stderr}")
    file.unlink()
    return Run(**json.loads(done.stdout))


class BareSheet:
    """A sheet of the bare loop: a row is appended as it comes. Only that is timed."""

    def __init__(self, book: Workbook, name: str, heading: Sequence[str]) -> None:
        """Begin a sheet."""
        self.name, self.seconds, self.rows, self.cells = name, 0.0, 0, 0
        self._book, self._heading, self._room = book, list(heading), 0
        self._page: Any = None

    def append(self, values: Iterable[object]) -> None:
        """Write one row; where a sheet is full the next one begins, as Excel takes no more."""
        row = [None if value == "" else value for value in values]
        self.rows += 1
        self.cells += len(row) - row.count(None)
        started = perf_counter()
        if not self._room:
            self._page = self._book.create_sheet(self.name)
            self._page.append(self._heading)
            self._room = MOST_ROWS - 1
        self._page.append(row)
        self._room -= 1
        self.seconds += perf_counter() - started


class BareBook:
    """Stands where the export's workbook stands, and hands every row to the bare loop."""

    notes: tuple[Note, ...] = ()

    def __init__(self, created: datetime) -> None:
        """Begin a workbook."""
        del created
        self.sheets: list[BareSheet] = []
        self.saving = 0.0
        self._book = Workbook(write_only=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Leave nothing behind: saving used the temporary files up."""

    def sheet(self, name: str, columns: Sequence[Column]) -> BareSheet:
        """Begin a sheet."""
        self.sheets.append(BareSheet(self._book, name, [column.title for column in columns]))
        return self.sheets[-1]

    def save(self, target: Path) -> None:
        """Write the file."""
        started = perf_counter()
        self._book.save(target)
        self.saving = perf_counter() - started


def _ours(database: Database, wanted: spec.Spec, file: Path) -> tuple[float, int, int]:
    started = perf_counter()
    report = _write(database, wanted, file)
    return perf_counter() - started, sum(report.rows.values()), 0


def _bare(database: Database, wanted: spec.Spec, file: Path) -> tuple[float, int, int]:
    made: list[BareBook] = []

    def begin(created: datetime) -> BareBook:
        made.append(BareBook(created))
        return made[-1]

    setattr(workbook, "Workbook", begin)  # noqa: B010 - the room does not offer it
    _write(database, wanted, file)
    book = made[0]
    seconds = book.saving + sum(sheet.seconds for sheet in book.sheets)
    return (
        seconds,
        sum(sheet.rows for sheet in book.sheets),
        sum(sheet.cells for sheet in book.sheets),
    )


def _spec(sheets: str) -> spec.Spec:
    whole = spec.load(resources.folder("exports"), EXPORT)
    if sheets == ALL:
        return whole
    return replace(whole, sheets=tuple(one for one in whole.sheets if one.rows not in _LONG))


def _write(database: Database, wanted: spec.Spec, file: Path) -> workbook.ExportReport:
    return workbook.write(
        database, wanted, edition.CODE, file, personal=True, now=datetime.now(UTC), by="bench"
    )


def _main(what: str, sheets: str, address: str, target: str) -> None:
    database, wanted, file = Database(address), _spec(sheets), Path(target)
    started = perf_counter()
    seconds, rows, cells = {"ours": _ours, "bare": _bare}[what](database, wanted, file)
    whole = perf_counter() - started
    database.close()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    memory = peak if sys.platform == "darwin" else peak * _KIB
    found = Run(seconds, whole, rows, cells, file.stat().st_size, memory)
    print(json.dumps(asdict(found)))


if __name__ == "__main__":
    _main(*sys.argv[1:])
