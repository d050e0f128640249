"""Calculated values, passed warnings and sections by condition, as an export shows them."""

from decimal import Decimal

import pytest

from tests.exporting.scene import Scene
from tests.factories.instruments import instrument

CHECK = {
    "code": "usual",
    "expression": "${A2} < 100",
    "strength": "warning",
    "message": "That is more than usual.",
    "items": ["A2"],
}


@pytest.fixture
def logic(desk) -> Scene:
    built = instrument(
        """
        | code | type      | required      | calculation         |
        | A1   | yes_no    |               |                     |
        | A2   | integer   | ${A1} = 'yes' |                     |
        | A3   | calculate |               | ${A2} div 8         |
        | B1   | text      |               |                     |
        """,
        sections={"A": {"checks": [CHECK]}, "B": {"relevant": "${A1} = 'yes'"}},
    )
    return Scene(desk, built).begin()


def test_value_that_is_calculated_is_exported_as_it_was_sent_and_not_once_out_of_date(
    logic: Scene,
) -> None:
    logic.save("AFG", {"A1": "yes", "A2": "4"})
    assert ("AFG", "A3") not in logic.export().values()

    logic.submit("AFG")
    book = logic.export()
    assert book.values()["AFG", "A3"] == 0.5
    (row,) = (row for row in book.rows("answers") if row["item"] == "A3")
    assert (row["type"], row["source"], row["basis"]) == ("calculate", "calculated", "submission 1")
    assert book.rows("wide")[0]["A3"] == 0.5

    logic.reopen("AFG")
    logic.save("AFG", {"A2": "5"})
    assert ("AFG", "A3") not in logic.export(basis="latest").values()
    assert logic.export(basis="submitted").values()["AFG", "A3"] == 0.5
    logic.save("AFG", {"A2": "4"})
    assert logic.export(basis="latest").values()["AFG", "A3"] == Decimal("0.5")


def test_reason_for_passing_a_warning_stands_with_the_status(logic: Scene) -> None:
    logic.save("AFG", {"A1": "no", "A2": "400"})
    logic.submit("AFG", usual="A census year.")
    rows = logic.export().rows("status")
    assert [row["passed_warnings"] for row in rows] == ["usual: A census year.", None, None]


def test_section_that_is_not_asked_is_left_out_and_comes_back(logic: Scene) -> None:
    logic.save("AFG", {"A1": "yes", "A2": "1", "B1": "Words"})
    assert ("AFG", "B1") in logic.export().values()
    logic.save("AFG", {"A1": "no"})
    assert ("AFG", "B1") not in logic.export().values()
    logic.save("AFG", {"A1": "yes"})
    assert ("AFG", "B1") in logic.export().values()


def test_codebook_tells_the_logic(logic: Scene) -> None:
    rows = {row["item"]: row for row in logic.export().rows("codebook")}
    assert [rows[code]["required"] for code in ("A1", "A2")] == ["no", "${A1} = 'yes'"]
    assert rows["A3"]["calculation"] == "${A2} div 8"
    assert rows["B1"]["relevant"] == "${A1} = 'yes'"
