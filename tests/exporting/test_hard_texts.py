"""Values that spreadsheets like to spoil come through as they were entered."""

from io import BytesIO

import openpyxl
import pytest

from msq.exporting.rows import moment
from tests.exporting.scene import Scene

TEXTS = [
    "=1+1",
    "+41 22 917 00 00",
    "-5",
    "@SUM(A1)",
    '=HYPERLINK("https://example.org")',
    "'quoted",
    "007",
    "1/2",
    "2026-01-02",
    "#N/A",
    "TRUE",
    "1E5",
    "قانون الحق في الحصول على المعلومات",
    "数字政府战略（2026年）",
    "👩🏽‍💻 e-government 🇨🇮",
    "e\u0301 and \u00e9",
    "  indented\nsecond line\n\nfourth\ttabbed",
    '<b>&amp;</b> "quotes" ]]>',
    "no\u00a0break and zero\u200bwidth",
    "_x0041_ is not A",
]


@pytest.mark.parametrize("text", TEXTS)
def test_a_hard_text_is_the_same_in_every_sheet(scene: Scene, text: str) -> None:
    scene.save("AFG", {"B7": text}, comment=text.strip())
    content, report = scene.write()
    book = openpyxl.load_workbook(BytesIO(content))
    # Excel shows the text; openpyxl shows how its first underscore is spelt in the file.
    spelt = text.replace("_x0041_", "_x005F_x0041_")
    places = {
        ("answers", "value"): spelt,
        ("answers", "comment"): spelt.strip(),
        ("wide", "B7"): spelt,
        ("revisions", "value"): spelt,
        ("revisions", "comment"): spelt.strip(),
    }
    for (name, title), wanted in places.items():
        sheet = book[name]
        column = [cell.value for cell in sheet[1]].index(title) + 1
        cell = sheet.cell(2, column)
        assert (name, title, cell.value, cell.data_type) == (name, title, wanted, "s")
    assert report.notes == ()


def test_forty_thousand_characters_go_on_on_the_overflow_sheet(scene: Scene) -> None:
    text = "数a" * 20_000
    scene.save("AFG", {"B7": text})
    book = scene.export()
    rows = book.rows("overflow")
    for sheet, title in (("answers", "value"), ("wide", "B7"), ("revisions", "value")):
        cell = str(book.rows(sheet)[0][title])
        rest = "".join(str(row["text"]) for row in rows if row["sheet"] == sheet)
        head = cell[: cell.rindex(" […")]
        assert len(cell) <= 32_767
        assert head + rest == text
    assert [(note.sheet, note.what) for note in book.report.notes] == [
        ("answers", "text too long"),
        ("wide", "text too long"),
        ("revisions", "text too long"),
    ]
    assert [row["what"] for row in book.rows("notes")] == ["text too long"] * 3


def test_control_characters_are_replaced_and_reported(scene: Scene) -> None:
    scene.save("AFG", {"B7": "bell\x07 and escape\x1b"})
    book = scene.export()
    assert book.values() == {("AFG", "B7"): "bell\ufffd and escape\ufffd"}
    assert [(note.sheet, note.cell, note.what) for note in book.report.notes] == [
        ("answers", "I2", "characters replaced"),
        ("wide", "W2", "characters replaced"),
        ("revisions", "E2", "characters replaced"),
    ]
    assert [(row["sheet"], row["cell"]) for row in book.rows("notes")] == [
        (note.sheet, note.cell) for note in book.report.notes
    ]


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ("12345678901234567890", "12345678901234567890"),
        ("0.12345678901234567890", "0.1234567890123456789"),
        ("123456789012345", 123456789012345),
        ("0.1", 0.1),
        ("1 234.50", 1234.5),
        ("-0", 0),
        ("٣٫٥", 3.5),
    ],
)
def test_numbers_are_exact_as_numbers_or_as_text(scene: Scene, given: str, wanted: object) -> None:
    scene.save("AFG", {"B1": "no", "B4": given})
    book = scene.export()
    assert book.values()["AFG", "B4"] == wanted
    assert book.rows("wide")[0]["B4"] == wanted
    stored = {row["item"]: row["value"] for row in book.rows("revisions")}["B4"]
    assert stored == str(wanted)
    long = isinstance(wanted, str)
    assert [note.what for note in book.report.notes] == ["number as text"] * (2 if long else 0)


def test_a_missing_reason_and_a_comment_in_any_script(scene: Scene) -> None:
    scene.save("AFG", {"B7": "!not_available"}, comment="غير متوفر\n不适用")
    rows = scene.export().rows("answers")
    assert [(row["value"], row["missing"], row["comment"]) for row in rows] == [
        (None, "not_available", "غير متوفر\n不适用")
    ]


def test_names_of_units_in_any_script_are_kept(scene: Scene) -> None:
    assert [row["unit_name"] for row in scene.export().rows("wide")][1] == "Côte d'Ivoire"


def test_moments_are_exact_to_the_microsecond_and_in_utc(scene: Scene) -> None:
    at = scene.desk.now().replace(microsecond=120)
    assert (moment(at), moment(scene.desk.now()), moment(None)) == (
        "2027-03-01T09:00:00.000120Z",
        "2027-03-01T09:00:00Z",
        "",
    )
