import asyncio
import logging
import subprocess
import sys
import threading

from msq.desk.actor import COMMAND_LINE
from msq.desk.invite import invite
from msq.desk.sign_in import ask_for_link, whose_link
from msq.mail.delivery import Delivered, deliver_due, work
from msq.mail.mailers import mailer_from
from msq.store import outbox, people
from msq.store.engine import Database
from tests.mail.conftest import SENDER
from tests.mail.delivering import LINK, deliver, letters

WORKER = f"""
import asyncio, datetime, sys
from msq import resources
from msq.mail.delivery import deliver_due
from msq.mail.mailers import mailer_from
from msq.mail.messages import Stationery
from msq.store.engine import Database
from msq.wording import Wording

paper = Stationery(Wording(resources.folder("templates")), "https://msq.example.org")
mailer = mailer_from(sys.argv[2], "{SENDER}")
now = datetime.datetime.fromisoformat(sys.argv[3])
asyncio.run(deliver_due(Database(sys.argv[1]), mailer, paper, now=lambda: now))
"""


async def until(happened):
    async with asyncio.timeout(30):
        while not happened():  # noqa: ASYNC110 - what happens is in another thread
            await asyncio.sleep(0.02)


def test_two_workers_at_once_send_each_mail_once(
    desk, edition, database_url, database, paper, clock, post_office
):
    with database.writing() as db:
        person = people.by_email(db, "en@example.no")
        for _ in range(120):
            outbox.put(db, "sign_in", person.id, {}, clock())
    others = [Database(database_url) for _ in range(3)]

    async def together():
        mailers = [mailer_from(post_office.url, SENDER) for _ in others]
        return await asyncio.gather(
            *(
                deliver_due(one, mailer, paper, now=clock)
                for one, mailer in zip(others, mailers, strict=True)
            )
        )

    came = asyncio.run(together())
    for one in others:
        one.close()

    assert sum(one.sent for one in came) == 120
    assert len(post_office.arrived) == 120
    assert len({one.message["Message-ID"] for one in post_office.arrived}) == 120
    assert len({LINK.search(one.text).group(1) for one in post_office.arrived}) == 120


def test_mail_claimed_by_a_worker_that_died_is_sent_after_the_claim_has_ended(
    desk, edition, database, mailer, paper, clock, post_office
):
    ask_for_link(desk, "en@example.no")
    with database.writing() as db:
        assert len(outbox.claim(db, clock(), 10)) == 1

    clock.forward(seconds=outbox.CLAIM_LASTS.total_seconds() - 1)
    assert deliver(database, mailer, paper, clock) == Delivered()
    clock.forward(seconds=1)
    assert deliver(database, mailer, paper, clock) == Delivered(sent=1)

    assert letters(database)["en@example.no"].attempts == 2


def test_worker_killed_in_the_middle_of_a_mail_loses_none(
    desk, edition, database_url, database, mailer, paper, clock, post_office
):
    ask_for_link(desk, "en@example.no")
    post_office.hang = hang = threading.Event()
    worker = subprocess.Popen(
        [sys.executable, "-c", WORKER, database_url, post_office.url, clock().isoformat()]
    )
    assert post_office.hanging.wait(60)

    assert letters(database)["en@example.no"].state == outbox.CLAIMED
    worker.kill()
    worker.wait()
    hang.set()

    assert deliver(database, mailer, paper, clock) == Delivered()
    clock.forward(seconds=outbox.CLAIM_LASTS.total_seconds())
    assert deliver(database, mailer, paper, clock) == Delivered(sent=1)
    assert len(post_office.arrived) == 1
    secret = LINK.search(post_office.arrived[0].text).group(1)
    assert whose_link(desk, secret) == "Nordmann, Kari"


def test_mail_that_stops_every_worker_is_given_up(
    desk, edition, database, mailer, paper, clock, post_office
):
    ask_for_link(desk, "en@example.no")
    for _ in range(outbox.MOST_ATTEMPTS):
        with database.writing() as db:
            assert len(outbox.claim(db, clock(), 10)) == 1
        clock.forward(seconds=outbox.CLAIM_LASTS.total_seconds())

    assert deliver(database, mailer, paper, clock) == Delivered(given_up=1)

    assert post_office.arrived == []


def test_stop_puts_back_what_was_not_tried(
    desk, edition, database, mailer, paper, clock, post_office
):
    invite(desk, COMMAND_LINE, edition.code)

    async def stopped_at_the_first():
        stop = asyncio.Event()
        original = post_office.handle_DATA

        async def take_and_stop(server, session, envelope):
            loop.call_soon_threadsafe(stop.set)
            await asyncio.sleep(0.05)
            return await original(server, session, envelope)

        loop = asyncio.get_running_loop()
        post_office.handle_DATA = take_and_stop
        try:
            return await deliver_due(database, mailer, paper, now=clock, stop=stop)
        finally:
            post_office.handle_DATA = original

    assert asyncio.run(stopped_at_the_first()) == Delivered(sent=1)

    waiting = [one for one in letters(database).values() if one.state == outbox.QUEUED]
    assert [one.attempts for one in waiting] == [0] * 5
    assert deliver(database, mailer, paper, clock) == Delivered(sent=5)


def test_slow_delivery_leaves_the_rest_before_its_claim_ends(
    desk, edition, database, mailer, paper, clock, post_office
):
    invite(desk, COMMAND_LINE, edition.code)
    original = post_office.handle_DATA

    async def take_slowly(server, session, envelope):
        clock.forward(minutes=2)
        return await original(server, session, envelope)

    post_office.handle_DATA = take_slowly

    assert deliver(database, mailer, paper, clock) == Delivered(sent=6)

    assert len(post_office.arrived) == 6
    assert {one.attempts for one in letters(database).values()} == {1}


def test_worker_outlives_a_database_that_fails_and_delivers_when_it_is_back(
    desk, edition, database, mailer, paper, clock, post_office, caplog
):
    caplog.set_level(logging.WARNING)
    ask_for_link(desk, "en@example.no")
    with database.engine.begin() as db:
        db.exec_driver_sql("ALTER TABLE outbox RENAME TO outbox_away")

    async def through_trouble():
        stop = asyncio.Event()
        worker = asyncio.create_task(work(database, mailer, paper, stop, now=clock, poll=0.02))
        await until(lambda: "the next try is in" in caplog.text)
        with database.engine.begin() as db:
            db.exec_driver_sql("ALTER TABLE outbox_away RENAME TO outbox")
        await until(lambda: post_office.arrived)
        stop.set()
        await asyncio.wait_for(worker, 10)

    asyncio.run(asyncio.wait_for(through_trouble(), 60))

    assert len(post_office.arrived) == 1
    assert letters(database)["en@example.no"].state == outbox.SENT


def test_worker_delivers_what_is_queued_while_it_runs(
    desk, edition, database, mailer, paper, clock, post_office
):
    async def some_time():
        stop = asyncio.Event()
        worker = asyncio.create_task(work(database, mailer, paper, stop, now=clock, poll=0.02))
        await asyncio.to_thread(ask_for_link, desk, "en@example.no")
        await until(lambda: len(post_office.arrived) == 1)
        await asyncio.to_thread(ask_for_link, desk, "en@example.no")
        await until(lambda: len(post_office.arrived) == 2)
        stop.set()
        await asyncio.wait_for(worker, 10)

    asyncio.run(asyncio.wait_for(some_time(), 60))

    assert len(post_office.arrived) == 2
