"""A real mail server on this machine that keeps what arrives, and can be told to refuse."""

# ruff: noqa: ARG002, N802 - what aiosmtpd calls has its names and its arguments

import asyncio
import socket
import threading
from dataclasses import dataclass, field
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import compat32, default
from email.utils import parseaddr
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult


def decoded(content: bytes, name: str) -> str:
    """Return a header as RFC 2047 reads it, by other code than the one that wrote it."""
    raw = message_from_bytes(content, policy=compat32)[name].replace("\r\n", "")
    return str(make_header(decode_header(raw.strip())))


@dataclass
class Arrived:
    """A mail as the server took it."""

    sender: str
    recipients: list[str]
    content: bytes

    @property
    def message(self) -> EmailMessage:
        return message_from_bytes(self.content, policy=default)

    @property
    def to_name(self) -> str:
        raw = message_from_bytes(self.content, policy=compat32)["To"].replace("\r\n", "")
        return str(make_header(decode_header(parseaddr(raw)[0])))

    @property
    def subject(self) -> str:
        return decoded(self.content, "Subject")

    @property
    def text(self) -> str:
        return str(self.message.get_body(("plain",)).get_content())

    @property
    def html(self) -> str:
        return str(self.message.get_body(("html",)).get_content())


@dataclass
class PostOffice:
    """Keeps mails in ``arrived``.

    ``refuse`` holds the answer to give for an address, ``refuse_data`` to give for its mail, where
    ``{content}`` stands for a quote of the link. ``hang`` is waited for before the next answer.
    """

    port: int
    refuse: dict[str, str] = field(default_factory=dict)
    refuse_data: dict[str, str] = field(default_factory=dict)
    arrived: list[Arrived] = field(default_factory=list)
    connections: int = 0
    hang: threading.Event | None = None
    hanging: threading.Event = field(default_factory=threading.Event)
    options: dict[str, Any] = field(default_factory=lambda: {"enable_SMTPUTF8": False})
    _controller: Controller | None = None

    def open(self) -> None:
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port, **self.options)
        self._controller.start()

    def close(self) -> None:
        if self._controller is not None:
            self._controller.stop()
            self._controller = None

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def to(self, address: str) -> list[Arrived]:
        return [one for one in self.arrived if one.recipients == [address]]

    # What aiosmtpd calls.

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        if session.host_name is None:
            self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in self.refuse:
            return self.refuse[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.hang is not None:
            hang, self.hang = self.hang, None
            self.hanging.set()
            await asyncio.to_thread(hang.wait, 60)
            return "451 4.3.0 Too late"
        for address in envelope.rcpt_tos:
            if address in self.refuse_data:
                answer = self.refuse_data[address]
                return answer.replace("{content}", quoted_link(envelope.content))
        self.arrived.append(Arrived(envelope.mail_from, envelope.rcpt_tos, envelope.content))
        return "250 Taken"

    def authenticate(self, server, session, envelope, mechanism, data):
        ok = data.login == b"msq@example.org" and data.password == b"p@ss/w#rd"
        return AuthResult(success=ok, handled=False)


def quoted_link(content: bytes) -> str:
    """Return the sign-in link in a mail, as a filter that dislikes it would quote it."""
    text = Arrived("", [], content).text
    return next(word for word in text.split() if "/sign-in/" in word)


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
