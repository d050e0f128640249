"""Which rows of repeating groups there are: those that hold an answer.

A group is named with the rows around it: ``B12``, and ``J9[2].partner`` for the group
``J9.partner`` inside row 2 of ``J9``. A row is there, too, that holds nothing but inner rows.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping

from msq.instrument.codes import (
    Path,
    instance_code,
    rows_around,
    split_instance,
    split_row,
)
from msq.instrument.model import Item
from msq.instrument.whole import Instrument
from msq.response.values import Answers

Rows = Mapping[str, list[int]]
"""The numbers of the rows of each group that has any, in order."""


def rows_in(answers: Answers, calculated: Collection[str] = frozenset()) -> Rows:
    """Return the rows of all repeating groups that hold an answer.

    Args:
        calculated: the definitions of calculated items: what was recorded of them is no answer.
    """
    return rows_of_codes(
        code
        for code, answer in answers.items()
        if "[" in code and not answer.is_blank and split_instance(code)[0] not in calculated
    )


def rows_of_codes(codes: Iterable[str]) -> Rows:
    """Return the rows in which items stand, whatever is said of these."""
    found: dict[str, set[int]] = {}
    for code in codes:
        if split_instance(code)[1]:
            for row in rows_around(code):
                group, number = split_row(row)
                found.setdefault(group, set()).add(number)
    return {group: sorted(numbers) for group, numbers in found.items()}


def codes_in_rows(
    instrument: Instrument, rows: Rows, group: str, path: Path = (), *, first: bool = False
) -> Iterator[str]:
    """Yield the codes of all that stands in the rows of a group, row by row, groups inside too.

    Args:
        group: its definition; ``path`` the rows around it.
        first: whether a required group has a first row where nothing was said yet.
    """
    least = [1] if first and instrument.groups[group].required else []
    for number in rows.get(instance_code(group, path)) or least:
        yield from codes_in_row(instrument, rows, group, (*path, number), first=first)


def codes_in_row(
    instrument: Instrument, rows: Rows, group: str, path: Path, *, first: bool = False
) -> Iterator[str]:
    """Yield the codes of all that stands in one row, the last of ``path``, groups inside too."""
    for part in instrument.contents[group]:
        if isinstance(part, Item):
            yield instance_code(part.code, path)
        else:
            yield from codes_in_rows(instrument, rows, part.code, path, first=first)


def paths_of(instrument: Instrument, rows: Rows, group: str, path: Path = ()) -> list[Path]:
    """Return the paths of all rows of a group, those around them included.

    Args:
        path: only look inside of these rows.
    """
    paths = [path]
    parts = group.split(".")
    for level in range(len(path), instrument.depth(group) + 1):
        around = ".".join(parts[: level + 1])
        paths = [
            (*one, number) for one in paths for number in rows.get(instance_code(around, one), ())
        ]
    return paths
