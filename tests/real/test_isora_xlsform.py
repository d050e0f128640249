"""An XLSForm of a real questionnaire, from the workbook through four rounds to the export."""

import re
from dataclasses import dataclass, replace
from pathlib import Path

from openpyxl import Workbook
from pyxform.xls2xform import convert

from tests.cli.shell import Here
from tests.real.isora import ROUNDS, UNIT_KIND, Form, read_form, slug, write_register
from tests.real.test_isora_answers import compare, take_round

COLUMNS = ("type", "name", "label", "hint", "required", "constraint", "constraint_message")
GROUPS = {
    "composition": ("Composition of value added tax", "In thousands, in local currency"),
    "percentage": ("Net revenue by tax, in percent", "As percentage of total net revenue"),
    "thousands": ("Net revenue by tax", "In thousands, in local currency"),
}
SHARE = (". >= 0 and . <= 100", "A share of the whole is a number from 0 to 100.")
# A tax can be paid back: these two were below zero in some rounds.
BELOW_ZERO = re.compile("import|Non-tax revenue")


@dataclass(frozen=True)
class Grouped(Form):
    """The form with the codes that its questions got when the workbook was read."""

    codes: tuple[str, ...] = ()

    @property
    def items(self) -> tuple[str, ...]:
        """The codes, in the order of the workbook."""
        return self.codes


def group_of(question: str) -> str:
    """Return the group that a question stands in."""
    if question.startswith("Composition"):
        return "composition"
    return "percentage" if "percentage" in question else "thousands"


def grouped(form: Form) -> Grouped:
    """Return the form as its workbook orders it: three groups, so sections A, B and C."""
    questions = sorted(form.questions, key=lambda question: list(GROUPS).index(group_of(question)))
    numbers = dict.fromkeys(GROUPS, 0)
    codes = []
    for question in questions:
        group = group_of(question)
        numbers[group] += 1
        codes.append(f"{'ABC'[list(GROUPS).index(group)]}{numbers[group]}")
    before = dict(zip(form.items, form.questions, strict=True))
    now = dict(zip(questions, codes, strict=True))
    cells = {
        year: tuple(replace(cell, item=now[before[cell.item]]) for cell in found)
        for year, found in form.cells.items()
    }
    return Grouped(form.letter, tuple(questions), form.economies, cells, tuple(codes))


def write_xlsform(form: Form, path: Path) -> Path:
    """Write the form as somebody who never heard of msq would, and return the workbook."""
    book = Workbook()
    survey = book.active
    survey.title = "survey"
    survey.append(COLUMNS)
    open_group = ""
    for question in form.questions:
        group = group_of(question)
        if group != open_group:
            if open_group:
                survey.append(["end group"])
            survey.append(["begin group", group, GROUPS[group][0], GROUPS[group][1]])
            open_group = group
        least = ("", "") if BELOW_ZERO.search(question) else (". >= 0", "")
        checked = SHARE if group == "percentage" else least
        label = question.partition(")")[2].strip(" -") or "Total"
        name = f"isora.{slug(question, '_')}"
        survey.append(["decimal", name, label, "", "yes", *checked])
    survey.append(["end group"])
    settings = book.create_sheet("settings")
    settings.append(["form_title", "form_id", "msq::unit_kind"])
    settings.append(["Revenue administration, form B", form.code, UNIT_KIND])
    book.save(path)
    return path


def test_real_questionnaire_as_xlsform_through_four_rounds(tmp_path):
    form = grouped(read_form("b"))
    shell = Here(tmp_path, f"sqlite:///{tmp_path / 'rounds.db'}")
    workbook = write_xlsform(form, tmp_path / "isora.xlsx")
    assert convert(str(workbook), validate=False).xform
    assert shell.does("forms", "check", workbook) == (
        "isora-b: no faults; 3 sections, 19 questions, 19 items\n"
    )
    shell.does("db", "upgrade")
    shell.does("forms", "import", workbook, "--output", "isora")
    assert "version 1 is published" in shell.does("forms", "publish", "isora")
    assert "was published already" in shell.does("forms", "publish", workbook)
    shell.does("forms", "export", "isora", "--output", "again.xlsx")
    assert "was published already" in shell.does("forms", "publish", "again.xlsx")
    write_register(form, tmp_path / "units.csv")
    shell.does("units", "import", "units.csv")
    for year in ROUNDS:
        compare(form, year, take_round(shell, form, year))
