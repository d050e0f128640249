"""Mails that wait: each is taken by one worker, whatever the number of workers."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

from msq.store import outbox, people
from msq.store.engine import Database
from msq.store.outbox import CLAIM_LASTS
from tests.factories.clock import Clock

NOW = Clock()()


def queue(database: Database, count: int) -> None:
    """Queue so many mails."""
    with database.writing() as db:
        person = people.by_email(db, "ana@example.org") or people.add(
            db, "ana@example.org", "Ana", "en", NOW
        )
        for _ in range(count):
            outbox.put(db, "sign_in", person.id, {}, NOW)


def test_oldest_mails_that_are_due_are_taken_first(database: Database) -> None:
    queue(database, 5)
    with database.writing() as db:
        assert outbox.claim(db, NOW - timedelta(seconds=1), 3) == []
        first = outbox.claim(db, NOW, 3)
        rest = outbox.claim(db, NOW, 3)

    ids = [one.id for one in first + rest]
    assert ids == sorted(ids)
    assert [(len(part), {one.attempts for one in part}) for part in (first, rest)] == [
        (3, {1}),
        (2, {1}),
    ]


def test_workers_at_once_never_take_the_same_mail(database: Database) -> None:
    queue(database, 60)
    start = Barrier(4)

    def take(_: int) -> list[int]:
        start.wait()
        taken: list[int] = []
        while True:
            with database.writing() as db:
                batch = outbox.claim(db, NOW, 4)
            if not batch:
                return taken
            taken += [one.id for one in batch]

    with ThreadPoolExecutor(4) as pool:
        taken = [one for part in pool.map(take, range(4)) for one in part]

    assert (len(taken), len(set(taken))) == (60, 60)


def test_mail_of_a_worker_that_died_is_taken_again_after_a_while(database: Database) -> None:
    queue(database, 1)
    with database.writing() as db:
        outbox.claim(db, NOW, 1)
    with database.writing() as db:
        assert outbox.claim(db, NOW + CLAIM_LASTS - timedelta(seconds=1), 1) == []
        (again,) = outbox.claim(db, NOW + CLAIM_LASTS, 1)

    assert again.attempts == 2
