"""Rankings, percentages and rows from a codelist, as an export shows them."""

import pytest

from tests.exporting.scene import Scene
from tests.factories.instruments import instrument


@pytest.fixture
def newer(desk) -> Scene:
    built = instrument(
        """
        | code | type       | text             | choices | max | rows_from |
        | A1   | ranking    | What is first?   | topics  | 2   |           |
        | A2   | percentage | Which share?     |         |     |           |
        | A3   | table      | Which are there? |         |     | topics    |
        | .has | yes_no     | Is there one?    |         |     |           |
        """,
        codelists={"topics": "cloud, ai, data"},
    )
    return Scene(desk, built).begin()


def test_ranking_keeps_its_order_and_a_percentage_is_a_number(newer: Scene) -> None:
    newer.save("AFG", {"A1": "data; cloud", "A2": "45 %", "A3.ai.has": "yes"})
    book = newer.export(basis="latest")
    said = {row["item"]: row for row in book.rows("answers") if row["unit"] == "AFG"}
    assert (said["A1"]["value"], said["A1"]["label"]) == ("data cloud", "1. Data; 2. Cloud")
    assert (said["A2"]["value"], said["A2"]["type"]) == (45, "percentage")
    assert said["A3.ai.has"]["question"] == "Which are there? – Ai – Is there one?"
    wide = next(row for row in book.rows("wide") if row["unit"] == "AFG")
    assert (wide["A1"], wide["A2"], wide["A3.ai.has"]) == ("data cloud", 45, "yes")


def test_codebook_says_the_limits_and_the_unit(newer: Scene) -> None:
    rows = {row["item"]: row for row in newer.export(basis="latest").rows("codebook")}
    assert [rows["A2"][key] for key in ("min", "max", "unit_of_measure")] == [0, 100, "%"]
    assert [rows["A1"][key] for key in ("codelist", "max")] == ["topics", 2]
