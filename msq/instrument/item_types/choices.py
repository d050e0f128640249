"""Item types whose value is taken from a list: yes or no, one choice, several choices."""

import re
import unicodedata
from collections.abc import Sequence

from msq.instrument.evaluate import Operand
from msq.instrument.item_types.base import ANSWERED, Choices, ItemType, Value, first
from msq.instrument.model import Choice, Item, in_language
from msq.problems import BadValue, short

YES_NO: Choices = (
    Choice(
        code="yes",
        text={"ar": "نعم", "zh": "是", "en": "Yes", "fr": "Oui", "ru": "Да", "es": "Sí"},
    ),
    Choice(
        code="no",
        text={"ar": "لا", "zh": "否", "en": "No", "fr": "Non", "ru": "Нет", "es": "No"},
    ),
)
BETWEEN = ";|\n"
"""What parts several choices in one cell, beside the blanks between codes."""
BETWEEN_CHOICES = re.compile(f"[{BETWEEN}]")
_TRUTHS = {"true": "yes", "false": "no"}
_SELECT = ANSWERED | {"choices", "choice_filter"}


def alike(text: str) -> str:
    """Return the form in which codes and labels are compared: no case, no width, single blanks."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def find(choices: Choices, text: str) -> Choice:
    """Return the choice with a code, or with a label in any language, whatever the case.

    Raises:
        BadValue: there is none.
    """
    wanted = alike(text)
    for choice in choices:
        if alike(choice.code) == wanted:
            return choice
    for choice in choices:
        if wanted in map(alike, choice.text.values()):
            return choice
    raise BadValue(
        "“{text}” is not one of the choices. Please choose from the list.", text=short(text)
    )


def _parse_yes_no(_item: Item, _choices: Choices, raw: Sequence[str]) -> Value | None:
    text = first(raw)
    return find(YES_NO, _TRUTHS.get(text.casefold(), text)).code if text else None


def _parse_one(_item: Item, choices: Choices, raw: Sequence[str]) -> Value | None:
    text = first(raw)
    return find(choices, text).code if text else None


def _parse_several(_item: Item, choices: Choices, raw: Sequence[str]) -> Value | None:
    chosen: set[str] = set()
    for text in raw:
        chosen.update(choice.code for choice in split(choices, text.strip()))
    alone = [choice for choice in choices if choice.exclusive and choice.code in chosen]
    if alone and len(chosen) > 1:
        raise BadValue(
            "“{choice}” cannot be chosen together with others.",
            choice=in_language(alone[0].text, "en"),
        )
    return [choice.code for choice in choices if choice.code in chosen] or None


def split(choices: Choices, text: str) -> list[Choice]:
    """Return the choices in a text, in its order.

    One control sends one choice; a cell holds codes with blanks, or codes and labels parted.

    Raises:
        BadValue: a part of it is no choice.
    """
    codes = {alike(choice.code): choice for choice in choices}
    words = text.split()
    if all(alike(word) in codes for word in words):
        return [codes[alike(word)] for word in words]
    try:
        return [find(choices, text)]
    except BadValue:
        parts = [part.strip() for part in BETWEEN_CHOICES.split(text)]
        if len(parts) == 1:
            parts = words
        return [find(choices, part) for part in parts if part]


def label(choices: Choices, code: str, language: str) -> str:
    """Return the text of a choice; its code where the list has it no more."""
    for choice in choices:
        if choice.code == code:
            return in_language(choice.text, language)
    return code


def _show(_item: Item, choices: Choices, value: Value, language: str) -> str:
    codes = value if isinstance(value, list) else [str(value)]
    return "; ".join(label(choices, code, language) for code in codes)


def _show_yes_no(_item: Item, _choices: Choices, value: Value, language: str) -> str:
    return label(YES_NO, str(value), language)


def joined(value: Value) -> str:
    """Return codes as one cell, parted by blanks."""
    return " ".join(value) if isinstance(value, list) else str(value)


def several(value: Value) -> Operand:
    """Return codes as the expression language sees them."""
    return tuple(value) if isinstance(value, list) else (str(value),)


TYPES = (
    ItemType(
        "yes_no",
        "Yes or no",
        _parse_yes_no,
        _show_yes_no,
        str,
        str,
        "nominal",
        ANSWERED | {"details"},
    ),
    ItemType("select_one", "One choice", _parse_one, _show, str, str, "nominal", _SELECT),
    ItemType(
        "select_multiple",
        "Several choices",
        _parse_several,
        _show,
        joined,
        several,
        "nominal",
        _SELECT,
    ),
)
