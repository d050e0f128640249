"""How a workbook is written: by any description, in one state of the data, whole or not at all."""

from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from msq.desk._verb import Desk
from msq.exporting.columns import Member, lay_out
from msq.exporting.spec import load
from msq.exporting.workbook import write
from msq.instrument.model import Entry, Form, Item, Section
from msq.instrument.whole import Instrument
from msq.problems import TooLarge
from msq.resources import folder
from msq.sheets.writing import MOST_COLUMNS
from tests.exporting.scene import EDITION, Scene

ADDRESSES = """\
format: 1
title: Addresses
about: A second export, made without a line of code.
sheets:
  - sheet: values
    rows: answers
    about: Few columns in another order.
    columns:
      - {cell: value, title: Answer, width: 50, about: "The answer."}
      - {cell: unit, title: State, width: 8, about: "The unit."}
  - sheet: counts
    rows: wide
    about: The groups before the items.
    columns:
      - {each: groups, title: "How many {code}?", about: "The count."}
      - {cell: unit, about: "The unit."}
      - {each: items, about: "The answer."}
  - sheet: "rows of {code}"
    rows: group
    about: The rows of a group.
    columns:
      - {each: fields, about: "The answer."}
      - {cell: unit_name, title: State, about: "The unit."}
  - sheet: who
    rows: status
    about: One column.
    columns:
      - {cell: unit, about: "The unit."}
"""


def test_another_export_is_one_more_file(scene: Scene, tmp_path: Path) -> None:
    (tmp_path / "addresses.yaml").write_text(ADDRESSES, encoding="utf-8")
    scene.save("AFG", {"B1": "yes", "B7": "Words", "C1[2].name": "Portal"})
    book = scene.export(load(tmp_path, "addresses"))
    wide = book.sheets["counts"]
    assert {name: rows for name, rows in book.sheets.items() if name != "counts"} == {
        "values": [("Answer", "State"), ("yes", "AFG"), ("Words", "AFG"), ("Portal", "AFG")],
        "rows of C1": [("C1.name", "C1.users", "State"), ("Portal", None, "Afghanistan")],
        "who": [("unit",), ("AFG",), ("CIV",), ("FJI",)],
        "notes": [("sheet", "cell", "what", "detail"), (None, None, "nothing to report", None)],
    }
    assert [row[:3] for row in wide] == [
        ("How many C1?", "unit", "B1"),
        (1, "AFG", "yes"),
        (None, "CIV", None),
        (None, "FJI", None),
    ]


def test_what_changes_while_it_is_written_is_in_no_sheet(scene: Scene) -> None:
    scene.save("AFG", {"B7": "Words"})
    quiet = scene.write()
    seen: list[tuple[int, int]] = []

    def meanwhile(done: int, of: int) -> None:
        scene.save("FJI", {"B7": f"Later {done}"})
        seen.append((done, of))

    target = BytesIO()
    spec = load(folder("exports"), "pipeline")
    now = scene.clock()
    write(
        scene.desk.database,
        spec,
        EDITION,
        target,
        now=now,
        by="the secretariat",
        progress=meanwhile,
    )
    assert seen == [(1, 3), (2, 3), (3, 3)]
    assert target.getvalue() == quiet[0]
    assert scene.export().values()["FJI", "B7"] == "Later 3"


def test_a_path_gets_the_whole_file_or_keeps_the_old_one(scene: Scene, tmp_path: Path) -> None:
    def to(path: Path, *, fail: bool = False) -> None:
        def progress(done: int, _of: int) -> None:
            if fail and done == 2:
                raise KeyboardInterrupt

        spec = load(folder("exports"), "pipeline")
        now = scene.clock()
        write(scene.desk.database, spec, EDITION, path, now=now, by="x", progress=progress)

    path = tmp_path / "out.xlsx"
    to(path)
    before = path.read_bytes()
    assert openpyxl.load_workbook(path).sheetnames[0] == "readme"
    scene.save("AFG", {"B7": "Words"})
    with pytest.raises(KeyboardInterrupt):
        to(path, fail=True)
    assert path.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir() if one.suffix in {".xlsx", ".part"}] == [
        "out.xlsx"
    ]
    to(path)
    assert path.read_bytes() != before


def wide_instrument(items: int) -> Instrument:
    """Return an instrument with so many items, made without a form's files."""
    entries = tuple(
        Entry(
            code=f"B{number}",
            kind="item",
            text={"en": "x"},
            items=(Item(code=f"B{number}", concept=f"c{number}", type="text", text={"en": "x"}),),
        )
        for number in range(1, items + 1)
    )
    section = Section(code="B", title={"en": "Section B"}, entries=entries)
    return Instrument(Form(code="huge", title={"en": "Huge"}, sections=(section,)))


def test_more_columns_than_excel_takes_is_a_clear_problem(desk: Desk, tmp_path: Path) -> None:
    fixed = 12
    scene = Scene(desk, wide_instrument(MOST_COLUMNS - fixed + 1)).begin()
    with pytest.raises(TooLarge) as caught:
        scene.write()
    assert str(caught.value) == (
        "The sheet wide would have 16385 columns, and Excel takes 16384. Take columns out of the "
        "description of this export, or use an export of one row an answer."
    )


def test_as_many_columns_as_excel_takes_are_laid_out() -> None:
    spec = load(folder("exports"), "pipeline")
    wide = next(sheet for sheet in spec.sheets if sheet.rows == "wide")
    items = [Member(f"B{number}") for number in range(MOST_COLUMNS - 12)]
    layout = lay_out(wide, "wide", {"items": items, "groups": []}, personal=False)
    assert len(layout.columns) == MOST_COLUMNS
    assert layout.columns[-1].title == "B16371"


def test_an_edition_nobody_answers_has_all_sheets(scene: Scene) -> None:
    book = scene.export()
    assert [len(book.rows(name)) for name in ("answers", "wide", "C1", "status", "revisions")] == [
        *(0, 3, 0, 3, 0)
    ]
    assert book.report.taken == 0


def test_units_come_by_code_and_not_by_name_on_every_engine(desk: Desk, small: Instrument) -> None:
    lines = ("code,name", "b,Zebra", "D,Yak", "a-1,Xerus", "C,Wolf", "É,Vole", "a1,Urial")
    scene = Scene(desk, small, "\n".join(lines)).begin()
    codes = [row["unit"] for row in scene.export().rows("wide")]
    assert codes == ["C", "D", "a-1", "a1", "b", "É"]
