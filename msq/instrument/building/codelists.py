"""Lists of choices: the named ones of ``codelists.yaml``, and those written with an item."""

import re
from collections.abc import Iterable

from msq.instrument.building.places import perhaps
from msq.instrument.building.reading import Reading
from msq.instrument.item_types.choices import BETWEEN, alike
from msq.instrument.model import CHOICE_ITSELF, Choice

PART = re.compile(r"[a-z][a-z0-9_]*")
CHOICE_KEYS = ("code", "text", "specify", "exclusive", "attributes")
LONGEST_CODE = 100
# Blanks part codes in a cell, quotes would end a text in an expression, and pages send "~" for
# what is no choice.
_CHOICE_CODE = re.compile(rf"[^\s'\"~{BETWEEN}][^\s'\"{BETWEEN}]*")


class Codelists:
    """Every list of choices of a form, by name; a list written with an item is named after it."""

    def __init__(self, named: Reading) -> None:
        """Read the named lists."""
        self.lists: dict[str, tuple[Choice, ...]] = {}
        for name in map(str, named.place.values):
            if not PART.fullmatch(name):
                named.fault(f"“{name}” is not a valid name of a codelist", name)
            self.lists[name] = _choices(named, name)

    def of_item(self, at: Reading, own_name: str) -> str:
        """Return the name of the list that an item takes its choices from."""
        found = at.of("choices")
        if isinstance(found, list):
            self.lists[own_name] = _choices(at, "choices")
            return own_name
        name = at.word("choices")
        if name not in self.lists:
            at.fault(f"there is no codelist “{name}”{perhaps(name, self.lists)}", "choices")
        return name

    def of_rows(self, at: Reading) -> tuple[Choice, ...]:
        """Return the choices of the list that gives a table its rows, as far as they can be rows.

        Only a list with a name of its own is one that several places of a form can use.
        """
        name = at.word("rows_from")
        if not PART.fullmatch(name) or name not in self.lists:
            near = perhaps(name, filter(PART.fullmatch, self.lists))
            at.fault(f"there is no codelist “{name}”{near}", "rows_from")
            return ()
        for choice in self.lists[name]:
            if not PART.fullmatch(choice.code):
                at.fault(
                    f"“{choice.code}” of “{name}” cannot be the code of a row: it must be "
                    "lower-case letters, digits and “_”",
                    "rows_from",
                )
            elif choice.specify or choice.exclusive:
                word = "specify" if choice.specify else "exclusive"
                at.fault(
                    f"“{choice.code}” of “{name}” is marked “{word}”, which no row can be",
                    "rows_from",
                )
        return tuple(one for one in self.lists[name] if PART.fullmatch(one.code))


def _choices(at: Reading, key: str) -> tuple[Choice, ...]:
    found = tuple(_choice(one) for one in at.inside(key))
    if not found:
        at.fault(f"“{key}” has no choices", key)
    for message in _confusions(found):
        at.fault(f"“{key}”: {message}", key)
    return found


def _choice(at: Reading) -> Choice:
    at.knows_only("a choice", CHOICE_KEYS)
    choice = Choice(
        code=at.word("code"),
        text=at.text("text", needed=True),
        specify=at.flag("specify"),
        exclusive=at.flag("exclusive"),
        attributes=_attributes(at),
    )
    if not _CHOICE_CODE.fullmatch(choice.code) or len(choice.code) > LONGEST_CODE:
        at.fault(
            f"“{choice.code}” cannot be the code of a choice: it takes no blanks, quotes, “;” or "
            "“|”, and no “~” at its start",
            "code",
        )
    if choice.specify and not PART.fullmatch(choice.code):
        at.fault(
            f"“{choice.code}” asks to specify, so its code must be lower-case letters, digits and "
            "“_”",
            "code",
        )
    for label in choice.text.values():
        if any(mark in label for mark in BETWEEN):
            at.fault("the text of a choice takes no “;”, “|” or line break", "text")
    return choice


def _attributes(at: Reading) -> dict[str, str]:
    """Return what a choice filter can look at, each a plain word or line."""
    found = at.of("attributes") if at.has("attributes") else {}
    if not isinstance(found, dict):
        at.fault("“attributes” must be “key: value” lines", "attributes")
        return {}
    attributes: dict[str, str] = {}
    for key, value in found.items():
        if not PART.fullmatch(str(key)) or key == CHOICE_ITSELF:
            at.fault(
                f"“{key}” cannot be an attribute of a choice; write it like “region”", "attributes"
            )
        elif not isinstance(value, (str, int)) or not str(value).strip():
            at.fault(f"the attribute “{key}” must be one word or line", "attributes")
        else:
            attributes[str(key)] = str(value).strip()
    return attributes


def _confusions(choices: Iterable[Choice]) -> Iterable[str]:
    """Yield what would make a written answer mean one choice here and another there."""
    codes: dict[str, str] = {}
    labels: dict[str, str] = {}
    for choice in choices:
        if alike(choice.code) in codes:
            yield f"the code “{choice.code}” is used twice"
        codes[alike(choice.code)] = choice.code
    for choice in choices:
        for label in choice.text.values():
            if labels.setdefault(alike(label), choice.code) != choice.code:
                yield f"two choices read “{label}”"
            words = [codes.get(word) for word in (alike(label), *alike(label).split())]
            whole, parts = words[0], words[1:]
            if (whole or choice.code) != choice.code or (len(parts) > 1 and all(parts)):
                yield f"the text “{label}” reads like other choices’ codes"
