"""The worker: each address is asked for once, whoever asks; what is passing is tried again."""

import asyncio

from msq.links.checking import FIRST_PAUSE, MOST_ATTEMPTS, check_due, settled, work
from msq.response.links import Found
from msq.store import link_checks
from msq.store.engine import Database
from tests.links.site import local_asker


def queue(database, clock, *urls, again=False):
    with database.writing() as db:
        link_checks.queue(db, urls, clock(), again=again)


def checks(database, *urls):
    with database.reading() as db:
        return link_checks.of_urls(db, urls)


def check(database, clock, **more):
    return asyncio.run(check_due(database, local_asker(), now=clock, pace=0, **more))


def test_what_is_queued_is_checked_once_and_again_when_it_is_a_day_old(database, clock, site):
    ok, gone = site.url("/200"), site.url("/404")
    queue(database, clock, ok, gone, ok)
    assert {one.found.status for one in checks(database, ok, gone).values()} == {"not_checked"}

    assert check(database, clock) == 2
    found = checks(database, ok, gone)
    assert (found[ok].found, found[ok].at) == (Found("ok", 200), clock())
    assert found[gone].found == Found("dead", 404, "", "http")

    clock.forward(hours=23)
    queue(database, clock, ok)
    assert check(database, clock) == 0
    queue(database, clock, ok, again=True)
    assert check(database, clock) == 1
    clock.forward(hours=24)
    queue(database, clock, ok)
    assert check(database, clock) == 1


def test_workers_at_once_ask_for_each_address_once(database, database_url, clock, site):
    urls = [site.url(f"/200?{number}") for number in range(60)]
    queue(database, clock, *urls)
    others = [Database(database_url) for _ in range(3)]

    async def together():
        return await asyncio.gather(
            *(check_due(one, local_asker(), now=clock, pace=0) for one in others)
        )

    done = asyncio.run(together())
    for one in others:
        one.close()
    assert sum(done) == 60
    assert len({path for _, path, _ in site.asked}) == len(site.asked) == 60


def test_address_of_a_worker_that_died_is_checked_and_its_late_word_not_taken(
    database, clock, site
):
    url = site.url("/404")
    queue(database, clock, url)
    with database.writing() as db:
        (due,) = link_checks.claim(db, clock(), 5)
    assert check(database, clock) == 0
    clock.forward(seconds=link_checks.CLAIM_LASTS.total_seconds())
    assert check(database, clock) == 1
    with database.writing() as db:
        assert not link_checks.record(db, due, Found("ok", 200), clock(), None)
    assert checks(database, url)[url].found.status == "dead"


def test_what_gives_no_answer_is_tried_again_with_growing_pauses(database, clock, site):
    url = site.url("/nonsense")
    queue(database, clock, url)
    for attempt in range(MOST_ATTEMPTS):
        assert check(database, clock) == 1
        assert check(database, clock) == 0
        clock.forward(seconds=(FIRST_PAUSE * 4**attempt).total_seconds())
    assert check(database, clock) == 0
    assert checks(database, url)[url].found.status == "not_reachable"


def test_name_is_said_not_to_exist_only_the_second_time():
    lost = Found("dead", problem="no_such_name")
    assert settled(lost, 1) == (Found("not_reachable", problem="no_answer"), FIRST_PAUSE)
    assert settled(lost, 2) == (lost, None)
    assert settled(Found("refused", 403, "", "http"), 1)[1] is None


def test_worker_goes_on_until_told_to_stop(database, clock, site):
    url = site.url("/200")
    queue(database, clock, url)

    async def for_a_while():
        stop = asyncio.Event()
        working = asyncio.create_task(work(database, local_asker(), stop, now=clock, poll=0.05))
        async with asyncio.timeout(20):
            while checks(database, url)[url].at is None:  # noqa: ASYNC110 - in another thread
                await asyncio.sleep(0.02)
        stop.set()
        await working

    asyncio.run(for_a_while())
    assert len(site.asked) == 1


def test_told_to_stop_it_gives_back_what_it_did_not_ask_for(database, clock, site):
    urls = [site.url(f"/200?{number}") for number in range(5)]
    queue(database, clock, *urls)
    stop = asyncio.Event()
    assert check(database, clock, stop=stop, progress=lambda _: stop.set()) == 1
    assert check(database, clock) == 4
