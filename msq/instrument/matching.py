"""Matching of ``regex()`` in a time that grows with the text only, whatever the pattern.

A pattern becomes an automaton whose states are the places of its characters (V. M. Glushkov, "The
abstract theory of automata", 1961); all states that a text can be in are followed at once, as the
bits of one number, so that nothing is ever tried again.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache, reduce
from operator import or_
from typing import TypeVar

from msq.instrument.characters import Ranges, holds, meet
from msq.instrument.pattern import Either, One, Pattern, Repeat, Sequence, read
from msq.problems import BadExpression

MOST_PLACES = 250
LONGEST_TEXT = 10_000
"""A longer text matches nothing: a pattern describes a line, not a document."""
_KEPT = 2000
Key = TypeVar("Key", str, int)


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of a pattern: the places it can begin and end with, and whether it can be nothing."""

    first: int
    last: int
    empty: bool


_NOTHING = _Part(0, 0, empty=True)


def _bits(places: int) -> list[int]:
    found = []
    while places:
        lowest = places & -places
        found.append(lowest.bit_length() - 1)
        places ^= lowest
    return found


@dataclass
class _Automaton:
    """The places of a pattern as they are built up, and what can follow each."""

    sets: list[Ranges] = field(default_factory=list)
    follow: list[int] = field(default_factory=list)

    def part(self, pattern: Pattern) -> _Part:
        match pattern:
            case One(of):
                return self._one(of)
            case Sequence(parts):
                found = _NOTHING
                for one in parts:
                    found = self._then(found, self.part(one))
                return found
            case Either(parts):
                branches = [self.part(one) for one in parts]
                return _Part(
                    first=_union(one.first for one in branches),
                    last=_union(one.last for one in branches),
                    empty=any(one.empty for one in branches),
                )
            case Repeat(part, least, most):
                return self._repeat(part, least, most)

    def _one(self, of: Ranges) -> _Part:
        if len(self.sets) >= MOST_PLACES:
            raise BadExpression("The pattern of regex() is too large; repeat less in it.")
        self.sets.append(of)
        self.follow.append(0)
        place = 1 << len(self.sets) - 1
        return _Part(place, place, empty=False)

    def _then(self, left: _Part, right: _Part) -> _Part:
        for place in _bits(left.last):
            self.follow[place] |= right.first
        return _Part(
            first=left.first | (right.first if left.empty else 0),
            last=right.last | (left.last if right.empty else 0),
            empty=left.empty and right.empty,
        )

    def _repeat(self, part: Pattern, least: int, most: int | None) -> _Part:
        found = _NOTHING
        for _ in range(least - 1 if most is None else least):
            found = self._then(found, self.part(part))
        if most is None:
            again = self._again(part)
            again = again if least else _Part(again.first, again.last, empty=True)
            return self._then(found, again)
        rest = _NOTHING
        for _ in range(most - least):
            rest = self._then(self.part(part), rest)
            rest = _Part(rest.first, rest.last, empty=True)
        return self._then(found, rest)

    def _again(self, part: Pattern) -> _Part:
        """Return a part that can follow itself without limit."""
        start = len(self.sets)
        found = self.part(part)
        for place in _bits(found.last):
            if self.follow[place] & found.first:
                raise _hostile()
            self.follow[place] |= found.first
        if len(self.sets) > start + 1:
            for followers in set(self.follow[start:]):
                self._require_clear(followers)
        return found

    def _require_clear(self, followers: int) -> None:
        """Make sure that the next character says by itself which place comes next."""
        places = _bits(followers)
        for nth, place in enumerate(places):
            if any(meet(self.sets[place], self.sets[other]) for other in places[:nth]):
                raise _hostile()


def _union(places: Iterable[int]) -> int:
    return reduce(or_, places, 0)


def _hostile() -> BadExpression:
    return BadExpression(
        "The pattern of regex() repeats without limit what can be read in several ways, such as "
        "(a+)+; that can take forever elsewhere. Write it so that each character fits one part."
    )


class Matcher:
    """A pattern, ready to be matched against whole texts."""

    def __init__(self, source: str) -> None:
        """Prepare a pattern.

        Raises:
            BadExpression: it is not in the subset, too large, or of a kind that can run away.
        """
        automaton = _Automaton()
        self._whole = automaton.part(read(source))
        self._sets, self._follow = automaton.sets, automaton.follow
        self._fitting: dict[str, int] = {}
        self._next: dict[int, int] = {}

    def matches(self, text: str) -> bool:
        """Return whether the pattern describes a text from its first character to its last."""
        if len(text) > LONGEST_TEXT:
            return False
        expected, here = self._whole.first, 0
        for character in text:
            here = expected & self._fits(character)
            if not here:
                return False
            expected = self._after(here)
        return bool(here & self._whole.last) if text else self._whole.empty

    def _fits(self, character: str) -> int:
        found = self._fitting.get(character)
        if found is None:
            found = _union(1 << n for n, one in enumerate(self._sets) if holds(one, character))
            _keep(self._fitting, character, found)
        return found

    def _after(self, places: int) -> int:
        found = self._next.get(places)
        if found is None:
            found = _union(self._follow[place] for place in _bits(places))
            _keep(self._next, places, found)
        return found


def _keep(known: dict[Key, int], key: Key, value: int) -> None:
    if len(known) >= _KEPT:
        known.clear()
    known[key] = value


@lru_cache(maxsize=512)
def matcher(source: str) -> Matcher:
    """Return the matcher of a pattern.

    Raises:
        BadExpression: as for ``Matcher``.
    """
    return Matcher(source)
