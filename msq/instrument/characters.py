"""Sets of characters, as a pattern of ``regex()`` names them: sorted ranges of code points."""

import unicodedata
from bisect import bisect_right
from collections.abc import Iterable
from functools import cache

Ranges = tuple[tuple[int, int], ...]
_LAST = 0x10FFFF
_CATEGORIES = frozenset(
    f"{group}{kind}"
    for group, kinds in (
        ("L", "ultmo"),
        ("M", "nce"),
        ("N", "dlo"),
        ("P", "cdseifo"),
        ("S", "mcko"),
        ("Z", "slp"),
    )
    for kind in ("", *kinds)
)


def ranges(found: Iterable[tuple[int, int]]) -> Ranges:
    """Return ranges in order, those that meet joined into one."""
    joined: list[tuple[int, int]] = []
    for low, high in sorted(found):
        if joined and low <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(high, joined[-1][1]))
        else:
            joined.append((low, high))
    return tuple(joined)


def others(found: Ranges) -> Ranges:
    """Return all characters that are not in some ranges."""
    left, gaps = 0, []
    for low, high in found:
        if left < low:
            gaps.append((left, low - 1))
        left = high + 1
    return (*gaps, (left, _LAST)) if left <= _LAST else tuple(gaps)


def holds(found: Ranges, character: str) -> bool:
    """Return whether a character is in some ranges."""
    place = bisect_right(found, (ord(character), _LAST)) - 1
    return place >= 0 and ord(character) <= found[place][1]


def meet(one: Ranges, other: Ranges) -> bool:
    """Return whether two sets have a character in common."""
    return any(low <= end and start <= high for low, high in one for start, end in other)


@cache
def category(name: str) -> Ranges | None:
    """Return the characters of a general category of Unicode (``L``, ``Lu``), ``None`` for none."""
    if name not in _CATEGORIES:
        return None
    return ranges(
        (point, point)
        for point in range(_LAST + 1)
        if unicodedata.category(chr(point)).startswith(name)
    )


DIGITS = ranges([(ord("0"), ord("9"))])
WORD = ranges([*DIGITS, (ord("A"), ord("Z")), (ord("a"), ord("z")), (ord("_"), ord("_"))])
SPACE = ranges([(ord("\t"), ord("\r")), (ord(" "), ord(" "))])
ANY = others(ranges([(ord("\n"), ord("\n")), (ord("\r"), ord("\r"))]))
