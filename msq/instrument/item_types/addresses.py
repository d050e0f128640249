"""Item types whose value leads to someone or something: web address, e-mail, telephone."""

import re
from collections.abc import Sequence
from ipaddress import AddressValueError, IPv4Address
from urllib.parse import SplitResult, urlsplit

from email_validator import EmailNotValidError, validate_email

from msq.instrument.decimals import INVISIBLE
from msq.instrument.item_types.base import Choices, ItemType, Value, first
from msq.instrument.item_types.texts import checked_length, plain
from msq.instrument.model import Item
from msq.problems import BadValue, short

LONGEST_ADDRESS = 2000
LONGEST_PHONE = 100
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:(?!\d)", re.IGNORECASE)
# Browsers read a backslash as a slash and drop control characters, so that a page could be
# elsewhere than it seems; marks of direction turn what is read around.
_TREACHEROUS = re.compile(rf"[\s\\<>\"\x00-\x1f\x7f-\x9f{INVISIBLE}]")
_NOT_IN_HOST = re.compile(r"[!$%&'()*+,;=:?#\[\]^`{|}~@/\u3002\uff0e\uff61]")
_LONGEST_HOST, _LONGEST_LABEL = 253, 63
_DASHES = str.maketrans(dict.fromkeys(INVISIBLE) | dict.fromkeys("\u2010\u2011\u2012\u2013", "-"))
_PHONE = re.compile(r"\+?[\d ().,;/#x-]*(ext\.? ?\d+)?", re.IGNORECASE)
_FEWEST_DIGITS, _MOST_DIGITS = 5, 40


def _parse_web(_item: Item, _choices: Choices, raw: Sequence[str]) -> Value | None:
    text = first(raw).strip(INVISIBLE).strip()
    if not text:
        return None
    address = checked_length(text if _SCHEME.match(text) else f"https://{text}", LONGEST_ADDRESS)
    if not _leads_to_a_page(address):
        raise BadValue(
            "“{text}” is not a web address. Enter one page, for example "
            "https://www.example.org/page.",
            text=short(text),
        )
    return address


def _leads_to_a_page(address: str) -> bool:
    if _TREACHEROUS.search(address):
        return False
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and port != 0 and _is_public_host(parts)


def _is_public_host(parts: SplitResult) -> bool:
    """Return whether the host can be one that everybody reaches; without a name and password."""
    host = parts.hostname or ""
    labels = host.split(".")
    if "@" in parts.netloc or _NOT_IN_HOST.search(host) or len(host) > _LONGEST_HOST:
        return False
    if labels[-1].isdigit():
        return _is_public_number(host)
    return len(labels) > 1 and all(
        0 < len(label) <= _LONGEST_LABEL and label[0] != "-" and label[-1] != "-"
        for label in labels
    )


def _is_public_number(host: str) -> bool:
    try:
        return IPv4Address(host).is_global
    except AddressValueError:
        return False


def read_email(text: str) -> str:
    """Return an e-mail address in its usual form.

    Raises:
        BadValue: it is not one.
    """
    try:
        return validate_email(text.strip().strip(INVISIBLE), check_deliverability=False).normalized
    except EmailNotValidError:
        raise BadValue(
            "“{text}” is not an e-mail address. It should look like name@example.org.",
            text=short(text),
        ) from None


def _parse_email(_item: Item, _choices: Choices, raw: Sequence[str]) -> Value | None:
    text = checked_length(first(raw), LONGEST_ADDRESS)
    return read_email(text) if text else None


def _parse_phone(_item: Item, _choices: Choices, raw: Sequence[str]) -> Value | None:
    text = " ".join(checked_length(first(raw), LONGEST_PHONE).translate(_DASHES).split())
    if not text:
        return None
    digits = sum(character.isdigit() for character in text)
    if not _FEWEST_DIGITS <= digits <= _MOST_DIGITS or not _PHONE.fullmatch(text):
        raise BadValue(
            "“{text}” is not a telephone number. Start with the country code, for example "
            "+1 212 555 0100.",
            text=short(text),
        )
    return text


TYPES = (
    ItemType("web_address", "Web address", _parse_web, plain, str, str, "text"),
    ItemType("email", "E-mail address", _parse_email, plain, str, str, "text"),
    ItemType("phone", "Telephone number", _parse_phone, plain, str, str, "text"),
)
