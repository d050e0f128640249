"""The configuration: read from the environment once, here, and passed down as values."""

import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from urllib.parse import urlsplit

from msq.problems import BadSettings

DEFAULT_BASE_URL = "http://127.0.0.1:8000"
SHORTEST_KEY = 32
_MAKE_ONE = "Make one with: python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"


@dataclass(frozen=True, slots=True)
class Settings:
    """How this installation is set up.

    Attributes:
        database_url: where the record is kept.
        base_url: the address people reach the platform at, without a slash at the end.
        mail_url: how mail leaves: smtp, smtps, or a folder.
        mail_from: the sender of every mail.
        given_key: the secret key that was said, if one was; see ``secret_key``.
        folder: where this installation keeps its files.
        link_checks: whether the web addresses in answers are checked.
    """

    database_url: str
    base_url: str
    mail_url: str
    mail_from: str
    given_key: bytes | None
    folder: Path
    link_checks: bool = True

    @property
    def is_https(self) -> bool:
        """Whether people reach the platform over an encrypted line."""
        return self.base_url.startswith("https://")

    def secret_key(self) -> bytes:
        """Return the key that signs what pages send back; the same for all workers.

        One machine with its own database keeps a key in its folder; the first call makes it.

        Raises:
            BadSettings: none was said and there may be several machines, or none can be kept.
        """
        if self.given_key is not None:
            return self.given_key
        if not self.database_url.startswith("sqlite"):
            raise BadSettings(
                "MSQ_SECRET_KEY is needed with PostgreSQL, the same for all workers. " + _MAKE_ONE
            )
        return kept_key(self.folder)


def from_environment(environment: Mapping[str, str] = os.environ) -> Settings:
    """Return the settings that the environment gives, with defaults for a single machine.

    Raises:
        BadSettings: a value cannot work; the message names the variable.
    """
    _require_text(environment)
    folder = Path(environment.get("MSQ_FOLDER", "var")).absolute()
    return Settings(
        database_url=environment.get("MSQ_DATABASE_URL", f"sqlite:///{folder / 'msq.db'}"),
        base_url=_base_url(environment.get("MSQ_BASE_URL", DEFAULT_BASE_URL)),
        mail_url=environment.get("MSQ_MAIL_URL", f"folder://{folder / 'mailbox'}"),
        mail_from=environment.get("MSQ_MAIL_FROM", "Member States Questionnaire <msq@localhost>"),
        given_key=_given_key(environment.get("MSQ_SECRET_KEY")),
        folder=folder,
        link_checks=_on_or_off(environment, "MSQ_LINK_CHECKS"),
    )


def _on_or_off(environment: Mapping[str, str], name: str) -> bool:
    text = environment.get(name, "on")
    if text not in {"on", "off"}:
        raise BadSettings("{name} must be on or off, not “{text}”.", name=name, text=text)
    return text == "on"


def _require_text(environment: Mapping[str, str]) -> None:
    """Refuse bytes that are no text: they reach us as halves of characters. Keys are not shown."""
    for name, value in environment.items():
        if name.startswith("MSQ_"):
            try:
                value.encode()
            except UnicodeEncodeError:
                raise BadSettings("{name} is not valid UTF-8. Set it anew.", name=name) from None


def _base_url(text: str) -> str:
    try:
        parts = urlsplit(text)
        # Pages link to one another from the root, so that a path before them cannot work.
        sound = (
            parts.scheme in {"http", "https"}
            and parts.hostname is not None
            and (parts.port is None or parts.port > 0)
            and parts.username is None
            and parts.path in {"", "/"}
            and not parts.query
            and not parts.fragment
        )
    except ValueError:
        sound = False
    if not sound:
        raise BadSettings(
            "MSQ_BASE_URL must be the address people use, such as https://msq.example.org, not "
            "“{text}”.",
            text=text,
        )
    return text.rstrip("/")


def _given_key(text: str | None) -> bytes | None:
    if text is None:
        return None
    if len(text) < SHORTEST_KEY:
        raise BadSettings(
            "MSQ_SECRET_KEY must have {least} characters or more. " + _MAKE_ONE, least=SHORTEST_KEY
        )
    return text.encode()


def kept_key(folder: Path) -> bytes:
    """Return the key kept in a folder; the first call makes it, readable by its owner alone.

    Raises:
        BadSettings: the folder cannot be used, or what it holds is too short for a key.
    """
    path = folder / "secret-key"
    try:
        if not path.exists():
            _make_key(path)
        key = path.read_bytes()
    except OSError as error:
        raise BadSettings(
            "The secret key cannot be kept in {path} ({reason}). Set MSQ_SECRET_KEY, or MSQ_FOLDER "
            "to a folder that can be written to.",
            path=path,
            reason=error.strerror,
        ) from error
    if len(key) < SHORTEST_KEY:
        raise BadSettings(
            "The secret key in {path} is too short. Delete the file; a new one is made.", path=path
        )
    return key


def _make_key(path: Path) -> None:
    """Make a key whole or not at all: of two processes at once the first one's stands."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, prefix=".secret-key-") as file:
        file.write(secrets.token_urlsafe(48).encode())
        file.flush()
        os.fsync(file.fileno())
        with suppress(FileExistsError):
            path.hardlink_to(file.name)
