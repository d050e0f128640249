"""Ways out for mail: a mail server, or a folder of files; chosen by one address."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from email.headerregistry import Address
from email.message import EmailMessage
from ipaddress import ip_address
from pathlib import Path
from tempfile import TemporaryFile
from typing import Protocol
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from msq.mail.mailbox import keep, make_mailbox
from msq.mail.smtp import Server, conversation
from msq.mail.trouble import Unreachable
from msq.problems import BadSettings

# Line breaks, and encoded words: in those, line breaks can hide.
_UNFIT = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]|=\?")
_ADDRESS = r"[\w!#$%&'*+/=?^`{|}~-][\w.!#$%&'*+/=?^`{|}~-]*@(?:[a-z\d-]+\.)*[a-z\d-]+"
_SENDER = re.compile(
    rf"""(?:"(?P<quoted>[^"\\]*)"|(?P<name>[^"<>@]*))\s*<(?P<named>{_ADDRESS})>|(?P<bare>{_ADDRESS})""",
    re.IGNORECASE | re.ASCII,
)
_FOLDER = "folder://"
_WAYS = (
    "smtp://[user:password@]host[:port][?starttls=yes|no], smtps://[user:password@]host[:port] or "
    "folder:///absolute/path"
)
_TLS_WORDS = {"yes": True, "no": False}
SMTP_PORT, SUBMISSION_PORT, SMTPS_PORT = 25, 587, 465


class Line(Protocol):
    """An open way out, for one batch."""

    async def send(self, message: EmailMessage) -> None:
        """Hand a mail over.

        Raises:
            NotHandedOver: it was not taken; the kind says what that means.
        """
        ...


class Mailer(Protocol):
    """Where mail goes, and whom it is from."""

    @property
    def sender(self) -> Address:
        """Who every mail is from."""
        ...

    def open(self) -> AbstractAsyncContextManager[Line]:
        """Open a line for a batch; it connects when the first mail is sent."""
        ...


def mailer_from(url: str, sender: str) -> Mailer:
    """Return the mailer that a setting names; nothing is connected to yet, no mail is written.

    A folder is made, or tried, at once: where no mail can be kept, nobody should have to wait for
    the first one to learn of it.

    Args:
        url: ``MSQ_MAIL_URL``. Special characters in user and password are percent-encoded; the
            path of a folder is taken as it is. Without ``starttls`` the line is encrypted where
            the server offers it, and must be where there is a password (but not on this machine).
        sender: ``MSQ_MAIL_FROM``, as ``Name <name@example.org>`` or an address alone.

    Raises:
        BadSettings: one of them cannot be understood, or the folder cannot be written to. The
            message never shows the address of a server, for it may hold a password.
    """
    address = _sender(sender)
    folder = mailbox_folder(url)
    if folder is not None:
        _require_writable(folder)
        return FolderMailer(folder, address)
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        # Neither the address nor this error may be shown: both may hold a part of the password.
        raise _misunderstood() from None
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise _misunderstood()
    if parts.path not in {"", "/"} or parts.fragment or (parts.password and not parts.username):
        raise _misunderstood()
    return SmtpMailer(_server(parts, port), address)


def mailbox_folder(url: str) -> Path | None:
    """Return the folder that ``MSQ_MAIL_URL`` names, or ``None`` where mail goes to a server.

    Raises:
        BadSettings: it names a folder that is not absolute.
    """
    if not url.startswith(_FOLDER):
        return None
    folder = Path(url.removeprefix(_FOLDER))
    if not folder.is_absolute() or folder == Path(folder.anchor) or "\0" in url:
        raise BadSettings(
            "MSQ_MAIL_URL must name a folder by its whole path, such as folder:///var/lib/msq/mail."
        )
    return folder


def _require_writable(folder: Path) -> None:
    try:
        make_mailbox(folder)
        TemporaryFile(dir=folder).close()
    except OSError as error:
        raise BadSettings(
            "MSQ_MAIL_URL names the folder {folder}, which cannot be written to ({reason}).",
            folder=folder,
            reason=error.strerror or str(error),
        ) from error


def _misunderstood() -> BadSettings:
    return BadSettings(
        "MSQ_MAIL_URL cannot be understood. Use {ways}. Write special characters in the user or "
        "the password percent-encoded: / as %2F, @ as %40, # as %23.",
        ways=_WAYS,
    )


def _sender(text: str) -> Address:
    found = None if _UNFIT.search(text) else _SENDER.fullmatch(text.strip())
    if found is None:
        raise BadSettings(
            "MSQ_MAIL_FROM must be one sender, such as Survey secretariat <msq@example.org>, not "
            "“{text}”.",
            text=text,
        )
    local, _, domain = (found["named"] or found["bare"]).rpartition("@")
    return Address((found["quoted"] or found["name"] or "").strip(), username=local, domain=domain)


def _server(parts: SplitResult, port: int | None) -> Server:
    options = parse_qs(parts.query, keep_blank_values=True)
    wished = options.pop("starttls", [])
    encrypted = parts.scheme == "smtps"
    if (
        options
        or len(wished) > 1
        or (wished and encrypted)
        or (wished and wished[0] not in _TLS_WORDS)
    ):
        raise _misunderstood()
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    host = str(parts.hostname)
    starttls = _TLS_WORDS[wished[0]] if wished else None
    if starttls is None and password and not _is_this_machine(host):
        starttls = True
    usual = SMTPS_PORT if encrypted else SUBMISSION_PORT if user else SMTP_PORT
    return Server(host, port or usual, user, password, encrypted=encrypted, starttls=starttls)


def _is_this_machine(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


class SmtpMailer:
    """Mail leaves through a mail server."""

    def __init__(self, server: Server, sender: Address) -> None:
        """Name the server; nothing is connected to yet."""
        self._server = server
        self._sender = sender

    @property
    def sender(self) -> Address:
        """Who every mail is from."""
        return self._sender

    def open(self) -> AbstractAsyncContextManager[Line]:
        """Open a line for a batch: one connection, made again when it breaks."""
        return conversation(self._server, self._sender)


class FolderMailer:
    """Mail stays on this machine, one file each: for a demonstration, and for development."""

    def __init__(self, folder: Path, sender: Address) -> None:
        """Name the folder."""
        self._folder = folder
        self._sender = sender

    @property
    def sender(self) -> Address:
        """Who every mail is from."""
        return self._sender

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Line]:
        """Open the folder for a batch."""
        yield self

    async def send(self, message: EmailMessage) -> None:
        """Write a mail into the folder.

        Raises:
            Unreachable: the folder cannot be written to.
        """
        try:
            await asyncio.to_thread(keep, self._folder, message)
        except OSError as error:
            raise Unreachable(
                f"The folder {self._folder} cannot be written to ({error.strerror})."
            ) from error
