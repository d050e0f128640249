"""Many people at once, in threads of their own on connections of their own, on both engines."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from msq.desk.answer import Change, Saved, save_answers
from msq.desk.edition import close_edition
from msq.problems import Closed, Conflict, WrongState
from msq.response.revisions import fold
from tests.factories.round import EDITION, Round

TEAM = ("focal_point", "contributor", "mission")
THREADS, TURNS = 8, 20


def test_saves_at_once_leave_numbers_without_gaps_and_lose_nothing(a_round: Round) -> None:
    start = Barrier(THREADS)

    def work(place: int) -> list[tuple[str, str, int]]:
        """Save one item of one's own and one that all share, seeing what one saved last."""
        acknowledged: list[tuple[str, str, int]] = []
        own, seen, shared = f"A5[{place + 1}].name", 0, 0
        start.wait()
        for turn in range(TURNS):
            text = f"{place}-{turn}"
            changes = Change(own, (text,), seen=seen), Change("A2", (text,), seen=shared)
            saved = a_round.send(*changes, who=TEAM[place % 3])
            acknowledged += [(item, text, number) for item, number in saved.numbers.items()]
            seen = saved.numbers[own]
            theirs = {one.item: one.theirs.number for one in saved.clashes}
            shared = saved.numbers.get("A2") or theirs["A2"]
        return acknowledged

    with ThreadPoolExecutor(THREADS) as pool:
        acknowledged = [one for part in pool.map(work, range(THREADS)) for one in part]

    record = a_round.revisions()
    assert [one.number for one in record] == list(range(1, len(record) + 1))
    said = {(one.item, one.value, one.number) for one in record}
    assert sorted(acknowledged) == sorted(said)
    assert len(said) >= THREADS * TURNS
    look = a_round.look()
    assert (look.answers, look.response.last_number) == (fold(record), len(record))


def test_one_request_sent_by_many_at_once_is_applied_once(a_round: Round) -> None:
    start = Barrier(THREADS)
    changes = [Change("A2", ("Because",)), Change("A3", ("many",)), Change("B1", ("So",))]

    def send(_: int) -> Saved:
        start.wait()
        return a_round.send(*changes, request="the same")

    with ThreadPoolExecutor(THREADS) as pool:
        told = list(pool.map(send, range(THREADS)))

    assert [one.numbers for one in told] == [{"A2": 1, "B1": 2}] * THREADS
    assert [[problem.item for problem in one.problems] for one in told] == [["A3"]] * THREADS
    assert a_round.history() == [(1, "A2", "Because", 0), (2, "B1", "So", 0)]


def test_submission_among_saves_holds_all_before_it_and_stops_all_after(a_round: Round) -> None:
    a_round.save(A1="no")
    start = Barrier(3)

    def save(who: str) -> int:
        start.wait()
        last = 0
        for turn in range(TURNS):
            try:
                a_round.save(who, A2=f"{who} {turn}")
            except WrongState:
                break
            last = a_round.look().response.last_number
        return last

    def submit() -> int:
        start.wait()
        while True:
            try:
                return a_round.submit().number
            except Conflict:
                continue

    with ThreadPoolExecutor(3) as pool:
        saving = [pool.submit(save, who) for who in ("contributor", "mission")]
        sent = pool.submit(submit).result()
        for one in saving:
            one.result()

    assert a_round.look().response.last_number == sent
    assert a_round.look(n=1).answers == fold(a_round.revisions())


def test_submit_pressed_twice_at_once_is_one_submission(a_round: Round) -> None:
    a_round.save(A1="no")
    start = Barrier(4)

    def press(_: int) -> tuple[int, str]:
        start.wait()
        sent = a_round.submit()
        return sent.n, sent.hash

    with ThreadPoolExecutor(4) as pool:
        told = set(pool.map(press, range(4)))

    assert len(told) == 1
    assert [one.n for one in a_round.look().submissions] == [1]


def test_edition_closed_among_saves_and_submissions_takes_none_after(a_round: Round) -> None:
    a_round.save(A1="no")
    start = Barrier(3)

    def work(who: str, unit: str) -> Counter[str]:
        done: Counter[str] = Counter()
        start.wait()
        for turn in range(TURNS):
            try:
                a_round.save(who, unit, A2=f"{turn}")
                done["saved"] += 1
            except Closed:
                done["closed"] += 1
        return done

    def close() -> int:
        start.wait()
        close_edition(a_round.desk, a_round.actors["manager"], EDITION)
        return len(a_round.history()) + len(a_round.history("BTN"))

    with ThreadPoolExecutor(3) as pool:
        saving = [
            pool.submit(work, who, unit)
            for who, unit in (("focal_point", "ALB"), ("stranger", "BTN"))
        ]
        recorded = pool.submit(close).result()
        counts = saving[0].result() + saving[1].result()

    assert counts["saved"] + 1 == recorded
    assert counts.total() == 2 * TURNS


def new_row(a_round: Round, who: str, row: int, name: str, request: str) -> Saved:
    """Save a row that was new on the page of somebody."""
    code = f"A5[{row}]"
    changes = [Change(f"{code}.name", (name,))]
    actor = a_round.actors[who]
    return save_answers(a_round.desk, actor, EDITION, "ALB", changes, request, new_rows=[code])


def test_new_rows_of_two_people_stay_two_rows(a_round: Round) -> None:
    first = new_row(a_round, "focal_point", 1, "Flood app", "one")
    second = new_row(a_round, "mission", 1, "Quake alarm", "two")
    again = new_row(a_round, "mission", 1, "Quake alarm", "two")
    third = new_row(a_round, "mission", 1, "Fire alarm", "three")

    assert (first.moved, second.moved, again.moved, third.moved) == (
        {},
        {"A5[1]": "A5[2]"},
        {"A5[1]": "A5[2]"},
        {"A5[1]": "A5[3]"},
    )
    assert first.clashes == second.clashes == third.clashes == []
    assert again.numbers == second.numbers
    assert a_round.values() == {
        "A5[1].name": "Flood app",
        "A5[2].name": "Quake alarm",
        "A5[3].name": "Fire alarm",
    }
    # The first page sent twice is still the first row.
    assert new_row(a_round, "focal_point", 1, "Flood app", "one").moved == {}
    # A new row that was left blank makes no row.
    assert new_row(a_round, "focal_point", 1, "", "four").numbers == {"A5[4].name": 0}
    assert len(a_round.values()) == 3


def test_new_row_sent_again_finds_its_row_whatever_else_the_page_changed(a_round: Round) -> None:
    a_round.send(*(Change(f"A5[{row}].name", (f"Portal {row}",)) for row in range(1, 11)))
    seen = {code: one.number for code, one in a_round.look().answers.items()}
    page = [
        *(
            Change(f"A5[{row}].name", (f"New {row}",), seen=seen[f"A5[{row}].name"])
            for row in (2, 9)
        ),
        Change("A5[11].name", ("Mine",)),
    ]
    new_row(a_round, "mission", 11, "Theirs", "other")

    first, again = (
        save_answers(
            a_round.desk,
            a_round.actors["focal_point"],
            EDITION,
            "ALB",
            page,
            "one",
            new_rows=["A5[11]"],
        )
        for _ in range(2)
    )

    assert first.moved == again.moved == {"A5[11]": "A5[12]"}
    assert first.numbers == again.numbers
    assert again.clashes == []
    values = a_round.values()
    assert (values["A5[9].name"], values["A5[11].name"], values["A5[12].name"]) == (
        "New 9",
        "Theirs",
        "Mine",
    )
    assert len(values) == 12


def test_new_row_under_a_number_that_was_removed_is_moved_as_any_other(a_round: Round) -> None:
    a_round.send(a_round.change("A5[1].name", "One"), a_round.change("A5[2].name", "Two"))
    a_round.send(a_round.change("A5[2].name"))
    seen = a_round.look().answers["A5[2].name"].number
    for who, text, item in (
        ("focal_point", "Mine", "A5[2].name"),
        ("mission", "Theirs", "A5[3].name"),
    ):
        change = Change("A5[2].name", (text,), seen=seen)
        saved = save_answers(
            a_round.desk, a_round.actors[who], EDITION, "ALB", [change], who, new_rows=["A5[2]"]
        )
        assert (saved.problems, saved.clashes) == ([], [])
        assert a_round.values()[item] == text


def test_two_new_rows_of_one_page_stay_two(a_round: Round) -> None:
    a_round.send(a_round.change("A5[1].name", "One"), a_round.change("A5[2].name", "Two"))
    changes = [Change("A5[1].name", ("Third",)), Change("A5[2].name", ("Fourth",))]
    new = ["A5[1]", "A5[2]"]
    first, again = (
        save_answers(
            a_round.desk, a_round.actors["mission"], EDITION, "ALB", changes, "m", new_rows=new
        )
        for _ in range(2)
    )
    # Sent once more, each finds the very row that it became.
    assert first.moved == again.moved == {"A5[1]": "A5[3]", "A5[2]": "A5[4]"}
    assert (first.numbers, first.clashes) == (again.numbers, again.clashes)
    assert [a_round.values()[f"A5[{row}].name"] for row in (1, 2, 3, 4)] == [
        "One",
        "Two",
        "Third",
        "Fourth",
    ]
