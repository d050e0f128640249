"""Rows inside rows in a workbook: a sheet of their own, with the numbers of both rows."""

import pytest

from msq.desk._verb import Desk
from tests.exporting.scene import Scene
from tests.factories.instruments import instrument
from tests.instrument.samples import programmes


@pytest.fixture
def filled(desk: Desk) -> Scene:
    """An edition of programmes with their partners, in which Afghanistan has some."""
    scene = Scene(desk, programmes()).begin()
    scene.save("AFG", {"A1": "yes", "A2[1].name": "Roads", "A2[3].name": "Schools"})
    scene.save("AFG", {"A2[1].partner[1].name": "Bank", "A2[1].partner[1].amount": "5"})
    scene.save("AFG", {"A2[3].partner[1].name": "Fund", "A2[3].partner[4].name": "Union"})
    return scene


def test_group_inside_has_its_own_sheet_with_unit_and_both_rows(filled: Scene) -> None:
    book = filled.export()
    assert list(book.sheets)[2:5] == ["wide", "A2", "A2.partner"]
    assert book.sheets["A2"] == [
        ("unit", "row", "A2.name", "A2.kind", "A2.total"),
        ("AFG", 1, "Roads", None, None),
        ("AFG", 3, "Schools", None, None),
    ]
    assert book.sheets["A2.partner"] == [
        ("unit", "row", "inner_row", "A2.partner.name", "A2.partner.amount", "A2.partner.share"),
        ("AFG", 1, 1, "Bank", 5, None),
        ("AFG", 3, 1, "Fund", None, None),
        ("AFG", 3, 4, "Union", None, None),
    ]


def test_answers_in_inner_rows_say_where_they_stand(filled: Scene) -> None:
    book = filled.export()
    found = [(row["item"], row["row"], row["inner_row"]) for row in book.rows("answers")]
    assert found == [
        ("A1", None, None),
        ("A2[1].name", 1, None),
        ("A2[1].partner[1].name", 1, 1),
        ("A2[1].partner[1].amount", 1, 1),
        ("A2[3].name", 3, None),
        ("A2[3].partner[1].name", 3, 1),
        ("A2[3].partner[4].name", 3, 4),
    ]
    questions = {row["item"]: row["question"] for row in book.rows("answers")}
    assert questions["A2[1].partner[1].amount"] == "Which programmes? – Who takes part? – Money"


def test_rows_inside_are_counted_over_all_rows_and_described(filled: Scene) -> None:
    book = filled.export()
    counts = [(row["unit"], row["A2.rows"], row["A2.partner.rows"]) for row in book.rows("wide")]
    assert counts == [("AFG", 2, 3), ("CIV", None, None), ("FJI", None, None)]
    codebook = {row["item"]: (row["within"], row["relevant"]) for row in book.rows("codebook")}
    assert codebook["A2.partner.name"] == (
        "A2.partner",
        "(${A1} = 'yes') and (${A2.kind} != 'x')",
    )
    about = {row["name"] for row in book.rows("readme") if row["part"] == "sheet"}
    assert {"‹code›", "‹code›.‹inner code›"} <= about


def test_rows_inside_that_are_not_asked_are_left_out(filled: Scene) -> None:
    filled.save("AFG", {"A2[1].kind": "x"})
    book = filled.export()
    assert [row["row"] for row in book.rows("A2.partner")] == [3, 3]
    assert book.rows("wide")[0]["A2.partner.rows"] == 2


def test_what_was_calculated_makes_no_row_and_counts_for_none(desk: Desk) -> None:
    table = """
    | code  | type      | relevant      | calculation |
    | B1    | yes_no    |               |             |
    | B3    | repeat    |               |             |
    | .name | text      | ${B1} = 'yes' |             |
    | .cal  | calculate |               | 1 + 1       |
    | C1    | calculate |               | count(${B3}) |
    """
    scene = Scene(desk, instrument(table, code="counted")).begin()
    for unit in ("AFG", "CIV"):
        scene.save(unit, {"B1": "yes", "B3[1].name": "Portal"})
    scene.submit("AFG")
    scene.review("AFG", B1="queried")
    scene.send_back("AFG")
    for unit in ("AFG", "CIV"):
        scene.save(unit, {"B1": "no"})
        scene.submit(unit)

    book = scene.export()
    rows = {row["unit"]: (row["C1"], row["B3.rows"]) for row in book.rows("wide")}
    assert (rows["AFG"], rows["CIV"]) == ((0, 0), (0, 0))
    assert book.rows("B3") == []
