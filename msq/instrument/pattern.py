r"""Reading the patterns of ``regex()``: a subset of regular expressions, without what can run away.

There are no references back, no looking around and no lazy or possessive repeats. Classes such as
``\d`` and ``\w`` are those of ASCII, as on the devices that fill in XLSForms.
"""

import re
from dataclasses import dataclass

from msq.instrument.characters import ANY, DIGITS, SPACE, WORD, Ranges, category, others, ranges
from msq.problems import BadExpression

LONGEST = 500
DEEPEST = 20
MOST_TIMES = 200
_CLASSES = {"d": DIGITS, "w": WORD, "s": SPACE}
_CONTROLS = {"t": "\t", "n": "\n", "r": "\r"}
_TIMES = re.compile(r"\{([0-9]{1,3})(,([0-9]{0,3}))?\}")
_PROPERTY = re.compile(r"\{([A-Za-z]{1,2})\}")
_SHORTHAND = {"*": (0, None), "+": (1, None), "?": (0, 1)}


@dataclass(frozen=True, slots=True)
class One:
    """One character out of a set."""

    of: Ranges


@dataclass(frozen=True, slots=True)
class Sequence:
    """One part after the other; without parts, nothing."""

    parts: tuple["Pattern", ...]


@dataclass(frozen=True, slots=True)
class Either:
    """One of several parts."""

    parts: tuple["Pattern", ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """A part several times; ``most`` is ``None`` where there is no limit."""

    part: "Pattern"
    least: int
    most: int | None


Pattern = One | Sequence | Either | Repeat


def read(source: str) -> Pattern:
    """Return the tree of a pattern; ``^`` at its start and ``$`` at its end say nothing new.

    Raises:
        BadExpression: it is too long, too deep, or not in the subset.
    """
    if len(source) > LONGEST:
        raise BadExpression("The pattern of regex() may have {most} characters.", most=LONGEST)
    return _Reader(source).whole()


class _Reader:
    """Reads a pattern from left to right."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._at = 1 if source.startswith("^") else 0
        self._depth = 0

    def whole(self) -> Pattern:
        found = self._either()
        if self._at < len(self._source):
            raise self._refused("a bracket that was not opened")
        return found

    def _refused(self, what: str) -> BadExpression:
        return BadExpression(
            "The pattern “{pattern}” of regex() has {what} at character {column}.",
            pattern=self._source,
            what=what,
            column=self._at + 1,
        )

    def _next(self) -> str:
        return self._source[self._at : self._at + 1]

    def _take(self, what: str) -> str:
        if self._at >= len(self._source):
            raise self._refused(what)
        self._at += 1
        return self._source[self._at - 1]

    def _either(self) -> Pattern:
        self._depth += 1
        if self._depth > DEEPEST:
            raise self._refused("too many brackets in brackets")
        parts = [self._sequence()]
        while self._next() == "|":
            self._at += 1
            parts.append(self._sequence())
        self._depth -= 1
        return parts[0] if len(parts) == 1 else Either(tuple(parts))

    def _sequence(self) -> Pattern:
        parts: list[Pattern] = []
        while self._next() not in {"", "|", ")"}:
            if self._next() == "$" and self._at == len(self._source) - 1:
                self._at += 1
                break
            parts.append(self._repeated(self._atom()))
        return parts[0] if len(parts) == 1 else Sequence(tuple(parts))

    def _repeated(self, part: Pattern) -> Pattern:
        mark = self._next()
        if mark in _SHORTHAND:
            self._at += 1
            least, most = _SHORTHAND[mark]
        elif times := _TIMES.match(self._source, self._at):
            least = int(times[1])
            most = least if times[2] is None else int(times[3]) if times[3] else None
            if (most or 0) > MOST_TIMES or least > MOST_TIMES or (most or least) < least:
                raise self._refused(f"a repeat out of order or beyond {MOST_TIMES}")
            self._at = times.end()
        else:
            return part
        if self._next() in {*_SHORTHAND, "{"}:
            raise self._refused("two marks of repeating in a row")
        return Repeat(part, least, most)

    def _atom(self) -> Pattern:
        mark = self._take("no end")
        if mark == "(":
            return self._group()
        if mark == "[":
            return One(self._set())
        if mark == ".":
            return One(ANY)
        if mark == "\\":
            return One(self._escaped())
        if mark in "*+?{}^$]":
            self._at -= 1
            raise self._refused(f"“{mark}”, which must be written “\\{mark}” here,")
        return One(_exactly(mark))

    def _group(self) -> Pattern:
        if self._next() == "?":
            if self._source[self._at : self._at + 2] != "?:":
                raise self._refused("a group of a kind that is not allowed")
            self._at += 2
        found = self._either()
        if self._take("a bracket that is not closed") != ")":
            raise self._refused("a bracket that is not closed")
        return found

    def _escaped(self) -> Ranges:
        mark = self._take("“\\” without a character")
        if mark.lower() in _CLASSES:
            found = _CLASSES[mark.lower()]
            return found if mark.islower() else others(found)
        if mark in "pP":
            return self._property(negated=mark == "P")
        if mark in _CONTROLS:
            return _exactly(_CONTROLS[mark])
        if mark.isalnum():
            self._at -= 1
            raise self._refused(f"“\\{mark}”, which is not allowed,")
        return _exactly(mark)

    def _property(self, *, negated: bool) -> Ranges:
        named = _PROPERTY.match(self._source, self._at)
        found = category(named[1]) if named else None
        if named is None or found is None:
            raise self._refused("“\\p” without a category such as “{L}”")
        self._at = named.end()
        return others(found) if negated else found

    def _set(self) -> Ranges:
        negated = self._next() == "^"
        self._at += negated
        found: list[tuple[int, int]] = []
        while True:
            mark = self._take("“[” without “]”")
            if mark == "]" and found:
                return others(ranges(found)) if negated else ranges(found)
            if mark in "[]&":
                self._at -= 1
                raise self._refused(f"“{mark}”, which must be written “\\{mark}” here,")
            one = self._escaped() if mark == "\\" else _exactly(mark)
            found += self._up_to(one)

    def _up_to(self, low: Ranges) -> Ranges:
        """Return a range that begins with a character, or what was read where there is no end."""
        ends = self._source[self._at + 1 : self._at + 2]
        if self._next() != "-" or ends in {"", "]"}:
            return low
        self._at += 1
        mark = self._take("a range without an end")
        high = self._escaped() if mark == "\\" else _exactly(mark)
        if not (_is_one(low) and _is_one(high)) or low[0][0] > high[0][0]:
            raise self._refused("a range that does not go from one character to a later one")
        return ((low[0][0], high[0][0]),)


def _exactly(character: str) -> Ranges:
    return ((ord(character), ord(character)),)


def _is_one(found: Ranges) -> bool:
    return len(found) == 1 and found[0][0] == found[0][1]
