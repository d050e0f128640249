"""Dates, moments, numbers and names of units as each language writes them."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from operator import attrgetter
from typing import Any

from babel.dates import format_date, format_time, get_datetime_format
from babel.numbers import format_decimal
from babel.units import format_unit

from msq.instrument.model import in_language
from msq.wording.collation import Key, sort_key
from msq.wording.languages import Language

KILOBYTE, MEGABYTE = 1_000, 1_000_000


def long_date(language: Language, value: date) -> str:
    """Return a day in words: ``1 March 2027``. Of an aware moment, its day in UTC."""
    if isinstance(value, datetime):
        value = _in_utc(value).date()
    return format_date(value, "long", locale=language.locale)


def moment(language: Language, value: datetime) -> str:
    """Return a moment with its day in words, its time by 24 hours, and the zone: always UTC."""
    there = _in_utc(value)
    time = format_time(there, "HH:mm", locale=language.locale)
    pattern = str(get_datetime_format("long", locale=language.locale))
    return pattern.format(f"{time} UTC", long_date(language, there))


def number(language: Language, value: Decimal | float) -> str:
    """Return a number with the separators of the language."""
    return format_decimal(value, locale=language.locale)


def filesize(language: Language, size: int) -> str:
    """Return a number of bytes as people read it: ``1.2 MB``, at least one kilobyte."""
    if size < MEGABYTE:
        kilobytes = max(round(size / KILOBYTE), 1)
        return format_unit(kilobytes, "digital-kilobyte", "short", locale=language.locale)
    megabytes = round(Decimal(size) / MEGABYTE, 1)
    return format_unit(megabytes, "digital-megabyte", "short", locale=language.locale)


def isolated(language: Language, text: str) -> str:
    """Return a name of any script as it stands in a sentence: it keeps its own direction."""
    return f"\u2068{text}\u2069" if language.direction == "rtl" else text


def worded(language: Language, text: Mapping[str, str]) -> str:
    """Return a text of a questionnaire in the language, else in English."""
    return in_language(dict(text), language.code)


def detail(language: Language, value: object) -> object:
    """Return a detail of a message as it stands in a sentence of the language.

    Days and moments are written out; of a text in several languages the right one is taken. All
    else is left to ``str.format``.
    """
    if isinstance(value, datetime):
        return moment(language, value)
    if isinstance(value, date):
        return long_date(language, value)
    if isinstance(value, Mapping):
        return worded(language, value)
    return value


def unit_name(
    language: Language,
    names: Mapping[str, str],
    name: str,
    formal: bool = False,  # noqa: FBT001, FBT002 - templates call it as a filter
) -> str:
    """Return the name of a unit in the language.

    Args:
        names: the unit's names as its register holds them: ``short_fr``, ``formal_ar``.
        name: what it is called where the language has no name for it.
        formal: the formal name where there is one, else the short one.
    """
    kinds = ("formal", "short") if formal else ("short",)
    found = (names.get(f"{kind}_{language.code}") for kind in kinds)
    return next((one for one in found if one), name)


def in_order(language: Language, things: Iterable[Any], attribute: str = "") -> list[Any]:
    """Return things in the order of the language.

    Args:
        attribute: where each has the text that counts, or a unit, which counts by its name in the
            language, as ``response.unit``; empty where the things are texts themselves.
    """
    key = sort_key(language.code)
    find = attrgetter(attribute) if attribute else _itself

    def place(thing: object) -> Key:
        found = find(thing)
        name = found if isinstance(found, str) else unit_name(language, found.names, found.name)
        return key(name)

    return sorted(things, key=place)


def _itself(thing: Any) -> Any:  # noqa: ANN401 - whatever it is
    return thing


def _in_utc(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError(value)
    return value.astimezone(UTC)
