"""Nothing that is later than the moment of an export is in it."""

from datetime import datetime

from msq.desk.actor import COMMAND_LINE
from msq.desk.import_responses import import_responses, read_responses
from msq.exporting.taken import BASES
from msq.response.lifecycle import TRANSITIONS
from tests.exporting.scene import EDITION, OWN, Scene


def test_as_of_a_moment_nothing_later_exists(scene: Scene, moments: dict[str, datetime]) -> None:
    found = {}
    for name, at in moments.items():
        book = scene.export(as_of=at)
        states = {row["unit"]: row["state"] for row in book.rows("status")}
        found[name] = [
            (states[unit], *book.points()[unit], book.values().get((unit, "B7")))
            for unit in ("AFG", "CIV")
        ]
    new, moving = "not_started", "in_progress"
    one, two, back = ("submission 1", 1), ("submission 2", 2), "returned"
    assert found == {
        "start": [(new, new, None, None, None)] * 2,
        "written": [(moving, moving, "draft", None, f"{unit} first") for unit in ("AFG", "CIV")],
        "submitted": [("submitted",) * 2 + (*one, f"{unit} first") for unit in ("AFG", "CIV")],
        "reviewed": [("under_review",) * 2 + (*one, f"{unit} first") for unit in ("AFG", "CIV")],
        "returned": [(back, back, *one, f"{unit} first") for unit in ("AFG", "CIV")],
        "corrected": [(back, back, *one, f"{unit} first") for unit in ("AFG", "CIV")],
        "again": [("submitted",) * 2 + (*two, "AFG second"), (back, back, *one, "CIV first")],
        "accepted": [("accepted",) * 2 + (*two, "AFG second"), (back, back, *one, "CIV first")],
    }


def test_as_of_a_moment_the_other_sheets_agree(scene: Scene, moments: dict[str, datetime]) -> None:
    at = moments["submitted"]
    book = scene.export(as_of=at)
    assert {row["at"] for row in book.rows("revisions")} == {"2027-03-01T10:00:00Z"}
    assert {row["verdict"] for row in book.rows("answers")} == {None}
    afg = book.rows("status")[0]
    assert (afg["submissions"], afg["open_queries"], afg["accepted_items"]) == (1, 0, 0)
    assert (afg["last_submitted"], afg["last_change"]) == (
        "2027-03-01T11:00:00Z",
        "2027-03-01T10:00:00Z",
    )
    facts = {row["name"]: row["text"] for row in book.rows("readme")}
    assert (facts["as of"], facts["made at"]) == ("2027-03-01T11:00:00Z", "2027-03-01T17:00:00Z")
    assert (facts["state submitted"], facts["state in_progress"]) == (2, 1)


def test_as_of_now_is_the_same_as_without_a_moment(
    scene: Scene, moments: dict[str, datetime]
) -> None:
    scene.reopen("AFG")
    for basis in BASES:
        assert scene.write(basis=basis, as_of=scene.desk.now()) == scene.write(basis=basis)


def test_as_of_without_a_zone_is_in_utc(scene: Scene, moments: dict[str, datetime]) -> None:
    at = moments["written"]
    assert scene.write(as_of=at.replace(tzinfo=None)) == scene.write(as_of=at)


def test_every_verb_leads_to_one_state_as_reading_the_past_needs() -> None:
    verbs = {one.verb for one in TRANSITIONS if one.verb != "answer"}
    assert len({(one.verb, one.after) for one in TRANSITIONS if one.verb in verbs}) == len(verbs)


def test_imported_answers_count_by_the_moment_of_their_file(scene: Scene) -> None:
    lines = (
        "unit,item,value,at",
        "AFG,B7,Old words,2024-05-01T00:00:00+00:00",
        "AFG,B1,no,2025-05-01T00:00:00+00:00",
    )
    table = read_responses("\n".join(lines).encode(), "old.csv")
    import_responses(scene.desk, COMMAND_LINE, EDITION, table)
    at = scene.desk.now().replace(year=2024, month=12)
    assert scene.export(as_of=at).values() == {("AFG", "B7"): "Old words"}
    assert scene.export().values() == {("AFG", "B1"): "no", ("AFG", "B7"): "Old words"}
    assert scene.export().rows("status")[0]["last_change"] == "2025-05-01T00:00:00Z"


def test_a_submission_holds_its_revisions_even_when_a_clock_was_ahead(scene: Scene) -> None:
    clock = scene.clock
    clock.forward(seconds=2)
    scene.save("AFG", {**OWN, "B7": "Words"})
    clock.forward(seconds=-2)
    scene.submit("AFG")
    at = clock()
    clock.forward(hours=1)
    book = scene.export(as_of=at)
    assert book.values().get(("AFG", "B7")) == "Words"
    assert {row["item"] for row in book.rows("revisions")} == {"B1", "B7", "C2.ai.has"}
