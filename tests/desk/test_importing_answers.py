"""Answers brought in from a table: right rows are recorded, each wrong one is named."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from msq.desk.answer import Change
from msq.desk.edition import close_edition
from msq.desk.import_responses import ImportReport
from msq.desk.rows import WrongRow
from msq.problems import NotAllowed, WrongState
from msq.response.revisions import fold
from tests.factories.round import EDITION, Round

WHOLE = "unit,item,value,missing,comment,author,at"


def test_right_rows_are_recorded_in_the_order_of_the_questionnaire(a_round: Round) -> None:
    report = a_round.bring_in(
        ["BTN,A3,7", "ALB,B1,So", "Albanie,A2,Because", "alb,A5[2].name,Two", "CHL,A4,x y"]
    )

    assert report == ImportReport(saved=5, same=0, blank=0, wrong=())
    assert a_round.history() == [
        (1, "A2", "Because", 0),
        (2, "A5[2].name", "Two", 0),
        (3, "B1", "So", 0),
    ]
    assert a_round.values("BTN") == {"A3": "7"}
    assert a_round.values("CHL") == {"A4": ["x", "y"]}
    assert a_round.look().response.state == "in_progress"


def test_row_tells_author_and_moment_or_else_the_importer_and_now(a_round: Round) -> None:
    rows = [
        "ALB,A2,Because,,See annex,Ministry of Justice,2019-05-01T12:00:00+02:00",
        "ALB,A3,,not_available,,,2019-04-30",
        "ALB,B1,So,,,,",
    ]
    assert a_round.bring_in(rows, WHOLE).saved == 3

    assert [
        (one.number, one.item, one.comment, one.author, one.at, one.source)
        for one in a_round.revisions()
    ] == [
        (1, "A3", "", "Manager", datetime(2019, 4, 30, tzinfo=UTC), "import"),
        (
            2,
            "A2",
            "See annex",
            "Ministry of Justice",
            datetime(2019, 5, 1, 10, tzinfo=UTC),
            "import",
        ),
        (3, "B1", "", "Manager", a_round.clock(), "import"),
    ]
    assert a_round.look().answers["A3"].missing == "not_available"


def test_same_file_again_changes_nothing_even_after_submission(a_round: Round) -> None:
    rows = ["ALB,A1,no", "ALB,A3,12.50", "BTN,B1,"]
    first = a_round.bring_in(rows)
    a_round.submit()

    assert (first.saved, first.blank) == (2, 1)
    assert a_round.bring_in(rows) == ImportReport(saved=0, same=2, blank=1, wrong=())
    assert a_round.history() == [(1, "A1", "no", 0), (2, "A3", "12.5", 0)]


def test_wrong_rows_are_named_and_the_others_recorded(a_round: Round) -> None:
    long = "N" * 201
    report = a_round.bring_in(
        [
            "ATL,A2,Because,,,,",
            "ALB,A9,Because,,,,",
            "ALB,A3,many,,,,",
            "ALB,A1,yes,not_available,,,",
            "ALB,A2,one,,,,",
            "albania,A2,two,,,,",
            f"ALB,B1,So,,,{long},",
            "ALB,A4,x,,,,yesterday",
            "BTN,A4,x,,,,2999-01-01",
            "BTN,B1,So,,,,0001-01-01T00:00:00+23:00",
            "CHL,A3,5,,,,",
            ",A3,5,,,,",
            "CHL, ,5,,,,",
        ],
        WHOLE,
    )

    again = "This unit and item stand in the file more than once."
    moment = "“{}” is not a moment; write 2027-03-27T14:02:00+00:00."
    assert report == ImportReport(
        saved=1,
        same=0,
        blank=0,
        wrong=(
            WrongRow(2, "“ATL” is not a unit of this edition."),
            WrongRow(3, "There is no item A9 in this questionnaire."),
            WrongRow(4, "“many” is not a number. Use digits only, for example 1234.5."),
            WrongRow(5, "Either give an answer or say why there is none, not both."),
            WrongRow(6, again),
            WrongRow(7, again),
            WrongRow(8, "The author may have 200 characters or fewer."),
            WrongRow(9, moment.format("yesterday")),
            WrongRow(10, "“2999-01-01” is in the future."),
            WrongRow(11, moment.format("0001-01-01T00:00:00+23:00")),
            WrongRow(13, "The unit is missing."),
            WrongRow(14, "The item is missing."),
        ),
    )
    assert (a_round.values(), a_round.values("CHL")) == ({}, {"A3": "5"})


def test_row_of_a_submitted_response_is_refused_alone(a_round: Round) -> None:
    a_round.save(A1="no")
    a_round.submit()

    report = a_round.bring_in(["ALB,A3,5", "ALB,A1,no", "BTN,A3,5"])

    reason = "The answers cannot be changed: the response is “Submitted”."
    assert report == ImportReport(saved=1, same=1, blank=0, wrong=(WrongRow(2, reason),))
    assert a_round.values() == {"A1": "no"}


def test_row_with_a_moment_never_replaces_an_answer_that_is_newer(a_round: Round) -> None:
    a_round.save(A3="5")
    before = (a_round.clock() - timedelta(days=1)).isoformat()
    a_round.clock.forward(days=1)

    report = a_round.bring_in([f"ALB,A3,6,,,,{before}"], WHOLE)

    reason = (
        "The answer that stands is newer: 2027-03-01T09:00:00+00:00. Leave the moment out if this "
        "row shall replace it."
    )
    assert report == ImportReport(saved=0, same=0, blank=0, wrong=(WrongRow(2, reason),))
    assert a_round.bring_in(["ALB,A3,6,,,,"], WHOLE).saved == 1
    assert a_round.history() == [(1, "A3", "5", 0), (2, "A3", "6", 1)]


@pytest.mark.parametrize("who", ["focal_point", "reviewer", "administrator"])
def test_somebody_without_the_right_brings_in_nothing(a_round: Round, who: str) -> None:
    a_round.actors["manager"] = a_round.actors[who]
    with pytest.raises(NotAllowed):
        a_round.bring_in(["ALB,A3,5"])


def test_edition_that_is_closed_takes_no_file(a_round: Round) -> None:
    close_edition(a_round.desk, a_round.actors["manager"], EDITION)
    with pytest.raises(WrongState, match="closed; open it before importing"):
        a_round.bring_in(["ALB,A3,5"])


def test_dates_of_the_edition_do_not_matter(a_round: Round) -> None:
    a_round.clock.forward(days=2000)
    assert a_round.bring_in(["ALB,A3,5"]).saved == 1


def test_import_among_saves_numbers_without_gaps(a_round: Round) -> None:
    def save(turn: int) -> None:
        item = f"A5[{turn % 7 + 1}].name"
        seen = a_round.look().answers.get(item)
        a_round.send(Change(item, (f"page {turn}",), seen=seen.number if seen else 0))

    def bring_in(turn: int) -> None:
        items = ("A2", "B1", *(f"A5[{row}].name" for row in range(20, 30)))
        a_round.bring_in([f"ALB,{item},file {turn}" for item in items])

    with ThreadPoolExecutor(4) as pool:
        running = [pool.submit(save, turn) for turn in range(28)]
        running += [pool.submit(bring_in, turn) for turn in range(6)]
        for one in running:
            one.result()

    record = a_round.revisions()
    assert [one.number for one in record] == list(range(1, len(record) + 1))
    assert sum(one.source == "import" for one in record) == 6 * 12
    assert a_round.look().answers == fold(record)


@pytest.mark.parametrize("rows", [1, 3])
def test_import_asks_the_database_as_often_for_three_rows_as_for_one(
    a_round: Round, statements: list[str], rows: int
) -> None:
    lines = [f"ALB,A5[{row}].name,Name {row}" for row in range(1, rows + 1)]
    statements.clear()

    a_round.bring_in(lines)

    held = 0 if a_round.desk.database.is_sqlite else 1
    assert len(statements) == 7 + held
