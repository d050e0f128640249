"""The worker: take the addresses that are due, ask for each, and record what was found."""

import asyncio
import logging
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import groupby
from urllib.parse import urlsplit

from msq.links.asking import Asker
from msq.problems import Unavailable
from msq.response.links import DEAD, NO_ANSWER, NO_SUCH_NAME, UNREACHABLE, Found
from msq.store import link_checks
from msq.store.engine import Database
from msq.store.link_checks import CLAIM_LASTS, Due

BATCH = 12
MOST_ATTEMPTS = 4
FIRST_PAUSE = timedelta(minutes=10)
PACE_SECONDS = 1.0
POLL_SECONDS, LONGEST_WAIT_SECONDS = 10.0, 60.0
# An address is not begun where the claim could end before it is recorded.
_CLAIM_IS_SAFE = CLAIM_LASTS / 2

Now = Callable[[], datetime]

_log = logging.getLogger(__name__)


def utc_now() -> datetime:
    """Return the present moment in UTC."""
    return datetime.now(UTC)


def settled(found: Found, attempts: int) -> tuple[Found, timedelta | None]:
    """Return what may be said after this many attempts, and when to look again by itself.

    A line that is down looks like a site that is: what gave no answer is tried again, and only a
    name that is not there the second time is said not to exist.
    """
    lost = found.problem == NO_SUCH_NAME
    said = Found(UNREACHABLE, problem=NO_ANSWER) if lost and attempts == 1 else found
    if attempts >= MOST_ATTEMPTS or said.status == DEAD or found.problem not in _PASSING:
        return said, None
    return said, FIRST_PAUSE * 4 ** (attempts - 1)


_PASSING = {NO_ANSWER, NO_SUCH_NAME}


async def check_due(
    database: Database,
    asker: Asker,
    *,
    now: Now = utc_now,
    stop: asyncio.Event | None = None,
    pace: float = PACE_SECONDS,
    progress: Callable[[int], None] | None = None,
) -> int:
    """Check every address that is due, and return how many; several workers may do so at once.

    Sites are asked side by side, pages of one site one after the other with a pause between.

    Args:
        stop: when set, what was not looked at yet is put back.
        pace: the pause between two pages of one site, in seconds.
        progress: called after each address with 1.

    Raises:
        Unavailable: the database does not answer.
    """
    checker = _Checker(database, asker, now, stop or asyncio.Event(), pace, progress)
    done = 0
    while not checker.stop.is_set():
        taken = await asyncio.to_thread(_take, database, now())
        if not taken:
            break
        done += sum(await asyncio.gather(*(checker.site(some) for some in _by_site(taken))))
    return done


async def work(
    database: Database,
    asker: Asker,
    stop: asyncio.Event,
    *,
    now: Now = utc_now,
    poll: float = POLL_SECONDS,
) -> None:
    """Check what is due again and again, whatever happens to the database, until told to stop."""
    wait = poll
    while not stop.is_set():
        try:
            await check_due(database, asker, now=now, stop=stop)
            wait = poll
        except Unavailable as problem:
            wait = min(wait * 2, LONGEST_WAIT_SECONDS)
            _log.warning("%s Checks of addresses wait; next try in %.0f s.", problem, wait)
        except Exception as error:  # noqa: BLE001 - the worker outlives whatever happens
            wait = min(wait * 2, LONGEST_WAIT_SECONDS)
            # Not the message: it may hold an address.
            _log.error("Checks stopped (%s); next try in %.0f s.", type(error).__name__, wait)
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), wait)


class _Checker:
    def __init__(
        self,
        database: Database,
        asker: Asker,
        now: Now,
        stop: asyncio.Event,
        pace: float,
        progress: Callable[[int], None] | None,
    ) -> None:
        self.database, self.asker, self.now = database, asker, now
        self.stop, self.pace, self.progress = stop, pace, progress

    async def site(self, dues: list[Due]) -> int:
        """Check the pages of one site, and return how many were checked."""
        for place, due in enumerate(dues):
            if self.stop.is_set() or self.now() - due.claimed_at > _CLAIM_IS_SAFE:
                await asyncio.to_thread(_put_back, self.database, dues[place:])
                return place
            if place:
                await asyncio.sleep(self.pace)
            found = await asyncio.to_thread(self.asker.ask, due.url)
            await asyncio.to_thread(_record, self.database, due, found, self.now())
            if self.progress:
                self.progress(1)
        return len(dues)


def _by_site(dues: Iterable[Due]) -> list[list[Due]]:
    return [list(some) for _, some in groupby(sorted(dues, key=_site), key=_site)]


def _site(due: Due) -> str:
    try:
        return urlsplit(due.url).hostname or ""
    except ValueError:
        return ""


def _take(database: Database, now: datetime) -> list[Due]:
    with database.writing() as db:
        return link_checks.claim(db, now, BATCH)


def _put_back(database: Database, dues: list[Due]) -> None:
    with database.writing() as db:
        link_checks.put_back(db, dues)


def _record(database: Database, due: Due, found: Found, now: datetime) -> None:
    said, pause = settled(found, due.attempts)
    with database.writing() as db:
        link_checks.record(db, due, said, now, now + pause if pause else None)
