"""Where a check may go: an address of the open web, its name resolved once."""

import socket
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import quote, urlsplit

from msq.response.links import NO_ANSWER, NO_SUCH_NAME, NOT_PUBLIC

Address = IPv4Address | IPv6Address

PORTS = {"http": 80, "https": 443}
LONGEST = 2000
MOST_ADDRESSES = 4
# Each of these carries an IPv4 address to somewhere else: translated, tunnelled or compatible.
_CARRYING = tuple(
    IPv6Network(one)
    for one in (
        "::/96",
        "::ffff:0:0/96",
        "64:ff9b::/96",
        "64:ff9b:1::/48",
        "2002::/16",
        "2001::/32",
    )
)
_NO_NAME = {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)}
_SAFE_IN_PATH = "/%:@!$&'()*+,;=-._~"
_SAFE_IN_QUERY = _SAFE_IN_PATH + "?"


class NoWay(Exception):
    """There is no way to an address; ``problem`` is a word of ``msq.response.links``."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Place:
    """A page to be asked for: how, of whom, and under which path with its query."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def is_secret(self) -> bool:
        """Whether the line is encrypted."""
        return self.scheme == "https"


def is_public(address: Address) -> bool:
    """Return whether a network address is one of the open web, and leads nowhere by a detour."""
    if isinstance(address, IPv6Address):
        if address.is_site_local or any(address in network for network in _CARRYING):
            return False
        if address.scope_id is not None:
            return False
    return (
        address.is_global
        and not address.is_multicast
        and not address.is_reserved
        and not address.is_unspecified
    )


def standard_port(place: Place) -> bool:
    """Return whether a page stands where pages stand."""
    return place.port == PORTS[place.scheme]


def place_of(url: str) -> Place:
    """Return what a web address asks for.

    Raises:
        NoWay: it is no address of a page, or one that brings a name and a password.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
        host = (parts.hostname or "").encode("idna").decode()
    except ValueError:
        raise NoWay(NO_SUCH_NAME) from None
    if parts.scheme not in PORTS or not host or len(url) > LONGEST or "@" in parts.netloc:
        raise NoWay(NOT_PUBLIC)
    path = quote(parts.path or "/", safe=_SAFE_IN_PATH)
    query = f"?{quote(parts.query, safe=_SAFE_IN_QUERY)}" if parts.query else ""
    return Place(parts.scheme, host, PORTS[parts.scheme] if port is None else port, path + query)


def resolve(place: Place, allowed: Callable[[Address], bool]) -> list[str]:
    """Return the network addresses of a place that may be asked, those to be tried first before.

    What is asked afterwards is one of these very addresses, never the name again: a name service
    may say another thing each time.

    Raises:
        NoWay: the name does not exist, cannot be looked up, or leads where no check may go.
    """
    try:
        found = socket.getaddrinfo(place.host, place.port, type=socket.SOCK_STREAM)
    except socket.gaierror as error:
        raise NoWay(NO_SUCH_NAME if error.errno in _NO_NAME else NO_ANSWER) from None
    except (OSError, UnicodeError):
        raise NoWay(NO_ANSWER) from None
    numbers = dict.fromkeys(str(one[4][0]) for one in found)
    if not all(allowed(ip_address(number)) for number in numbers):
        # A name that leads to the open web and to a private network at once means no good.
        raise NoWay(NOT_PUBLIC)
    return list(numbers)[:MOST_ADDRESSES]
