"""Where something stands in a form's files, and the faults that were found there."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

from msq.problems import BadForm


class Block(dict[object, object]):
    """A ``key: value`` block that knows its own line and that of each of its keys."""

    line: int = 0

    def __init__(self, values: Mapping[object, object] | None = None) -> None:
        """Begin with values, or with none."""
        super().__init__(values or {})
        self.lines: dict[object, int] = {}


@dataclass(frozen=True)
class Place:
    """A block of a form's file, with the file's name and the line it begins on."""

    file: str
    line: int
    values: Mapping[object, object]

    def line_of(self, key: str) -> int:
        """Return the line of a key; that of the block where the key is not given."""
        known = self.values.lines if isinstance(self.values, Block) else {}
        return known.get(key, self.line)


@dataclass
class Faults:
    """The faults of a form, each once, as one line with file and line number.

    ``places`` tells where each section, entry and item was written, by its code: more than one
    place where a code was given away twice. What is written once and used often (a column, a
    detail) is the place of many items.
    """

    _found: list[tuple[str, int, str]] = field(default_factory=list)
    places: dict[str, list[Place]] = field(default_factory=dict)

    @property
    def lines(self) -> list[str]:
        """The faults as they are printed: file by file as these were read, from top to bottom."""
        files = list(dict.fromkeys(file for file, _, _ in self._found))
        in_order = sorted(self._found, key=lambda fault: (files.index(fault[0]), fault[1]))
        return [f"{file}, line {line}: {message}" for file, line, message in in_order]

    def stands(self, code: str, place: Place) -> None:
        """Remember where a code was written."""
        known = self.places.setdefault(code, [])
        if not any(one.values is place.values for one in known):
            known.append(place)

    def add(self, place: Place, message: str, key: str = "") -> None:
        """Keep a fault with its place, or with the line of a key of it."""
        fault = (place.file, place.line_of(key), message)
        if fault not in self._found:
            self._found.append(fault)

    def add_at(self, code: str, message: str, key: str = "") -> None:
        """Keep a fault of a section, entry or item; of the newest with this code."""
        self.add(self.places.get(code, [_NOWHERE])[-1], message, key)

    def raise_if_any(self) -> None:
        """Raise all faults at once.

        Raises:
            BadForm: there is at least one.
        """
        if self._found:
            raise BadForm(self.lines)


# An instrument that was not built from files, such as a published one, has no places.
_NOWHERE = Place("instrument", 1, {})


def perhaps(wanted: str, known: Iterable[str]) -> str:
    """Return a message's end that suggests the nearest known word; empty where none is near."""
    found = get_close_matches(wanted, sorted(known), n=1, cutoff=0.6)
    return f"; did you mean “{found[0]}”?" if found else ""
