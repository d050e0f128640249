"""Signing in by a single-use link, and the session that follows. Nobody is signed in yet here."""

from datetime import timedelta

from msq.desk._verb import Desk
from msq.desk.actor import Actor
from msq.problems import LinkSpent
from msq.store import audit, outbox, people, sessions

SESSION_LASTS = timedelta(days=14)
PROLONGED_EVERY = timedelta(days=1)
WARNED_BEFORE = timedelta(days=1)
MAIL = "sign_in"
MOST_LINKS = 6
LINKS_WITHIN = timedelta(hours=1)


def ask_for_link(desk: Desk, email: str) -> None:
    """Queue a mail with a sign-in link, if the address is known.

    Nothing tells the asker whether it is. Of more than six links an hour the rest is not sent.
    """
    with desk.database.writing() as db:
        now = desk.now()
        person = people.by_email(db, email.strip())
        if person is None or not person.active:
            return
        if outbox.put_since(db, MAIL, person.id, now - LINKS_WITHIN) < MOST_LINKS:
            outbox.put(db, MAIL, person.id, {}, now)


def issue_link(desk: Desk, person_id: int) -> str:
    """Return the secret of a new sign-in link for a person; only its hash is kept."""
    with desk.database.writing() as db:
        return sessions.issue_link(db, person_id, desk.now())


def whose_link(desk: Desk, secret: str) -> str:
    """Return the name of the person a link signs in, without using it up.

    Raises:
        LinkSpent: it was used, has expired, or never was.
    """
    with desk.database.reading() as db:
        person_id = sessions.live_link(db, secret, desk.now())
        person = people.by_id(db, person_id) if person_id else None
    if person is None or not person.active:
        raise _spent()
    return person.name


def sign_in(desk: Desk, secret: str, old_session: str = "") -> str:
    """Use a link up and return the secret of a new session; the old session ends.

    Raises:
        LinkSpent: the link was used, has expired, or never was.
    """
    session = sessions.new_secret()
    with desk.database.writing() as db:
        now = desk.now()
        person_id = sessions.spend_link(db, secret, now)
        person = people.by_id(db, person_id) if person_id else None
        if person is None or not person.active:
            raise _spent()
        sessions.sweep(db, now)
        if old_session:
            sessions.close_session(db, old_session)
        sessions.open_session(db, session, person.id, now, now + SESSION_LASTS)
        audit.record(db, audit.Event(now, person.name, "sign_in", {}), actor_id=person.id)
    return session


def _spent() -> LinkSpent:
    return LinkSpent(
        "A link works once and for {hours} hours. Enter your e-mail address and a new one is "
        "sent to you.",
        hours=int(sessions.LINK_LASTS.total_seconds() // 3600),
    )


def sign_out(desk: Desk, session: str) -> None:
    """End a session."""
    with desk.database.writing() as db:
        sessions.close_session(db, session)


def who(desk: Desk, session: str) -> Actor | None:
    """Return who holds a session, with the roles they hold now; ``None`` when it has ended."""
    if not session:
        return None
    with desk.database.reading() as db:
        found = sessions.holder(db, session, desk.now())
    if found is None:
        return None
    person, grants, until = found
    return Actor(person.id, person.name, person.email, person.language, grants, until)


def stay(desk: Desk, session: str, actor: Actor) -> bool:
    """Let the session of somebody who sends something last its whole time from now.

    That is written once a day at most. Return whether it was.
    """
    until = desk.now() + SESSION_LASTS
    if actor.until is None or until - actor.until < PROLONGED_EVERY:
        return False
    with desk.database.writing() as db:
        sessions.prolong(db, session, until)
    return True


def ends_soon(desk: Desk, actor: Actor) -> bool:
    """Return whether somebody is to be warned that their session ends."""
    return actor.until is not None and actor.until - desk.now() < WARNED_BEFORE
