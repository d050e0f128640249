"""The rows of the sheet ``survey``: an instrument as questions and groups that any tool can ask."""

from collections.abc import Iterator
from itertools import groupby
from urllib.parse import quote

from msq.instrument.expression import MAX_LENGTH, parse
from msq.instrument.item_types import COUNTED
from msq.instrument.model import Entry, Group, Item, Section, Tags, Text
from msq.instrument.printing import printed
from msq.instrument.whole import Instrument
from msq.xlsform.kinds import KINDS
from msq.xlsform.languages import heading_of
from msq.xlsform.limits import Limits, limits_in
from msq.xlsform.naming import Names, hidden

Cells = dict[str, str]
"""The cells of a row by heading; what is empty is left out or empty."""
YES = "yes"
_OFFERED = ("not_applicable", "not_available")
_SAFE = "/:,@!$()*+~'"


def texts(heading: str, text: Text) -> Cells:
    """Return the cells of a text that XLSForm knows: ``label::French (fr)``."""
    return {f"{heading}::{heading_of(language)}": words for language, words in text.items()}


def our_texts(heading: str, text: Text) -> Cells:
    """Return the cells of a text that XLSForm does not know: ``msq::unit (fr)``."""
    return {
        f"msq::{heading}" if language == "en" else f"msq::{heading} ({language})": words
        for language, words in text.items()
    }


class SurveyRows:
    """Makes the rows; names of questions and of lists are given as they come up."""

    def __init__(self, instrument: Instrument, lists: Names) -> None:
        """Make the rows of an instrument."""
        self._form = instrument
        self._lists = lists
        self._names = Names()

    def rows(self) -> Iterator[Cells]:
        """Yield every row."""
        # Questions get the plain names, and what stands for a text takes what is left.
        for code in (*self._form.items, *self._form.entries, *self._form.groups):
            self._names.of(code)
        for section in self._form.sections:
            yield from self._section(section)

    def _section(self, section: Section) -> Iterator[Cells]:
        yield {
            **self._begin(section.code, "section", section.title),
            **self._relevant(section.relevant),
            "msq::minutes": str(section.minutes or ""),
            "msq::personal": YES if section.personal else "",
        }
        yield from self._note_of(section.code, "intro", section.intro)
        for entry in section.entries:
            yield from self._entry(entry)
        yield {"type": "end_group"}

    def _begin(self, code: str, part: str, text: Text, kind: str = "begin_group") -> Cells:
        return {
            "type": kind,
            "name": self._names.of(code),
            **texts("label", text),
            "msq::part": part,
            "msq::code": code,
        }

    def _note_of(self, code: str, part: str, text: Text) -> Iterator[Cells]:
        """Yield the note that says what XLSForm has no place for: an intro, the help of a table."""
        if text:
            name = self._names.of(f"{code}.{part}")
            yield {"type": "note", "name": name, **texts("label", text), "msq::part": part}

    def _entry(self, entry: Entry) -> Iterator[Cells]:
        if entry.kind == "note":
            yield {
                **self._begin(entry.code, "", entry.text, "note"),
                **texts("hint", entry.help),
                **self._relevant(entry.relevant),
            }
        elif entry.kind == "table":
            yield from self._table(entry)
        elif entry.kind == "repeat":
            yield from self._repeat(entry)
        else:
            yield from map(self._item, entry.items)

    def _table(self, entry: Entry) -> Iterator[Cells]:
        yield {
            **self._begin(entry.code, "table", entry.text),
            **self._relevant(entry.relevant),
            **_rows_from(entry),
            "msq::required": YES if entry.required else "",
        }
        yield from self._note_of(entry.code, "help", entry.help)
        lines = {line.code: line for line in entry.rows}
        for name, cells in groupby(entry.items, key=lambda item: item.row):
            line, items = lines[name], list(cells)
            code = f"{entry.code}.{name}"
            first = items[0]
            yield {
                **self._begin(code, "row", line.text),
                "msq::concept": first.concept.removesuffix(f".{first.column}"),
            }
            yield from self._note_of(code, "help", line.help)
            yield from (self._item(item) | {"msq::part": "cell"} for item in items)
            yield {"type": "end_group"}
        yield {"type": "end_group"}

    def _repeat(self, group: Entry | Group) -> Iterator[Cells]:
        first = self._form.lead_field(group.code)
        concept = first.concept.removesuffix(f".{first.column}")
        row_title = group.row_title if group.row_title != group.text else {}
        yield {
            **self._begin(group.code, "repeat", group.text, "begin_repeat"),
            **self._relevant(group.relevant),
            "msq::concept": "" if isinstance(group, Group) else concept,
            "msq::required": YES if group.required else "",
            "msq::max_rows": str(group.max_rows),
            **our_texts("row_title", row_title),
        }
        yield from self._note_of(group.code, "help", group.help)
        for part in self._form.contents[group.code]:
            if isinstance(part, Group):
                yield from self._repeat(part)
            else:
                yield self._item(part)
        yield {"type": "end_repeat"}

    def _item(self, item: Item) -> Cells:
        kind = KINDS[item.type]
        lead = None if item.row else self._form.items.get(item.lead)
        part = _follows(item, lead) if lead else ""
        alone = not item.within and not lead
        return {
            **self._begin(item.code, part, item.text, f"{kind.type}{self._list_of(item)}"),
            **texts("hint", item.help),
            "required": YES if item.required else "",
            **self._expression("required", item.required_if),
            **self._relevant(item.relevant, item.lead if part == "detail" else ""),
            **self._expression("calculation", item.calculation),
            **self._expression("choice_filter", item.choice_filter),
            **self._constraint(item),
            **({"msq::min": item.min, "msq::max": item.max} if item.type in COUNTED else {}),
            "appearance": kind.appearance,
            "msq::type": item.type,
            "msq::concept": item.concept if alone else "",
            "msq::tags": tags_of(item.tags if not lead or item.tags != lead.tags else {}),
            "msq::missing": _missing(item, offered=not item.lead and (alone or bool(item.row))),
            "msq::personal": YES if item.personal else "",
            **our_texts("unit", item.unit),
        }

    def _list_of(self, item: Item) -> str:
        if item.type == "yes_no":
            return f" {self._lists.of('')}"
        return f" {self._lists.of(item.choices)}" if item.choices else ""

    def _relevant(self, source: str, lead: str = "") -> Cells:
        """Return the cells of a condition; its exact words where printing would change them."""
        if not source:
            return {}
        own = _beside(source, lead) if lead else source
        cells = {"relevant": printed(parse(source), self._names.of)}
        if own and own != printed(parse(own)):
            cells["msq::relevant"] = hidden(own)
        return cells

    def _expression(self, key: str, source: str) -> Cells:
        """Return the cells of an expression; its exact words where printing would change them."""
        if not source:
            return {}
        cells = {key: printed(parse(source), self._names.of)}
        if source != printed(parse(source)):
            cells[f"msq::{key}"] = hidden(source)
        return cells

    def _constraint(self, item: Item) -> Cells:
        """Return the cells of all limits; apart where they could not be told from the whole."""
        limits = Limits.of(item)
        whole = limits.whole()
        if whole is None:
            return {}
        cells = {
            "constraint": printed(whole, self._names.of),
            **texts("constraint_message", item.constraint_message),
        }
        if len(printed(whole)) > MAX_LENGTH or limits_in(printed(whole), item.type) != limits:
            cells["msq::min"], cells["msq::max"] = limits.min, limits.max
            cells["msq::max_length"] = str(limits.max_length or "")
            cells["msq::constraint"] = hidden(limits.constraint)
        return cells


def _rows_from(entry: Entry) -> Cells:
    """Return the cells of a table whose rows are a list's: the concepts of these follow its own."""
    if not entry.rows_from:
        return {}
    first = entry.items[0]
    concept = first.concept.removesuffix(f".{first.row}.{first.column}")
    return {"msq::rows_from": entry.rows_from, "msq::concept": concept}


def _follows(item: Item, lead: Item) -> str:
    """Return what an item is to its lead."""
    if lead.type == "yes_no":
        return "detail"
    last = item.code.rpartition(".")[2]
    return "currency" if lead.type == "amount" and last == "currency" else "specify"


def _beside(source: str, lead: str) -> str:
    """Return what a detail's condition says beside the yes of its lead."""
    asked = f"${{{lead}}} = 'yes'"
    return "" if source == asked else source[len(f"{asked} and (") : -1]


def _missing(item: Item, *, offered: bool) -> str:
    if not offered or item.calculation or item.missing == _OFFERED:
        return ""
    return " ".join(item.missing) or "none"


def tags_of(tags: Tags) -> str:
    """Return tags as one cell: ``osi=law; sdg=16.6 16.10``."""
    return "; ".join(
        f"{quote(kind, safe=_SAFE)}={' '.join(quote(one, safe=_SAFE) for one in values)}"
        for kind, values in tags.items()
    )
