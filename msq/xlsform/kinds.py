"""What an item type is in XLSForm, and what a question of XLSForm is here."""

import re
from dataclasses import dataclass
from typing import Final

SELECTS: Final = frozenset({"select_one", "select_multiple"})


@dataclass(frozen=True, slots=True)
class Kind:
    """A type of XLSForm, with the appearance that other tools show it by."""

    type: str
    appearance: str = ""


KINDS: Final[dict[str, Kind]] = {
    "yes_no": Kind("select_one"),
    "select_one": Kind("select_one"),
    "select_multiple": Kind("select_multiple"),
    "ranking": Kind("rank"),
    "integer": Kind("integer"),
    "decimal": Kind("decimal"),
    "percentage": Kind("decimal"),
    "amount": Kind("decimal"),
    "year": Kind("integer"),
    "text": Kind("text"),
    "long_text": Kind("text", "multiline"),
    "web_address": Kind("text", "url"),
    "email": Kind("text", "email"),
    "phone": Kind("text", "numbers"),
    "date": Kind("date"),
    "file": Kind("file"),
    "calculate": Kind("calculate"),
}
"""Every item type, as XLSForm has it."""

PLAIN: Final = {
    "text": "text",
    "string": "text",
    "integer": "integer",
    "int": "integer",
    "decimal": "decimal",
    "date": "date",
    "note": "note",
    "select_one": "select_one",
    "select_multiple": "select_multiple",
    "rank": "ranking",
    "range": "range",
    "email": "email",
    "file": "file",
    "image": "file",
    "audio": "file",
    "video": "file",
    "calculate": "calculate",
}
"""Types of XLSForm that are read, and what they are here if nothing else is said."""

PARADATA: Final = frozenset(
    {
        "start", "end", "today", "deviceid", "subscriberid", "simserial", "phonenumber",
        "username", "email_metadata", "audit", "start-geopoint", "background-audio",
    }
)  # fmt: skip
"""What a tool notes by itself; this platform keeps a record of who answered what and when."""

NOT_TAKEN: Final = {
    "hidden": "a hidden value is not known here; leave the row out",
    "geopoint": "places on a map are not asked here; use a text, or leave the row out",
    "geotrace": "places on a map are not asked here; leave the row out",
    "geoshape": "places on a map are not asked here; leave the row out",
    "barcode": "barcodes are not read here; use text",
    "time": "a time of day is not asked here; use text",
    "datetime": "a moment is not asked here; use date",
    "acknowledge": "use select_one with the choices yes and no",
    "trigger": "use select_one with the choices yes and no",
    "xml-external": "lists in other files are not read; write the choices on the sheet choices",
    "csv-external": "lists in other files are not read; write the choices on the sheet choices",
    "select_one_from_file": "write the choices on the sheet choices and use select_one",
    "select_multiple_from_file": "write the choices on the sheet choices and use select_multiple",
    "select_one_external": "write the choices on the sheet choices and use select_one",
}
"""Types of XLSForm that have no place here, and what to do instead."""

_SPELLINGS = (
    (re.compile(r"^(begin|end)[ _]+(group|repeat)$"), r"\1_\2"),
    (re.compile(r"^select(?:[ _]+one|1)(?: from)?(?= )"), "select_one"),
    (re.compile(r"^select(?:[ _]+multiple|[ _]+all that apply)(?: from)?(?= )"), "select_multiple"),
)
_PHONE_WORDS = re.compile(r"phone|mobile|(^|[_ ])(tel|fax)([_ ]|$)", re.IGNORECASE)
_REGEX = re.compile(r"""regex\(\s*\.\s*,\s*(?:'[^']*'|"[^"]*")\s*\)""")


def spelt(written: str) -> tuple[str, tuple[str, ...]]:
    """Return a type in its usual spelling, and the words behind it: the list, ``or_other``."""
    text = " ".join(written.split())
    for pattern, usual in _SPELLINGS:
        found = pattern.match(text.casefold())
        if found:
            text = found.expand(usual) + text[found.end() :]
    name, *more = text.split(" ")
    return name.casefold(), tuple(more)


def of_text(appearance: str, parameters: str, name: str, constraint: str) -> tuple[str, bool]:
    """Return the item type of a text, and whether its constraint says no more than the type.

    Who makes a form in XLSForm says by the appearance, or by a pattern, that a web address, an
    e-mail address or a telephone number is asked.
    """
    looks = set(appearance.casefold().split())
    pattern = constraint.strip() if _REGEX.fullmatch(constraint.strip()) else ""
    if "url" in looks or "http" in pattern:
        return "web_address", bool(pattern)
    if "email" in looks or "@" in pattern:
        return "email", bool(pattern)
    if looks & {"phone", "tel"} or ("numbers" in looks and _PHONE_WORDS.search(name)):
        return "phone", bool(pattern)
    return ("long_text" if "multiline" in looks or "rows" in parameters else "text"), False
