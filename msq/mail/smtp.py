"""One conversation with a mail server, for a batch of mails."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.message import EmailMessage

from aiosmtplib import (
    SMTP,
    SMTPAuthenticationError,
    SMTPException,
    SMTPNotSupported,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPSenderRefused,
)

from msq.mail.trouble import NotHandedOver, NotNow, Refused, Unreachable

ANSWER_SECONDS = 20
"""How long to wait for one answer of the server."""
SEND_SECONDS = 90
"""How long one mail may take in all, the connection included."""
_PERMANENT = range(500, 600)
_CLOSING = 421
_LONGEST_ANSWER = 300


@dataclass(frozen=True, slots=True)
class Server:
    """A mail server. ``starttls``: yes, no, or ``None`` where the server offers it."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    encrypted: bool
    starttls: bool | None


class Conversation:
    """A connection that is made with the first mail, and again when it broke."""

    def __init__(self, server: Server, sender: Address) -> None:
        """Name the server; nothing is connected to yet."""
        self._server = server
        self._sender = sender
        self._client: SMTP | None = None

    async def send(self, message: EmailMessage) -> None:
        """Hand a mail over.

        Raises:
            Refused: the server will never take it.
            NotNow: it may take it later.
            Unreachable: it takes no mail now.
        """
        try:
            async with asyncio.timeout(SEND_SECONDS):
                client = await self._connected()
                await self._hand_over(client, message)
        except NotHandedOver as trouble:
            if trouble.perhaps_taken or isinstance(trouble, Unreachable):
                # Nobody knows where the conversation stands.
                await self.close()
            raise
        except TimeoutError as error:
            await self.close()
            raise NotNow("The mail server is too slow.", perhaps_taken=True) from error

    async def _connected(self) -> SMTP:
        if self._client is not None and self._client.is_connected:
            return self._client
        server = self._server
        self._client = client = SMTP(
            hostname=server.host,
            port=server.port,
            username=server.user or None,
            password=server.password or None,
            use_tls=server.encrypted,
            start_tls=server.starttls,
            timeout=ANSWER_SECONDS,
        )
        try:
            await client.connect()
        except SMTPAuthenticationError as error:
            raise Unreachable(
                f"The mail server does not accept the user or the password ({error.code})."
            ) from error
        except (SMTPException, OSError, ValueError) as error:
            raise Unreachable(
                f"The mail server cannot be reached at present ({_answer(error)})."
            ) from error
        return client

    async def _hand_over(self, client: SMTP, message: EmailMessage) -> None:
        to = [address.addr_spec for address in message["To"].addresses]
        try:
            await client.send_message(message, sender=self._sender.addr_spec, recipients=to)
        except SMTPRecipientsRefused as error:
            first = error.recipients[0]
            raise _judged("The recipient's address was refused", first) from error
        except SMTPSenderRefused as error:
            # The recipient can do nothing about it, and once it is set right all mails can leave.
            raise NotNow(f"The mail server refuses our sender: {_answer(error)}.") from error
        except SMTPResponseException as error:
            raise _judged("The mail was refused", error) from error
        except SMTPNotSupported as error:
            raise Refused("The mail server cannot send to addresses in this script.") from error
        except ValueError as error:
            raise Refused("The address is not one that mail can be sent to.") from error
        except (SMTPException, OSError) as error:
            raise NotNow("The connection to the mail server broke.", perhaps_taken=True) from error

    async def close(self) -> None:
        """End the conversation, politely where the server still listens."""
        client, self._client = self._client, None
        if client is None:
            return
        with suppress(SMTPException, OSError, TimeoutError):
            if client.is_connected:
                await client.quit(timeout=2)
        client.close()


@asynccontextmanager
async def conversation(server: Server, sender: Address) -> AsyncIterator[Conversation]:
    """Hold a conversation for a batch."""
    held = Conversation(server, sender)
    try:
        yield held
    finally:
        await held.close()


def _judged(what: str, error: SMTPResponseException) -> NotHandedOver:
    reason = f"{what}: {_answer(error)}."
    if error.code == _CLOSING:
        return Unreachable(reason)
    return Refused(reason) if error.code in _PERMANENT else NotNow(reason)


def _answer(error: Exception) -> str:
    """Return what a server answered, on one line of bounded length."""
    said = str(getattr(error, "message", "")) or str(error) or type(error).__name__
    line = re.sub(r"[\s\x00-\x1f\x7f-\x9f]+", " ", said).strip().rstrip(".")[:_LONGEST_ANSWER]
    code = getattr(error, "code", None)
    return f"{code} {line}" if isinstance(code, int) else line
