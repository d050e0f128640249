"""From what is written in a form's files to the immutable model, expanding the constructs.

Constructs are written once and give several items: ``details`` (what is asked after a yes),
choices that want to be specified, amounts with their currency, tables and repeating groups.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from msq.instrument.item_types import ITEM_TYPES
from msq.instrument.model import (
    MISSING_REASONS,
    Choice,
    Entry,
    Form,
    Instrument,
    Item,
    Line,
    Section,
    Tags,
    Text,
)
from msq.problems import BadForm

CODE = re.compile(r"[A-Z][0-9]+(\.[a-z][a-z0-9_]*)*")
PART = re.compile(r"[a-z][a-z0-9_]*")
INSTRUMENT_CODE = re.compile(r"[a-z0-9][a-z0-9.-]{0,63}")
SECTION_CODE = re.compile(r"[A-Z][A-Z0-9]{0,3}")

_COMMON = {"code", "concept", "type", "text", "help", "required", "relevant", "tags"}
_ITEM = {"constraint", "constraint_message", "missing"}
_NUMERIC = _ITEM | {"min", "max", "unit"}
_WORDS = _ITEM | {"max_length"}
_SELECT = _ITEM | {"choices"}
KEYS: dict[str, set[str]] = {
    "yes_no": _ITEM | {"details"},
    "select_one": _SELECT,
    "select_multiple": _SELECT,
    "integer": _NUMERIC,
    "decimal": _NUMERIC,
    "year": _NUMERIC,
    "amount": _NUMERIC,
    "text": _WORDS,
    "long_text": _WORDS,
    "web_address": _ITEM,
    "email": _ITEM,
    "phone": _ITEM,
    "date": _ITEM,
    "note": set(),
    "table": {"rows", "columns", "details"},
    "repeat": {"fields", "max_rows", "row_title"},
}
CHOICE_KEYS = {"code", "text", "specify", "exclusive"}
SECTION_KEYS = {"section", "title", "intro", "minutes", "personal", "items"}
HEAD_KEYS = {"format", "code", "title", "unit_kind", "languages", "sections", "tags"}
ROW_KEYS = {"code", "concept", "text", "help", "tags"}
_SPECIFY = {"en": "Please specify"}
_CURRENCY = {"en": "Currency"}
_CURRENCIES = "currencies"
MOST_ROWS = 50


@dataclass(frozen=True)
class Place:
    """A mapping of a form's file, with the file's name and the line it begins on."""

    file: str
    line: int
    values: Mapping[object, object]

    def inside(self, key: str, faults: "Faults") -> Iterator["Place"]:
        """Yield each mapping of the list under a key."""
        found = self.values.get(key, [])
        for one in found if isinstance(found, list) else [None]:
            if isinstance(one, dict):
                yield Place(self.file, getattr(one, "line", self.line), one)
            else:
                faults.add(self, f"“{key}” must be a list of “key: value” blocks")


@dataclass
class Faults:
    """The faults of a form, each one line with file and line number."""

    lines: list[str] = field(default_factory=list)

    def add(self, place: Place, message: str) -> None:
        """Keep a fault with its place."""
        self.lines.append(f"{place.file}, line {place.line}: {message}")

    def raise_if_any(self) -> None:
        """Raise all faults at once.

        Raises:
            BadForm: there is at least one.
        """
        if self.lines:
            raise BadForm(self.lines)


def build(
    head: Place, codelists: Place, details: Place, sections: list[Place], faults: Faults
) -> Instrument:
    """Return the instrument; what cannot be built is left out and listed in ``faults``."""
    work = _Builder(faults, details)
    work.known(head, "questionnaire", HEAD_KEYS)
    lists = work.codelists(codelists)
    code = str(head.values.get("code", ""))
    if not INSTRUMENT_CODE.fullmatch(code):
        faults.add(head, "“code” must be lower-case letters, digits, points and hyphens")
    built = tuple(work.section(place) for place in sections)
    return Instrument(
        Form(
            code=code,
            title=work.text(head, "title", needed=True),
            unit_kind=str(head.values.get("unit_kind", "")),
            languages=tuple(str(one) for one in _listed(head.values.get("languages", ["en"]))),
            codelists={**lists, **work.inline},
            tags=work.vocabulary(head),
            sections=built,
        )
    )


def _listed(found: object) -> list[object]:
    return found if isinstance(found, list) else [found]


class _Builder:
    def __init__(self, faults: Faults, details: Place) -> None:
        self.faults = faults
        self.details = details
        self.lists: dict[str, tuple[Choice, ...]] = {}
        self.inline: dict[str, tuple[Choice, ...]] = {}

    def text(self, place: Place, key: str, *, needed: bool = False) -> Text:
        found = place.values.get(key)
        if isinstance(found, (str, int)) and str(found).strip():
            return {"en": str(found).strip()}
        if isinstance(found, dict) and found:
            return {str(language): str(words).strip() for language, words in found.items()}
        if needed or found is not None:
            self.faults.add(place, f"“{key}” must be a text")
        return {}

    def known(self, place: Place, what: str, keys: set[str]) -> None:
        unknown = {str(key) for key in place.values} - keys
        if unknown:
            self.faults.add(place, f"a {what} has no {', '.join(sorted(unknown))}")

    def flag(self, place: Place, key: str) -> bool:
        found = place.values.get(key, "false")
        if found not in ("true", "false"):
            self.faults.add(place, f"“{key}” must be true or false, not “{found}”")
        return found == "true"

    def number(self, place: Place, key: str) -> str:
        found = place.values.get(key)
        if found is None:
            return ""
        try:
            return str(Decimal(str(found)))
        except InvalidOperation:
            self.faults.add(place, f"“{key}” must be a number, not “{found}”")
            return ""

    def whole(self, place: Place, key: str, least: int, most: int, default: int) -> int:
        found = place.values.get(key, default)
        if isinstance(found, int) and least <= found <= most:
            return found
        self.faults.add(place, f"“{key}” must be a whole number from {least} to {most}")
        return default

    def code(self, place: Place, pattern: re.Pattern[str] = PART) -> str:
        code = str(place.values.get("code", ""))
        if not pattern.fullmatch(code):
            self.faults.add(place, f"“{code}” is not a valid code here")
        return code

    def vocabulary(self, head: Place) -> dict[str, Text]:
        found = head.values.get("tags", {})
        if not isinstance(found, dict) or not all(isinstance(one, dict) for one in found.values()):
            self.faults.add(head, "“tags” must list each kind of tag with its values")
            return {}
        return {
            str(kind): {str(value): str(label) for value, label in values.items()}
            for kind, values in found.items()
        }

    def codelists(self, place: Place) -> dict[str, tuple[Choice, ...]]:
        self.lists = {str(name): self.choices(place, str(name)) for name in place.values}
        return self.lists

    def choice(self, place: Place) -> Choice:
        self.known(place, "choice", CHOICE_KEYS)
        return Choice(
            code=str(place.values.get("code", "")),
            text=self.text(place, "text", needed=True),
            specify=self.flag(place, "specify"),
            exclusive=self.flag(place, "exclusive"),
        )

    def choices(self, place: Place, key: str) -> tuple[Choice, ...]:
        found = tuple(self.choice(one) for one in place.inside(key, self.faults))
        codes = [choice.code for choice in found]
        if not found or len(set(codes)) != len(codes) or not all(_choice_code(c) for c in codes):
            self.faults.add(place, f"“{key}” needs choices with different codes without spaces")
        return found

    def section(self, place: Place) -> Section:
        self.known(place, "section", SECTION_KEYS)
        code = str(place.values.get("section", ""))
        if not SECTION_CODE.fullmatch(code):
            self.faults.add(place, f"“section: {code}” must be a capital letter")
        return Section(
            code=code,
            title=self.text(place, "title", needed=True),
            intro=self.text(place, "intro"),
            minutes=self.whole(place, "minutes", 0, 600, 0),
            personal=self.flag(place, "personal"),
            entries=tuple(self.entry(one) for one in place.inside("items", self.faults)),
        )

    def entry(self, place: Place) -> Entry:
        kind = self.kind(place)
        code = self.code(place, CODE)
        relevant = str(place.values.get("relevant", ""))
        head = {
            "code": code,
            "text": self.text(place, "text", needed=True),
            "help": self.text(place, "help"),
            "required": self.flag(place, "required"),
            "relevant": relevant,
        }
        if kind == "note":
            return Entry(kind="note", **head)  # type: ignore[arg-type]
        if kind == "table":
            return self.table(place, head)
        if kind == "repeat":
            return self.repeat(place, head)
        return Entry(kind="item", items=self.with_details(place, code), **head)  # type: ignore[arg-type]

    def kind(self, place: Place, *, part: bool = False) -> str:
        kind = str(place.values.get("type", ""))
        known = ITEM_TYPES if part else KEYS
        if kind not in known:
            self.faults.add(place, f"there is no item type “{kind}”; known: {', '.join(known)}")
            return "text" if part else "note"
        self.known(place, kind, _COMMON | KEYS[kind])
        if not part and kind != "note" and not place.values.get("concept"):
            self.faults.add(place, "“concept” is missing")
        return kind

    def item(self, place: Place, code: str, concept: str, **more: str) -> Item:
        kind = self.kind(place, part=True)
        lead = bool(more.get("lead"))
        reasons = place.values.get("missing", [] if lead else ["not_applicable", "not_available"])
        reasons = tuple(str(reason) for reason in _listed(reasons))
        if not set(reasons) <= set(MISSING_REASONS):
            self.faults.add(place, f"“missing” may name {', '.join(MISSING_REASONS)}")
        relevant = str(place.values.get("relevant", ""))
        if more.get("asked"):
            relevant = f"{more['asked']} and ({relevant})" if relevant else more["asked"]
        return Item(
            code=code,
            concept=concept,
            type=kind,
            text=self.text(place, "text", needed=True),
            help=self.text(place, "help"),
            required=self.flag(place, "required"),
            relevant=relevant,
            constraint=str(place.values.get("constraint", "")),
            constraint_message=self.text(place, "constraint_message"),
            min=self.number(place, "min"),
            max=self.number(place, "max"),
            max_length=self.whole(place, "max_length", 0, 100_000, 0),
            choices=self.codelist(place, code, kind),
            missing=() if lead else reasons,
            unit=self.text(place, "unit"),
            lead=more.get("lead", ""),
            within=more.get("within", ""),
            row=more.get("row", ""),
            column=more.get("column", ""),
            tags=self.tags(place),
        )

    def tags(self, place: Place) -> Tags:
        found = place.values.get("tags", {})
        if not isinstance(found, dict):
            self.faults.add(place, "“tags” must be “kind: [values]”")
            return {}
        return {
            str(kind): tuple(str(value) for value in _listed(values))
            for kind, values in found.items()
        }

    def codelist(self, place: Place, code: str, kind: str) -> str:
        if not kind.startswith("select_"):
            return ""
        found = place.values.get("choices")
        if isinstance(found, list):
            self.inline[code] = self.choices(place, "choices")
            return code
        if found not in self.lists:
            self.faults.add(place, f"there is no codelist “{found}”")
        return str(found)

    def with_details(self, place: Place, code: str) -> tuple[Item, ...]:
        concept = str(place.values.get("concept", ""))
        lead = self.item(place, code, concept)
        return (lead, *self.following(place, lead))

    def following(self, place: Place, lead: Item) -> Iterator[Item]:
        """Yield the items that details, other-specify and currency add to a lead item."""
        if "details" in place.values:
            for part in self.parts(place):
                name = self.code(part)
                detail = self.item(
                    part,
                    f"{lead.code}.{name}",
                    f"{lead.concept}.{name}",
                    lead=lead.code,
                    asked=f"${{{lead.code}}} = 'yes'",
                )
                yield detail if detail.tags else _with(detail, tags=lead.tags)
        for choice in self.lists.get(lead.choices, self.inline.get(lead.choices, ())):
            if choice.specify:
                yield _added(
                    lead,
                    choice.code,
                    "text",
                    _SPECIFY,
                    f"selected(${{{lead.code}}}, '{choice.code}')",
                )
        if lead.type == "amount":
            if _CURRENCIES not in self.lists:
                self.faults.add(place, f"an amount needs the codelist “{_CURRENCIES}”")
            yield _added(
                lead,
                "currency",
                "select_one",
                _CURRENCY,
                f"${{{lead.code}}} != ''",
                choices=_CURRENCIES,
            )

    def parts(self, place: Place) -> list[Place]:
        name = place.values["details"]
        found = self.details.values.get(name)
        if not isinstance(found, dict):
            self.faults.add(place, f"there are no details “{name}” in details.yaml")
            return []
        block = Place(self.details.file, getattr(found, "line", 1), found)
        return list(block.inside("parts", self.faults))

    def table(self, place: Place, head: Mapping[str, object]) -> Entry:
        code = str(head["code"])
        columns = list(place.inside("columns", self.faults))
        own = len(columns)
        if "details" in place.values:
            columns += self.parts(place)
        rows = list(place.inside("rows", self.faults))
        if not rows or not columns:
            self.faults.add(place, "a table needs rows and columns")
        items = tuple(
            item
            for row in rows
            for item in self.table_row(code, row, columns, own, self.tags(place))
        )
        return Entry(
            kind="table",
            items=items,
            rows=tuple(self.line(row) for row in rows),
            columns=tuple(self.line(column) for column in columns),
            **head,  # type: ignore[arg-type]
        )

    def line(self, place: Place) -> Line:
        return Line(
            code=self.code(place),
            text=self.text(place, "text", needed=True),
            help=self.text(place, "help"),
        )

    def table_row(
        self, code: str, row: Place, columns: list[Place], own: int, whole: Tags
    ) -> Iterator[Item]:
        self.known(row, "row", ROW_KEYS)
        if not row.values.get("concept"):
            self.faults.add(row, "“concept” is missing")
        name, tags = str(row.values.get("code", "")), self.tags(row) or whole
        stem = f"{code}.{name}"
        first = f"{stem}.{columns[0].values.get('code', '')}" if columns else ""
        names = {str(column.values.get("code", "")) for column in columns}
        for place, column in enumerate(columns):
            part = str(column.values.get("code", ""))
            item = self.item(
                column,
                f"{stem}.{part}",
                f"{row.values.get('concept', '')}.{part}",
                lead="" if place == 0 else first,
                within=code,
                row=name,
                column=part,
                asked=f"${{{first}}} = 'yes'" if place >= own else "",
            )
            yield _rebased(item, stem, names, tags)

    def repeat(self, place: Place, head: Mapping[str, object]) -> Entry:
        code, concept = str(head["code"]), str(place.values.get("concept", ""))
        fields = list(place.inside("fields", self.faults))
        names = {str(one.values.get("code", "")) for one in fields}
        items: list[Item] = []
        for one in fields:
            name = self.code(one)
            item = self.item(one, f"{code}.{name}", f"{concept}.{name}", within=code, column=name)
            item = _with(item, missing=())  # a row is left out instead
            items += [
                _rebased(each, code, names, self.tags(place))
                for each in (item, *self.following(one, item))
            ]
        return Entry(
            kind="repeat",
            items=tuple(items),
            max_rows=self.whole(place, "max_rows", 1, MOST_ROWS, 10),
            row_title=self.text(place, "row_title"),
            **head,  # type: ignore[arg-type]
        )


def _choice_code(code: str) -> bool:
    return bool(code) and not re.search(r"\s|['\"]", code)


def _with(item: Item, **changes: object) -> Item:
    fields = {name: getattr(item, name) for name in item.__struct_fields__}
    return Item(**{**fields, **changes})


def _added(lead: Item, part: str, kind: str, text: Text, asked: str, *, choices: str = "") -> Item:
    return Item(
        code=f"{lead.code}.{part}",
        concept=f"{lead.concept}.{part}",
        type=kind,
        text=text,
        required=True,
        tags=lead.tags,
        relevant=asked,
        choices=choices,
        lead=lead.code,
        within=lead.within,
        row=lead.row,
    )


def _rebased(item: Item, stem: str, names: set[str], tags: Tags) -> Item:
    """Give the short names of a row's cells (``${title}``) their full codes."""

    def full(source: str) -> str:
        return re.sub(
            r"\$\{([a-z][a-z0-9_]*)\}",
            lambda match: f"${{{stem}.{match[1]}}}" if match[1] in names else match[0],
            source,
        )

    return _with(
        item,
        relevant=full(item.relevant),
        constraint=full(item.constraint),
        tags=item.tags or tags,
    )
