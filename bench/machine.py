"""Which machine this is, and how long its disk takes to keep something for good."""

import os
import platform
import sqlite3
import statistics
import sys
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from time import perf_counter

_BLOCK = b"\0" * 4096
_DISTRIBUTIONS = ("litestar", "sqlalchemy", "psycopg", "uvicorn", "uvloop", "openpyxl")


@dataclass(frozen=True, slots=True)
class Machine:
    """What figures depend on.

    Attributes:
        cores: those that this process may use.
        load: how many processes wanted to run in the minute before.
        fsync_ms: median and 99th percentile of appending 4 KiB to a file and syncing it, in ms.
        versions: of the packages that are measured.
    """

    cores: int
    cpu: str
    system: str
    python: str
    sqlite: str
    versions: dict[str, str]
    load: float
    fsync_ms: tuple[float, float]


def look(folder: Path, syncs: int) -> Machine:
    """Return what machine this is.

    Args:
        folder: on the disk where the measured databases are.
        syncs: how often the disk is asked to sync.
    """
    return Machine(
        cores=len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1,
        cpu=_cpu(),
        system=f"{platform.system()} {platform.release()}",
        python=platform.python_version(),
        sqlite=sqlite3.sqlite_version,
        versions={name: version(name) for name in _DISTRIBUTIONS},
        load=os.getloadavg()[0],
        fsync_ms=fsync_ms(folder, syncs),
    )


def _cpu() -> str:
    """Return the processor's name; Linux tells it in a file, others through Python."""
    told = Path("/proc/cpuinfo")
    if told.is_file():
        for line in told.read_text().splitlines():
            name, _, value = line.partition(":")
            if name.strip() in {"model name", "Model"}:
                return value.strip()
    return platform.processor() or platform.machine()


def fsync_ms(folder: Path, times: int) -> tuple[float, float]:
    """Return the median and the 99th percentile of one durable append of 4 KiB, in ms."""
    path = folder / "fsync"
    took = []
    with path.open("wb", buffering=0) as file:
        for _ in range(times):
            started = perf_counter()
            file.write(_BLOCK)
            os.fsync(file.fileno())
            took.append((perf_counter() - started) * 1000)
    path.unlink()
    return statistics.median(took), percentile(took, 99)


def percentile(values: list[float], share: int) -> float:
    """Return the smallest value that so many percent of all do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * share // 100) - 1)]
