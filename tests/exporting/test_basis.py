"""Which answers are exported: by the basis, as of a moment, and only what is asked."""

from datetime import datetime, timedelta

import pytest

from msq.desk.actor import COMMAND_LINE
from msq.desk.import_responses import import_responses, read_responses
from msq.exporting.taken import BASES
from msq.problems import BadValue, NotFound
from msq.response.lifecycle import TRANSITIONS
from msq.store import editions, exports
from tests.exporting.scene import EDITION, Book, Scene

OWN = {"A1": "Somebody", "B1": "no", "C2.ai.has": "no"}


def points(book: Book) -> dict[object, tuple[object, object, object]]:
    """Return state, basis and submission of each unit in the wide sheet."""
    return {
        row["unit"]: (row["state"], row["basis"], row["submission"]) for row in book.rows("wide")
    }


def value(book: Book, unit: str, item: str = "B7") -> object:
    return book.values().get((unit, item))


@pytest.fixture
def moments(scene: Scene) -> dict[str, datetime]:
    """Make an edition in which each unit is somewhere else; return the moments on the way.

    Afghanistan submits twice and is accepted, Côte d'Ivoire submits, is returned and goes on
    writing, Fiji only writes.
    """
    clock = scene.clock
    found = {"start": clock()}

    def then(name: str) -> None:
        found[name] = clock()
        clock.forward(hours=1)

    clock.forward(hours=1)
    for unit in ("AFG", "CIV", "FJI"):
        scene.save(unit, {**OWN, "B7": f"{unit} first"})
    then("written")
    scene.submit("AFG")
    scene.submit("CIV")
    then("submitted")
    scene.review("AFG", B7="queried", B1="accepted")
    scene.review("CIV", B7="queried", B1="accepted")
    then("reviewed")
    scene.send_back("AFG")
    scene.send_back("CIV")
    then("returned")
    scene.save("AFG", {"B7": "AFG second"})
    scene.save("CIV", {"B7": "CIV second"})
    then("corrected")
    scene.submit("AFG")
    then("again")
    scene.review("AFG", B7="accepted")
    scene.accept("AFG")
    then("accepted")
    return found


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
        unit: (*point, value(book, str(unit))) for unit, point in points(book).items()
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


def test_as_of_a_moment_nothing_later_exists(scene: Scene, moments: dict[str, datetime]) -> None:
    found = {}
    for name, at in moments.items():
        book = scene.export(as_of=at)
        states = {row["unit"]: row["state"] for row in book.rows("status")}
        found[name] = [
            (states[unit], *points(book)[unit], value(book, unit)) for unit in ("AFG", "CIV")
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
    assert value(book, "AFG") == "Words"
    assert {row["item"] for row in book.rows("revisions")} == {"B1", "B7", "C2.ai.has"}


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
    assert points(book)["AFG"] == ("in_progress", "draft", None)
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


def test_unknown_edition_basis_and_future_are_clear_problems(scene: Scene) -> None:
    with pytest.raises(
        BadValue, match="“best of all” is not a basis of an export: best, submitted"
    ):
        scene.export(basis="best of all")
    with pytest.raises(BadValue, match=r"The moment 2027-03-01T10:00:00\+00:00 is in the future"):
        scene.export(as_of=scene.desk.now() + timedelta(hours=1))
    with pytest.raises(NotFound, match="There is no edition “other”"):
        scene.write(edition="other")


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
