"""Writing an instrument as an XLSForm workbook."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from msq.instrument.item_types import YES_NO
from msq.instrument.model import Choice
from msq.instrument.whole import Instrument
from msq.problems import BadFile
from msq.sheets.writing import Column, Workbook
from msq.xlsform.languages import heading_of
from msq.xlsform.naming import Names, hidden
from msq.xlsform.places import CHECKS, CHOICES, SETTINGS, SURVEY, TAGS
from msq.xlsform.survey_rows import YES, Cells, SurveyRows, our_texts, texts

YES_NO_LIST = "yes_no"
_TRANSLATED = ("label", "hint", "constraint_message")
_FIRST = (
    "list_name",
    "type",
    "name",
    *_TRANSLATED,
    "required",
    "relevant",
    "constraint",
    "appearance",
)
_WIDTHS = {"label": 60, "hint": 40, "constraint_message": 40, "relevant": 40, "constraint": 40}
_LONGEST_CELL = 32_767
# The same questionnaire gives the same bytes, whenever it is written.
_WRITTEN = datetime(2000, 1, 1, tzinfo=UTC)


def write_xlsform(instrument: Instrument, path: Path) -> None:
    """Write an instrument as a workbook that KoboToolbox and ODK take.

    Raises:
        BadFile: the place cannot be written to, or a text is longer than a cell can be.
    """
    sheets = {
        SURVEY: _survey(instrument),
        CHOICES: list(_choices(instrument)),
        SETTINGS: [_settings(instrument)],
        TAGS: list(_tags(instrument)),
        CHECKS: list(_checks(instrument)),
    }
    with Workbook(_WRITTEN) as book:
        for name, rows in sheets.items():
            if rows:
                _fill(book, name, rows, instrument.form.languages)
        try:
            book.save(path)
        except OSError as error:
            raise BadFile(
                "{file} cannot be written: {reason}.", file=path, reason=error.strerror
            ) from error


def _lists(instrument: Instrument) -> Names:
    """Return the names of the lists of choices; the empty one is that of yes and no."""
    names = Names()
    for name in sorted(instrument.form.codelists, key=lambda name: (name != name.lower(), name)):
        names.of(name)
    names.of("", YES_NO_LIST)
    return names


def _survey(instrument: Instrument) -> list[Cells]:
    return list(SurveyRows(instrument, _lists(instrument)).rows())


def _choices(instrument: Instrument) -> Iterator[Cells]:
    names = _lists(instrument)
    lists = dict(instrument.form.codelists)
    if any(item.type == "yes_no" for item in instrument.items.values()):
        lists[""] = YES_NO
    for name, choices in lists.items():
        for choice in choices:
            yield _choice(name, names.of(name), choice, instrument.form.languages)


def _choice(name: str, list_name: str, choice: Choice, languages: Sequence[str]) -> Cells:
    text = {language: words for language, words in choice.text.items() if language in languages}
    return {
        "list_name": list_name,
        "name": choice.code,
        **texts("label", text),
        # Other tools make an element of each column, whose name may have no colon.
        "msq_codelist": name,
        "msq_specify": YES if choice.specify else "",
        "msq_exclusive": YES if choice.exclusive else "",
        **choice.attributes,
    }


def _settings(instrument: Instrument) -> Cells:
    form = instrument.form
    title = {language: words for language, words in form.title.items() if language != "en"}
    return {
        "form_title": form.title["en"],
        "form_id": form.code,
        "version": instrument.hash[:12],
        "default_language": heading_of("en"),
        "msq::unit_kind": form.unit_kind,
        "msq::languages": " ".join(form.languages),
        **our_texts("title", title),
    }


def _tags(instrument: Instrument) -> Iterator[Cells]:
    for kind, values in instrument.form.tags.items():
        for value, label in values.items() or [("", "")]:
            yield {"kind": kind, "value": value, "label": label}


def _checks(instrument: Instrument) -> Iterator[Cells]:
    for section in instrument.sections:
        for check in section.checks:
            yield {
                "section": section.code,
                "code": check.code,
                "expression": hidden(check.expression),
                "strength": check.strength,
                "items": " ".join(check.items),
                **texts("label", check.message),
            }


def _fill(book: Workbook, name: str, rows: Sequence[Cells], languages: Sequence[str]) -> None:
    headings = _headings(rows, languages)
    sheet = book.sheet(name, [Column(one, _width(one)) for one in headings])
    for number, row in enumerate(rows, 2):
        for heading, cell in row.items():
            if len(cell) > _LONGEST_CELL // 2:
                raise BadFile(
                    "Row {row} of the sheet {sheet} has {length} characters under {heading}, more "
                    "than a cell can hold. Shorten the text.",
                    row=number,
                    sheet=name,
                    length=len(cell),
                    heading=heading,
                )
        sheet.append([row.get(one, "") for one in headings])


def _headings(rows: Iterable[Cells], languages: Sequence[str]) -> list[str]:
    """Return the headings of all cells that are not empty, in the usual order."""
    used = dict.fromkeys(one for row in rows for one, cell in row.items() if cell)
    first = [
        heading
        for one in _FIRST
        for heading in (
            [f"{one}::{heading_of(language)}" for language in languages]
            if one in _TRANSLATED
            else [one]
        )
    ]
    return [one for one in first if one in used] + [one for one in used if one not in first]


def _width(heading: str) -> float:
    return _WIDTHS.get(heading.partition("::")[0], 16)
