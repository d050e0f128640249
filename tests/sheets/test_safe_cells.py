import re
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from io import BytesIO
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from msq.sheets.writing import Note
from tests.sheets.handmade import part, rows_by_calamine, written

LIMIT = 32_767


def rows_by_openpyxl(content, sheet="answers"):
    book = load_workbook(BytesIO(content), read_only=True)
    return [list(row) for row in book[sheet].iter_rows(values_only=True)]


def kept(text):
    """Return what a workbook can hold of a text: the rules, said once more."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    lost = {*range(32), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF} - {9, 10}
    return "".join("\ufffd" if ord(each) in lost else each for each in text)


def spelt(text):
    """Return a text as openpyxl reads it: it leaves Excel's spelling of underscores as it is."""
    return re.sub(r"_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", text)


# fmt: off
TRICKY = [
    "=1+1", "=SUM(A1)", '=HYPERLINK("http://example.org")', "+1", "-1", "@x", "#N/A", "#REF!", "#x",
    "1/2", "2028-03-01", "1e5", "007", "TRUE", "'x", "_x0041_", "_x005F_", "_X0041_", "_x000d_",
    "_x00_", "__x0041__x0042_", "\r", "\r\n", "\n", "\t", " ", "\x00", "\x0b", "\x1f", "\x7f",
    "\x85", "\ufeff", "\ufffe", "\uffff", "\ud800", "\udc00", "\ud83d\ude00", "\U0001f600",
    "\u2028", "\xa0", "]]>", "<c>", "&", "&amp;", '"', "{0}",
]
# fmt: on
anything = st.one_of(
    st.text(st.characters(exclude_categories=())),
    st.sampled_from(TRICKY),
    st.lists(st.one_of(st.sampled_from(TRICKY), st.text(max_size=3)), max_size=6).map("".join),
)


@given(st.lists(anything, min_size=1, max_size=30))
@settings(deadline=None)
def test_any_text_comes_back_or_is_reported(texts):
    content, notes = written(*([text] for text in texts))
    wanted = [kept(text) for text in texts]
    assert rows_by_calamine(content)[1:] == [[text] for text in wanted][: _last(wanted)]
    read = [row[0] for row in rows_by_openpyxl(content)[1:]]
    assert read + [None] * (len(texts) - len(read)) == [spelt(text) or None for text in wanted]
    changed = [text.replace("\r\n", "\n").replace("\r", "\n") for text in texts]
    assert [note.cell for note in notes] == [
        f"A{row}" for row, text in enumerate(changed, 2) if text != kept(text)
    ]
    assert "<f" not in part(content, "xl/worksheets/sheet1.xml")
    assert 't="e"' not in part(content, "xl/worksheets/sheet1.xml")


def _last(texts):
    """Return the number of the last text that is not empty: a sheet ends there."""
    return max((number for number, text in enumerate(texts, 1) if text), default=0)


def test_text_like_formulas_errors_and_numbers_is_a_quoted_string_and_other_text_is_plain():
    texts = [
        "=1+1",
        "+1",
        "-1",
        "@x",
        "\t=1",
        "\r\n=1",
        " =1",
        "#N/A",
        "42",
        "1/2",
        "'x",
        ".5",
        "Yes",
    ]
    content, notes = written(*([text] for text in texts))
    assert notes == []
    book = load_workbook(BytesIO(content))
    cells = [row[0] for row in book["answers"].iter_rows(min_row=2)]
    assert [cell.data_type for cell in cells] == ["s"] * len(texts)
    assert [bool(cell.quotePrefix) for cell in cells] == [True] * (len(texts) - 1) + [False]
    assert {cell.alignment.vertical for cell in cells} == {"top"}


@pytest.mark.parametrize("text", [" ", "\n", "\t \n ", "\xa0", "\x85", " x ", "\nx\n"])
def test_blanks_are_kept(text):
    content, notes = written([text])
    assert (rows_by_calamine(content)[1:], notes) == ([[text]], [])


def test_text_of_many_languages_comes_through_unchanged():
    text = (
        "نعم، القانون رقم ١٢\nدولة\n\n是的，第12号法律\n👩‍👩‍👧‍👦 🇫🇯 "
        "ne\u0301e _x0041_\t«oui» \u200fend "
    )
    content, notes = written([text])
    assert rows_by_calamine(content)[1] == [text]
    assert notes == []


def test_characters_that_xml_cannot_hold_are_replaced_and_reported():
    content, notes = written(["a\x00b\x07\ud800c\uffff\x07"])
    assert rows_by_calamine(content)[1] == ["a\ufffdb\ufffd\ufffdc\ufffd\ufffd"]
    detail = "5 that a workbook cannot hold became U+FFFD: U+0000, U+0007, U+D800, U+FFFF"
    assert notes == [Note("answers", "A2", "characters replaced", detail)]
    assert rows_by_calamine(content, "notes") == [
        ["sheet", "cell", "what", "detail"],
        ["answers", "A2", "characters replaced", detail],
    ]


@pytest.mark.parametrize(
    "text",
    ["x" * LIMIT, "😀" * (LIMIT // 2), "x" + "😀" * (LIMIT // 2)],
    ids=["letters", "emoji", "both"],
)
def test_text_that_just_fits_stays_whole(text):
    content, notes = written([text])
    assert (rows_by_calamine(content)[1], notes) == ([text], [])


@pytest.mark.parametrize(
    "text",
    [
        "x" * (LIMIT + 1),
        "😀" * (LIMIT // 2 + 1),
        "=1+1 _x0041_ \r\n \x00" * 9000,
        "é" * 1_000_000,
        "😀" * 20_000 + " end",
    ],
    ids=["one more", "one emoji more", "tricky", "million", "emoji"],
)
def test_text_that_does_not_fit_goes_on_on_the_overflow_sheet(text):
    content, notes = written(["short", None], ["y", text], columns=("a", "b"))
    first, more = re.fullmatch(
        r"(.*) \[…(\d+) more characters on sheet overflow\]",
        rows_by_calamine(content)[2][1],
        re.DOTALL,
    ).groups()
    pieces = rows_by_calamine(content, "overflow")
    assert pieces[0] == ["sheet", "row", "column", "piece", "text"]
    assert [row[:4] for row in pieces[1:]] == [
        ["answers", "3", "B", str(number)] for number in range(1, len(pieces))
    ]
    rest = "".join(row[4] for row in pieces[1:])
    assert (first + rest, int(more)) == (kept(text), len(rest))
    assert ("answers", "B3", "text too long") in [(n.sheet, n.cell, n.what) for n in notes]
    read = [
        cell
        for sheet in ("answers", "overflow")
        for row in rows_by_calamine(content, sheet)
        for cell in row
    ]
    assert max(len(cell.encode("utf-16-le")) // 2 for cell in read) <= LIMIT
    assert load_workbook(BytesIO(content)).sheetnames == ["answers", "overflow", "notes"]


numbers = st.one_of(
    st.integers(),
    st.integers(-(10**16), 10**16),
    st.decimals(),
    st.decimals(allow_nan=False, allow_infinity=False, places=3),
    st.floats(),
)


@given(st.lists(numbers, min_size=1, max_size=30))
@settings(deadline=None)
def test_any_number_comes_back_exactly_or_as_text_that_is_reported(values):
    content, notes = written(*([value, "end"] for value in values), columns=("a", "b"))
    reported = {note.cell for note in notes}
    sheet = load_workbook(BytesIO(content))["answers"]
    for row, value in enumerate(values, 2):
        cell = sheet.cell(row, 1)
        text = rows_by_calamine(content)[row - 1][0]
        assert cell.data_type == ("s" if cell.coordinate in reported else "n")
        if isinstance(value, float):
            assert repr(float(text)) == repr(value) or float(text) == value
        else:
            assert str(Decimal(text)) == str(value) or Decimal(text) == value


@pytest.mark.parametrize(
    ("value", "stored"),
    [
        (999_999_999_999_999, "999999999999999"),
        (-999_999_999_999_999, "-999999999999999"),
        (Decimal("0.123456789012345"), "0.123456789012345"),
        (Decimal("9.00000000000001"), "9.00000000000001"),
        (Decimal("1.50"), "1.5"),
        (Decimal("12E+3"), "12000"),
        (Decimal("-0"), "0"),
        (0.1 + 0.2, "0.30000000000000004"),
    ],
)
def test_number_that_excel_holds_is_a_number(value, stored):
    content, notes = written([value])
    assert f'<c r="A2" t="n"><v>{stored}</v></c>' in part(content, "xl/worksheets/sheet1.xml")
    assert notes == []


@pytest.mark.parametrize(
    "value",
    [10**15, -(10**15), 10**5000, Decimal("1.234567890123456"), Decimal("1E+20")],
    ids=["16 digits", "minus", "5001 digits", "16 decimals", "exponent"],
)
def test_number_that_excel_would_round_is_text_and_reported(value):
    content, notes = written([value])
    assert Decimal(rows_by_calamine(content)[1][0]) == value
    assert notes == [
        Note("answers", "A2", "number as text", "more than the 15 digits that Excel keeps")
    ]


@given(st.dates(), st.datetimes())
@settings(deadline=None)
def test_any_day_and_moment_comes_back_as_iso_text(day, moment):
    moment = moment.replace(microsecond=0)
    content, notes = written([day, moment], columns=("day", "moment"))
    at_midnight = moment.time() == time()
    excel_moment = moment.date() >= date(1900, 3, 1)
    wanted = moment.date().isoformat() if at_midnight and excel_moment else moment.isoformat()
    assert rows_by_calamine(content)[1] == [day.isoformat(), wanted]
    assert {note.what for note in notes} <= {"date as text"}
    assert [note.cell for note in notes] == [
        cell for cell, each in (("A2", day), ("B2", moment.date())) if each < date(1900, 3, 1)
    ]


def test_dates_are_dates_of_excel_and_moments_with_a_zone_are_utc_text():
    paris = timezone(timedelta(hours=2))
    content, notes = written(
        [date(2028, 3, 1), datetime(2028, 3, 1, 9, 30), datetime(2028, 7, 1, 1, 0, 0, 5, paris)],  # noqa: DTZ001
        columns=("day", "moment", "zoned"),
    )
    cells = list(load_workbook(BytesIO(content), read_only=True)["answers"].rows)[1]
    assert [(type(cell.value), cell.number_format) for cell in cells] == [
        (datetime, "yyyy-mm-dd"),
        (datetime, "yyyy-mm-dd hh:mm:ss"),
        (str, "General"),
    ]
    assert cells[2].value == "2028-06-30T23:00:00.000005Z"
    assert notes == []


def test_other_values_are_held_as_they_are_or_reported():
    class Word(str):
        __slots__ = ()

        def replace(self, *_):
            return "wrong"

    odd = UUID(int=1)
    fraction = datetime(2028, 3, 1, 9, 30, 0, 5)  # noqa: DTZ001
    content, notes = written(
        [True, False, None, "", Word("=x"), time(9, 30), odd, fraction],
        columns="abcdefgh",
    )
    assert rows_by_calamine(content)[1] == [
        "true", "false", "", "", "=x", "09:30:00", str(odd), "2028-03-01T09:30:00.000005",
    ]  # fmt: skip
    assert notes == [
        Note("answers", "G2", "value as text", "Excel has no cell for the type UUID"),
        Note("answers", "H2", "date as text", "Excel keeps no fractions of a second"),
    ]
