"""Values that spreadsheets like to spoil come through as they were entered."""

from datetime import datetime, timedelta, timezone
from io import BytesIO
from typing import Any

import openpyxl

from msq.desk._verb import Desk
from msq.exporting.rows import moment
from tests.exporting.scene import Scene
from tests.factories.instruments import instrument

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


def test_hard_texts_are_the_same_in_every_sheet(desk: Desk) -> None:
    items = [f"B{number}" for number in range(1, len(TEXTS) + 1)]
    lines = [f"| {item} | long_text |" for item in items]
    scene = Scene(desk, instrument("\n".join(["| code | type |", *lines]))).begin()
    for item, text in zip(items, TEXTS, strict=True):
        scene.save("AFG", {item: text}, comment=text)
    content, report = scene.write()
    book = openpyxl.load_workbook(BytesIO(content))

    def column(sheet: str, title: str) -> list[Any]:
        places = [cell.value for cell in book[sheet][1]]
        return [row[places.index(title)] for row in book[sheet].iter_rows(min_row=2)]

    # Excel shows the text; openpyxl shows how its first underscore is spelt in the file.
    spelt = [text.replace("_x0041_", "_x005F_x0041_") for text in TEXTS]
    found = {
        "answers": column("answers", "value"),
        "wide": [column("wide", item)[0] for item in items],
        "revisions": column("revisions", "value"),
    }
    for sheet, cells in found.items():
        assert (sheet, [cell.value for cell in cells]) == (sheet, spelt)
        assert {cell.data_type for cell in cells} == {"s"}
    stripped = [text.strip() for text in spelt]
    for sheet in ("answers", "revisions"):
        assert [cell.value for cell in column(sheet, "comment")] == stripped
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


NUMBERS: list[tuple[str, str | float]] = [
    ("12345678901234567890", "12345678901234567890"),
    ("0.12345678901234567890", "0.1234567890123456789"),
    ("123456789012345", 123456789012345),
    ("0.1", 0.1),
    ("1 234.50", 1234.5),
    ("-0", 0),
    ("٣٫٥", 3.5),
]


def test_numbers_are_exact_as_numbers_or_as_text(desk: Desk) -> None:
    items = [f"B{number}" for number in range(1, len(NUMBERS) + 1)]
    lines = [f"| {item} | decimal |" for item in items]
    scene = Scene(desk, instrument("\n".join(["| code | type |", *lines]))).begin()
    scene.save("AFG", {item: given for item, (given, _) in zip(items, NUMBERS, strict=True)})
    book = scene.export()
    wanted = [number for _, number in NUMBERS]
    assert [row["value"] for row in book.rows("answers")] == wanted
    assert [book.rows("wide")[0][item] for item in items] == wanted
    assert [row["value"] for row in book.rows("revisions")] == [str(number) for number in wanted]
    assert [(note.sheet, note.cell, note.what) for note in book.report.notes] == [
        ("answers", "I2", "number as text"),
        ("answers", "I3", "number as text"),
        ("wide", "M2", "number as text"),
        ("wide", "N2", "number as text"),
    ]


def test_a_missing_reason_and_a_comment_in_any_script(scene: Scene) -> None:
    scene.save("AFG", {"B7": "!not_available"}, comment="غير متوفر\n不适用")
    rows = scene.export().rows("answers")
    assert [(row["value"], row["missing"], row["comment"]) for row in rows] == [
        (None, "not_available", "غير متوفر\n不适用")
    ]


def test_names_of_units_in_any_script_are_kept(scene: Scene) -> None:
    assert [row["unit_name"] for row in scene.export().rows("wide")][1] == "Côte d'Ivoire"


def test_moments_are_exact_to_the_microsecond_and_in_utc() -> None:
    at = datetime(2027, 3, 1, 10, 0, 0, 120, timezone(timedelta(hours=1)))
    assert (moment(at), moment(at.replace(microsecond=0)), moment(None)) == (
        "2027-03-01T09:00:00.000120Z",
        "2027-03-01T09:00:00Z",
        "",
    )
