"""One round of delivery, and a look at what came of it."""

import asyncio
import re

from msq.mail.delivery import Delivered, deliver_due
from msq.mail.mailers import Mailer
from msq.mail.messages import Stationery
from msq.store import outbox
from msq.store.engine import Database
from msq.store.outbox import Letter
from tests.factories.clock import Clock

LINK = re.compile(r"https://msq\.example\.org/sign-in/([\w-]{43})")


def deliver(database: Database, mailer: Mailer, paper: Stationery, clock: Clock) -> Delivered:
    return asyncio.run(deliver_due(database, mailer, paper, now=clock))


def letters(database: Database) -> dict[str, Letter]:
    """Return the newest mail to each address."""
    with database.reading() as db:
        return {letter.email: letter for letter in reversed(outbox.newest(db, 200))}
