"""Which answers are exported, by the basis of the export."""

from datetime import datetime, timedelta

import pytest

from msq.exporting.taken import BASES
from msq.problems import BadValue, NotFound
from tests.exporting.scene import OWN, Scene


@pytest.mark.parametrize(
    ("basis", "wanted"),
    [
        (
            "best",
            {
                "AFG": ("accepted", "submission 2", 2, "AFG second"),
                "CIV": ("returned", "submission 1", 1, "CIV first"),
                "FJI": ("in_progress", "draft", None, "FJI first"),
            },
        ),
        (
            "submitted",
            {
                "AFG": ("accepted", "submission 2", 2, "AFG second"),
                "CIV": ("returned", "submission 1", 1, "CIV first"),
                "FJI": ("in_progress", None, None, None),
            },
        ),
        (
            "accepted",
            {
                "AFG": ("accepted", "submission 2", 2, "AFG second"),
                "CIV": ("returned", None, None, None),
                "FJI": ("in_progress", None, None, None),
            },
        ),
        (
            "latest",
            {
                "AFG": ("accepted", "submission 2", 2, "AFG second"),
                "CIV": ("returned", "draft", None, "CIV second"),
                "FJI": ("in_progress", "draft", None, "FJI first"),
            },
        ),
    ],
)
def test_each_basis_takes_its_point_of_each_response(
    scene: Scene,
    moments: dict[str, datetime],
    basis: str,
    wanted: dict[str, tuple[object, object, object, object]],
) -> None:
    book = scene.export(basis=basis)
    assert {
        unit: (*point, book.values().get((str(unit), "B7")))
        for unit, point in book.points().items()
    } == wanted
    assert {row["unit"]: row["B7"] for row in book.rows("wide")} == {
        unit: one[3] for unit, one in wanted.items()
    }
    assert {(row["unit"], row["basis"], row["submission"]) for row in book.rows("answers")} == {
        (unit, one[1], one[2]) for unit, one in wanted.items() if one[1]
    }
    assert book.report.taken == sum(one[1] is not None for one in wanted.values())


def test_every_basis_is_tested_and_explained(scene: Scene) -> None:
    assert sorted(BASES) == ["accepted", "best", "latest", "submitted"]
    for basis, text in BASES.items():
        facts = {row["name"]: row["text"] for row in scene.export(basis=basis).rows("readme")}
        assert (facts["basis"], facts["basis means"]) == (basis, text)


def test_revisions_hold_everything_or_only_what_was_submitted(
    scene: Scene, moments: dict[str, datetime]
) -> None:
    def texts(basis: str) -> list[object]:
        rows = scene.export(basis=basis).rows("revisions")
        return [row["value"] for row in rows if row["item"] == "B7"]

    afg, civ, fji = ["AFG first", "AFG second"], ["CIV first", "CIV second"], ["FJI first"]
    assert texts("best") == texts("latest") == [*afg, *civ, *fji]
    assert texts("submitted") == [*afg, "CIV first"]
    assert texts("accepted") == afg


def test_status_is_the_same_whatever_the_basis(scene: Scene, moments: dict[str, datetime]) -> None:
    sheets = [scene.export(basis=basis).sheets["status"] for basis in BASES]
    assert sheets == [sheets[0]] * len(BASES)
    assert [(row[0], row[4], row[6]) for row in sheets[0][1:]] == [
        ("AFG", "accepted", 2),
        ("CIV", "returned", 1),
        ("FJI", "in_progress", 0),
    ]


def test_verdicts_hold_for_the_answer_that_was_reviewed(
    scene: Scene, moments: dict[str, datetime]
) -> None:
    def verdicts(basis: str) -> dict[tuple[object, object], object]:
        rows = scene.export(basis=basis).rows("answers")
        return {(row["unit"], row["item"]): row["verdict"] for row in rows if row["verdict"]}

    assert (
        verdicts("best")
        == verdicts("latest")
        == {
            ("AFG", "B1"): "accepted",
            ("AFG", "B7"): "accepted",
            ("CIV", "B1"): "accepted",
            ("CIV", "B7"): "queried",
        }
    )
    scene.save("CIV", {"B1": "yes", "B1.title": "A law", "B3": "open"})
    assert verdicts("best")["CIV", "B1"] == "accepted"
    latest = verdicts("latest")
    assert [latest.get(("CIV", item)) for item in ("B1", "B1.title", "B7")] == [
        None,
        None,
        "queried",
    ]
    status = {row["unit"]: row for row in scene.export().rows("status")}
    assert [status[unit]["open_queries"] for unit in ("AFG", "CIV", "FJI")] == [0, 1, 0]
    assert [status[unit]["accepted_items"] for unit in ("AFG", "CIV", "FJI")] == [2, 0, 0]


def test_details_saved_after_their_lead_share_its_acceptance(scene: Scene) -> None:
    clock = scene.clock
    scene.save("AFG", {**OWN, "B1": "yes", "B3": "open"})
    scene.save("AFG", {"B1.title": "A law"})
    clock.forward(hours=1)
    scene.submit("AFG")
    clock.forward(hours=1)
    scene.review("AFG", B1="accepted")
    found = {row["item"]: row["verdict"] for row in scene.export().rows("answers")}
    assert found == {"B1": "accepted", "B1.title": "accepted", "B3": None, "C2.ai.has": None}


def test_unknown_edition_basis_and_future_are_clear_problems(scene: Scene) -> None:
    with pytest.raises(
        BadValue, match="“best of all” is not a basis of an export: best, submitted"
    ):
        scene.export(basis="best of all")
    with pytest.raises(BadValue, match=r"The moment 2027-03-01T10:00:00\+00:00 is in the future"):
        scene.export(as_of=scene.desk.now() + timedelta(hours=1))
    with pytest.raises(NotFound, match="There is no edition “other”"):
        scene.write(edition="other")
