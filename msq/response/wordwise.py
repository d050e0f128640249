"""What differs between two texts, word by word.

Whoever reads a long answer for the second time looks for what is new in it. Scripts that part
words by nothing (Chinese, Thai) are compared character by character.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby

KEPT, DELETED, INSERTED = "kept", "deleted", "inserted"
MOST_TOKENS = 6000
"""Longer texts than this many words and spaces, once what they begin and end with alike is set
aside, are told apart as wholes: comparing takes the square of the length."""
_UNSPACED = (
    (0x0E00, 0x0EFF),  # Thai, Lao
    (0x1000, 0x109F),  # Myanmar
    (0x1780, 0x17FF),  # Khmer
    (0x2E80, 0xA4CF),  # Chinese, Japanese, Yi
    (0xF900, 0xFAFF),
    (0x20000, 0x3FFFF),
)
_SPACE, _WORD, _ALONE = range(3)


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text, and whether it stands in both texts, in the old or in the new alone."""

    kind: str
    text: str


def difference(old: str, new: str) -> tuple[Run, ...]:
    """Return how one text becomes another.

    What is kept and what is deleted make up the old text, what is kept and what is inserted the
    new one. No two runs of a kind follow each other; what is deleted stands before what takes its
    place.
    """
    before, after = words(old), words(new)
    start = _alike(before, after)
    end = _alike(before[start:][::-1], after[start:][::-1])
    middle = before[start : len(before) - end], after[start : len(after) - end]
    pieces = [
        (KEPT, before[:start]),
        *_pieces(*middle),
        (KEPT, before[len(before) - end :]),
    ]
    return tuple(_runs(_joined([(kind, "".join(tokens)) for kind, tokens in pieces if tokens])))


def words(text: str) -> list[str]:
    """Return a text in pieces: words, stretches of space, and single signs; nothing is lost."""
    found: list[str] = []
    last = _ALONE
    for sign in text:
        kind = _kind(sign)
        # Marks belong to the letter before them: an accent is no word.
        joins = kind == last != _ALONE or unicodedata.category(sign).startswith("M")
        if joins and found:
            found[-1] += sign
        else:
            found.append(sign)
            last = kind
    return found


def _kind(sign: str) -> int:
    if sign.isspace():
        return _SPACE
    place = ord(sign)
    if not sign.isalnum() or any(first <= place <= end for first, end in _UNSPACED):
        return _ALONE
    return _WORD


def _alike(one: list[str], other: list[str]) -> int:
    """Return how many pieces two texts begin with alike."""
    pairs = zip(one, other, strict=False)
    return next((place for place, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _pieces(before: list[str], after: list[str]) -> Iterator[tuple[str, list[str]]]:
    if max(len(before), len(after)) > MOST_TOKENS:
        yield DELETED, before
        yield INSERTED, after
        return
    for kind, i, j, k, m in SequenceMatcher(None, before, after).get_opcodes():
        if kind == "equal":
            yield KEPT, before[i:j]
        else:
            yield DELETED, before[i:j]
            yield INSERTED, after[k:m]


def _joined(pieces: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Take a space that was kept between two changes as changed: a reader sees one change."""
    found: list[tuple[str, str]] = []
    for place, (kind, text) in enumerate(pieces):
        between = 0 < place < len(pieces) - 1
        if kind == KEPT and between and text.isspace():
            found += [(DELETED, text), (INSERTED, text)]
        else:
            found.append((kind, text))
    return found


def _runs(pieces: list[tuple[str, str]]) -> Iterator[Run]:
    """Yield the pieces, each stretch of changes as one deletion and one insertion."""
    for kept, group in groupby(pieces, key=lambda piece: piece[0] == KEPT):
        stretch = list(group)
        for kind in (KEPT,) if kept else (DELETED, INSERTED):
            text = "".join(text for own, text in stretch if own == kind)
            if text:
                yield Run(kind, text)
