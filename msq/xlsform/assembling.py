"""From planned sections to the blocks of a form: tables and details are folded together again."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from msq.instrument.building.entries import MOST_ROWS
from msq.instrument.model import Tags
from msq.instrument.translating import SOURCE
from msq.instrument.whole import Instrument
from msq.xlsform.lists import part_of
from msq.xlsform.naming import shown
from msq.xlsform.places import Row, RowBlock, SheetFaults
from msq.xlsform.planning import Planned, PlannedSection
from msq.xlsform.questions import Questions, tags_in

_NOT_IN_CONCEPT = re.compile(r"[^a-z0-9.]+")


@dataclass
class Assembler:
    """Makes the blocks of sections; collects the blocks of details, each different one once.

    ``made_anew`` are the questions that follow from their lead by themselves, such as what other
    choice is meant: of their rows only the translations are needed.
    """

    questions: Questions
    faults: SheetFaults
    checks: tuple[Row, ...] = ()
    details: dict[str, RowBlock] = field(default_factory=dict)
    made_anew: list[Planned] = field(default_factory=list)
    cell_tags: dict[str, Tags] = field(default_factory=dict)
    _concepts: set[str] = field(default_factory=set)

    def section(self, section: PlannedSection) -> RowBlock:
        """Return the block of a section."""
        row, questions = section.row, self.questions
        block = RowBlock(row, section=section.code, title=questions.label(row))
        intro = (section.intro, "label") if section.intro else (row, "hint")
        block.put(intro=questions.texts.words(*intro), minutes=row.get("msq::minutes"))
        if questions.flag(row, "msq::personal"):
            block["personal"] = True
        block.put(relevant=questions.expressions.relevant(row))
        block["items"] = [self._entry(one) for one in section.entries]
        checks = [self._check(one) for one in self.checks if one.get("section") == section.code]
        if checks:
            block["checks"] = checks
        return block

    def _check(self, row: Row) -> RowBlock:
        return RowBlock(
            row,
            code=row.get("code"),
            expression=shown(row.get("expression")),
            strength=row.get("strength"),
            message=self.questions.texts.words(row, "label"),
            items=row.get("items").split(),
        )

    def _entry(self, one: Planned) -> RowBlock:
        if one.node.type == "note":
            return self.questions.entry(one, "note")
        concept = one.row.get("msq::concept") or self._free_concept(one)
        if one.node.type == "begin_repeat":
            return self._repeat(one, one.code, concept)
        if one.node.type == "begin_group":
            return self._table(one, concept)
        block = self._with_following(one, one.code)
        block["concept"] = concept
        return block

    def _free_concept(self, one: Planned) -> str:
        name = _NOT_IN_CONCEPT.sub("_", one.node.name.casefold()).strip("._") or one.code.lower()
        name = ".".join(part.strip("_") or "x" for part in name.split(".") if part)
        name = name if name[0].isalpha() else f"x_{name}"
        if name in self._concepts:
            return part_of(name, self._concepts)
        self._concepts.add(name)
        return name

    def _with_following(self, one: Planned, name: str) -> RowBlock:
        """Return the block of a question that others can follow."""
        block = self.questions.block(one, name)
        details = [each for each in one.following if each.node.part == "detail"]
        for each in one.following:
            if each.node.part != "detail":
                self.made_anew.append(each)
                self.questions.label(each.row)
        if details:
            self._detail(one, block, details)
        return block

    def _detail(self, one: Planned, block: RowBlock, details: list[Planned]) -> None:
        if block["type"] != "yes_no":
            self.faults.at(
                details[0].row,
                f"this is a detail of “{one.node.name}”, which is no question of yes or no; "
                "clear the columns msq::",
                "msq::part",
            )
            return
        names = {_last(each): each.code for each in details}
        parts = [
            shortened(self.questions.block(each, _last(each), lead=one.code), names)
            for each in details
        ]
        for part in parts:
            if part.get("tags") == block.get("tags"):
                part.pop("tags", None)
        block["details"] = self._name_of(parts)

    def _name_of(self, parts: list[RowBlock]) -> str:
        """Return the name of a block of details, the same for the same parts."""
        for name, known in self.details.items():
            if known["parts"] == parts:
                return name
        name = part_of("_and_".join(str(part["code"]) for part in parts), set(self.details))
        self.details[name] = RowBlock(parts[0].row, parts=parts)
        return name

    def _repeat(self, one: Planned, name: str, concept: str = "") -> RowBlock:
        """Return the block of a repeating group; one inside another has no concept of its own."""
        block = self.questions.entry(one, "repeat", name)
        block.put(concept=concept, row_title=self.questions.texts.words(one.row, "msq::row_title"))
        rows = one.row.get("msq::max_rows") or one.row.get("repeat_count")
        if re.fullmatch("0*[1-9][0-9]?", rows) and int(rows) <= MOST_ROWS:
            block["max_rows"] = rows
        elif rows:
            self.faults.at(
                one.row,
                f"the number of rows must be written as a number, at most {MOST_ROWS}",
                "msq::max_rows" if one.row.get("msq::max_rows") else "repeat_count",
            )
        stem = f"{one.code}."
        block["fields"] = [self._field(each, each.code.removeprefix(stem)) for each in one.inside]
        return block

    def _field(self, one: Planned, name: str) -> RowBlock:
        if one.node.type == "begin_repeat":
            return self._repeat(one, name)
        return self._with_following(one, name)

    def _table(self, one: Planned, concept: str) -> RowBlock:
        block = self.questions.entry(one, "table")
        block["concept"] = concept
        rows = [self._line(one, line) for line in one.inside]
        named = one.row.get("msq::rows_from")
        if named and self._are_choices(one, named, concept, rows):
            block["rows_from"] = named
        else:
            block["rows"] = rows
        cells = [list(self._cells(line)) for line in one.inside]
        for each in (cell for line in one.inside for cell in line.inside):
            found = tags_in(each.row.get("msq::tags"))
            self.cell_tags[each.code] = {key: tuple(values) for key, values in found.items()}
        if not cells:
            return block
        _pull_out_tags(rows, cells)
        block["columns"] = cells[0]
        for line, others in zip(one.inside[1:], cells[1:], strict=True):
            for cell in _different(cells[0], others):
                self.faults.at(
                    cell.row if cell else line.row,
                    "the rows of a table must ask the same; this differs from the first row",
                )
        return block

    def _are_choices(self, table: Planned, named: str, concept: str, rows: list[RowBlock]) -> bool:
        """Return whether rows are still the choices of a list, as its column says."""
        wanted = [
            {"code": one["code"], "concept": f"{concept}.{one['code']}", "text": one.get("text")}
            for one in self.questions.choices(named)
        ]
        if rows == wanted:
            return True
        self.faults.at(
            table.row,
            f"the rows must be the choices of the list “{named}”, word for word; change them on "
            "the sheet choices as well, or clear the cell",
            "msq::rows_from",
        )
        return False

    def _line(self, table: Planned, line: Planned) -> RowBlock:
        questions, row = self.questions, line.row
        if row.get("relevant"):
            self.faults.at(
                row, "a row of a table has no condition; give it to its questions", "relevant"
            )
        said = questions.texts.words(line.intro, "label") if line.intro else questions.help(row)
        return RowBlock(
            row,
            code=_last(line),
            concept=row.get("msq::concept") or f"{table.code.lower()}.{_last(line)}",
            text=questions.label(row),
            help=said,
        )

    def _cells(self, line: Planned) -> Iterator[RowBlock]:
        names = {_last(each): each.code for each in line.inside}
        for each in line.inside:
            yield shortened(self.questions.block(each, _last(each)), names)


def _last(one: Planned) -> str:
    """Return the part of a code that is its own."""
    return one.code.rpartition(".")[2]


def _pull_out_tags(rows: list[RowBlock], cells: list[list[RowBlock]]) -> None:
    """Leave a column's own tags with it, and give each row the tags that its other cells have."""
    for column in zip(*cells, strict=False):
        first = column[0].get("tags")
        if first and all(cell.get("tags") == first for cell in column):
            continue
        for row, cell in zip(rows, column, strict=False):
            row.put(tags=cell.pop("tags", {}))


def _different(first: list[RowBlock], others: list[RowBlock]) -> Iterator[RowBlock | None]:
    """Yield each cell that asks something else than the first row's, ``None`` for one missing."""
    if len(first) != len(others):
        yield None
        return
    yield from (other for one, other in zip(first, others, strict=True) if one != other)


def shortened(block: RowBlock, names: Mapping[str, str]) -> RowBlock:
    """Return a block whose expressions call what stands beside it by short names."""
    for key in ("relevant", "constraint"):
        source = block.get(key)
        if isinstance(source, str):
            for short, code in names.items():
                source = source.replace(f"${{{code}}}", f"${{{short}}}")
            block[key] = source
    return block


def nothing_is_lost(built: Instrument, rows: Iterable[Planned], faults: SheetFaults) -> None:
    """Find fault with each row that should be made anew from its lead, and is not the same then."""
    for one in rows:
        item = built.items.get(one.code)
        if item is None:
            faults.at(
                one.row,
                "nothing asks for this row any more; delete it, or clear its columns msq::",
                "msq::part",
            )
        elif one.row.text("label").get(SOURCE) != item.text[SOURCE]:
            faults.at(one.row, f"this label must stay “{item.text[SOURCE]}”", "label")


def vocabulary(rows: Iterable[Row]) -> dict[str, dict[str, str]]:
    """Return the tags that a workbook lists, each kind with its values and their labels."""
    found: dict[str, dict[str, str]] = {}
    for row in rows:
        values = found.setdefault(row.get("kind"), {})
        if row.get("value"):
            values[row.get("value")] = row.get("label") or row.text("label").get("en", "")
    return found
