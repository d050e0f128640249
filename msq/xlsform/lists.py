"""The lists of the sheet ``choices``."""

import re
from collections.abc import Mapping, Sequence

from msq.instrument.building import Block, Place
from msq.instrument.building.codelists import PART
from msq.instrument.item_types import YES_NO
from msq.instrument.item_types.choices import alike
from msq.xlsform.places import CHOICES, Row, RowBlock, SheetFaults
from msq.xlsform.reading import ATTRIBUTE
from msq.xlsform.texts import Texts

YES = frozenset({"yes", "true", "1"})
OTHER = "other"
_NOT_IN_PART = re.compile(r"[^a-z0-9]+")


def part_of(name: str, taken: set[str]) -> str:
    """Return a name as a part of our codes, different from those that are taken, and take it."""
    part = _NOT_IN_PART.sub("_", name.casefold()).strip("_") or "part"
    if not part[0].isalpha():
        part = f"x_{part}"
    free, number = part, 1
    while free in taken:
        number += 1
        free = f"{part}_{number}"
    taken.add(free)
    return free


class Lists:
    """Every list of choices by the name that the workbook gives it."""

    def __init__(self, rows: tuple[Row, ...], texts: Texts, faults: SheetFaults) -> None:
        """Read the rows."""
        self._faults = faults
        self._rows: dict[str, list[Row]] = {}
        for row in rows:
            if not row.get("list_name"):
                faults.at(
                    row, "the choice has no list_name; write which list it is of", "list_name"
                )
                continue
            self._check(row)
            self._rows.setdefault(row.get("list_name"), []).append(row)
        self._names = self._own_names()
        self._blocks: dict[str, Sequence[Mapping[object, object]]] = {
            name: [_block(row, texts) for row in self._rows[name]] for name in self._names
        }

    def _check(self, row: Row) -> None:
        for key in ("image", "big-image", "audio", "video"):
            if row.get(key):
                self._faults.at(row, "pictures and sounds are not shown here; clear the cell", key)

    def _own_names(self) -> dict[str, str]:
        """Return what each list is called here; it is not kept when it is our own yes and no."""
        taken = {row.get("msq_codelist") for rows in self._rows.values() for row in rows}
        return {
            name: rows[0].get("msq_codelist") or part_of(name, taken)
            for name, rows in self._rows.items()
            if not self.is_yes_no(name)
        }

    def is_yes_no(self, name: str) -> bool:
        """Return whether a list of another maker, or our own, is the plain yes and no."""
        rows = self._rows.get(name, [])
        if sorted(row.get("name") for row in rows) != ["no", "yes"]:
            return False
        known = {choice.code: choice.text for choice in YES_NO}
        return all(
            not any(key.startswith(("msq_", ATTRIBUTE)) for key in row.values)
            and all(
                alike(words) == alike(known[row.get("name")].get(language, words))
                for language, words in row.text("label").items()
            )
            for row in rows
        )

    def named(self) -> Place:
        """Return the lists that have a name of their own, as ``codelists.yaml`` would."""
        block = Block()
        for name, own in self._names.items():
            if PART.fullmatch(own):
                block[own] = self._blocks[name]
                block.lines[own] = self._rows[name][0].number
        return Place(CHOICES, 1, block)

    def of_question(self, row: Row, words: tuple[str, ...], *, kind: str) -> object:
        """Return what stands under ``choices`` of a question: a name, or the choices themselves."""
        if not words:
            self._faults.at(row, f"{kind} names no list; write “{kind} colours”", "type")
            return [_PLACEHOLDER]
        name, more = words[0], words[1:]
        if name not in self._rows:
            near = self._faults.near(name, self._rows)
            self._faults.at(row, f"there is no list “{name}” on the sheet choices{near}", "type")
            return [_PLACEHOLDER]
        own, blocks = self._names.get(name, ""), self._blocks.get(name, _YES_NO)
        if more == ("or_other",):
            return [*blocks, *_other(blocks)]
        if more:
            self._faults.at(
                row, f"“{' '.join(more)}” behind the list is not known; delete it", "type"
            )
        return own if PART.fullmatch(own) else blocks


def _block(row: Row, texts: Texts) -> RowBlock:
    block = RowBlock(row, code=row.get("name"), text=texts.words(row, "label"))
    for key in ("specify", "exclusive"):
        if row.get(f"msq_{key}").casefold() in YES:
            block[key] = True
    attributes = {
        key.removeprefix(ATTRIBUTE): value
        for key, value in row.values.items()
        if key.startswith(ATTRIBUTE)
    }
    block.put(attributes=attributes)
    return block


def _other(blocks: Sequence[Mapping[object, object]]) -> list[dict[str, object]]:
    if any(block.get("code") == OTHER for block in blocks):
        return []
    return [{"code": OTHER, "text": "Other", "specify": True}]


# The plain yes and no, of which several may be chosen.
_YES_NO: list[dict[object, object]] = [
    {"code": choice.code, "text": choice.text["en"]} for choice in YES_NO
]
_PLACEHOLDER = {"code": "none", "text": "None"}
