"""Only what is asked is exported, and all of that."""

from msq.store import editions, exports
from tests.exporting.scene import EDITION, Scene


def test_answers_that_are_not_asked_are_left_out_and_come_back(scene: Scene) -> None:
    scene.save("AFG", {"B1": "yes", "B1.title": "Law", "B3": "open", "B4": "1", "C1[1].name": "P"})
    asked = {"B1": "yes", "B1.title": "Law", "B3": "open", "C1[1].name": "P"}
    assert {item: one for (_, item), one in scene.export().values().items()} == asked
    scene.save("AFG", {"B1": "no"})
    book = scene.export()
    assert {item: one for (_, item), one in book.values().items()} == {"B1": "no", "B4": 1}
    assert book.sheets["C1"] == [("unit", "row", "C1.name", "C1.users")]
    assert [
        (row["B1.title"], row["B3"], row["B4"], row["C1.rows"]) for row in book.rows("wide")
    ] == [
        (None, None, 1, None),
        (None, None, None, None),
        (None, None, None, None),
    ]
    assert len(book.rows("revisions")) == 6
    scene.save("AFG", {"B1": "yes"})
    book = scene.export()
    assert {item: one for (_, item), one in book.values().items()} == asked
    assert [row["C1.rows"] for row in book.rows("wide")] == [1, None, None]


def test_a_group_that_is_asked_and_has_no_row_counts_none(scene: Scene) -> None:
    scene.save("AFG", {"B1": "yes"})
    assert [row["C1.rows"] for row in scene.export().rows("wide")] == [0, None, None]


def test_a_blanked_answer_is_gone_from_answers_and_kept_in_revisions(scene: Scene) -> None:
    scene.save("AFG", {"B7": "Words"})
    scene.save("AFG", {"B7": ""})
    book = scene.export()
    assert book.values() == {}
    assert book.points()["AFG"] == ("in_progress", "draft", None)
    assert [(row["value"], row["replaces"]) for row in book.rows("revisions")] == [
        ("Words", None),
        (None, 1),
    ]


def test_a_comment_that_stands_alone_is_exported(scene: Scene) -> None:
    scene.save("AFG", {"B7": ""}, comment="We cannot say yet.")
    book = scene.export()
    assert [
        (row["item"], row["value"], row["missing"], row["comment"]) for row in book.rows("answers")
    ] == [("B7", None, None, "We cannot say yet.")]
    assert book.rows("status")[0]["answered"] == 0
    assert book.rows("wide")[0]["B7"] is None


def test_a_missing_reason_is_never_a_value(scene: Scene) -> None:
    scene.save(
        "AFG", {"B2": "!not_applicable", "B4": "!not_available", "B1": "no", "B7": "refused"}
    )
    rows = {row["item"]: row for row in scene.export().rows("answers")}
    found = {item: (row["value"], row["label"], row["missing"]) for item, row in rows.items()}
    assert found == {
        "B1": ("no", "No", None),
        "B2": (None, None, "not_applicable"),
        "B4": (None, None, "not_available"),
        "B7": ("refused", None, None),
    }


def test_readings_of_the_store_are_empty_for_an_edition_without_answers(scene: Scene) -> None:
    with scene.desk.database.reading() as db:
        edition = editions.by_code(db, EDITION)
        assert edition is not None
        there = exports.responses_by_unit(db, edition.id)
        assert [one.unit.code for one in there] == ["AFG", "CIV", "FJI"]
        assert exports.submissions_of(db, edition.id) == {}
        assert exports.invitations(db, edition.id, None) == {}
        assert exports.revisions_of(db, there[0].id) == []
        assert exports.importers(db, edition.id) == set()
