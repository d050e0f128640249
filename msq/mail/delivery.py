"""Delivery: take the mails that are due, write them, hand them over, and record what came of it."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from traceback import extract_tb

from msq.mail.mailers import Line, Mailer
from msq.mail.messages import Stationery, compose, has_link
from msq.mail.smtp import SEND_SECONDS
from msq.mail.trouble import NotHandedOver, NotNow, Refused, Unreachable
from msq.problems import Unavailable
from msq.store import outbox, sessions
from msq.store.engine import Database
from msq.store.outbox import CLAIM_LASTS, MOST_ATTEMPTS, Letter, Matter

BATCH = 20
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=4)
POLL_SECONDS, LONGEST_WAIT_SECONDS = 5.0, 60.0
# A mail that has left is recorded even if the database must be waited for: else it leaves twice.
RECORD_TRIES, RECORD_SECONDS = 8, 0.5
# A mail is not begun where the claim could end before it has left.
_CLAIM_IS_SAFE = CLAIM_LASTS - timedelta(seconds=SEND_SECONDS) * 1.5

Now = Callable[[], datetime]

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Delivered:
    """How many mails were handed over, are to be tried again, and were given up."""

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
    return min(FIRST_PAUSE * (1 << doublings), LONGEST_PAUSE)


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
    leave at all, the rest of what was taken fails with it, and what else is due stays for later.

    Args:
        now: the clock; it is asked again for each mail.
        stop: when set, what was not tried yet is put back.

    Raises:
        Unavailable: the database does not answer.
    """
    carrier = _Carrier(database, mailer, paper, now, stop or asyncio.Event())
    async with mailer.open() as line:
        return await carrier.carry(line)


async def work(
    database: Database,
    mailer: Mailer,
    paper: Stationery,
    stop: asyncio.Event,
    *,
    now: Now = utc_now,
    poll: float = POLL_SECONDS,
) -> None:
    """Deliver what is due again and again, whatever happens to the database, until told to stop.

    Args:
        poll: seconds between two looks; after trouble they are doubled up to a minute.
    """
    wait = poll
    while not stop.is_set():
        try:
            await deliver_due(database, mailer, paper, now=now, stop=stop)
            wait = poll
        except Unavailable as problem:
            wait = min(wait * 2, LONGEST_WAIT_SECONDS)
            _log.warning("%s Mail waits; the next try is in %.0f s.", problem, wait)
        except Exception as error:  # noqa: BLE001 - the worker outlives whatever a database does
            wait = min(wait * 2, LONGEST_WAIT_SECONDS)
            _log.error("Delivery stopped (%s); the next try is in %.0f s.", _trace(error), wait)
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), wait)


@dataclass(frozen=True)
class _Carrier:
    """One run over all that is due."""

    database: Database
    mailer: Mailer
    paper: Stationery
    now: Now
    stop: asyncio.Event

    async def carry(self, line: Line) -> Delivered:
        done = Delivered()
        while not self.stop.is_set():
            batch = await asyncio.to_thread(_take, self.database, self.now())
            if not batch:
                break
            came, reachable = await self._carry_batch(line, batch)
            done += came
            if not reachable:
                break
        return done

    async def _carry_batch(self, line: Line, batch: Sequence[_Taken]) -> tuple[Delivered, bool]:
        """Return what became of a batch, and whether more mail can leave now."""
        done = Delivered()
        for place, taken in enumerate(batch):
            if self.stop.is_set() or self.now() - taken.at > _CLAIM_IS_SAFE:
                await asyncio.to_thread(_put_back, self.database, batch[place:])
                break
            trouble = await self._hand_over(line, taken)
            if trouble is None:
                done += await self._record_sent(taken)
                continue
            done += await self._record_trouble(taken, trouble)
            if isinstance(trouble, Unreachable):
                for untried in batch[place + 1 :]:
                    done += await self._record_trouble(untried, trouble)
                return done, False
        return done, True

    async def _hand_over(self, line: Line, taken: _Taken) -> NotHandedOver | None:
        letter = taken.letter
        if letter.attempts > MOST_ATTEMPTS:
            return Refused("Each time it was tried, the worker was stopped before the end.")
        try:
            message = await asyncio.to_thread(
                compose,
                letter,
                taken.matter,
                self.paper,
                sender=self.mailer.sender,
                secret=taken.secret,
                now=taken.at,
            )
            await line.send(message)
        except NotHandedOver as trouble:
            return trouble
        except Exception as error:  # noqa: BLE001 - one mail must not keep the others from leaving
            _log.error("Mail %s (%s): %s", letter.id, letter.kind, _trace(error))
            return NotNow("The mail could not be written or sent. The worker's log says where.")
        return None

    async def _record_sent(self, taken: _Taken) -> Delivered:
        for turn in range(RECORD_TRIES):
            try:
                await asyncio.to_thread(_mark_sent, self.database, taken, self.now())
                break
            except Unavailable:
                if turn == RECORD_TRIES - 1:
                    raise
                await asyncio.sleep(RECORD_SECONDS * 2**turn)
        _log.info("Mail %s (%s) was sent.", taken.letter.id, taken.letter.kind)
        return Delivered(sent=1)

    async def _record_trouble(self, taken: _Taken, trouble: NotHandedOver) -> Delivered:
        letter = taken.letter
        forever = isinstance(trouble, Refused) or letter.attempts >= MOST_ATTEMPTS
        due_at = None if forever else self.now() + pause_after(letter.attempts)
        await asyncio.to_thread(_mark_failed, self.database, taken, trouble, due_at)
        _log.warning(
            "Mail %s (%s) was not sent (%s, attempt %s); %s.",
            letter.id,
            letter.kind,
            type(trouble).__name__,
            letter.attempts,
            "given up" if due_at is None else f"next try at {due_at:%Y-%m-%d %H:%M} UTC",
        )
        return Delivered(given_up=1) if forever else Delivered(failed=1)


def _take(database: Database, now: datetime) -> list[_Taken]:
    """Claim some mails and make their links, in one transaction."""
    with database.writing() as db:
        letters = outbox.claim(db, now, BATCH)
        matters = outbox.matters(db, [letter.id for letter in letters]) if letters else {}
        return [
            _Taken(
                letter,
                matters.get(letter.id),
                sessions.issue_link(db, letter.person_id, now) if has_link(letter.kind) else "",
                now,
            )
            for letter in letters
        ]


def _put_back(database: Database, untried: Sequence[_Taken]) -> None:
    with database.writing() as db:
        outbox.put_back(db, [taken.letter.id for taken in untried])
        for taken in untried:
            sessions.withdraw_link(db, taken.secret)


def _mark_sent(database: Database, taken: _Taken, now: datetime) -> None:
    with database.writing() as db:
        outbox.mark_sent(db, taken.letter.id, now)


def _mark_failed(
    database: Database, taken: _Taken, trouble: NotHandedOver, due_at: datetime | None
) -> None:
    reason = str(trouble)
    if taken.secret:
        # A server may quote the address that it dislikes, and here that is a key.
        reason = reason.replace(taken.secret, "…")
    with database.writing() as db:
        outbox.mark_failed(db, taken.letter.id, reason, due_at)
        if not trouble.perhaps_taken:
            sessions.withdraw_link(db, taken.secret)


def _trace(error: BaseException) -> str:
    """Return what happened and where, without the message: that may hold an address."""
    steps = [f"{step.filename}:{step.lineno}" for step in extract_tb(error.__traceback__)[-4:]]
    return f"{type(error).__name__} at {' > '.join(steps)}"
