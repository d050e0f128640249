"""Whatever people do in whichever order, the record keeps its promises (stateful properties)."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from msq.desk._verb import Desk
from msq.desk.actor import COMMAND_LINE
from msq.desk.answer import Change, Saved
from msq.desk.record import record_faults
from msq.desk.restore import restore
from msq.desk.review import reopen
from msq.desk.submit import hash_of
from msq.problems import Conflict
from msq.response.lifecycle import IN_PROGRESS, NOT_STARTED, RETURNED
from msq.response.revisions import Revision, fold
from msq.response.values import NO_ANSWER, Answers
from msq.store.engine import Database
from msq.store.submissions import Submission
from tests.factories.clock import Clock
from tests.factories.round import EDITION, Round, open_round

TEAM = st.sampled_from(("focal_point", "contributor", "mission"))
SIGNERS = st.sampled_from(("focal_point", "mission"))
ITEMS = ("A2", "B1", "A5[1].name")
WORDS = st.sampled_from(("", "p", "q"))
ANSWERS = st.dictionaries(st.sampled_from(ITEMS), WORDS, min_size=1)


@dataclass(frozen=True)
class Request:
    """A save as it was sent, and what it alone had recorded when it was first told."""

    who: str
    changes: tuple[Change, ...]
    id: str
    recorded: dict[str, int]


class Record(RuleBasedStateMachine):
    """Several people on one response, each with a page that may have grown stale."""

    make: Callable[[], Round]

    def __init__(self) -> None:
        super().__init__()
        self.round = type(self).make()
        self.record: list[Revision] = []
        self.pages: dict[str, dict[str, int]] = {}
        self.requests: list[Request] = []
        self.sent: list[tuple[Submission, Answers]] = []
        self.restored = 0
        self.round.save(A1="no")
        self._grow({1})

    def teardown(self) -> None:
        assert record_faults(self.round.desk, COMMAND_LINE, EDITION, "ALB") == ()
        self.round.desk.database.close()

    @property
    def state(self) -> str:
        return self.round.look().response.state

    @rule(who=TEAM)
    def opens_a_page(self, who: str) -> None:
        answers = self.round.look(who).answers
        self.pages[who] = {item: answers[item].number for item in ITEMS if item in answers}

    @precondition(lambda self: self.state in {NOT_STARTED, IN_PROGRESS, RETURNED})
    @rule(who=TEAM, answers=ANSWERS)
    def saves(self, who: str, answers: dict[str, str]) -> None:
        page = self.pages.setdefault(who, {})
        changes = tuple(
            Change(one, (text,), seen=page.get(one, 0)) for one, text in answers.items()
        )
        request = Request(who, changes, f"request {len(self.requests)}", {})
        saved = self._send(request)
        new = {item: number for item, number in saved.numbers.items() if number in self._newest}
        self.requests.append(Request(who, changes, request.id, new))

    @precondition(lambda self: self.requests and self.state in {IN_PROGRESS, RETURNED})
    @rule(data=st.data())
    def sends_an_old_request_again(self, data: st.DataObject) -> None:
        request = data.draw(st.sampled_from(self.requests))
        saved = self._send(request)
        for item, number in request.recorded.items():
            assert saved.numbers[item] == number, "a request is applied once"

    @precondition(lambda self: self.state in {IN_PROGRESS, RETURNED})
    @rule(who=TEAM, data=st.data(), twice=st.booleans())
    def restores(self, who: str, data: st.DataObject, *, twice: bool) -> None:
        old = data.draw(st.sampled_from(self.record))
        seen = self.pages.get(who, {}).get(old.item, 0)
        now = fold(self.record)[old.item]
        self.restored += 1
        words = (EDITION, "ALB", old.item, old.number, seen, f"restore {self.restored}")
        actor, desk = self.round.actors[who], self.round.desk
        if now.said != old.answer.said and now.number != seen:
            with pytest.raises(Conflict):
                restore(desk, actor, *words)
            self._grow(set())
            return
        numbers = {restore(desk, actor, *words) for _ in range(1 + twice)}
        assert len(numbers) == 1, "a request is applied once"
        self._grow(numbers - {now.number})
        assert self.record[numbers.pop() - 1].answer.said == old.answer.said

    @precondition(lambda self: self.state in {IN_PROGRESS, RETURNED})
    @rule(who=SIGNERS)
    def submits(self, who: str) -> None:
        sent = self.round.submit(who)
        assert (sent.n, sent.number) == (len(self.sent) + 1, len(self.record))
        self.sent.append((sent, fold(self.record)))

    @precondition(lambda self: self.state not in {IN_PROGRESS, RETURNED})
    @rule()
    def is_reopened(self) -> None:
        manager = self.round.actors["manager"]
        reopen(self.round.desk, manager, EDITION, "ALB", "A correction was announced.")

    def _send(self, request: Request) -> Saved:
        before = fold(self.record)
        saved = self.round.send(*request.changes, who=request.who, request=request.id)
        told = {*saved.numbers, *(one.item for one in saved.clashes)}
        assert told == {one.item for one in request.changes}, "nothing is passed over in silence"
        self._grow({number for number in saved.numbers.values() if number > len(self.record)})
        for change in request.changes:
            self._check(change, saved, before)
        return saved

    def _check(self, change: Change, saved: Saved, before: Answers) -> None:
        """What is told of an answer is what is in the record."""
        item, text = change.item, change.raw[0] or None
        now = before.get(item, NO_ANSWER)
        if item in saved.numbers:
            seen = self.record[change.seen - 1].value if change.seen else None
            number = saved.numbers[item]
            holds = self.record[number - 1] if number else None
            assert holds is None or holds.item == item
            said = holds.value if holds else None
            assert said == text or (text == seen and number == now.number)
        else:
            (clash,) = (one for one in saved.clashes if one.item == item)
            assert (clash.mine.value, clash.theirs.answer) == (text, now)
            assert text != now.value

    def _grow(self, numbers: set[int]) -> None:
        """The record grows by what was acknowledged, and by nothing else."""
        found = self.round.revisions()
        assert found[: len(self.record)] == self.record, "what is recorded never changes"
        self._newest = {one.number for one in found[len(self.record) :]}
        assert self._newest == numbers
        self.record = found

    @invariant()
    def numbers_have_no_gaps_and_answers_are_what_they_add_up_to(self) -> None:
        look = self.round.look()
        assert [one.number for one in self.record] == list(range(1, len(self.record) + 1))
        assert (look.answers, look.response.last_number) == (fold(self.record), len(self.record))
        standing: dict[str, int] = {}
        for one in self.record:
            assert one.replaces == standing.get(one.item, 0)
            standing[one.item] = one.number

    @invariant()
    def submissions_read_as_they_were_sent(self) -> None:
        for sent, answers in self.sent:
            look = self.round.look(n=sent.n)
            assert look.answers == answers
            head = (look.response, sent.instrument_hash, sent.n, sent.number)
            assert hash_of(*head, look.answers) == sent.hash


def run(make: Callable[[], Round], examples: int, steps: int) -> None:
    """Let people do as they like for so many examples of so many steps."""
    machine = type("RecordHere", (Record,), {"make": staticmethod(make)})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_record_keeps_its_promises_on_sqlite(sqlite_url: str, tmp_path: Path) -> None:
    first = Database(sqlite_url)
    ready = open_round(Desk(first, clock := Clock()), clock)
    first.close()
    places = iter(range(1_000_000))

    def make() -> Round:
        path = tmp_path / f"{next(places)}.db"
        shutil.copy(tmp_path / "msq.db", path)
        return Round(Desk(Database(f"sqlite:///{path}"), clock), clock, ready.actors)

    run(make, examples=15, steps=25)


@pytest.mark.postgresql
def test_record_keeps_its_promises_on_postgresql(postgresql_server) -> None:
    def make() -> Round:
        clock = Clock()
        return open_round(Desk(Database(postgresql_server.empty_database()), clock), clock)

    run(make, examples=4, steps=20)
