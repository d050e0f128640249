"""The configuration: read from the environment once, here, and passed down as values."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from msq.problems import BadSettings

DEFAULT_BASE_URL = "http://127.0.0.1:8000"
SHORTEST_KEY = 32


@dataclass(frozen=True, slots=True)
class Settings:
    """How this installation is set up.

    Attributes:
        database_url: where the record is kept.
        base_url: the address people reach the platform at, without a slash at the end.
        mail_url: how mail leaves: smtp, smtps, or a folder.
        mail_from: the sender of every mail.
        secret_key: signs what pages send back; the same for all workers.
        folder: where this installation keeps its files.
    """

    database_url: str
    base_url: str
    mail_url: str
    mail_from: str
    secret_key: bytes
    folder: Path

    @property
    def is_https(self) -> bool:
        """Whether people reach the platform over an encrypted line."""
        return self.base_url.startswith("https://")


def from_environment(environment: Mapping[str, str] = os.environ) -> Settings:
    """Return the settings that the environment gives, with defaults for a single machine.

    Raises:
        BadSettings: a value cannot work; the message names the variable.
    """
    folder = Path(environment.get("MSQ_FOLDER", "var")).absolute()
    database_url = environment.get("MSQ_DATABASE_URL", f"sqlite:///{folder / 'msq.db'}")
    return Settings(
        database_url=database_url,
        base_url=_base_url(environment.get("MSQ_BASE_URL", DEFAULT_BASE_URL)),
        mail_url=environment.get("MSQ_MAIL_URL", f"folder://{folder / 'mailbox'}"),
        mail_from=environment.get("MSQ_MAIL_FROM", "Member States Questionnaire <msq@localhost>"),
        secret_key=_secret_key(environment.get("MSQ_SECRET_KEY"), database_url, folder),
        folder=folder,
    )


def _base_url(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query:
        raise BadSettings(
            "MSQ_BASE_URL must be the address people use, such as https://msq.example.org, not "
            "“{text}”.",
            text=text,
        )
    return text.rstrip("/")


def _secret_key(text: str | None, database_url: str, folder: Path) -> bytes:
    if text is not None:
        if len(text) < SHORTEST_KEY:
            raise BadSettings(
                "MSQ_SECRET_KEY must have {least} characters or more. Make one with: "
                "python3 -c 'import secrets; print(secrets.token_urlsafe(48))'",
                least=SHORTEST_KEY,
            )
        return text.encode()
    if not database_url.startswith("sqlite"):
        raise BadSettings(
            "MSQ_SECRET_KEY is needed with PostgreSQL, the same for all workers. Make one with: "
            "python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"
        )
    return kept_key(folder)


def kept_key(folder: Path) -> bytes:
    """Return the key kept in a folder; the first call makes it, readable by its owner alone."""
    path = folder / "secret-key"
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with open(path, "x", opener=_private) as file:  # noqa: PTH123 - Path has no opener
            file.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass
    return path.read_bytes()


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
