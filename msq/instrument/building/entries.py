"""From the blocks of a section's file to its entries: items, notes, tables, repeating groups."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from dataclasses import replace as with_changes

from msgspec.structs import replace

from msq.instrument.building.codelists import PART
from msq.instrument.building.items import COMMON, Items, Standing, in_full, keys_of
from msq.instrument.building.places import Faults, perhaps
from msq.instrument.building.reading import Reading
from msq.instrument.item_types import ITEM_TYPES
from msq.instrument.model import Entry, Group, Item, Line, Tags, Text

CODE = re.compile(r"[A-Z][0-9]+")
CONCEPT = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)*")
MOST_ROWS, USUAL_ROWS = 50, 10
DEEPEST = 1
"""How many repeating groups a repeating group can stand in."""
_NEVER = (False, "")
_ENTRY = COMMON | {"concept"}
KEYS = {
    "note": _ENTRY,
    "table": _ENTRY | {"rows", "rows_from", "columns", "details", "personal"},
    "repeat": _ENTRY | {"fields", "max_rows", "row_title", "personal"},
    **{name: _ENTRY | item_type.keys for name, item_type in ITEM_TYPES.items()},
}
"""What may stand under a number of the questionnaire, and its keys."""
ROW_KEYS = ("code", "concept", "text", "help", "tags")


@dataclass(frozen=True)
class _Head:
    """What every kind of entry has."""

    code: str
    concept: str
    text: Text
    help: Text
    required: bool
    relevant: str

    def entry(self, items: tuple[Item, ...] = ()) -> Entry:
        return Entry(
            code=self.code,
            kind="item" if items else "note",
            text=self.text,
            help=self.help,
            required=self.required,
            relevant=self.relevant,
            items=items,
        )


@dataclass(frozen=True)
class _Row:
    """One row of a table: its heading, and what its items are called and tagged by."""

    line: Line
    concept: str
    tags: Tags


class Entries:
    """Builds entries."""

    def __init__(self, items: Items, faults: Faults) -> None:
        """Build entries of these items."""
        self._items = items
        self._faults = faults

    def entry(self, at: Reading) -> Entry:
        """Return what a block of a section's file describes."""
        kind = at.word("type")
        if kind in KEYS:
            at.knows_only(f"a {kind}", KEYS[kind])
        else:
            at.fault(f"there is no item type “{kind}”{perhaps(kind, KEYS)}", "type")
            at.knows_only("an entry", frozenset().union(*KEYS.values()))
        head = self._head(at, kind)
        self._faults.stands(head.code, at.place)
        build: dict[str, Callable[[Reading, _Head], Entry]] = {
            "note": self._note,
            "table": self._table,
            "repeat": self._repeat,
        }
        return build.get(kind, self._single if kind in KEYS else self._unknown)(at, head)

    def _head(self, at: Reading, kind: str) -> _Head:
        return _Head(
            code=at.code(CODE, "B2"),
            concept="" if kind == "note" else at.code(CONCEPT, "portal.national", "concept"),
            text=at.text("text", needed=True),
            help=at.text("help"),
            required=at.required()[0] if kind in ITEM_TYPES else at.flag("required"),
            relevant=at.expression("relevant"),
        )

    def _unknown(self, _at: Reading, head: _Head) -> Entry:
        return head.entry()

    def _note(self, at: Reading, head: _Head) -> Entry:
        if head.required:
            at.fault("a note has no answer, so it cannot be required", "required")
        return head.entry()

    def _single(self, at: Reading, head: _Head) -> Entry:
        return head.entry(
            tuple(self._items.with_what_follows(at, head.code, head.concept, Standing()))
        )

    def _table(self, at: Reading, head: _Head) -> Entry:
        rows, columns = self._rows(at, head), at.inside("columns")
        own = len(columns)
        for column in columns:
            column.knows_only("a column", keys_of(column.word("type")))
        if at.has("details"):
            if columns and columns[0].word("type") != "yes_no":
                at.fault(
                    "details are asked after a yes: the first column must be yes_no", "details"
                )
            columns += self._items.details(at)
        if not rows or not columns:
            if not at.has("rows_from"):
                at.fault("a table needs rows and columns")
            elif not columns:
                at.fault("a table needs columns")
            return head.entry()
        if head.required and not any(column.required() != _NEVER for column in columns[:own]):
            at.fault("the table is required, but none of its columns is", "required")
        items = [item for row in rows for item in self._cells(at, head, row, columns, own)]
        return replace(
            head.entry(tuple(items)),
            kind="table",
            rows=tuple(row.line for row in rows),
            rows_from=at.word("rows_from"),
            columns=tuple(_line(column) for column in columns),
        )

    def _rows(self, at: Reading, head: _Head) -> list[_Row]:
        """Return the rows that a table lists, or those that a codelist gives it."""
        if not at.has("rows_from"):
            return [_row(one) for one in at.inside("rows")]
        if at.has("rows"):
            at.fault("a table has “rows” or “rows_from”, not both", "rows_from")
        return [
            _Row(Line(code=one.code, text=one.text), f"{head.concept}.{one.code}", {})
            for one in self._items.lists.of_rows(at)
        ]

    def _cells(
        self, at: Reading, head: _Head, row: _Row, columns: list[Reading], own: int
    ) -> Iterator[Item]:
        """Yield the items of one row: the lead, those beside it, and those asked after a yes."""
        stem = f"{head.code}.{row.line.code}"
        codes = [column.word("code") for column in columns]
        first = f"{stem}.{codes[0]}"
        for place, (column, part) in enumerate(zip(columns, codes, strict=True)):
            stands = Standing(
                lead="" if place == 0 else first,
                within=head.code,
                row=row.line.code,
                column=part,
                asked="" if place < own else f"${{{first}}} = 'yes'",
                names={code: f"{stem}.{code}" for code in codes},
                tags=row.tags or at.tags(),
                personal=at.flag("personal"),
                may_miss=place == 0,
                alone=True,
            )
            yield self._items.item(column, f"{stem}.{part}", f"{row.concept}.{part}", stands)

    def _repeat(self, at: Reading, head: _Head) -> Entry:
        stands = Standing(
            within=head.code,
            tags=at.tags(),
            personal=at.flag("personal"),
            may_miss=False,  # a row is left out instead
        )
        groups: list[Group] = []
        items = self._fields(at, head.concept, stands, groups)
        if not items:
            return head.entry()
        return replace(
            head.entry(tuple(items)),
            kind="repeat",
            max_rows=at.whole("max_rows", 1, MOST_ROWS, USUAL_ROWS),
            row_title=at.text("row_title") or head.text,
            groups=tuple(groups),
        )

    def _fields(
        self, at: Reading, concept: str, around: Standing, groups: list[Group]
    ) -> list[Item]:
        """Return the items of a row, those of the groups in it among them; add these groups."""
        fields = at.inside("fields")
        if all(one.word("type") == "repeat" for one in fields):
            at.fault("a repeating group needs fields")
            return []
        if at.flag("required") and not any(one.required() != _NEVER for one in fields):
            at.fault("the repeating group is required, but none of its fields is", "required")
        codes = [one.word("code") for one in fields]
        names = {**around.names, **{code: f"{around.within}.{code}" for code in codes}}
        items: list[Item] = []
        for one in fields:
            name = one.code(PART, "web_page")
            code = f"{around.within}.{name}"
            stands = with_changes(around, column=name, names=names)
            if one.word("type") == "repeat":
                inside = with_changes(stands, within=code)
                items += self._inner(one, f"{concept}.{name}", inside, groups)
                continue
            one.knows_only("a field", keys_of(one.word("type")))
            items += self._items.with_what_follows(one, code, f"{concept}.{name}", stands)
        return items

    def _inner(
        self, at: Reading, concept: str, stands: Standing, groups: list[Group]
    ) -> list[Item]:
        """Return the items of a group in the rows of another one; add the group."""
        at.knows_only("a repeating group inside another", KEYS["repeat"] - {"concept"})
        self._faults.stands(stands.within, at.place)
        if stands.within.count(".") > DEEPEST:
            at.fault(
                "a repeating group can stand inside another one, but not in one that does so "
                "itself; give it a number of its own",
                "type",
            )
            return []
        text = at.text("text", needed=True)
        groups.append(
            Group(
                code=stands.within,
                text=text,
                help=at.text("help"),
                required=at.flag("required"),
                relevant=in_full(at.expression("relevant"), stands.names),
                max_rows=at.whole("max_rows", 1, MOST_ROWS, USUAL_ROWS),
                row_title=at.text("row_title") or text,
            )
        )
        inside = with_changes(
            stands,
            tags=at.tags() or stands.tags,
            personal=at.flag("personal") or stands.personal,
        )
        return self._fields(at, concept, inside, groups)


def _row(at: Reading) -> _Row:
    at.knows_only("a row", ROW_KEYS)
    return _Row(_line(at), at.code(CONCEPT, "legal.privacy", "concept"), at.tags())


def _line(at: Reading) -> Line:
    return Line(
        code=at.code(PART, "web_page"), text=at.text("text", needed=True), help=at.text("help")
    )
