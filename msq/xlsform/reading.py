"""From a workbook to rows: what each column is about, and in which language."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from msq.instrument.building import perhaps
from msq.instrument.building.codelists import PART
from msq.instrument.model import Text
from msq.problems import BadFile
from msq.sheets.reading import LONGEST_CELL
from msq.sheets.spreadsheet import is_spreadsheet, sheet_names, spreadsheet_rows
from msq.wording.languages import DEFAULT
from msq.xlsform.languages import language_named, spoken
from msq.xlsform.places import CHECKS, CHOICES, SETTINGS, SURVEY, TAGS, Row, SheetFaults

TRANSLATED: Final = frozenset(
    {"label", "hint", "guidance_hint", "constraint_message", "required_message"}
)
ATTRIBUTE: Final = "attribute "
"""How the key of a column of the choices begins that choice filters look at."""
FILES: Final = frozenset({"image", "big-image", "audio", "video"})
_OURS = re.compile(r"(msq::[a-z_]+)(?: \((.+)\))?")
_OUR_TEXTS = frozenset({"msq::unit", "msq::row_title", "msq::title"})
_OUR_COLUMNS = _OUR_TEXTS | {
    "msq::code", "msq::part", "msq::type", "msq::concept", "msq::tags", "msq::missing",
    "msq::personal", "msq::required", "msq::minutes", "msq::max_rows", "msq::relevant",
    "msq::calculation", "msq::choice_filter", "msq::min", "msq::max", "msq::max_length",
    "msq::constraint", "msq::rows_from", "msq::unit_kind", "msq::languages",
}  # fmt: skip
_SPELLINGS: Final = {
    "caption": "label",
    "relevance": "relevant",
    "list name": "list_name",
    "value": "name",
    "read_only": "readonly",
    "id_string": "form_id",
    "title": "form_title",
    "set form id": "form_id",
    "set form title": "form_title",
    "constraint message": "constraint_message",
    "required message": "required_message",
    "guidance hint": "guidance_hint",
    "default language": "default_language",
    "choice filter": "choice_filter",
    "repeat count": "repeat_count",
}
MOST_ROWS: Final = {SURVEY: 5_000, CHOICES: 20_000, SETTINGS: 10, TAGS: 1_000, CHECKS: 1_000}
KNOWN: Final[dict[str, frozenset[str]]] = {
    SURVEY: TRANSLATED
    | FILES
    | {
        "type", "name", "required", "relevant", "constraint", "appearance", "parameters",
        "repeat_count", "calculation", "choice_filter", "default", "readonly", "trigger",
        "disabled", "autoplay", "save_to",
    },
    CHOICES: FILES
    | {"label", "list_name", "name", "msq_codelist", "msq_specify", "msq_exclusive"},
    SETTINGS: frozenset({
        "form_id", "form_title", "version", "default_language", "style", "instance_name",
        "public_key", "submission_url", "auto_send", "auto_delete", "allow_choice_duplicates",
        "instance_xmlns", "name", "namespaces", "clean_text_values", "prefix", "delimiter",
        "sms_keyword",
    }),
    TAGS: frozenset({"kind", "value", "label"}),
    CHECKS: frozenset({"section", "code", "expression", "strength", "items", "label"}),
}  # fmt: skip


@dataclass(frozen=True)
class Book:
    """The sheets of a workbook that matter, and the languages of their texts.

    ``unread`` names the columns that are passed over, each as a sentence.
    """

    survey: tuple[Row, ...]
    choices: tuple[Row, ...]
    settings: Row
    tags: tuple[Row, ...]
    checks: tuple[Row, ...]
    languages: tuple[str, ...]
    unread: tuple[str, ...]


@dataclass(frozen=True)
class _Column:
    """What a column is about: a key, and for a text its language."""

    heading: str
    key: str
    language: str = ""


def read_book(content: bytes, filename: str, faults: SheetFaults) -> Book:
    """Return the rows of a workbook.

    Raises:
        BadFile: it is no workbook, damaged or unsafe, or has no sheet ``survey``.
    """
    if not is_spreadsheet(content):
        raise BadFile(
            "{file} is not an Excel workbook. Save it as .xlsx and give that.", file=filename
        )
    names = {name.strip().casefold(): name for name in sheet_names(content, filename)}
    if SURVEY not in names:
        raise BadFile(
            "{file} is not an XLSForm: it has no sheet “survey”. Its sheets: {found}.",
            file=filename,
            found=", ".join(names.values()),
        )
    reader = _Reader(content, filename, names, faults)
    settings = next(iter(reader.rows(SETTINGS)), Row(SETTINGS, 2, {}, {}))
    named = settings.get("default_language")
    if named and named.casefold() != "default":
        reader.default = language_named(named) or DEFAULT
    survey, choices, tags, checks = (
        tuple(reader.rows(name)) for name in (SURVEY, CHOICES, TAGS, CHECKS)
    )
    languages = tuple(dict.fromkeys(reader.languages))
    return Book(survey, choices, settings, tags, checks, languages, tuple(reader.unread))


class _Reader:
    """Reads sheets of one workbook; remembers languages and columns that are passed over."""

    def __init__(
        self, content: bytes, filename: str, names: dict[str, str], faults: SheetFaults
    ) -> None:
        self._content, self._filename, self._names = content, filename, names
        self._faults = faults
        self.default = DEFAULT
        self.languages: list[str] = []
        self.unread: list[str] = []

    def rows(self, sheet: str) -> Iterator[Row]:
        """Yield the rows under the heading that are not blank; none where there is no sheet."""
        if sheet not in self._names:
            return
        found = spreadsheet_rows(self._content, self._filename, self._names[sheet])
        filled = ((number, row) for number, row in found if any(map(str.strip, row)))
        number, heading = next(filled, (1, []))
        columns = self._columns(sheet, number, heading)
        for count, (number, cells) in enumerate(filled, 1):
            if count > MOST_ROWS[sheet]:
                raise BadFile(
                    "The sheet {sheet} of {file} has more than {most} rows, too many for a "
                    "questionnaire. Delete what is not needed.",
                    sheet=sheet,
                    file=self._filename,
                    most=MOST_ROWS[sheet],
                )
            row = _row(sheet, number, columns, cells)
            if row.values or row.texts:
                self._check_lengths(row)
                yield row

    def _columns(self, sheet: str, number: int, heading: Iterable[str]) -> list[_Column]:
        top = Row(sheet, number, {}, {})
        columns, seen = [], set()
        for written in heading:
            column = self._column(sheet, top, " ".join(written.split()))
            if column.key and (column.key, column.language) in seen:
                self._faults.at(
                    top, f"the column “{column.heading}” stands here twice; delete or rename one"
                )
            seen.add((column.key, column.language))
            columns.append(column)
        return columns

    def _column(self, sheet: str, top: Row, heading: str) -> _Column:
        """Return what a heading says; a column that is passed over has no key."""
        ours = _OURS.fullmatch(heading)
        if ours and ours[1] in _OUR_COLUMNS:
            key, written = ours[1], ours[2] or ""
            language = language_named(written) if written else DEFAULT
            return _Column(heading, key, language if key in _OUR_TEXTS else "")
        base, _, written = heading.partition("::") if "::" in heading else heading.partition(":")
        key = base.strip().casefold()
        if key in {"media", "bind", "control", "body", "instance"} and written:
            key, _, written = written.strip().casefold().partition("::")
        if key not in KNOWN[sheet]:
            key = _SPELLINGS.get(key, key)
        if sheet == CHOICES and PART.fullmatch(heading) and key not in KNOWN[sheet]:
            return _Column(heading, f"{ATTRIBUTE}{heading}")
        if key not in KNOWN[sheet]:
            if heading:
                near = perhaps(heading, KNOWN[sheet] | _OUR_COLUMNS)
                self.unread.append(f"{sheet}: the column “{heading}” is not read{near}")
            return _Column(heading, "")
        if key not in TRANSLATED:
            return _Column(heading, key)
        return self._text_column(top, heading, key, written.strip())

    def _text_column(self, top: Row, heading: str, key: str, written: str) -> _Column:
        language = language_named(written) if written else self.default
        if not language:
            self._faults.at(
                top,
                f"the language of the column “{heading}” is not spoken here; delete the column, "
                f"or name one of {spoken()}",
            )
            return _Column(heading, "")
        self.languages.append(language)
        return _Column(heading, key, language)

    def _check_lengths(self, row: Row) -> None:
        cells = [
            *row.values.values(),
            *(one for text in row.texts.values() for one in text.values()),
        ]
        if max(map(len, cells), default=0) > LONGEST_CELL:
            self._faults.at(row, f"a cell has more than {LONGEST_CELL} characters; shorten it")


def _row(sheet: str, number: int, columns: list[_Column], cells: list[str]) -> Row:
    values: dict[str, str] = {}
    texts: dict[str, Text] = {}
    headings: dict[str, str] = {}
    for column, cell in zip(columns, cells, strict=False):
        if not column.key:
            continue
        headings.setdefault(column.key, column.heading)
        # No database keeps a text with a NUL in it.
        written = cell.replace("\0", "\N{REPLACEMENT CHARACTER}").strip()
        if not written:
            continue
        if column.language:
            texts.setdefault(column.key, {})[column.language] = written
        else:
            values[column.key] = written
    return Row(sheet, number, values, texts, headings)
