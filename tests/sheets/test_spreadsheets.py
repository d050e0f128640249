from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from msq.problems import BadFile
from msq.sheets.reading import Row, Table, read_table
from msq.sheets.spreadsheet import seen, sheet_names
from tests.sheets.handmade import MAIN, saved, xlsx


def read(content, **more):
    return read_table(content, "units.xlsx", required=("code", "name"), **more)


def book(**sheets):
    workbook = Workbook()
    workbook.remove(workbook.active)
    for title, rows in sheets.items():
        sheet = workbook.create_sheet(title)
        for row in rows:
            sheet.append(row)
    return workbook


def test_workbook_of_openpyxl_gives_every_value_as_text():
    workbook = Workbook()
    sheet = workbook.active
    sheet.append(["Code", "NAME", "n", "x", "ok", "day", "moment", "hour", "length", "error"])
    sheet.append(
        [
            "007",
            " Côte\nd'Ivoire ",
            42,
            0.1,
            True,
            date(2028, 3, 1),
            datetime(2028, 3, 1, 9, 30, 1),  # noqa: DTZ001 (Excel knows no zones)
            time(9, 30),
            timedelta(hours=36, minutes=5),
            "#N/A",
        ]
    )
    sheet.append(["x", None, 1e22, -1e-7, False, None, None, None, timedelta(hours=-1), None])
    row2 = ["007", " Côte\nd'Ivoire ", "42", "0.1", "true", "2028-03-01", "2028-03-01T09:30:01"]
    row3 = ["x", "", "10000000000000000000000", "-0.0000001", "false", "", "", "", "-1:00:00", ""]
    columns = ("code", "name", "n", "x", "ok", "day", "moment", "hour", "length", "error")
    assert read(saved(workbook)) == Table(
        columns,
        (
            Row(2, dict(zip(columns, [*row2, "09:30:00", "36:05:00", "#N/A"], strict=True))),
            Row(3, dict(zip(columns, row3, strict=True))),
        ),
    )


def test_workbook_rows_keep_their_numbers_when_blank_ones_and_columns_are_left_out():
    workbook = Workbook()
    sheet = workbook.active
    for cell, value in {"C4": "name", "D4": "code", "C6": "Fiji", "D6": "FJI", "C9": " "}.items():
        sheet[cell] = value
    sheet["D1048576"].number_format = "0.00"  # a look without a value does not widen the table
    assert read(saved(workbook)) == Table(
        ("name", "code"), (Row(6, {"name": "Fiji", "code": "FJI"}),)
    )


def test_workbook_sheet_is_the_first_visible_one_that_is_not_empty():
    workbook = book(
        hidden=[["code", "name"], ["h", "h"]],
        empty=[],
        first=[["code", "name"], ["a", "b"]],
        second=[["code", "name"], ["c", "d"]],
    )
    workbook["hidden"].sheet_state = "hidden"
    workbook.active = 2
    content = saved(workbook)
    assert read(content).rows == (Row(2, {"code": "a", "name": "b"}),)
    assert read(content, sheet=" Second").rows == (Row(2, {"code": "c", "name": "d"}),)
    assert read(content, sheet="hidden").rows == (Row(2, {"code": "h", "name": "h"}),)


def test_workbook_unknown_sheet_is_refused_with_those_there_are():
    with pytest.raises(BadFile) as caught:
        read(saved(book(units=[["code", "name"]], other=[])), sheet="unit")
    assert str(caught.value) == (
        "units.xlsx has no sheet unit. Its sheets: units, other. Is units meant? Rename it."
    )


def test_workbook_without_content_is_refused():
    with pytest.raises(BadFile, match="is empty: it needs a first row with headings"):
        read(saved(Workbook()))


def test_workbook_value_under_no_heading_is_refused_with_its_place():
    with pytest.raises(BadFile, match=r"Row 3 of units.xlsx has a value in column 4 \(D\)"):
        read(saved(book(a=[["code", "name"], ["a", "b"], ["c", "d", None, "call them"]])))


def test_workbook_is_known_by_its_content_not_by_its_name():
    content = saved(book(a=[["code", "name"], ["a", "b"]]))
    assert read_table(content, "units.csv", required=["code"]).rows[0].number == 2


def test_workbook_with_broken_styles_and_rich_text_is_read():
    rows = (
        '<row r="2"><c r="A2" s="77"><v>3</v></c><c r="B2" t="inlineStr"><is>'
        "<r><t>a</t></r><r><t xml:space='preserve'> b</t></r></is></c></row>"
    )
    content = xlsx(rows, **{"xl/styles.xml": "<styleSheet/>"})
    assert read(content).rows == (Row(2, {"code": "3", "name": "a b"}),)


def test_workbook_formula_gives_its_stored_value():
    rows = (
        '<row r="2"><c r="A2"><f>40+2</f><v>42</v></c><c r="B2" t="str"><f>A2</f><v>x</v></c></row>'
    )
    assert read(xlsx(rows)).rows == (Row(2, {"code": "42", "name": "x"}),)


@pytest.mark.parametrize(
    ("rows", "cell"),
    [
        ([["code", "name"], ["MLT", '=IF(1,"yes","no")']], "B2"),
        ([["code", "name"], ["MLT", "Malta"], ["=A2", "=B2"]], "A3"),
        ([['="code"', "name"], ["MLT", "Malta"]], "A1"),
        ([["", "code", "name"], ["", "é 行 😀", "=A2"]], "C2"),
        ([["code", "name", "more"], ["MLT", "Malta", "=1+1"]], "C2"),
    ],
)
def test_workbook_formula_without_a_stored_result_is_refused_with_its_cell(rows, cell):
    with pytest.raises(BadFile) as refused:
        read(saved(book(people=rows)))
    assert str(refused.value) == (
        f"Cell {cell} of the sheet “people” of units.xlsx holds a formula whose result is not "
        "stored. Open the file in Excel or LibreOffice, save it and send that."
    )


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="B2"><f>A2</f></c >',
        '<c r="B2"><f/><v/></c>',
        "<c><f>A2</f><v></v></c>",
        '<c r="B2" t="str"><f>A2</f></c>',
        '<c r="B2" t="n"><v> </v><f t="shared" si="0"/></c>',
        f'<x:c xmlns:x={MAIN.partition("=")[2]} r="B2"><x:f>A2</x:f><x:v/></x:c>',
    ],
)
def test_formula_without_a_result_is_found_however_it_is_written(cell):
    before = '<row r="2"><c r="A2" t="str"><v>x</v></c>'
    with pytest.raises(BadFile, match="Cell B2 of the sheet “units”"):
        read(xlsx(f"{before}{cell}</row>"))


def test_formula_that_gives_an_empty_text_is_an_empty_cell():
    row = '<row r="2"><c r="A2" t="str"><v>x</v></c><c r="B2" t="str"><f>""</f><v></v></c></row>'
    assert read(xlsx(row)).rows == (Row(2, {"code": "x", "name": ""}),)


def test_formula_without_a_result_on_a_sheet_that_is_not_read_does_not_matter():
    workbook = book(first=[["code", "name"], ["a", "b"]], second=[["=1+1"]])
    assert read(saved(workbook)).rows == (Row(2, {"code": "a", "name": "b"}),)


def test_workbook_error_cells_are_seen_and_texts_about_them_are_not_touched():
    rows = (
        '<row r="2"><c r="A2" t="e"><v>#REF!</v></c><c r="B2" t="inlineStr"><is>'
        '<t>&lt;c r="B2" t="e"> t="e"</t></is></c></row>'
    )
    assert read(xlsx(rows)).rows == (Row(2, {"code": "#REF!", "name": '<c r="B2" t="e"> t="e"'}),)


def test_workbook_cells_and_rows_without_addresses_follow_each_other():
    rows = "<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>"
    assert read(xlsx(rows)).rows == (
        Row(2, {"code": "1", "name": "2"}),
        Row(3, {"code": "3", "name": ""}),
    )


@given(st.integers(-(2**53), 2**53))
def test_seen_whole_floats_are_exact(number):
    assert seen(float(number)) == str(number)


@given(st.floats())
def test_seen_floats_name_the_same_number_without_an_exponent(number):
    text = seen(number)
    assert repr(float(text)) == repr(number) or float(text) == number
    assert "e" not in text.lower()


def test_sheets_of_a_workbook_are_named_in_their_order():
    content = saved(book(survey=[["a"]], Choices=[], settings=[["b"]]))
    assert sheet_names(content, "form.xlsx") == ("survey", "Choices", "settings")
    with pytest.raises(BadFile, match=r"form\.xlsx"):
        sheet_names(b"PK\x03\x04", "form.xlsx")
