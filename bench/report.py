"""What was measured, as text and as JSON: ratios first, absolute figures second."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from bench.exporting import WIDE, Run
from bench.machine import Machine
from bench.saving import ONE, SECTION, Ceiling, Compared

_KINDS = {
    "answer": "one answer",
    "page": "a section page",
    "turn": "a section page, next page shown",
}
_MEGA = 1_000_000
_QUIET = 0.5
_BUSY = 0.8
"""From this share of a processor on, the load generator may be what holds up."""


@dataclass(frozen=True, slots=True)
class Exported:
    """One size of export on one engine: ours and the bare loop in turn.

    Attributes:
        sheets: ``all``, or ``wide`` for those without one row an answer or a revision.
        answers: in all responses together.
        ratio: seconds of ours through seconds of the bare loop, the median of the rounds.
    """

    engine: str
    responses: int
    sheets: str
    answers: int
    rounds: int
    ratio: float
    ours: Run
    bare: Run


@dataclass
class Report:
    """All that was measured.

    Attributes:
        engines: what was measured on, with the settings that make a commit durable.
        left_out: what could not be measured, with the reason.
    """

    machine: Machine
    engines: dict[str, str] = field(default_factory=dict)
    ceilings: dict[str, Ceiling] = field(default_factory=dict)
    saved: list[Compared] = field(default_factory=list)
    exported: list[Exported] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def write(self, path: Path) -> None:
        """Write everything as JSON."""
        path.write_text(json.dumps(asdict(self), indent=1) + "\n")

    def text(self) -> str:
        """Return everything as a person reads it."""
        parts = [self._about(), self._saving(), self._exporting()]
        parts += [f"Not measured: {reason}" for reason in self.left_out]
        parts.append(f"All this took {self.seconds:.0f} s.")
        return "\n\n".join(part for part in parts if part)

    def _about(self) -> str:
        machine = self.machine
        lines = [
            f"{machine.cores} cores, {machine.cpu}, {machine.system}, Python {machine.python}",
            ", ".join(f"{name} {number}" for name, number in machine.versions.items()),
            *(f"{name}: {settings}" for name, settings in self.engines.items()),
            "disk: a durable append of 4 KiB takes {:.2f} ms (p99 {:.2f} ms)".format(
                *machine.fsync_ms
            ),
        ]
        if machine.load > _QUIET * machine.cores:
            lines.append(
                f"OTHERS USE THIS MACHINE (load {machine.load:.1f} before the start): absolute "
                "figures are worse than it can do; of the ratios trust the order of magnitude."
            )
        return "\n".join(lines)

    def _saving(self) -> str:
        if not self.saved:
            return ""
        return "\n".join(
            [
                "Saving over HTTP, beside a bare Litestar handler that inserts one row a request",
                "as durably. Each person has a connection, session and response of their own and",
                "saves again at once. Every figure is the median of the rounds.",
                f"One answer is {ONE}; a section page is all of {SECTION}, every answer changed.",
                "",
                *_table(_RATIOS, (_ratios(one) for one in self.saved)),
                "",
                *_table(_ABSOLUTE, (_absolute(one) for one in self.saved)),
                "",
                *(self._load()),
            ]
        )

    def _load(self) -> Iterator[str]:
        for engine, one in self.ceilings.items():
            yield (
                f"Load generator: {one.speed.rate:,.0f} requests/s with {one.people} people and an "
                f"empty handler ({engine}), {one.busy:.0%} of one core."
            )
        busy = max(one.busy for one in self.saved)
        verdict = "it holds nothing up" if busy < _BUSY else "IT MAY HAVE HELD THE SERVERS UP"
        yield f"In what is compared it took {busy:.0%} of one core at most: {verdict}."

    def _exporting(self) -> str:
        if not self.exported:
            return ""
        return "\n".join(
            [
                "Exports of full responses (every asked item answered), beside a bare openpyxl",
                "write-only loop that appends the same rows to the same sheets and saves.",
                "“wide” leaves out the sheets of one row an answer or a revision.",
                "",
                *_table(_EXPORTS, (_export(one) for one in self.exported)),
            ]
        )


_RATIOS = ("ratios: ours ÷ bare", "saves", "people", "rate", "p50", "p99", "answers/s")
_ABSOLUTE = (
    "absolute",
    "saves",
    "people",
    "ours /s",
    "p50 ms",
    "p99 ms",
    "bare /s",
    "p50 ms",
    "p99 ms",
)
_EXPORTS = (
    "exports",
    "responses",
    "sheets",
    "ours ÷ bare",
    "ours s",
    "bare s",
    "rows",
    "cells",
    "file MB",
    "memory MB",
)


def _ratios(one: Compared) -> tuple[str, ...]:
    ratio = one.ratio
    return (
        one.engine,
        _KINDS[one.kind],
        str(one.people),
        f"{ratio.rate:.3f}",
        f"{ratio.p50:.1f}",
        f"{ratio.p99:.1f}",
        f"{ratio.rate * one.answers:.2f}",
    )


def _absolute(one: Compared) -> tuple[str, ...]:
    figures = (
        f"{number:,.1f}"
        for speed in (one.ours, one.bare)
        for number in (speed.rate, speed.p50, speed.p99)
    )
    return (one.engine, _KINDS[one.kind], str(one.people), *figures)


def _export(one: Exported) -> tuple[str, ...]:
    return (
        one.engine,
        f"{one.responses:,}",
        "all" if one.sheets != WIDE else "wide",
        f"{one.ratio:.2f}",
        f"{one.ours.seconds:.1f}",
        f"{one.bare.seconds:.1f}",
        f"{one.bare.rows:,}",
        f"{one.bare.cells:,}",
        f"{one.ours.size / _MEGA:.1f}",
        f"{one.ours.memory / _MEGA:.0f}",
    )


def _table(heading: Sequence[str], rows: Iterator[tuple[str, ...]]) -> list[str]:
    """Return lines of columns: the first two to the left, all others to the right."""
    lines = [tuple(heading), *rows]
    widths = [max(len(line[place]) for line in lines) for place in range(len(heading))]
    return [
        "  ".join(
            cell.ljust(width) if place < 2 else cell.rjust(width)  # noqa: PLR2004
            for place, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    ]
