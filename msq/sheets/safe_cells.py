r"""How Excel can hold one value: safe text, exact numbers, dates, and what has to be reported.

The rules, which the tests in ``tests/sheets`` hold against openpyxl and calamine:

- Text is always a string cell, so that ``=1+1``, ``#N/A`` or ``1/2`` stay what they are. Where the
  first character could make Excel read it anew when somebody edits the cell, the cell also gets
  Excel's quote mark (``quotePrefix``), which does not show in the cell.
- Line breaks become ``\n``, Excel's own; ``\r\n`` and ``\r`` are the same and not reported.
- ``_x0041_`` is how Excel's files spell a character by its number. Text that happens to look so is
  written with ``_x005F_`` for its first underscore; Excel, LibreOffice and calamine show the text
  as it was, openpyxl shows the spelling.
- Characters that XML cannot hold (controls, lone surrogates, U+FFFE, U+FFFF) become U+FFFD.
- Text of more than 32,767 UTF-16 units keeps its first part and a marker; the rest is handed back.
- Whole numbers below 10^15 and decimals of at most 15 digits are numbers, as Excel shows 15
  digits; others are text. Zeros at the end of a decimal are not kept. Floats keep every bit.
- Dates from 1900-03-01 and times of day to the second are Excel dates; others are ISO text (Excel
  counts a 29 February 1900 that never was). A moment with a time zone is ISO text in UTC, ending
  in Z, as Excel knows no time zones.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from decimal import Decimal
from math import isfinite
from typing import Any, Literal

LONGEST_TEXT = 32_767
# No text of so many characters can be too long, whatever they are: a character is at most 2 units.
SURELY_FITS = LONGEST_TEXT // 2
EXACT_BELOW = 10**15
_EXACT_DIGITS = 15
_FIRST_DATE = date(1900, 3, 1)
_MARKER_ROOM = 80
_TOO_MANY_DIGITS = "more than the 15 digits that Excel keeps"
_NO_SUCH_NUMBER = "Excel has no such number"
_TOO_EARLY = "Excel counts no days before 1900-03-01 rightly"

# One match settles that a text can go into the file as it is: it does not begin like a formula, an
# error, a number or a date, holds nothing that XML cannot, and spells no character by its number.
PLAIN = re.compile(
    r"(?![\s=+\-@#\d.,(%$£€¥'])"
    r"[^\x00-\x08\x0b-\x1f_\ud800-\udfff\ufffe\uffff]*+"
    r"(?:_(?!x[0-9A-Fa-f]{4}_)[^\x00-\x08\x0b-\x1f_\ud800-\udfff\ufffe\uffff]*+)*+"
)
_READ_ANEW = re.compile(r"[\s=+\-@#\d.,(%$£€¥']")
_NOT_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SPELT = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")

Look = Literal["plain", "quoted", "date", "datetime", "heading", "number heading"]


@dataclass(frozen=True, slots=True)
class Held:
    """A value as a cell holds it.

    ``type`` is openpyxl's data type (s, n, b, d); ``rest`` is the text that did not fit; ``notes``
    are pairs of what was done and its detail, for the report.
    """

    value: str | int | date | bool
    type: str
    look: Look = "plain"
    notes: tuple[tuple[str, str], ...] = ()
    rest: str = ""


def hold(value: object) -> Held:
    """Return how a cell holds ``value``; never fails, and reports what it could not keep as is.

    A type that is not known here is written as its ``str()`` and reported.
    """
    for kind, holder in _HOLDERS:
        if isinstance(value, kind):
            return holder(value)
    kind_name = type(value).__name__
    return _as_text(str(value), "value as text", f"Excel has no cell for the type {kind_name}")


def hold_text(text: str) -> Held:
    """Return how a cell holds a text, with what does not fit in ``rest``."""
    notes: list[tuple[str, str]] = []
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    bad = _NOT_XML.findall(text)
    if bad:
        text = _NOT_XML.sub("\ufffd", text)
        names = ", ".join(sorted({f"U+{ord(each):04X}" for each in bad}))
        notes.append(
            (
                "characters replaced",
                f"{len(bad)} that a workbook cannot hold became U+FFFD: {names}",
            )
        )
    first, rest = _cut(text, LONGEST_TEXT)
    if rest:
        first, rest = _cut(text, LONGEST_TEXT - _MARKER_ROOM)
    look: Look = "quoted" if _READ_ANEW.match(first) else "plain"
    return Held(_SPELT.sub("_x005F_", first), "s", look, tuple(notes), rest)


def marker(rest: str, sheet: str) -> str:
    """Return what is put behind the first part of a text that does not fit into its cell."""
    return f" […{len(rest)} more characters on sheet {sheet}]"


def pieces(text: str) -> Iterator[str]:
    """Yield the text in pieces that each fit into a cell; joined, they are the text."""
    while text:
        first, text = _cut(text, LONGEST_TEXT)
        yield first


def _cut(text: str, units: int) -> tuple[str, str]:
    """Part a text after at most so many UTF-16 units, never inside a character."""
    if len(text) <= units // 2:
        return text, ""
    first = text[:units].encode("utf-16-le")[: 2 * units].decode("utf-16-le", errors="ignore")
    return first, text[len(first) :]


def _hold_whole(value: int) -> Held:
    if -EXACT_BELOW < value < EXACT_BELOW:
        return Held(int(value), "n")
    # str() of an int refuses more than 4,300 digits, Decimal does not.
    return _as_text(f"{Decimal(value):f}", "number as text", _TOO_MANY_DIGITS)


def _hold_decimal(value: Decimal) -> Held:
    if not value.is_finite():
        return _as_text(str(value), "number as text", _NO_SUCH_NUMBER)
    if not value:
        return Held(0, "n")
    digits = "".join(map(str, value.as_tuple().digits)).strip("0")
    if len(digits) <= _EXACT_DIGITS and -_EXACT_DIGITS <= value.adjusted() < _EXACT_DIGITS:
        written = f"{value:f}"
        return Held(written.rstrip("0").rstrip(".") if "." in written else written, "n")
    return _as_text(str(value), "number as text", _TOO_MANY_DIGITS)


def _hold_float(value: float) -> Held:
    if isfinite(value):
        # openpyxl writes 16 digits of a float, which may need 17.
        return Held(repr(float(value)), "n")
    return _as_text(str(float(value)), "number as text", _NO_SUCH_NUMBER)


def _hold_day(value: date) -> Held:
    if value >= _FIRST_DATE:
        return Held(value, "d", "date")
    return _as_text(value.isoformat(), "date as text", _TOO_EARLY)


def _hold_moment(value: datetime) -> Held:
    if value.tzinfo is not None:
        return hold_text(value.astimezone(UTC).isoformat().replace("+00:00", "Z"))
    if value.date() < _FIRST_DATE:
        return _as_text(value.isoformat(), "date as text", _TOO_EARLY)
    if value.microsecond:
        return _as_text(value.isoformat(), "date as text", "Excel keeps no fractions of a second")
    return Held(value, "d", "datetime")


def _as_text(text: str, what: str, detail: str) -> Held:
    held = hold_text(text)
    return replace(held, notes=((what, detail), *held.notes))


# In this order: a bool is an int too, a datetime is a date too. The text itself is taken from a
# subclass of str, such as Jinja's Markup, whose methods do other things.
_HOLDERS: tuple[tuple[type, Callable[[Any], Held]], ...] = (
    (str, lambda value: hold_text(str.__str__(value))),
    (bool, lambda value: Held(value, "b")),
    (int, _hold_whole),
    (Decimal, _hold_decimal),
    (float, _hold_float),
    (datetime, _hold_moment),
    (date, _hold_day),
    (time, lambda value: hold_text(value.isoformat())),
)
