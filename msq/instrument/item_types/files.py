"""The item type whose value is files: for each the hash of its content, and its name.

The value says all that must never change: which bytes were attached, and what the country called
them. The bytes themselves are kept once each, by that hash.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from msq.instrument.decimals import INVISIBLE
from msq.instrument.evaluate import Operand
from msq.instrument.item_types.base import ANSWERED, Choices, ItemType, Value
from msq.instrument.model import Item
from msq.problems import BadValue, short

FILES = "file"
MOST_FILES = 10
"""How many files an item takes that does not say so itself."""
LONGEST_NAME = 120
_UNSEEN = re.compile(rf"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff{INVISIBLE}]+")
_REFERENCE = re.compile(r"([0-9a-f]{64}) (\S.*)")


@dataclass(frozen=True, slots=True)
class Reference:
    """One attached file: SHA-256 of its content in hexadecimal, and its name."""

    sha256: str
    name: str

    def __str__(self) -> str:
        """Return it as it stands in the value and in a cell."""
        return f"{self.sha256} {self.name}"


def references(value: Value | None) -> tuple[Reference, ...]:
    """Return the files of a stored value, in order; none where it is blank."""
    texts = value if isinstance(value, list) else []
    return tuple(Reference(*text.split(" ", 1)) for text in texts)


def file_name(name: str) -> str:
    """Return a name as it is kept: one line, no folder, what it ends in kept where it is long."""
    seen = " ".join(_UNSEEN.sub(" ", name).split())
    last = re.split(r"[/\\]", seen)[-1].strip(" .") or "file"
    stem, dot, ending = last.rpartition(".")
    if len(last) <= LONGEST_NAME or not dot or len(ending) > LONGEST_NAME // 2:
        return last[:LONGEST_NAME].strip()
    return f"{stem[: LONGEST_NAME - len(ending) - 1].rstrip()}.{ending}"


def most_files(item: Item) -> int:
    """Return how many files an item takes."""
    return int(item.max or MOST_FILES)


def _parse(item: Item, _choices: Choices, raw: Sequence[str]) -> Value | None:
    """Take one text a file, or one text with a line for each, as a cell holds them."""
    lines = [line.strip() for text in raw for line in text.splitlines() if line.strip()]
    found: dict[str, str] = {}
    for line in lines:
        reference = _REFERENCE.fullmatch(line)
        if reference is None:
            raise BadValue(
                "“{text}” is no attached file. Files are attached on the page of their question.",
                text=short(line),
            )
        found.setdefault(reference[1], f"{reference[1]} {file_name(reference[2])}")
    if len(found) > most_files(item):
        raise BadValue("Attach {most} files or fewer.", most=most_files(item))
    return list(found.values()) or None


def _show(_item: Item, _choices: Choices, value: Value, _language: str) -> str:
    return "; ".join(one.name for one in references(value))


def _cell(value: Value) -> str:
    return "\n".join(map(str, references(value)))


def _names(value: Value) -> Operand:
    return tuple(one.name for one in references(value))


TYPES = (ItemType(FILES, "Files", _parse, _show, _cell, _names, "text", ANSWERED | {"max"}),)
