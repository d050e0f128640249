"""One check: ask for a page, follow where it leads, and say what was found."""

import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from socket import SHUT_RDWR, create_connection, socket
from threading import Timer
from urllib.parse import urljoin

from msq.links.places import Address, NoWay, Place, is_public, place_of, resolve, standard_port
from msq.response.links import (
    DEAD,
    HTTP,
    NO_ANSWER,
    NO_SUCH_NAME,
    NOT_PUBLIC,
    OK,
    REDIRECTED,
    REFUSED,
    TLS,
    TOO_MANY_REDIRECTS,
    UNREACHABLE,
    Found,
)

SECONDS = 10.0
SECONDS_IN_ALL = 20.0
MOST_REDIRECTS = 5
_LEADS_ON = {301, 302, 303, 307, 308}
_GONE = {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}
_STATUS_OF = {NO_SUCH_NAME: DEAD, TLS: REFUSED, TOO_MANY_REDIRECTS: REFUSED}


@dataclass(frozen=True)
class Asker:
    """Asks for pages.

    Attributes:
        sender: how it names itself to the sites that it asks.
        may_ask: which network addresses it may go to.
        may_use: which ports; a test may have a server of its own.
        seconds: how long it waits for one answer, and ``seconds_in_all`` for it to come whole.
    """

    sender: str
    may_ask: Callable[[Address], bool] = is_public
    may_use: Callable[[Place], bool] = standard_port
    seconds: float = SECONDS
    seconds_in_all: float = SECONDS_IN_ALL
    trust: ssl.SSLContext = field(default_factory=ssl.create_default_context)

    def ask(self, url: str) -> Found:
        """Return what was found at a web address; nothing that a site does makes this fail."""
        at = url
        try:
            for _ in range(MOST_REDIRECTS + 1):
                code, onward = self._answer(place_of(at))
                if code not in _LEADS_ON or not onward:
                    return _found(code, at if at != url else "")
                at = urljoin(at, onward)
        except NoWay as trouble:
            status = _STATUS_OF.get(trouble.problem, UNREACHABLE)
            return Found(status, problem=trouble.problem)
        except ValueError:
            # Where it leads is no address.
            return Found(UNREACHABLE, problem=NO_ANSWER)
        return Found(REFUSED, problem=TOO_MANY_REDIRECTS)

    def _answer(self, place: Place) -> tuple[int, str]:
        """Return the code of an answer, and where it leads.

        Only its head is asked for; where a site does not like that, the page, of which nothing is
        read.

        Raises:
            NoWay: no answer came.
        """
        if not self.may_use(place):
            raise NoWay(NOT_PUBLIC)
        numbers = resolve(place, self.may_ask)
        try:
            code, onward = self._once(place, numbers, "HEAD")
        except NoWay as trouble:
            if trouble.problem != NO_ANSWER:
                raise
            code, onward = HTTPStatus.METHOD_NOT_ALLOWED, ""
        if code >= HTTPStatus.BAD_REQUEST:
            return self._once(place, numbers, "GET")
        return code, onward

    def _once(self, place: Place, numbers: list[str], method: str) -> tuple[int, str]:
        line = _Line(place, numbers, self)
        # A site that sends a letter now and then never lets a wait for one letter end.
        watch = Timer(self.seconds_in_all, line.cut)
        watch.daemon = True
        watch.start()
        try:
            line.request(method, place.path, headers=self._headers())
            answer = line.getresponse()
            # No database keeps a text with a NUL in it.
            return answer.status, (answer.getheader("location", "") or "").replace("\0", "%00")
        except ssl.SSLError:
            raise NoWay(TLS) from None
        except (OSError, HTTPException, ValueError):
            raise NoWay(NO_ANSWER) from None
        finally:
            watch.cancel()
            line.close()

    def _headers(self) -> dict[str, str]:
        return {"User-Agent": self.sender, "Accept": "*/*", "Connection": "close"}


class _Line(HTTPConnection):
    """A line to one of the very network addresses that were looked at, whatever the name is now."""

    def __init__(self, place: Place, numbers: list[str], asker: Asker) -> None:
        super().__init__(place.host, place.port, timeout=asker.seconds)
        if place.is_secret:
            self.default_port = 443
        self._place, self._numbers, self._asker = place, numbers, asker
        self._open: socket | None = None
        self._is_cut = False

    def connect(self) -> None:
        """Open the line to the first address that takes it."""
        opened = self._first()
        self._open = opened
        if self._place.is_secret:
            try:
                # In two steps, so that it can be cut short while the two sides still agree on keys.
                opened = self._open = self._asker.trust.wrap_socket(
                    opened, server_hostname=self._place.host, do_handshake_on_connect=False
                )
                opened.do_handshake()
            except BaseException:
                opened.close()
                raise
        self.sock = opened
        if self._is_cut:
            raise TimeoutError

    def _first(self) -> socket:
        last: OSError = TimeoutError()
        for number in self._numbers:
            try:
                return create_connection((number, self._place.port), self._asker.seconds)
            except OSError as error:
                last = error
        raise last

    def cut(self) -> None:
        """End whatever the line is waiting for."""
        self._is_cut = True
        if self._open is not None:
            with suppress(OSError):
                self._open.shutdown(SHUT_RDWR)


def _found(code: int, final: str) -> Found:
    if code in _GONE:
        return Found(DEAD, code, final, HTTP)
    if code >= HTTPStatus.BAD_REQUEST or code < HTTPStatus.OK:
        return Found(REFUSED, code, final, HTTP)
    return Found(REDIRECTED if final else OK, code, final)
