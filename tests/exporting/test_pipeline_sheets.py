"""Whole sheets of the pipeline workbook, cell by cell, for one edition that has seen everything."""

import csv
from pathlib import Path

import pytest

from msq.desk.actor import COMMAND_LINE
from msq.desk.invite import invite
from msq.exporting.spec import load
from msq.resources import folder
from tests.exporting.scene import EDITION, SIGNER, Book, Cells, Scene

ELEVEN = "2027-03-01T11:00:00Z"


@pytest.fixture
def filled(scene: Scene) -> Scene:
    """Afghanistan has submitted and is under review, Côte d'Ivoire has begun, Fiji has not."""
    clock = scene.clock
    invite(scene.desk, COMMAND_LINE, EDITION)
    scene.save("AFG", {"A1": "Amina Testname", "A2[1].name": "Bilal Testname", "B1": "yes"})
    scene.save("AFG", {"B1.title": "=SUM(A1)", "B1.year": "2020"}, comment="See annex.")
    scene.save("AFG", {"B2": ["other", "polls"], "B2.other": "Panels", "B3": "closed"})
    scene.save("AFG", {"B4": "12.50", "B5": "1000000", "B5.currency": "eur", "B6": "2026-05-04"})
    scene.save("AFG", {"C1[1].name": "Portal", "C1[1].users": "12", "C1[3].name": "Third"})
    scene.save("AFG", {"C2.ai.has": "no", "C2.cloud.has": "!not_available"})
    scene.save("CIV", {"A1": "Koffi Testname", "B1": "no", "B4": "0.5", "B7": "Deux\nlignes"})
    clock.forward(hours=1)
    scene.save("AFG", {"B3": "open"})
    scene.submit("AFG")
    clock.forward(hours=1)
    scene.review("AFG", B1="accepted", B3="queried", C2_ai_has="accepted")
    return scene


@pytest.fixture
def book(filled: Scene) -> Book:
    return filled.export()


def expected(name: str, submission_hash: str) -> Cells:
    """Return a sheet as ``expected/`` has it, where a number has a # and nothing is an empty cell.

    ``{hash}`` stands for the hash of the submission.
    """
    path = Path(__file__).parent / "expected" / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return [tuple(_cell(text, submission_hash) for text in row) for row in csv.reader(file)]


def _cell(text: str, submission_hash: str) -> object:
    if text.startswith("#"):
        return float(text[1:]) if "." in text else int(text[1:])
    return text.replace("{hash}", submission_hash) or None


@pytest.mark.parametrize(
    "name", ["answers", "wide", "C1", "codebook", "codelists", "status", "revisions", "notes"]
)
def test_sheet_is_cell_by_cell_as_expected(filled: Scene, book: Book, name: str) -> None:
    assert book.sheets[name] == expected(name, filled.sent[0].hash)


def test_sheets_stand_in_the_order_of_the_description(book: Book) -> None:
    assert list(book.sheets) == [
        *("readme", "answers", "wide", "C1", "files", "codebook", "codelists", "status"),
        *("revisions", "notes"),
    ]


def test_read_me_says_what_the_file_is_and_counts_what_is_in_it(
    filled: Scene, book: Book
) -> None:  # long: every fact of it
    facts = {(row["part"], row["name"]): row["text"] for row in book.rows("readme")}
    spec = load(folder("exports"), "pipeline")
    assert {name: text for (part, name), text in facts.items() if part == "file"} == {
        "export": "pipeline",
        "title": spec.title,
        "about": spec.about,
        "edition": "round-1",
        "edition name": "Round one",
        "reference period": "2026",
        "instrument": "small",
        "instrument title": "Test small",
        "instrument version": 1,
        "instrument hash": filled.instrument.hash,
        "basis": "best",
        "basis means": (
            "of each response its newest submission, or what was entered where there is none"
        ),
        "as of": ELEVEN,
        "made at": ELEVEN,
        "made by": "the secretariat",
        "personal data": (
            "Left out: answers about persons, names of people with an account, and who signed."
        ),
    }
    assert {name: text for (part, name), text in facts.items() if part in {"count", "rows"}} == {
        "units": 3,
        "responses exported": 2,
        "of these as submitted": 1,
        "of these as drafts": 1,
        "state not_started": 1,
        "state in_progress": 1,
        "state submitted": 0,
        "state under_review": 1,
        "state returned": 0,
        "state accepted": 0,
        "state locked": 0,
        "answers": 17,
        "wide": 3,
        "C1": 2,
        "files": 0,
        "codebook": 21,
        "codelists": 10,
        "status": 3,
        "revisions": 19,
    }
    assert {name for part, name in facts if part == "missing reason"} == {
        "not_applicable",
        "not_available",
        "refused",
    }


def test_report_counts_the_rows_that_are_in_the_file(book: Book) -> None:
    counted = {name: len(rows) - 1 for name, rows in book.sheets.items() if name != "notes"}
    assert book.report.rows == counted
    assert book.report.taken == 2
    assert book.report.notes == ()


@pytest.mark.parametrize("personal", [False, True])
def test_every_column_is_described_and_every_described_column_is_there(
    filled: Scene, *, personal: bool
) -> None:
    instrument, book = filled.instrument, filled.export(personal=personal)
    tags = ["osi", "sdg"]
    groups = ["A2", "C1"] if personal else ["C1"]
    single = [
        code
        for code, item in instrument.items.items()
        if instrument.entry_of[code].kind != "repeat"
        and (personal or not instrument.section_of[code].personal)
        and item
    ]
    described: dict[str, list[str]] = {}
    for sheet in load(folder("exports"), "pipeline").sheets:
        of_groups = {0: [""], 1: groups, 2: []}[sheet.kind.level]
        for name in map(sheet.name, of_groups):
            families = {
                "items": single,
                "groups": groups,
                "tags": tags,
                "fields": [code for code in instrument.items if code.startswith(f"{name}.")],
            }
            described[name] = [
                column.heading(member)
                for column in sheet.columns
                if personal or not column.personal
                for member in (families[column.each] if column.each else [""])
            ]
    found = {name: list(rows[0]) for name, rows in book.sheets.items() if name != "notes"}
    assert found == described


def test_the_same_edition_gives_the_same_bytes(filled: Scene) -> None:
    assert filled.write() == filled.write()


def test_signer_and_authors_have_names_with_personal_data(filled: Scene) -> None:
    book = filled.export(personal=True)
    assert [row["signer"] for row in book.rows("status")] == [SIGNER, None, None]
    assert {(row["unit"], row["author"]) for row in book.rows("answers")} == {
        ("AFG", "Amina Testname"),
        ("CIV", "Koffi Testname"),
    }
    assert book.values()[("AFG", "A1")] == "Amina Testname"
    assert book.sheets["A2"] == [("unit", "row", "A2.name"), ("AFG", 1, "Bilal Testname")]
    assert [row["number"] for row in book.rows("revisions")] == [*range(1, 19), *range(1, 5)]
