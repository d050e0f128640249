"""From the tree of a workbook to sections with their questions, each with the code it gets here."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from string import ascii_uppercase

from msq.instrument.building.entries import CODE, DEEPEST
from msq.xlsform.kinds import PARADATA
from msq.xlsform.lists import part_of
from msq.xlsform.outline import Node
from msq.xlsform.places import Row, SheetFaults

FOLLOWING = frozenset({"detail", "specify", "currency"})
"""What our own columns say of a row that follows from the question above it."""
_LETTER = re.compile("[A-Z]")
_GROUPS = {"begin_group": "table", "begin_repeat": "group of rows"}


@dataclass
class Planned:
    """A question or group as it stands in a section, a table or a repeating group.

    Attributes:
        around: the rows of the groups whose conditions also decide whether it is asked.
        following: its details, and what is asked of its choices and amounts.
        inside: the rows of a table, the cells of a row, the fields of a repeating group.
        intro: the note that says its intro or help.
    """

    node: Node
    around: tuple[Row, ...] = ()
    code: str = ""
    following: list["Planned"] = field(default_factory=list)
    inside: list["Planned"] = field(default_factory=list)
    intro: Row | None = None

    @property
    def row(self) -> Row:
        """Where it is written."""
        return self.node.row

    @property
    def is_question(self) -> bool:
        """Whether it is answered itself."""
        return not self.node.is_group and self.node.type != "note"


@dataclass
class PlannedSection:
    """A section; ``row`` is that of its group, or made up where questions stand in none."""

    row: Row
    entries: list[Planned]
    code: str = ""
    intro: Row | None = None


def plan(top: Sequence[Node], title: str, faults: SheetFaults) -> list[PlannedSection]:
    """Return the sections: each group at the top level, and each run of questions in none."""
    planner = _Planner(faults)
    sections: list[PlannedSection] = []
    loose: PlannedSection | None = None
    for node in _without_paradata(top):
        if node.type == "begin_group" and node.part in {"", "section"}:
            loose = None
            sections.append(planner.section(node))
            continue
        if loose is None:
            label = {"label": {"en": title}}
            loose = PlannedSection(Row(node.row.sheet, node.row.number, {}, label), [])
            sections.append(loose)
        loose.entries += planner.entries([node], ())
    _give_codes(sections, faults)
    return sections


def _without_paradata(nodes: Sequence[Node]) -> list[Node]:
    kept = [node for node in nodes if node.type not in PARADATA]
    for node in kept:
        node.inside = _without_paradata(node.inside)
    return kept


class _Planner:
    """Flattens groups, and puts to each question what follows from it."""

    def __init__(self, faults: SheetFaults) -> None:
        self._faults = faults

    def section(self, node: Node) -> PlannedSection:
        return PlannedSection(node.row, self.entries(node.inside, ()), intro=_intro(node))

    def entries(
        self, nodes: Sequence[Node], around: tuple[Row, ...], deep: int = 0
    ) -> list[Planned]:
        """Return what stands under numbers, with details and the like put to their questions.

        Args:
            deep: in how many repeating groups it stands.
        """
        found: list[Planned] = []
        for one in self._flat(nodes, around, deep):
            if one.node.part in FOLLOWING and found and found[-1].is_question:
                found[-1].following.append(one)
            else:
                found.append(one)
        return found

    def _flat(self, nodes: Sequence[Node], around: tuple[Row, ...], deep: int) -> Iterator[Planned]:
        for node in nodes:
            if node.part in {"intro", "help"} and node.type == "note":
                continue
            if node.type == "begin_repeat":
                yield self._repeat(node, around, deep)
            elif node.type == "begin_group" and node.part == "table":
                yield self._table(node, around)
            elif node.type == "begin_group":
                if node.row.text("label"):
                    yield Planned(replace(node, type="note", inside=[]), around)
                more = (node.row,) if node.row.get("relevant") else ()
                yield from self._flat(node.inside, around + more, deep)
            else:
                yield Planned(node, around)

    def _repeat(self, node: Node, around: tuple[Row, ...], deep: int) -> Planned:
        fields = []
        for one in self.entries(node.inside, (), deep + 1):
            if one.node.type == "begin_repeat" and deep < DEEPEST:
                fields.append(one)
            elif one.node.is_group:
                self._faults.at(
                    one.row,
                    f"a {_GROUPS[one.node.type]} cannot stand inside these rows; put it behind "
                    "their end",
                    "type",
                )
            elif one.node.type != "note":
                fields.append(one)
            elif one.node.row.get("type").casefold().startswith("note"):
                self._faults.at(
                    one.row,
                    "a note cannot stand among the questions of a row; put it above",
                    "type",
                )
        return Planned(node, around, inside=fields, intro=_intro(node))

    def _table(self, node: Node, around: tuple[Row, ...]) -> Planned:
        lines = []
        for line in node.inside:
            if line.part == "row" and line.type == "begin_group":
                cells = [Planned(cell) for cell in line.inside if cell.part != "help"]
                lines.append(Planned(line, inside=cells, intro=_intro(line)))
            elif line.part != "help":
                self._faults.at(
                    line.row,
                    "a table holds one group for each of its rows; put this elsewhere",
                    "type",
                )
        return Planned(node, around, inside=lines, intro=_intro(node))


def _intro(node: Node) -> Row | None:
    """Return the note in a group that our own columns call its intro or help."""
    for one in node.inside:
        if one.part in {"intro", "help"} and one.type == "note":
            return one.row
    return None


def _give_codes(sections: list[PlannedSection], faults: SheetFaults) -> None:
    given = {code for one in sections if _LETTER.fullmatch(code := one.row.get("msq::code"))}
    free = [letter for letter in ascii_uppercase if letter not in given]
    numbers = _given_numbers(sections)
    for section in sections:
        code = section.row.get("msq::code")
        if _LETTER.fullmatch(code):
            section.code = code
        elif free:
            section.code = free.pop(0)
        else:
            faults.at(
                section.row, "a questionnaire has at most 26 sections; join some groups", "type"
            )
            section.code = "Z"
        _number(section, numbers)


def _given_numbers(sections: list[PlannedSection]) -> set[str]:
    return {entry.row.get("msq::code") for one in sections for entry in one.entries}


def _number(section: PlannedSection, given: set[str]) -> None:
    """Give each entry its own code, or the next free number of the section."""
    number = 0
    for entry in section.entries:
        entry.code = entry.row.get("msq::code")
        if not CODE.fullmatch(entry.code) or entry.node.part in FOLLOWING:
            while f"{section.code}{(number := number + 1)}" in given:
                pass
            entry.code = f"{section.code}{number}"
        else:
            number = max(number, int(entry.code[1:])) if entry.code[0] == section.code else number
        _parts(entry)


def _parts(whole: Planned) -> None:
    """Give what stands inside an entry, and what follows from it, codes that begin with its own."""
    for group in (whole.inside, whole.following):
        stem = f"{whole.code}."
        own = {part for one in group if (part := _own_part(one, stem))}
        for one in group:
            one.code = stem + (_own_part(one, stem) or part_of(one.node.name, own))
            _parts(one)


def _own_part(one: Planned, stem: str) -> str:
    code = one.row.get("msq::code")
    return code.removeprefix(stem) if code.startswith(stem) else ""
