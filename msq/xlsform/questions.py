"""From a planned question to the block that a form's file would hold of it."""

import re
from collections.abc import Mapping, Sequence
from urllib.parse import unquote

from msq.instrument.item_types import COUNTED, ITEM_TYPES
from msq.instrument.model import Text
from msq.xlsform.expressions import Expressions
from msq.xlsform.kinds import KINDS, NOT_TAKEN, PLAIN, of_text
from msq.xlsform.lists import YES, Lists
from msq.xlsform.places import Row, RowBlock, SheetFaults
from msq.xlsform.planning import Planned
from msq.xlsform.texts import Texts, Words

_NO = frozenset({"", "no", "false", "false()", "0"})
_REQUIRED = YES | {"true()"}
NOT_ALLOWED: Text = {"en": "This answer is not possible here. Please check it."}
_LEFT_OUT = {
    "default": "an answer is not filled in beforehand here; clear the cell",
    "readonly": "every question can be answered here; use a note, or clear the cell",
    "trigger": "calculations are not known here; clear the cell",
    "image": "pictures are not shown here; clear the cell",
    "big-image": "pictures are not shown here; clear the cell",
    "audio": "sounds are not played here; clear the cell",
    "video": "films are not shown here; clear the cell",
}
_CONDITION = re.compile(r"[${=<>]|\((?!\))")
_PARAMETER = re.compile(r"(\w+)\s*=\s*(-?[0-9.]+)")


class Questions:
    """Makes blocks of questions."""

    def __init__(
        self, texts: Texts, lists: Lists, expressions: Expressions, faults: SheetFaults
    ) -> None:
        """Make blocks with these texts, lists and names."""
        self.texts = texts
        self._lists = lists
        self.expressions = expressions
        self._faults = faults

    def block(self, one: Planned, name: str, *, lead: str = "") -> RowBlock:
        """Return the block of a question.

        Args:
            name: the code, or the part of it that the block gives.
            lead: the item whose yes it details.
        """
        row = one.row
        self._leaves_out(row)
        kind, told = self._type(one)
        block = RowBlock(row, code=name, type=kind, text=self.label(row), help=self.help(row))
        block.put(required=self._required(row))
        if self.flag(row, "msq::personal"):
            block["personal"] = True
        block.put(
            relevant=self.expressions.relevant(row, one.around, lead),
            unit=self.texts.words(row, "msq::unit"),
            tags=tags_in(row.get("msq::tags")),
        )
        if row.get("msq::missing"):
            reasons = row.get("msq::missing")
            block["missing"] = [] if reasons == "none" else reasons.split()
        if not told:
            self._limits(row, kind, block)
        if one.node.type == "range":
            block.put(**self._range(row))
        self._logic(row, kind, block)
        if "choices" in ITEM_TYPES[kind].keys:
            block["choices"] = self._lists.of_question(row, one.node.words, kind=kind)
        return block

    def choices(self, name: str) -> Sequence[Mapping[object, object]]:
        """Return the blocks of the choices of a list that has a name of its own; none without."""
        found = self._lists.named().values.get(name)
        return found if isinstance(found, list) else []

    def entry(self, one: Planned, kind: str, name: str = "") -> RowBlock:
        """Return the beginning of the block of a note, a table or a repeating group.

        Args:
            name: the code, where it is not the whole.
        """
        row = one.row
        self._leaves_out(row)
        said = self.help(row)
        if one.intro is not None:
            said = self.texts.words(one.intro, "label")
        relevant = self.expressions.relevant(row, one.around)
        block = RowBlock(
            row,
            code=name or one.code,
            type=kind,
            text=self.label(row),
            help=said,
            relevant=relevant,
        )
        if self.flag(row, "msq::required"):
            block["required"] = True
        return block

    def label(self, row: Row) -> Words:
        """Return what is asked; a group or a calculation without a label is called by its name."""
        said = self.texts.words(row, "label")
        if said or not row.get("type").casefold().startswith(("begin", "calculate")):
            return said
        return " ".join(row.get("name").replace("_", " ").split()).capitalize()

    def help(self, row: Row) -> Words:
        """Return the hint; where there is none, the guidance for those who ask the question."""
        key = "hint" if row.text("hint") else "guidance_hint"
        return self.texts.words(row, key)

    def flag(self, row: Row, key: str) -> bool:
        """Return whether a cell says yes."""
        said = row.get(key).casefold()
        if said not in _NO and said not in _REQUIRED:
            self._faults.at(row, f"“{row.get(key)}” is neither yes nor no; write one of them", key)
        return said in _REQUIRED

    def _required(self, row: Row) -> object:
        """Return whether an answer is required, or the expression that says when."""
        if _CONDITION.search(row.get("required")):
            return self.expressions.of_cell(row, "required")
        return self.flag(row, "required") or ""

    def _logic(self, row: Row, kind: str, block: RowBlock) -> None:
        """Add what is calculated, and which choices are offered."""
        for key, belongs in (
            ("calculation", kind == "calculate"),
            ("choice_filter", "choice_filter" in ITEM_TYPES[kind].keys),
        ):
            if row.get(key) and belongs:
                block.put(**{key: self.expressions.of_cell(row, key)})
            elif row.get(key):
                self._faults.at(row, f"a question of this type has no {key}; clear the cell", key)

    def _leaves_out(self, row: Row) -> None:
        for key, message in _LEFT_OUT.items():
            if row.get(key) and not (key == "readonly" and row.get(key).casefold() in _NO):
                self._faults.at(row, message, key)

    def _type(self, one: Planned) -> tuple[str, bool]:
        """Return the item type, and whether it says as much as the row's constraint."""
        row, kind = one.row, one.node.type
        plain = PLAIN.get(kind)
        if plain is None:
            near = NOT_TAKEN.get(kind) or f"there is no such type{self._faults.near(kind, PLAIN)}"
            self._faults.at(row, f"“{row.get('type')}” is not taken: {near}", "type")
            return "text", True
        ours = row.get("msq::type")
        is_yes_no = plain == "select_one" and self._lists.is_yes_no("".join(one.node.words))
        if ours in KINDS and KINDS[ours].type == plain and (ours != "yes_no" or is_yes_no):
            return ours, False
        if plain == "text":
            look = row.get("appearance"), row.get("parameters"), one.node.name
            return of_text(*look, row.get("constraint"))
        if plain == "date" and "year" in row.get("appearance").casefold().split():
            return "year", True
        if plain == "range":
            plain = "decimal" if "." in row.get("parameters") else "integer"
        return ("yes_no" if is_yes_no else plain), False

    def _range(self, row: Row) -> Mapping[str, str]:
        given = dict(_PARAMETER.findall(row.get("parameters").casefold()))
        return {"min": given.get("start", "1"), "max": given.get("end", "10")}

    def _limits(self, row: Row, kind: str, block: RowBlock) -> None:
        limits = self.expressions.limits(row, kind)
        if kind in COUNTED:
            block.put(min=row.get("msq::min"), max=row.get("msq::max"))
        block.put(
            constraint=limits.constraint,
            min=limits.min,
            max=limits.max,
            max_length=str(limits.max_length or ""),
        )
        if limits.constraint:
            block["constraint_message"] = (
                self.texts.words(row, "constraint_message") or NOT_ALLOWED["en"]
            )


def tags_in(written: str) -> dict[str, list[str]]:
    """Return the tags of a cell: ``osi=law; sdg=16.6 16.10``."""
    kinds = (part.partition("=") for part in written.split(";") if part.strip())
    return {unquote(kind.strip()): [*map(unquote, values.split())] for kind, _, values in kinds}
