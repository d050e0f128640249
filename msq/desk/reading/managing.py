"""What managers and administrators look at: editions, their people, mails, staff."""

from dataclasses import dataclass
from datetime import date

from msq.desk._verb import Act, look
from msq.instrument.whole import Instrument
from msq.store import instruments, outbox, people, responses
from msq.store.editions import Edition
from msq.store.instruments import Published
from msq.store.outbox import Letter
from msq.store.people import HeldRole


@dataclass(frozen=True, slots=True)
class EditionPage:
    """One edition: its instrument, its counts by state, its people and their invitations."""

    edition: Edition
    instrument: Instrument
    published: Published
    counts: dict[str, int]
    people: tuple[HeldRole, ...]
    today: date

    @property
    def units(self) -> int:
        """How many units are asked."""
        return sum(self.counts.values())

    @property
    def units_with_people(self) -> int:
        """How many units have at least one person."""
        return len({one.unit_code for one in self.people})

    @property
    def to_invite(self) -> int:
        """How many people have not been invited yet."""
        return sum(one.invited_at is None and one.person.active for one in self.people)


@look("edition_page", "edition.manage")
def edition_page(act: Act, edition_code: str) -> EditionPage:
    """Return one edition for its manager.

    Raises:
        NotFound: there is none with this code.
    """
    edition = act.edition(edition_code)
    instrument = instruments.load(act.db, edition.instrument_hash)
    published = next(
        one for one in instruments.every(act.db) if one.hash == edition.instrument_hash
    )
    return EditionPage(
        edition,
        instrument,
        published,
        responses.state_counts(act.db).get(edition.id, {}),
        tuple(people.roles_in_edition(act.db, edition.id)),
        act.today,
    )


@look("instruments", "edition.manage")
def published_instruments(act: Act) -> tuple[Published, ...]:
    """Return the newest published version of each instrument."""
    newest: dict[str, Published] = {}
    for one in instruments.every(act.db):
        newest.setdefault(one.code, one)
    return tuple(newest.values())


@dataclass(frozen=True, slots=True)
class Mails:
    """The newest mails, and how many are in each state."""

    letters: tuple[Letter, ...]
    counts: dict[str, int]


MOST_LETTERS = 300


@look("mails", "mail.read")
def mails(act: Act) -> Mails:
    """Return what the platform has written and is about to write to people."""
    return Mails(tuple(outbox.newest(act.db, MOST_LETTERS)), outbox.counts(act.db))


@look("staff", "people.manage")
def staff(act: Act) -> tuple[HeldRole, ...]:
    """Return everybody who holds a staff role."""
    return tuple(people.staff(act.db))
