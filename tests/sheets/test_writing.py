import tempfile
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook

from msq.sheets.reading import read_table
from msq.sheets.writing import Column, Workbook
from tests.sheets.handmade import MOMENT, rows_by_calamine, written

NOTHING = ["", "", "nothing to report", ""]


def test_nothing_to_report_is_said_so():
    content, notes = written(["a"])
    assert notes == []
    assert rows_by_calamine(content, "notes")[1:] == [NOTHING]
    assert load_workbook(BytesIO(content)).sheetnames == ["answers", "notes"]


def test_row_with_more_or_fewer_values_than_columns_is_an_error():
    with Workbook(MOMENT) as workbook:
        sheet = workbook.sheet("answers", [Column("a"), Column("b")])
        with pytest.raises(ValueError, match="sheet answers has 2 columns, not 1 as the row"):
            sheet.append(["x"])


@pytest.mark.parametrize("count", [0, 16_385])
def test_sheet_with_no_or_too_many_columns_is_an_error(count):
    with Workbook(MOMENT) as workbook, pytest.raises(ValueError, match="1 to 16384 columns"):
        workbook.sheet("answers", [Column("a")] * count)


@pytest.mark.parametrize("rows", [1, 1_048_577])
def test_workbook_with_too_few_or_too_many_rows_is_an_error(rows):
    with pytest.raises(ValueError, match="2 to 1048576 rows"):
        Workbook(MOMENT, most_rows=rows)


def test_rows_beyond_the_last_go_on_on_another_sheet_with_the_heading():
    with Workbook(MOMENT, most_rows=3) as workbook:
        first = workbook.sheet("answers", [Column("n"), Column("text")], right_to_left=True)
        other = workbook.sheet("status", [Column("s")])
        for number in range(5):
            first.append([number, "x"])
        other.append(["ok"])
        stream = BytesIO()
        workbook.save(stream)
    content = stream.getvalue()
    book = load_workbook(stream)
    assert book.sheetnames == ["answers", "answers 2", "answers 3", "status", "notes"]
    rows = [rows_by_calamine(content, name)[1:] for name in book.sheetnames]
    assert rows[:4] == [[["0", "x"], ["1", "x"]], [["2", "x"], ["3", "x"]], [["4", "x"]], [["ok"]]]
    assert [book[name].sheet_view.rightToLeft for name in book.sheetnames[:4]] == [True] * 3 + [
        False
    ]
    assert [book[name].auto_filter.ref for name in book.sheetnames[:4]] == [
        "A1:B3", "A1:B3", "A1:B2", "A1:A2",
    ]  # fmt: skip
    assert rows[4] == [
        ["answers", "", "sheet full", "rows go on on sheet answers 2"],
        ["answers 2", "", "sheet full", "rows go on on sheet answers 3"],
    ]


def test_heading_is_frozen_filtered_styled_and_safe():
    with Workbook(MOMENT) as workbook:
        columns = [Column("=title", 12), Column("n", 9.5, "number"), Column("when", kind="date")]
        workbook.sheet("answers", columns).append(["a", 1, None])
        stream = BytesIO()
        workbook.save(stream)
    sheet = load_workbook(stream)["answers"]
    assert [cell.value for cell in sheet[1]] == ["=title", "n", "when"]
    assert [cell.data_type for cell in sheet[1]] == ["s"] * 3
    assert [cell.font.bold for cell in sheet[1]] == [True] * 3
    assert [cell.alignment.horizontal for cell in sheet[1]] == [None, "right", "right"]
    assert [sheet.column_dimensions[letter].width for letter in "ABC"] == [12, 9.5, 16]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:C2")


def test_sheet_names_are_mended_and_reported():
    wanted = [
        "a/b:c",
        "A-B-C",
        "x" * 40,
        "x" * 31,
        "",
        "'q'",
        "History",
        "notes",
        "overflow",
        "😀" * 20,
    ]
    with Workbook(MOMENT) as workbook:
        names = [workbook.sheet(name, [Column("a")]).name for name in wanted]
        workbook.save(stream := BytesIO())
    assert names == [
        "a-b-c", "A-B-C 2", "x" * 31, "x" * 29 + " 2", "sheet", "q", "History 2", "notes 2",
        "overflow 2", "😀" * 15,
    ]  # fmt: skip
    assert load_workbook(stream).sheetnames == [*names, "notes"]
    assert [note.sheet for note in workbook.notes] == names


def test_same_rows_give_the_same_bytes():
    rows = [["=x", 1, date(2028, 3, 1)], ["y" * 40_000, Decimal("0.5"), None]]
    first, second = (written(*rows, columns="abc")[0] for _ in range(2))
    assert first == second
    properties = load_workbook(BytesIO(first)).properties
    naive = MOMENT.replace(tzinfo=None)
    assert (properties.creator, properties.created, properties.modified) == ("msq", naive, naive)


def test_file_is_replaced_only_when_it_is_whole(tmp_path):
    target = tmp_path / "answers.xlsx"
    target.write_bytes(b"before")
    with Workbook(MOMENT) as workbook:
        workbook.sheet("answers", [Column("a")]).append(["x"])
        workbook.save(target)
    assert rows_by_calamine(target.read_bytes()) == [["a"], ["x"]]
    with Workbook(MOMENT) as workbook:
        with pytest.raises(FileNotFoundError):
            workbook.save(tmp_path / "missing" / "answers.xlsx")
        workbook.save(target)
    assert load_workbook(target).sheetnames == ["notes"]
    assert [path.name for path in tmp_path.iterdir()] == ["answers.xlsx"]


def test_workbook_left_without_saving_leaves_no_files(tmp_path, monkeypatch):
    def spoil():
        with Workbook(MOMENT, most_rows=3) as workbook:
            workbook.sheet("empty", [Column("a")])
            sheet = workbook.sheet("answers", [Column("a")])
            for _ in range(5):
                sheet.append(["x" * 40_000])
            assert len(list(tmp_path.iterdir())) > 3
            raise RuntimeError

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with pytest.raises(RuntimeError):
        spoil()
    assert list(tmp_path.iterdir()) == []
    written(["x"])
    assert list(tmp_path.iterdir()) == []


def test_workbook_without_sheets_is_a_workbook():
    with Workbook(MOMENT) as workbook:
        workbook.save(stream := BytesIO())
    assert load_workbook(stream).sheetnames == ["notes"]


def test_written_workbook_is_read_as_a_table():
    content, _ = written(["FJI", 2], ["=x", None], columns=("Unit", "Value"))
    table = read_table(content, "answers.xlsx", required=["unit", "value"], sheet="answers")
    assert [(row.number, dict(row.values)) for row in table.rows] == [
        (2, {"unit": "FJI", "value": "2"}),
        (3, {"unit": "=x", "value": ""}),
    ]
