"""The platform as people meet it: real commands, a real server process on a free local port."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from urllib.error import URLError
from urllib.request import urlopen

from msq.desk import sign_in
from msq.desk._verb import Desk
from msq.desk.actor import Actor
from msq.mail.mailbox import KeptMail, read_mailbox
from msq.store import people
from msq.store.engine import Database
from tests.mail.post_office import free_port

Found = TypeVar("Found")

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 20.0
SENDER = "Survey secretariat <msq@example.org>"


def eventually(look: Callable[[], Found | None], what: str, patience: float = PATIENCE) -> Found:
    """Return what is found when it is there; an assertion error when it does not come."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        found = look()
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError(f"waited {patience:.0f} s in vain for {what}")


@dataclass(frozen=True)
class Place:
    """Where an installation keeps its things, and the settings of its processes."""

    folder: Path
    port: int
    environment: dict[str, str]

    @property
    def base_url(self) -> str:
        """The address people reach it at."""
        return self.environment["MSQ_BASE_URL"]

    @property
    def mailbox(self) -> Path:
        """The folder of its mails, unless they are sent."""
        return self.folder / "mailbox"

    def run(self, *words: str) -> str:
        """Do a command as its operator would, and return what it says."""
        done = subprocess.run(
            msq(*words), env=self.environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    @contextmanager
    def desk(self) -> Iterator[Desk]:
        """Give the desk on its database, for what happens beside the browser."""
        database = Database(self.environment["MSQ_DATABASE_URL"])
        try:
            yield Desk(database)
        finally:
            database.close()


def msq(*words: str) -> list[str]:
    """Return the command line of an msq command."""
    return [str(Path(sys.executable).with_name("msq")), *words]


def new_place(
    folder: Path, *, database_url: str = "", mail_url: str = "", port: int | None = None
) -> Place:
    """Return a place for an installation: SQLite and a mailbox in its folder unless named."""
    chosen = port or free_port()
    settings = {
        "MSQ_FOLDER": str(folder),
        "MSQ_BASE_URL": f"http://127.0.0.1:{chosen}",
        "MSQ_DATABASE_URL": database_url or f"sqlite:///{folder / 'msq.db'}",
        "MSQ_MAIL_URL": mail_url or f"folder://{folder / 'mailbox'}",
        "MSQ_MAIL_FROM": SENDER,
        "MSQ_SECRET_KEY": "a key that is long enough for these journeys",
    }
    inherited = {name: text for name, text in os.environ.items() if not name.startswith("MSQ_")}
    return Place(folder, chosen, inherited | settings)


@contextmanager
def serving(place: Place, *words: str) -> Iterator[None]:
    """Serve a place in a process of its own until the block ends."""
    command = msq("serve", "--port", str(place.port), *words)
    with running(command, place.environment, place.folder / "server.log"):
        wait_until_healthy(place.base_url, place.folder / "server.log")
        yield


@contextmanager
def running(
    command: list[str], environment: dict[str, str], log: Path
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a process beside the test; it is told to stop at the end, and must do so."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as out:
        process = subprocess.Popen(command, env=environment, stdout=out, stderr=subprocess.STDOUT)
        try:
            yield process
        finally:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()
                raise


def wait_until_healthy(base_url: str, log: Path) -> None:
    """Wait until a server answers that its database does."""

    def healthy() -> bool:
        try:
            with urlopen(f"{base_url}/health", timeout=2) as answer:  # noqa: S310 - our own
                return bool(answer.status == 200)
        except (URLError, OSError):
            return False

    try:
        eventually(healthy, "the server")
    except AssertionError as late:
        raise AssertionError(f"{late}; it says:\n{log.read_text()[-2000:]}") from None


def actor_of(desk: Desk, email: str) -> Actor:
    """Return a person as the desk knows them, signed in by a fresh link."""
    found = sign_in.who(desk, sign_in.sign_in(desk, link_secret(desk, email)))
    assert found is not None
    return found


def link_secret(desk: Desk, email: str) -> str:
    """Return the secret of a fresh sign-in link of a person."""
    with desk.database.reading() as db:
        person = people.by_email(db, email)
    assert person is not None, email
    return sign_in.issue_link(desk, person.id)


def mail_to(place: Place, email: str, subject: str) -> KeptMail:
    """Return the newest mail in the mailbox to an address, once it is there."""

    def found() -> KeptMail | None:
        return next(
            (
                one
                for one in read_mailbox(place.mailbox)
                if one.to_address == email and subject in one.subject
            ),
            None,
        )

    return eventually(found, f"a mail to {email} about “{subject}”")


def link_in(text: str) -> str:
    """Return the sign-in link in a mail."""
    found = re.search(r"http://\S+/sign-in/[\w-]+", text)
    assert found, text
    return found[0]
