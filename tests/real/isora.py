"""A real questionnaire as msq's inputs: its form, its register and its answers as files.

The International Survey on Revenue Administration was answered by 174 administrations in four
rounds. Everything is made at test time from the shared data; nothing of it is kept here.
"""

import csv
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import yaml
from openpyxl import Workbook

from tests.real.shared_data import shared_file

ROUNDS = ("2018", "2019", "2020", "2021")
UNIT_KIND = "tax_administration"
# What the survey writes into a cell of form B where there is no figure. Of our reasons it can only
# be this one: it stands for nothing else, so that both can be told from each other.
NO_FIGURE, REASON = "D", "not_available"
_NO_LETTER = re.compile(r"[^a-z0-9]+")
Letter = Literal["a", "b"]


@dataclass(frozen=True)
class Cell:
    """One cell of the source that is not blank: what a unit said to an item in one round."""

    item: str
    economy: str
    text: str

    @property
    def unit(self) -> str:
        """The code of the unit, made from the name that the survey uses."""
        return slug(self.economy)

    @property
    def is_missing(self) -> bool:
        """Whether it holds the survey's mark for a figure that is not there."""
        return self.text == NO_FIGURE

    def signature(self, year: str) -> tuple[str, str]:
        """Return author and moment, for a third of the units; empty for all others."""
        if len(self.unit) % 3:
            return "", ""
        month, day = 1 + len(self.economy) % 12, int(self.item[1:])
        at = datetime(int(year), month, day, 9, 30, tzinfo=UTC)
        return f"Statistics desk, {self.economy}", at.isoformat()


@dataclass(frozen=True)
class Form:
    """One form of the survey: its questions and economies, in order, and its cells by round."""

    letter: Letter
    questions: tuple[str, ...]
    economies: tuple[str, ...]
    cells: dict[str, tuple[Cell, ...]]

    @property
    def code(self) -> str:
        """The code of the instrument."""
        return f"isora-{self.letter}"

    def edition(self, year: str) -> str:
        """Return the code of a round's edition."""
        return f"{self.code}-{year}"

    @property
    def items(self) -> tuple[str, ...]:
        """The codes of the items, in order: A1 to A14, B1 to B19."""
        return tuple(f"{self.letter.upper()}{n}" for n in range(1, len(self.questions) + 1))


def slug(name: str, between: str = "-") -> str:
    """Return a name in lower-case letters and digits: ``sao-tome-and-principe``."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return _NO_LETTER.sub(between, plain).strip(between)


def read_form(letter: Letter) -> Form:
    """Return a form of the survey; skips the test where the shared data are not there."""
    path = shared_file(f"isora/isora-form-{letter}.csv")
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    questions = tuple(dict.fromkeys(row["question"] for row in rows))
    items = {question: f"{letter.upper()}{n}" for n, question in enumerate(questions, 1)}
    cells = {
        year: tuple(
            Cell(items[row["question"]], row["economy"], row[year]) for row in rows if row[year]
        )
        for year in ROUNDS
    }
    return Form(letter, questions, tuple(sorted({row["economy"] for row in rows})), cells)


def write_instrument(form: Form, folder: Path) -> Path:
    """Write the form as an instrument folder and return it."""
    folder.mkdir()
    kind = "yes_no" if form.letter == "a" else "decimal"
    head = {
        "format": 1,
        "code": form.code,
        "title": f"Revenue administration, form {form.letter.upper()}",
        "unit_kind": UNIT_KIND,
        "languages": ["en"],
        "sections": ["only"],
    }
    section = {
        "section": form.letter.upper(),
        "title": "Duties" if form.letter == "a" else "Revenue",
        "items": [
            {
                "code": item,
                "concept": f"isora.{slug(question, '_')}",
                "type": kind,
                "required": True,
                **_words(form, question),
            }
            for item, question in zip(form.items, form.questions, strict=True)
        ],
    }
    for name, content in (("instrument", head), ("only", section)):
        text = yaml.safe_dump(content, sort_keys=False, allow_unicode=True)
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder


def _words(form: Form, question: str) -> dict[str, str]:
    """Return a short text for a question, and the unit of its figure where it asks for one."""
    if form.letter == "a":
        return {"text": f"In charge of: {question.partition('-')[2] or question}"}
    subject, _, topic = question.partition(")")
    unit = "%" if "percentage" in subject else "thousand"
    return {"text": topic.strip(" -") or "Total", "unit": unit}


def write_register(form: Form, path: Path) -> Path:
    """Write the 174 administrations as a register of units and return its file."""
    rows = [(slug(name), name, UNIT_KIND) for name in form.economies]
    return write_csv(path, ("code", "name", "kind"), rows)


def answers(form: Form, year: str) -> Iterator[tuple[str, ...]]:
    """Yield the rows of a round's file of answers: unit, item, value, missing, author, at.

    Every other unit is named as the survey spells it, the others by their codes.
    """
    names = {name: name if n % 2 else slug(name) for n, name in enumerate(form.economies)}
    for cell in form.cells[year]:
        said = ("", REASON) if cell.is_missing else (cell.text, "")
        yield (names[cell.economy], cell.item, *said, *cell.signature(year))


ANSWER_COLUMNS = ("unit", "item", "value", "missing", "author", "at")


def write_answers(form: Form, year: str, folder: Path) -> Path:
    """Write a round's answers, form A as CSV and form B as a workbook, and return the file."""
    rows = list(answers(form, year))
    if form.letter == "a":
        return write_csv(folder / f"{form.edition(year)}.csv", ANSWER_COLUMNS, rows)
    path = folder / f"{form.edition(year)}.xlsx"
    book = Workbook(write_only=True)
    sheet = book.create_sheet("answers")
    sheet.append(ANSWER_COLUMNS)
    for unit, item, value, *more in rows:
        sheet.append([unit, item, _number_or_text(value), *more])
    book.save(path)
    return path


def _number_or_text(text: str) -> float | str | None:
    """Return what a cell of the source is in a workbook; some figures are texts there too."""
    try:
        return float(text) if text else None
    except ValueError:
        return text


def write_csv(path: Path, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Path:
    """Write a table as CSV and return its file."""
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(columns)
        table.writerows(rows)
    return path
