"""Item types whose value is words: one line, or as many as needed."""

import re
from collections.abc import Sequence

from msq.instrument.item_types.base import ANSWERED, Choices, ItemType, Value, first
from msq.instrument.model import Item
from msq.problems import BadValue

LINE_LIMIT = 500
LONG_LIMIT = 100_000
KEYS = ANSWERED | {"max_length"}
# Half a character has no bytes in UTF-8, and PostgreSQL keeps no text with a null character.
_BROKEN = re.compile("[\0\ud800-\udfff]")


def one_kind_of_line_break(text: str) -> str:
    """Return a text whose line breaks are all LF: browsers send CR LF, files may hold either."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def checked_length(text: str, limit: int) -> str:
    """Return a text that is not too long and can be stored.

    Raises:
        BadValue: it has more characters than the limit, or one that cannot be stored.
    """
    if len(text) > limit:
        raise BadValue(
            "Use {limit} characters or fewer. You entered {length}.",
            limit=limit,
            length=len(text),
        )
    if _BROKEN.search(text):
        raise BadValue("This text has a broken character. Please delete it and type it again.")
    return text


def _parse_line(item: Item, _choices: Choices, raw: Sequence[str]) -> Value | None:
    text = one_kind_of_line_break(first(raw))
    return checked_length(text, item.max_length or LINE_LIMIT) or None


def _parse_long(item: Item, _choices: Choices, raw: Sequence[str]) -> Value | None:
    text = one_kind_of_line_break(raw[0] if raw else "")
    return checked_length(text, item.max_length or LONG_LIMIT) if text.strip() else None


def plain(_item: Item, _choices: Choices, value: Value, _language: str) -> str:
    """Show a value as it is."""
    return str(value)


TYPES = (
    ItemType("text", "Text, one line", _parse_line, plain, str, str, "text", KEYS),
    ItemType("long_text", "Text, several lines", _parse_long, plain, str, str, "text", KEYS),
)
