"""Whole sheets of the pipeline workbook, cell by cell, for one edition that has seen everything."""

from hashlib import sha256

import pytest

from msq.desk.actor import COMMAND_LINE
from msq.desk.invite import invite
from msq.exporting.spec import load
from msq.resources import folder
from tests.exporting.scene import EDITION, SIGNER, Book, Scene

AFG = ("round-1", "AFG", "Afghanistan")
CIV = ("round-1", "CIV", "Côte d'Ivoire")
LAW = "Is there a law?"
NINE, TEN, ELEVEN = (f"2027-03-01T{hour}:00:00Z" for hour in ("09", "10", "11"))


@pytest.fixture
def filled(scene: Scene) -> Scene:
    """Afghanistan has submitted and is under review, Côte d'Ivoire has begun, Fiji has not."""
    clock = scene.desk.now
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


def test_answers_are_long_traceable_and_in_order(book: Book) -> None:
    sent = ("submission 1", 1)
    draft = ("draft", None)
    p1, p2 = "p1", "p2"
    nothing = (None, None, None)
    annex = "See annex."
    law, share = "concept.b1", "concept.b4"
    page9, page10 = (NINE, "page"), (TEN, "page")
    cost = "What does it cost?"
    ai = "Strategies – Artificial intelligence – Is there one?"
    cloud = "Strategies – Cloud – Is there one?"
    assert book.sheets["answers"] == [
        (
            *("edition", "unit", "unit_name", "item", "concept", "section", "question", "type"),
            *("value", "label", "missing", "comment", "basis", "submission", "revision"),
            *("author", "at", "source", "verdict", "row"),
        ),
        (*AFG, "B1", law, "B", LAW, "yes_no", "yes", "Yes", None, None, *sent, 3, p1)
        + (*page9, "accepted", None),
        (*AFG, "B1.title", f"{law}.title", "B", f"{LAW} – Title", "text", "=SUM(A1)", None, None)
        + (annex, *sent, 4, p1, *page9, "accepted", None),
        (*AFG, "B1.year", f"{law}.year", "B", f"{LAW} – Year", "year", 2020, None, None, annex)
        + (*sent, 5, p1, *page9, "accepted", None),
        (*AFG, "B2", "concept.b2", "B", "Which tools?", "select_multiple", "polls other")
        + ("Polls; Other", None, None, *sent, 6, p1, *page9, None, None),
        (*AFG, "B2.other", "concept.b2.other", "B", "Which tools? – Please specify", "text")
        + ("Panels", *nothing, *sent, 7, p1, *page9, None, None),
        (*AFG, "B3", "concept.b3", "B", "Which licence?", "select_one", "open", "Open", None)
        + (None, *sent, 18, p1, *page10, "queried", None),
        (*AFG, "B5", "concept.b5", "B", cost, "amount", 1000000, *nothing, *sent, 10, p1, *page9)
        + (None, None),
        (*AFG, "B5.currency", "concept.b5.currency", "B", f"{cost} – Currency", "select_one")
        + ("eur", "Eur", None, None, *sent, 11, p1, *page9, None, None),
        (*AFG, "B6", "concept.b6", "B", "Since when?", "date", "2026-05-04", *nothing, *sent, 12)
        + (p1, *page9, None, None),
        (*AFG, "C1[1].name", "concept.c1.name", "C", "Other portals – Name", "text", "Portal")
        + (*nothing, *sent, 13, p1, *page9, None, 1),
        (*AFG, "C1[1].users", "concept.c1.users", "C", "Other portals – Users", "integer", 12)
        + (*nothing, *sent, 14, p1, *page9, None, 1),
        (*AFG, "C1[3].name", "concept.c1.name", "C", "Other portals – Name", "text", "Third")
        + (*nothing, *sent, 15, p1, *page9, None, 3),
        (*AFG, "C2.ai.has", "concept.c2.ai.has", "C", ai, "yes_no", "no", "No", None, None)
        + (*sent, 16, p1, *page9, "accepted", None),
        (*AFG, "C2.cloud.has", "concept.c2.cloud.has", "C", cloud, "yes_no", None, None)
        + ("not_available", None, *sent, 17, p1, *page9, None, None),
        (*CIV, "B1", law, "B", LAW, "yes_no", "no", "No", None, None, *draft, 2, p2, *page9)
        + (None, None),
        (*CIV, "B4", share, "B", "Which share?", "decimal", 0.5, *nothing, *draft, 3, p2, *page9)
        + (None, None),
        (*CIV, "B7", "concept.b7", "B", "Tell us more.", "long_text", "Deux\nlignes", *nothing)
        + (*draft, 4, p2, *page9, None, None),
    ]


def test_wide_has_every_unit_once_and_groups_at_the_end(book: Book) -> None:
    assert book.sheets["wide"] == [
        (
            *("unit", "unit_name", "alpha2", "m49", "region", "subregion", "ldc", "lldc", "sids"),
            *("state", "basis", "submission", "B1", "B1.title", "B1.year", "B2", "B2.other"),
            *("B3", "B4", "B5", "B5.currency", "B6", "B7", "C2.ai.has", "C2.ai.title"),
            *("C2.ai.year", "C2.cloud.has", "C2.cloud.title", "C2.cloud.year", "C1.rows"),
        ),
        ("AFG", "Afghanistan", "AF", "004", "Asia", "Southern Asia", "yes", "yes", None)
        + ("under_review", "submission 1", 1, "yes", "=SUM(A1)", 2020, "polls other", "Panels")
        + ("open", None, 1000000, "eur", "2026-05-04", None, "no", None)
        + (None, "not_available", None, None, 2),
        ("CIV", "Côte d'Ivoire", "CI", "384", "Africa", "Sub-Saharan Africa", None, None, None)
        + ("in_progress", "draft", None, "no", None, None, None, None)
        + (None, 0.5, None, None, None, "Deux\nlignes", None, None)
        + (None, None, None, None, None),
        ("FJI", "Fiji", "FJ", "242", "Oceania", "Melanesia", None, None, "yes")
        + ("not_started", None, None, *[None] * 18),
    ]


def test_each_repeating_group_has_its_own_sheet(book: Book) -> None:
    assert book.sheets["C1"] == [
        ("unit", "row", "C1.name", "C1.users"),
        ("AFG", 1, "Portal", 12),
        ("AFG", 3, "Third", None),
    ]
    assert list(book.sheets) == [
        *("readme", "answers", "wide", "C1", "codebook", "codelists", "status", "revisions"),
        "notes",
    ]


def test_revisions_are_all_changes_that_are_not_personal(book: Book) -> None:
    def row(unit: str, author: str, item: str, number: int, value: object, **more: object) -> tuple:
        at = TEN if number == 18 else NINE
        found = {"missing": None, "comment": None, "replaces": None, **more}
        return (
            *("round-1", unit, item, number, value, found["missing"], found["comment"], author),
            *(at, "page", found["replaces"]),
        )

    assert book.sheets["revisions"] == [
        (
            *("edition", "unit", "item", "number", "value", "missing", "comment", "author"),
            *("at", "source", "replaces"),
        ),
        row("AFG", "p1", "B1", 3, "yes"),
        row("AFG", "p1", "B1.title", 4, "=SUM(A1)", comment="See annex."),
        row("AFG", "p1", "B1.year", 5, 2020, comment="See annex."),
        row("AFG", "p1", "B2", 6, "polls other"),
        row("AFG", "p1", "B2.other", 7, "Panels"),
        row("AFG", "p1", "B3", 8, "closed"),
        row("AFG", "p1", "B4", 9, "12.5"),
        row("AFG", "p1", "B5", 10, "1000000"),
        row("AFG", "p1", "B5.currency", 11, "eur"),
        row("AFG", "p1", "B6", 12, "2026-05-04"),
        row("AFG", "p1", "C1[1].name", 13, "Portal"),
        row("AFG", "p1", "C1[1].users", 14, 12),
        row("AFG", "p1", "C1[3].name", 15, "Third"),
        row("AFG", "p1", "C2.ai.has", 16, "no"),
        row("AFG", "p1", "C2.cloud.has", 17, None, missing="not_available"),
        row("AFG", "p1", "B3", 18, "open", replaces=8),
        row("CIV", "p2", "B1", 2, "no"),
        row("CIV", "p2", "B4", 3, "0.5"),
        row("CIV", "p2", "B7", 4, "Deux\nlignes"),
    ]


def test_status_has_every_unit_and_where_it_stands(filled: Scene, book: Book) -> None:
    hashed = book.rows("status")[0]["submission_hash"]
    assert isinstance(hashed, str)
    assert len(hashed) == len(sha256().hexdigest())
    assert book.sheets["status"] == [
        (
            *("unit", "unit_name", "region", "groups", "state", "late", "submissions"),
            *("first_submitted", "last_submitted", "submission_hash", "answered", "required"),
            *("problems", "open_queries", "accepted_items", "last_change", "invited"),
            "invited_at",
        ),
        ("AFG", "Afghanistan", "Asia", "ldc lldc", "under_review", "no", 1, TEN, TEN, hashed)
        # A1, A2[1].name, B1 and its title, B2.other, B3, the currency, two rows of C1
        + (16, 9, 0, 1, 2, TEN, 1, NINE),
        ("CIV", "Côte d'Ivoire", "Africa", None, "in_progress", None, 0, None, None, None)
        + (4, 2, 0, 0, 0, NINE, 1, NINE),
        ("FJI", "Fiji", "Oceania", "sids", "not_started", None, 0, None, None, None)
        + (0, 2, 2, 0, 0, None, 1, NINE),
    ]


def test_codebook_describes_every_item_personal_ones_too(book: Book) -> None:
    missing = "not_applicable not_available"
    none = (None,) * 5
    evidence, plain = "As it is called.", (None, "text", "text")
    law = f"{LAW} – "
    portals, ai, cloud = (
        "Other portals",
        "Strategies – Artificial intelligence",
        "Strategies – Cloud",
    )
    yes = "${B1} = 'yes'"
    a, b, c = (("Section " + letter) for letter in "ABC")
    b5 = "What does it cost?"
    tools = "Which tools?"

    def of_table(row: str, title: str, sdg: str | None) -> list[tuple]:
        code, concept, asked = f"C2.{row}", f"concept.c2.{row}", f"${{C2.{row}.has}} = 'yes'"
        return [
            (f"{code}.has", f"{concept}.has", "C", c, f"{title} – Is there one?", None, "yes_no")
            + ("nominal", "no", *none[:4], None, "yes_no", missing, "C2", "no", None, sdg),
            (f"{code}.title", f"{concept}.title", "C", c, f"{title} – Title", evidence, "text")
            + ("text", "yes", asked, *none, None, "C2", "no", None, sdg),
            (f"{code}.year", f"{concept}.year", "C", c, f"{title} – Year", None, "year")
            + ("numeric", "no", asked, *none, None, "C2", "no", None, sdg),
        ]

    assert book.sheets["codebook"] == [
        (
            *("item", "concept", "section", "section_title", "question", "help", "type", "scale"),
            *("required", "relevant", "constraint", "min", "max", "unit_of_measure", "codelist"),
            *("missing", "within", "personal", "tag_osi", "tag_sdg"),
        ),
        ("A1", "concept.a1", "A", a, "What is your name?", *plain, "yes", None, *none, missing)
        + (None, "yes", None, None),
        ("A2.name", "concept.a2.name", "A", a, "Who else? – Name", *plain, "yes", None, *none)
        + (None, "A2", "yes", None, None),
        ("B1", "concept.b1", "B", b, LAW, None, "yes_no", "nominal", "yes", None, *none[:4])
        + ("yes_no", missing, None, "no", "law", None),
        ("B1.title", "concept.b1.title", "B", b, f"{law}Title", evidence, "text", "text", "yes")
        + (yes, *none, None, None, "no", "law", None),
        ("B1.year", "concept.b1.year", "B", b, f"{law}Year", None, "year", "numeric", "no")
        + (yes, *none, None, None, "no", "law", None),
        ("B2", "concept.b2", "B", b, tools, None, "select_multiple", "nominal", "no", None)
        + (*none[:4], "B2", missing, None, "no", "part law", None),
        ("B2.other", "concept.b2.other", "B", b, f"{tools} – Please specify", *plain, "yes")
        + ("selected(${B2}, 'other')", *none, None, None, "no", "part law", None),
        ("B3", "concept.b3", "B", b, "Which licence?", None, "select_one", "nominal", "yes", yes)
        + (*none[:4], "B3", missing, None, "no", None, None),
        ("B4", "concept.b4", "B", b, "Which share?", None, "decimal", "numeric", "no")
        + ("${B1} = 'no'", *none, missing, None, "no", None, None),
        ("B5", "concept.b5", "B", b, b5, None, "amount", "numeric", "no", None, *none, missing)
        + (None, "no", None, None),
        ("B5.currency", "concept.b5.currency", "B", b, f"{b5} – Currency", None, "select_one")
        + ("nominal", "yes", "${B5} != ''", *none[:4], "currencies", None, None, "no", None, None),
        ("B6", "concept.b6", "B", b, "Since when?", None, "date", "date", "no", None, *none)
        + (missing, None, "no", None, None),
        ("B7", "concept.b7", "B", b, "Tell us more.", None, "long_text", "text", "no", None)
        + (*none, missing, None, "no", None, None),
        ("C1.name", "concept.c1.name", "C", c, f"{portals} – Name", *plain, "yes", yes, *none)
        + (None, "C1", "no", None, None),
        ("C1.users", "concept.c1.users", "C", c, f"{portals} – Users", None, "integer", "numeric")
        + ("no", yes, *none, None, "C1", "no", None, None),
        *of_table("ai", ai, "9.c"),
        *of_table("cloud", cloud, None),
    ]


def test_codelists_hold_every_code_in_order(book: Book) -> None:
    assert book.sheets["codelists"] == [
        ("codelist", "code", "label"),
        ("yes_no", "yes", "Yes"),
        ("yes_no", "no", "No"),
        ("B2", "polls", "Polls"),
        ("B2", "forums", "Forums"),
        ("B2", "other", "Other"),
        ("B3", "open", "Open"),
        ("B3", "closed", "Closed"),
        ("B3", "none", "None"),
        ("currencies", "usd", "Usd"),
        ("currencies", "eur", "Eur"),
    ]


def test_read_me_says_what_the_file_is_and_counts_what_is_in_it(filled: Scene, book: Book) -> None:
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
        "personal data": "Left out: sections of personal data, names of people, and who signed.",
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


def test_notes_tell_that_there_is_nothing_to_report(book: Book) -> None:
    assert book.sheets["notes"][1:] == [(None, None, "nothing to report", None)]


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
        for name in (
            [sheet.name(group) for group in groups] if "{" in sheet.sheet else [sheet.sheet]
        ):
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
