"""Codes of items in repeating groups, and the rows in which they stand.

``B12[3].name`` is the item ``B12.name`` in row 3. ``J9[2].partner[1].name`` is the item
``J9.partner.name`` in row 1 of the group ``J9.partner`` inside row 2 of ``J9``. The numbers of the
rows, from the outermost, are the item's *path*: ``(2, 1)``, and ``()`` outside of repeating groups.
"""

import re
from functools import lru_cache

Path = tuple[int, ...]
LONGEST = 200
"""How many characters a code can have, that of its rows included; the record takes no more."""

_NUMBER = r"\[[1-9][0-9]{0,3}\]"
_INSTANCE = re.compile(
    rf"[A-Z][0-9]+{_NUMBER}(?:\.[a-z][a-z0-9_]*{_NUMBER})*\.[a-z][a-z0-9_.]*", re.ASCII
)
_PARTS = re.compile(r"\[([0-9]{1,4})\]")


def split_instance(code: str) -> tuple[str, Path]:
    """Return the definition's code and the path of an item.

    ``B12[3].name`` gives ``("B12.name", (3,))``; what is no code of a row has the path ``()``.
    """
    if "[" not in code or len(code) > LONGEST:  # nearly all, and asked very often
        return code, ()
    return _split(code)


@lru_cache(maxsize=1 << 14)
def _split(code: str) -> tuple[str, Path]:
    if not _INSTANCE.fullmatch(code):
        return code, ()
    definition, *more = _PARTS.split(code)
    return definition + "".join(more[1::2]), tuple(map(int, more[::2]))


def instance_code(definition: str, path: Path) -> str:
    """Return the code of what stands in rows: ``B12.name`` and ``(3,)`` give ``B12[3].name``.

    A group's code with one number less than it has levels names the group in the row around it:
    ``J9.partner`` and ``(2,)`` give ``J9[2].partner``.
    """
    if not path:
        return definition
    parts = definition.split(".")
    for level, number in enumerate(path):
        parts[level] += f"[{number}]"
    return ".".join(parts)


def rows_around(code: str) -> tuple[str, ...]:
    """Return the rows in which something stands, the outermost first.

    Those of ``J9[2].partner[1].name`` are ``J9[2]`` and ``J9[2].partner[1]``.
    """
    if "[" not in code:
        return ()
    return tuple(code[: found.end()] for found in _PARTS.finditer(code))


def row_of(code: str) -> str:
    """Return the innermost row in which something stands; empty for none."""
    row, bracket, _ = code.rpartition("]")
    return row + bracket


def row_code(group: str, number: int) -> str:
    """Return the code of a row of a group: ``J9[2].partner`` and 1 give ``J9[2].partner[1]``."""
    return f"{group}[{number}]"


def split_row(row: str) -> tuple[str, int]:
    """Return the group of a row, and its number: ``J9[2].partner`` and 1 of its first row."""
    group, _, number = row.removesuffix("]").rpartition("[")
    return group, int(number)


def stands_in(group: str, other: str) -> bool:
    """Return whether what stands in the rows of a group stands in those of another, too.

    Everything stands in ``""``, which is outside of all rows.
    """
    return not other or group == other or group.startswith(f"{other}.")
