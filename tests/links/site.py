"""A real web site on this machine, that says what a test wants it to say."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from time import sleep
from urllib.parse import unquote

from msq.links.asking import Asker

SENDER = "msq-link-check/test (+https://msq.example.org)"


@dataclass
class Site:
    """Where it stands, and what it was asked: method, path and who asked."""

    port: int = 0
    asked: list[tuple[str, str, str]] = field(default_factory=list)

    def url(self, path: str) -> str:
        """Return the address of a page."""
        return f"http://127.0.0.1:{self.port}{path}"


class _Handler(BaseHTTPRequestHandler):
    server: "_Server"

    def do_HEAD(self) -> None:
        self.answer()

    def do_GET(self) -> None:
        self.answer()

    def answer(self) -> None:
        """Do what the path says."""
        self.server.site.asked.append((self.command, self.path, self.headers["user-agent"]))
        path = self.path.partition("?")[0]
        if path.startswith("/to/"):
            self.say(302, unquote(self.path.removeprefix("/to/")))
        elif path in _STRANGE:
            _STRANGE[path](self)
        else:
            self.say(int(path.strip("/")))

    def say(self, code: int, to: str = "") -> None:
        """Answer with a code, and where it leads."""
        self.send_response(code)
        if to:
            self.send_header("location", to)
        self.send_header("content-length", "0")
        self.end_headers()

    def letter_by_letter(self) -> None:
        """Never come to an end, though never for long without a letter."""
        for letter in b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 60:
            self.wfile.write(bytes([letter]))
            sleep(0.1)

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def handle(self) -> None:
        """Answer, if whoever asked is still there: that they leave is tested."""
        with suppress(OSError):
            super().handle()


_STRANGE: dict[str, Callable[[_Handler], object]] = {
    "/circle": lambda one: one.say(301, "/circle"),
    "/get-only": lambda one: one.say(405 if one.command == "HEAD" else 200),
    "/slow": lambda _: sleep(3),
    "/letter-by-letter": _Handler.letter_by_letter,
    "/nonsense": lambda one: one.wfile.write(b"\x00\xff nonsense\r\n\r\n"),
}


class _Server(ThreadingHTTPServer):
    def __init__(self, site: Site) -> None:
        self.site = site
        super().__init__(("127.0.0.1", 0), _Handler)


@contextmanager
def serve(site: Site) -> Iterator[Site]:
    """Serve ``/200``, ``/404`` and the like, ``/to/…`` that leads on, and pages that misbehave."""
    with _Server(site) as server:
        site.port = server.server_address[1]
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield site
        finally:
            server.shutdown()
            thread.join()


def local_asker(**more) -> Asker:
    """Return what asks this machine and nothing else, on any port."""
    return Asker(SENDER, may_ask=lambda number: number.is_loopback, may_use=lambda _: True, **more)
