"""Item types whose value leads to someone or something: web address, e-mail, telephone."""

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from email_validator import EmailNotValidError, validate_email

from msq.instrument.item_types.base import Choices, ItemType, Value, first
from msq.instrument.item_types.texts import checked_length, plain
from msq.instrument.model import Item
from msq.problems import BadValue

LONGEST_ADDRESS = 2000
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:(?!\d)", re.IGNORECASE)
_HOST = re.compile(r"[^\s.@/\\]+(\.[^\s.@/\\]+)+")
_PHONE = re.compile(r"\+?[\d\s().,;/#x-]*(ext\.?\s*\d+)?", re.IGNORECASE)
_FEWEST_DIGITS, _MOST_DIGITS = 5, 40


def _parse_web(_item: Item, _choices: Choices, raw: Sequence[str]) -> Value | None:
    text = checked_length(first(raw), LONGEST_ADDRESS)
    if not text:
        return None
    address = text if _SCHEME.match(text) else f"https://{text}"
    try:
        parts = urlsplit(address)
        sound = (
            parts.scheme.lower() in {"http", "https"}
            and _HOST.fullmatch(parts.hostname or "") is not None
            and not re.search(r"\s", address)
            and (parts.port is None or parts.port > 0)
        )
    except ValueError:
        sound = False
    if not sound:
        raise BadValue(
            "“{text}” is not a web address. Enter one page, for example "
            "https://www.example.org/page.",
            text=text,
        )
    return address


def read_email(text: str) -> str:
    """Return an e-mail address in its usual form.

    Raises:
        BadValue: it is not one.
    """
    try:
        return validate_email(text.strip(), check_deliverability=False).normalized
    except EmailNotValidError:
        raise BadValue(
            "“{text}” is not an e-mail address. It should look like name@example.org.", text=text
        ) from None


def _parse_email(_item: Item, _choices: Choices, raw: Sequence[str]) -> Value | None:
    text = checked_length(first(raw), LONGEST_ADDRESS)
    return read_email(text) if text else None


def _parse_phone(_item: Item, _choices: Choices, raw: Sequence[str]) -> Value | None:
    text = first(raw)
    if not text:
        return None
    digits = sum(character.isdigit() for character in text)
    if not _FEWEST_DIGITS <= digits <= _MOST_DIGITS or not _PHONE.fullmatch(text):
        raise BadValue(
            "“{text}” is not a telephone number. Start with the country code, for example "
            "+1 212 555 0100.",
            text=text,
        )
    return text


TYPES = (
    ItemType("web_address", "Web address", _parse_web, plain, str, str, "text"),
    ItemType("email", "E-mail address", _parse_email, plain, str, str, "text"),
    ItemType("phone", "Telephone number", _parse_phone, plain, str, str, "text"),
)
