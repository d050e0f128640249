"""`make bench`: measure on this machine and print what came of it."""

import argparse
import shutil
import signal
import sqlite3
import statistics
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import NoReturn

from bench import databases, edition, exporting, machine, saving
from bench.databases import Engine
from bench.exporting import ALL, WIDE, Run
from bench.load import Kind
from bench.report import Exported, Report
from bench.saving import Sizes
from bench.servers import ROOT

_KINDS: dict[str, tuple[Kind, ...]] = {"save": ("answer",), "page": ("page", "turn")}
_MANY = 5000


@dataclass(frozen=True, slots=True)
class Export:
    """One size of export: how many responses, which sheets, how often, and on which engines."""

    responses: int
    sheets: str
    rounds: int
    sqlite_only: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """What is measured, and how much of it."""

    kinds: tuple[Kind, ...]
    sizes: Sizes
    exports: tuple[Export, ...]
    engines: tuple[str, ...]
    syncs: int


def _arguments(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--quick", action="store_true", help="1 to 2 minutes: fewer and shorter")
    size.add_argument("--tiny", action="store_true", help="seconds: to see that it runs")
    size.add_argument(
        "--full", action="store_true", help="an hour: all sheets of 5,000 responses too"
    )
    parser.add_argument("--only", choices=("save", "page", "export"))
    parser.add_argument("--engine", choices=("sqlite", "postgresql"), help="on this one alone")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures there too")
    return parser.parse_args(words)


def _plan(chosen: argparse.Namespace) -> Plan:
    only = chosen.only
    kinds = tuple(kind for name, some in _KINDS.items() if only in {None, name} for kind in some)
    sizes = Sizes(rounds=5, seconds=1.5, warming=0.3, people=(1, 32))
    exports = [
        Export(edition.STATES, ALL, rounds=1),
        Export(_MANY, WIDE, rounds=1, sqlite_only=True),
    ]
    if chosen.quick:
        sizes = Sizes(rounds=3, seconds=0.5, warming=0.2, people=(1, 32))
        exports = [Export(edition.STATES, WIDE, rounds=1)]
    elif chosen.tiny:
        sizes = Sizes(rounds=1, seconds=0.2, warming=0.05, people=(1, 2), units=3)
        exports = [Export(3, ALL, rounds=1)]
    elif chosen.full:
        exports = [
            Export(edition.STATES, ALL, rounds=3),
            Export(_MANY, WIDE, rounds=1),
            Export(_MANY, ALL, rounds=1, sqlite_only=True),
        ]
    return Plan(
        kinds=kinds,
        sizes=sizes,
        exports=tuple(exports) if only in {None, "export"} else (),
        engines=(chosen.engine,) if chosen.engine else ("sqlite", "postgresql"),
        syncs=20 if chosen.tiny else 200,
    )


class Measuring:
    """One run, saying on standard error what is being done."""

    def __init__(self, plan: Plan, folder: Path) -> None:
        """Look at the machine."""
        self._plan, self._folder, self._began = plan, folder, monotonic()
        self.report = Report(machine.look(folder, plan.syncs))

    def say(self, text: str) -> None:
        """Print a line of progress."""
        print(f"{monotonic() - self._began:5.0f} s  {text}", file=sys.stderr, flush=True)

    def all(self) -> Report:
        """Measure everything on every engine."""
        if "sqlite" in self._plan.engines:
            self._on(databases.sqlite_in(self._folder, sqlite3.sqlite_version))
        if "postgresql" in self._plan.engines:
            self.say("PostgreSQL: starting")
            with databases.postgresql_in(self._folder) as engine:
                if isinstance(engine, str):
                    self.say(engine)
                    self.report.left_out.append(engine)
                else:
                    self._on(engine)
        self.report.seconds = monotonic() - self._began
        return self.report

    def _on(self, engine: Engine) -> None:
        self.report.engines[engine.name] = engine.durability
        if self._plan.kinds:
            self._saving(engine)
        for size in self._plan.exports:
            if engine.is_sqlite or not size.sqlite_only:
                self.report.exported.append(self._export(engine, size))
            else:
                self.report.left_out.append(
                    f"{size.responses:,} responses ({size.sheets}) on {engine.name}: "
                    "on SQLite only, for time"
                )

    def _saving(self, engine: Engine) -> None:
        sizes = self._plan.sizes
        self.say(f"{engine.name}: filling the responses of {sizes.units} units")
        with saving.prepared(engine, self._folder, sizes) as bench:
            self.report.ceilings[engine.name] = bench.ceiling(sizes)
            for kind in self._plan.kinds:
                for people in sizes.people:
                    compared = bench.compare(kind, people, sizes, self.say)
                    self.report.saved.append(compared)

    def _export(self, engine: Engine, size: Export) -> Exported:
        name = f"{engine.name}: {size.responses:,} responses, {size.sheets} sheets"
        self.say(f"{name}: filling them")
        address = engine.fresh(f"export{size.responses}{size.sheets}")
        _, _, answers = edition.make(address, size.responses, 0)
        found: dict[str, list[Run]] = {"ours": [], "bare": []}
        for number in range(size.rounds):
            for side in ("ours", "bare") if number % 2 else ("bare", "ours"):
                self.say(f"{name}: round {number + 1}/{size.rounds}, {side}")
                file = self._folder / f"{side}.xlsx"
                found[side].append(exporting.run(side, size.sheets, address, file))
        pairs = zip(found["ours"], found["bare"], strict=True)
        return Exported(
            engine.name,
            size.responses,
            size.sheets,
            answers,
            size.rounds,
            statistics.median(ours.seconds / bare.seconds for ours, bare in pairs),
            *(_middle(found[side]) for side in ("ours", "bare")),
        )


def _middle(runs: list[Run]) -> Run:
    return sorted(runs, key=lambda one: one.seconds)[(len(runs) - 1) // 2]


@contextmanager
def _folder() -> Iterator[Path]:
    """Give a folder on the disk of this checkout, so that its syncs count; removed at the end."""
    parent = ROOT / "var"
    parent.mkdir(exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="bench-", dir=parent))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def _leave(*_: object) -> NoReturn:
    """Leave through every block that has something to end or to remove."""
    sys.exit(143)


def main(words: Sequence[str]) -> int:
    """Measure what the words of the command line ask for; return the exit code."""
    chosen = _arguments(words)
    signal.signal(signal.SIGTERM, _leave)
    with _folder() as folder:
        report = Measuring(_plan(chosen), folder).all()
    print(report.text())
    if chosen.json:
        report.write(chosen.json)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
