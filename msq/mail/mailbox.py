"""The mailbox of a demonstration: each mail one file in a folder, to be read on a page."""

import os
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import compat32, default
from email.utils import parseaddr, parsedate_to_datetime
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile

from msq.mail.headers import WRITTEN, WRITTEN_UTF8
from msq.problems import NotFound

_ID = re.compile(r"\d{8}T\d{6}-[0-9a-f]{16}", re.ASCII)
_FOLD = re.compile(r"\r?\n")
_SUFFIX = ".eml"


@dataclass(frozen=True, slots=True)
class KeptMail:
    """A mail as it was kept. ``html`` is a whole document with its own style sheet."""

    id: str
    at: datetime
    to_name: str
    to_address: str
    subject: str
    language: str
    text: str
    html: str


def make_mailbox(folder: Path) -> None:
    """Make the folder where there is none yet; only its owner may look into it.

    Raises:
        OSError: it cannot be made, or something else has its name.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)


def keep(folder: Path, message: EmailMessage) -> Path:
    """Write a mail into a folder, whole or not at all; the same mail again replaces itself.

    Only the owner may read it, for it may hold a sign-in link.

    Raises:
        OSError: the folder cannot be written to.
    """
    at = message["Date"].datetime.astimezone(UTC)
    mark = sha256(str(message["Message-ID"]).encode()).hexdigest()[:16]
    target = folder / f"{at:%Y%m%dT%H%M%S}-{mark}{_SUFFIX}"
    ascii_address = all(one.addr_spec.isascii() for one in message["To"].addresses)
    content = message.as_bytes(policy=WRITTEN if ascii_address else WRITTEN_UTF8)
    make_mailbox(folder)
    with NamedTemporaryFile(dir=folder, prefix=".", suffix=".part", delete=False) as file:
        try:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            Path(file.name).replace(target)
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise
    return target


def read_mailbox(folder: Path, most: int = 500) -> list[KeptMail]:
    """Return the newest mails of a folder, newest first; none where there is no folder yet."""
    if not folder.is_dir():
        return []
    found = [one for one in folder.iterdir() if one.suffix == _SUFFIX and _ID.fullmatch(one.stem)]
    # Of mails of one second, the one that was written last is the newest.
    found.sort(key=lambda one: (one.stem[:15], one.stat().st_mtime_ns), reverse=True)
    return [_read(one) for one in found[:most]]


def read_mail(folder: Path, mail_id: str) -> KeptMail:
    """Return one mail of a folder.

    Raises:
        NotFound: there is none with this id.
    """
    path = folder / f"{mail_id}{_SUFFIX}"
    if not _ID.fullmatch(mail_id) or not path.is_file():
        raise NotFound("There is no mail “{id}”. It may have been removed.", id=mail_id)
    return _read(path)


def _read(path: Path) -> KeptMail:
    content = path.read_bytes()
    message = message_from_bytes(content, policy=default)
    name, address = parseaddr(_header(content, "To"))
    return KeptMail(
        id=path.stem,
        at=parsedate_to_datetime(message["Date"]).astimezone(UTC),
        to_name=_decoded(name),
        to_address=_decoded(address),
        subject=_decoded(_header(content, "Subject")),
        language=message["Content-Language"],
        text=_body(message, "plain"),
        html=_body(message, "html"),
    )


def _header(content: bytes, name: str) -> str:
    """Return a header as it stands in the file, its lines joined."""
    raw = message_from_bytes(content, policy=compat32)[name]
    if isinstance(raw, str):
        return _FOLD.sub("", raw).strip()
    # Only a mail to an address that is not ASCII has headers in plain UTF-8.
    plain = str(message_from_bytes(content, policy=default)[name])
    return plain.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _decoded(text: str) -> str:
    # The modern policy leaves a space between two encoded words of one name (Python 3.11).
    return str(make_header(decode_header(text)))


def _body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return "" if part is None else str(part.get_content()).replace("\r\n", "\n")
