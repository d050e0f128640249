import codecs
import csv
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from msq.problems import BadFile
from msq.sheets.reading import Row, Table, fold_heading, read_table
from tests.sheets.handmade import outcome

HEADING = ("code", "name")


def read(content, **more):
    return read_table(content, "register.csv", required=HEADING, **more)


def refusal(content, **more):
    with pytest.raises(BadFile) as caught:
        read(content, **more)
    return str(caught.value)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", b""),
        ("utf-8", codecs.BOM_UTF8),
        ("utf-16-le", codecs.BOM_UTF16_LE),
        ("utf-16-be", codecs.BOM_UTF16_BE),
    ],
)
def test_csv_any_encoding_and_delimiter_is_read(delimiter, encoding, mark):
    text = f"code{delimiter}name\nCIV{delimiter}Côte d'Ivoire\nCHN{delimiter}中国\n"
    assert read(mark + text.encode(encoding)) == Table(
        ("code", "name"),
        (
            Row(2, {"code": "CIV", "name": "Côte d'Ivoire"}),
            Row(3, {"code": "CHN", "name": "中国"}),
        ),
    )


def test_csv_delimiter_line_of_excel_is_obeyed_and_counted():
    assert read(b"sep=;\r\ncode;name\r\nFJI;a,b,c,d\r\n").rows == (
        Row(3, {"code": "FJI", "name": "a,b,c,d"}),
    )


def test_csv_semicolons_win_over_more_commas_in_a_heading():
    content = b'code;name;"islands, large, small, other"\nFJI;Fiji;1,2\n'
    assert read(content).rows == (
        Row(2, {"code": "FJI", "name": "Fiji", "islands,_large,_small,_other": "1,2"}),
    )


def test_csv_quoted_line_breaks_stay_and_rows_bear_their_first_line():
    content = b'\ncode,name\r\nA,"one\r\ntwo\rthree"\r\n\r\n , \r\nB,"say ""so"""\r\nC,last'
    assert read(content).rows == (
        Row(3, {"code": "A", "name": "one\ntwo\nthree"}),
        Row(8, {"code": "B", "name": 'say "so"'}),
        Row(9, {"code": "C", "name": "last"}),
    )


def test_csv_headings_match_whatever_case_blanks_hyphens_and_invisible_marks():
    content = "\u200f Unit-Code ,ALPHA_3,Free  Text\nx,y,z\n".encode()
    table = read_table(content, "a.csv", required=["unit code"], optional=["alpha-3", "absent"])
    assert table == Table(
        ("unit code", "alpha-3", "free_text"),
        (Row(2, {"unit code": "x", "alpha-3": "y", "free_text": "z"}),),
    )


def test_csv_short_rows_are_filled_up():
    assert read(b"code,name,kind\nFJI,Fiji\n").rows == (
        Row(2, {"code": "FJI", "name": "Fiji", "kind": ""}),
    )


def test_csv_without_rows_is_a_table_without_rows():
    assert read(b"name,code\n") == Table(("name", "code"), ())


def test_csv_missing_column_names_found_needed_and_what_may_be_meant():
    assert refusal(b"Cod,name,notes\nx,y,z\n") == (
        "register.csv lacks the required columns: code. Found: Cod, name, notes. "
        "Needed: code, name. Headings stand in the first row that is not blank. "
        "If Cod is meant as code, rename it."
    )


def test_csv_missing_columns_unlike_any_heading_are_not_guessed():
    assert refusal(b"1,2\n") == (
        "register.csv lacks the required columns: code, name. Found: 1, 2. Needed: code, name. "
        "Headings stand in the first row that is not blank."
    )


def test_csv_heading_twice_is_refused():
    assert refusal(b"code,name,Name\n") == (
        "register.csv has the heading name more than once, in columns 2 (B), 3 (C). "
        "Rename or delete all but one."
    )


def test_csv_value_beyond_the_headings_is_refused_with_its_line():
    assert refusal(b"code,name\nFJI,Fiji\nLAO,Lao, and more\n").startswith(
        "Row 3 of register.csv has a value in column 3 (C), which has no heading: and more. "
    )


def test_csv_empty_file_is_refused():
    message = "register.csv is empty: it needs a first row with headings."
    assert [refusal(content) for content in (b"", b"\n \n,,\n", codecs.BOM_UTF8)] == [message] * 3


def test_csv_invalid_utf8_is_refused_with_its_line():
    assert refusal("code,name\nFJI,Fiji\r\nCIV,Côte".encode("latin-1")) == (
        "Line 3 of register.csv is not UTF-8 text. Save the file as CSV UTF-8 or as .xlsx and "
        "send that."
    )


def test_bytes_that_are_no_workbook_are_not_called_text():
    with pytest.raises(BadFile) as caught:
        read_table(b"\x8a\xff\x00", "Register.XLSX", required=["code"])

    assert str(caught.value).startswith("Register.XLSX is not the workbook that its name says")


def test_csv_broken_utf16_is_refused_with_its_line():
    content = codecs.BOM_UTF16_LE + "code,name\nx,y\n".encode("utf-16-le") + b"\x00\xd8\x41\x00"
    assert refusal(content).startswith("Line 3 of register.csv is not UTF-16 text.")


def test_csv_nul_is_refused_with_its_line():
    assert refusal("code,name\n".encode("utf-16-le")).startswith(
        "register.csv is not a text file: line 1 holds a NUL character."
    )


def test_csv_open_quotation_mark_is_refused_with_the_line_where_it_opens():
    message = refusal(b'code,name\nA,"one\nB,two\n')
    assert message.startswith("The row that begins on line 2 of register.csv cannot be read")


def test_csv_too_many_rows_columns_or_characters_are_refused():
    rows = b"code,name\n" + b"x,y\n" * 4
    assert refusal(rows, most_rows=3) == (
        "register.csv has more than 3 rows. Split it into several files."
    )
    assert len(read(rows, most_rows=4).rows) == 4
    assert "reaches to column 201 (GS)" in refusal(b"code,name" + b",x" * 199 + b"\n")
    assert "has 1000001 characters in column 2 (B)" in refusal(
        b"code,name\nx," + b"y" * 1_000_001 + b"\n"
    )
    assert len(read(b"code,name\nx," + b"y" * 1_000_000).rows[0].values["name"]) == 1_000_000


def test_csv_braces_in_values_do_not_disturb_the_message():
    assert "no heading: {x!r} {0}." in refusal(b"code,name\na,b,{x!r} {0}\n")


@given(
    st.lists(
        st.lists(
            st.text(st.characters(codec="utf-8", exclude_characters="\0")), min_size=2, max_size=2
        )
    ),
    st.sampled_from(",;\t"),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_csv_any_text_comes_back(rows, delimiter, encoding):
    stream = StringIO(newline="")
    writer = csv.writer(stream, delimiter=delimiter)
    writer.writerows([HEADING, *rows])
    wanted = [[v.replace("\r\n", "\n").replace("\r", "\n") for v in row] for row in rows]
    table = read(stream.getvalue().encode(encoding))
    assert [list(row.values.values()) for row in table.rows] == [
        row for row in wanted if "".join(row).strip()
    ]


@given(st.binary())
def test_csv_any_bytes_are_read_or_refused(content):
    for begin in (b"", b"code,name\n"):
        assert outcome(read, begin + content)


def test_heading_folds_to_lower_case_words():
    folded = [fold_heading(each) for each in ["\ufeffAlpha-3 code ", "ＣＯＤＥ", " _x_ ", "Straße"]]
    assert folded == ["alpha_3_code", "code", "x", "strasse"]
