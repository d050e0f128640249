"""Reading plain values out of a block of a form; what is not as it should be becomes a fault."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from msq.instrument.building.places import Faults, Place, perhaps
from msq.instrument.decimals import read_decimal, written
from msq.instrument.expression import parse
from msq.instrument.model import Tags, Text
from msq.problems import BadExpression, BadValue

LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
SOURCE_LANGUAGE = "en"
"""What a text without a language is taken to be written in."""
_WHOLE = re.compile(r"[0-9]{1,9}")
# What sets a condition apart from a truth that is misspelled.
_CONDITION = re.compile(r"[${(=]")


@dataclass(frozen=True)
class Reading:
    """One block that is read, with the languages that its texts may have."""

    place: Place
    faults: Faults
    languages: tuple[str, ...] = (SOURCE_LANGUAGE,)

    def fault(self, message: str, key: str = "") -> None:
        """Keep a fault of this block, or of a key of it."""
        self.faults.add(self.place, message, key)

    def has(self, key: str) -> bool:
        """Return whether a key is given."""
        return key in self.place.values

    def of(self, key: str) -> object:
        """Return what stands under a key, as it is; ``None`` where there is nothing."""
        return self.place.values.get(key)

    def knows_only(self, what: str, keys: Collection[str]) -> None:
        """Find fault with every key that such a thing does not have."""
        for key in map(str, self.place.values):
            if key not in keys:
                self.fault(f"{what} has no “{key}”{perhaps(key, keys)}", key)

    def inside(self, key: str) -> list["Reading"]:
        """Return the blocks of the list under a key; none where it is not given."""
        return list(self._inside(key))

    def _inside(self, key: str) -> Iterator["Reading"]:
        found = self.place.values.get(key, [])
        for one in found if isinstance(found, list) else [None]:
            if isinstance(one, dict):
                line = getattr(one, "line", 0) or self.place.line_of(key)
                yield replace(self, place=Place(self.place.file, line, one))
            else:
                self.fault(f"“{key}” must be a list of “key: value” blocks", key)

    def word(self, key: str) -> str:
        """Return a plain word or line; empty where it is not given."""
        found = self.place.values.get(key, "")
        if isinstance(found, (str, int)):
            return str(found).strip()
        self.fault(f"“{key}” must be one word or line", key)
        return ""

    def words(self, key: str, default: tuple[str, ...] = ()) -> tuple[str, ...]:
        """Return a list of words; a single word is a list of one."""
        if not self.has(key):
            return default
        return self._words(key, self.of(key))

    def _words(self, key: str, found: object) -> tuple[str, ...]:
        listed = found if isinstance(found, list) else [found]
        if not all(isinstance(one, (str, int)) for one in listed):
            self.fault(f"“{key}” must be a list of words", key)
            return ()
        words = tuple(str(one) for one in listed)
        if len(set(words)) != len(words):
            self.fault(f"“{key}” names the same thing twice", key)
        return tuple(dict.fromkeys(words))

    def text(self, key: str, *, needed: bool = False) -> Text:
        """Return a text in one language or several."""
        found = self.of(key)
        if isinstance(found, (str, int)) and str(found).strip():
            return {SOURCE_LANGUAGE: str(found).strip()}
        if isinstance(found, dict) and found:
            return self._translated(key, found)
        if needed or self.has(key):
            self.fault(f"“{key}” must be a text", key)
        return {}

    def _translated(self, key: str, found: dict[object, object]) -> Text:
        text: Text = {}
        for language, words in found.items():
            if language not in self.languages:
                near = perhaps(str(language), self.languages)
                self.fault(f"“{key}”: the questionnaire has no language “{language}”{near}", key)
            elif not isinstance(words, str) or not words.strip():
                self.fault(f"“{key}” must be a text in “{language}”", key)
            else:
                text[str(language)] = words.strip()
        return text

    def flag(self, key: str) -> bool:
        """Return a truth; false where it is not given."""
        found = self.place.values.get(key, "false")
        if found not in ("true", "false", True, False):
            self.fault(f"“{key}” must be true or false, not “{found}”", key)
        return found in ("true", True)

    def required(self) -> tuple[bool, str]:
        """Return whether an answer is required always, or the expression that says when."""
        found = self.of("required")
        if isinstance(found, str) and _CONDITION.search(found):
            return False, self.expression("required")
        return self.flag("required"), ""

    def number(self, key: str, *, whole: bool = False) -> str:
        """Return an exact number as it is kept; empty where it is not given."""
        if not self.has(key):
            return ""
        number = self._number(self.of(key))
        if number is None or (whole and number != number.to_integral_value()):
            kind = "a whole number" if whole else "a number"
            self.fault(f"“{key}” must be {kind}, not “{self.of(key)}”", key)
            return ""
        return written(number)

    def _number(self, found: object) -> Decimal | None:
        try:
            return read_decimal(found if isinstance(found, str) else str(found))
        except BadValue:
            return None

    def whole(self, key: str, least: int, most: int, default: int) -> int:
        """Return a whole number within bounds."""
        if not self.has(key):
            return default
        found = str(self.of(key))
        if _WHOLE.fullmatch(found) and least <= int(found) <= most:
            return int(found)
        self.fault(f"“{key}” must be a whole number from {least} to {most}", key)
        return default

    def code(self, pattern: re.Pattern[str], example: str, key: str = "code") -> str:
        """Return a code that follows a pattern."""
        code = self.word(key)
        if not pattern.fullmatch(code):
            self.fault(f"“{code}” is not a valid {key} here; write it like “{example}”", key)
        return code

    def expression(self, key: str) -> str:
        """Return the source of an expression that can be parsed; empty where there is none."""
        found = self.of(key)
        if not self.has(key):
            return ""
        if not isinstance(found, str) or not found.strip():
            self.fault(f"“{key}” must be an expression", key)
            return ""
        try:
            parse(found.strip())
        except BadExpression as problem:
            self.fault(f"“{key}”: {problem}", key)
            return ""
        return found.strip()

    def tags(self) -> Tags:
        """Return the tags of an entry: kinds with their values."""
        found = self.place.values.get("tags", {})
        if not isinstance(found, dict):
            self.fault("“tags” must be “kind: [values]”", "tags")
            return {}
        return {str(kind): self._words("tags", values) for kind, values in found.items()}
