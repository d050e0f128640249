"""Delivery: take the mails that are due, write them, hand them over, and record what came of it."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from msq.mail.mailers import Line, Mailer
from msq.mail.messages import Stationery, Unwritable, compose, has_link
from msq.mail.smtp import SEND_SECONDS
from msq.mail.trouble import NotHandedOver, NotNow, Refused, Unreachable
from msq.problems import Unavailable
from msq.store import outbox, sessions
from msq.store.engine import Database
from msq.store.outbox import CLAIM_LASTS, MOST_ATTEMPTS, Letter, Matter

BATCH = 20
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=4)
POLL_SECONDS = 5.0
LONGEST_WAIT_SECONDS = 60.0
# A mail that has left is recorded even if the database must be waited for: else it leaves twice.
RECORD_TRIES, RECORD_SECONDS = 8, 0.5

Now = Callable[[], datetime]

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Delivered:
    """What became of the mails that were due."""

    sent: int = 0
    failed: int = 0
    given_up: int = 0

    def __add__(self, other: "Delivered") -> "Delivered":
        return Delivered(
            self.sent + other.sent, self.failed + other.failed, self.given_up + other.given_up
        )


@dataclass(frozen=True, slots=True)
class _Taken:
    """A claimed mail, with what it is about and the secret of its link, which is kept nowhere."""

    letter: Letter
    matter: Matter | None
    secret: str
    at: datetime


def utc_now() -> datetime:
    """Return the present moment in UTC."""
    return datetime.now(UTC)


def pause_after(attempts: int) -> timedelta:
    """Return how long to wait after this many failed attempts: a minute, doubled up to 4 hours."""
    doublings = min(max(attempts - 1, 0), 16)
    return min(FIRST_PAUSE * 2**doublings, LONGEST_PAUSE)


async def deliver_due(
    database: Database,
    mailer: Mailer,
    paper: Stationery,
    *,
    now: Now = utc_now,
    stop: asyncio.Event | None = None,
) -> Delivered:
    """Hand over every mail that is due; several workers may do this at once.

    What one recipient's server says never keeps the next mail from leaving. Where no mail can
    leave at all, the rest of what was taken fails with it, and what is due stays for later.

    Args:
        now: the clock; it is asked again for each mail.
        stop: when set, what was not tried yet is put back.

    Raises:
        Unavailable: the database does not answer.
    """
    done = Delivered()
    async with mailer.open() as line:
        while not _is_set(stop):
            batch = await asyncio.to_thread(_take, database, now())
            if not batch:
                break
            came, reachable = await _deliver(database, line, mailer, paper, batch, now, stop)
            done += came
            if not reachable:
                break
    return done
