"""The load generator: people who save again and again, each on a connection and a response.

It is a process of its own: `python -m bench.load` reads a `Task` as JSON and prints `Seen` as
JSON. Raw sockets on uvloop, one request under way for each person, and the next follows at once.
"""

import asyncio
import gzip
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from html.parser import HTMLParser
from time import perf_counter, process_time
from typing import Literal
from urllib.parse import quote_plus

import uvloop

from bench.servers import HOST, ROOT

Kind = Literal["empty", "row", "answer", "page", "turn"]
"""``empty`` asks the bare program for nothing, ``row`` has it keep a row; ``answer`` saves one
answer, ``page`` all of a section, ``turn`` does so and fetches the page that follows."""

_REDIRECT = 303
_OK = range(200, 300)
_LONGEST = 120
"""Seconds that a run may take beyond its own before it is given up."""


@dataclass(frozen=True, slots=True)
class Who:
    """One person: their session, their section's address, and two sets of answers to send.

    Attributes:
        last_number: the newest revision of their response.
        sets: two ways to answer the section, by item the texts of its field; in turn each item
            changes with every save.
        one: the item that is sent where one answer is saved.
    """

    session: str
    path: str
    following: str
    last_number: int
    sets: tuple[dict[str, list[str]], dict[str, list[str]]]
    one: str


@dataclass(frozen=True, slots=True)
class Task:
    """What to do: for how many seconds, after how many that do not count."""

    kind: Kind
    port: int
    seconds: float
    warming: float
    people: list[Who]


@dataclass(frozen=True, slots=True)
class Seen:
    """What came of it.

    Attributes:
        latencies: of each counted request, or pair of requests, in ms.
        seconds: from the first counted request to the end of the last.
        busy: the share of that time in which this process used a processor.
        saved: changed answers of all requests, those that do not count among them.
        faults: what else came back than was to come; empty when all is well.
    """

    latencies: list[float]
    seconds: float
    busy: float
    saved: int
    faults: list[str]


def run(task: Task) -> Seen:
    """Do a task in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.load"],
        cwd=ROOT,
        input=json.dumps(asdict(task)),
        capture_output=True,
        text=True,
        timeout=task.seconds + task.warming + _LONGEST,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"The load generator failed:\n{done.stderr}")
    return Seen(**json.loads(done.stdout))


class Line:
    """One connection that stays open."""

    def __init__(self, port: int, session: str) -> None:
        """Prepare what every request of it carries."""
        self._port = port
        self._cookie = f"Cookie: msq_session={session}\r\n" if session else ""
        self._reader: asyncio.StreamReader
        self._writer: asyncio.StreamWriter

    async def open(self) -> None:
        """Connect."""
        self._reader, self._writer = await asyncio.open_connection(HOST, self._port)

    def close(self) -> None:
        """Hang up."""
        self._writer.close()

    async def ask(self, method: str, path: str, body: str | None = None) -> tuple[int, str, bytes]:
        """Return the status, the head and the body of the answer to a request."""
        head = (
            f"{method} {path} HTTP/1.1\r\nHost: {HOST}:{self._port}\r\n"
            f"Accept-Encoding: gzip\r\n{self._cookie}"
        )
        if body is not None:
            head += (
                f"Origin: http://{HOST}:{self._port}\r\n"
                "Content-Type: application/x-www-form-urlencoded\r\n"
                f"Content-Length: {len(body)}\r\n"
            )
        self._writer.write(f"{head}\r\n{body or ''}".encode("ascii"))
        told = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        fields = dict(self._fields(told))
        if "content-length" in fields:
            content = await self._reader.readexactly(int(fields["content-length"]))
        elif fields.get("transfer-encoding") == "chunked":
            content = await self._chunks()
        else:
            content = b""
        return int(told[9:12]), fields.get("location", ""), content

    @staticmethod
    def _fields(told: str) -> Iterator[tuple[str, str]]:
        for line in told.split("\r\n")[1:-2]:
            name, _, value = line.partition(":")
            yield name.lower(), value.strip()

    async def _chunks(self) -> bytes:
        found = b""
        while size := int(await self._reader.readuntil(b"\r\n"), 16):
            found += (await self._reader.readexactly(size + 2))[:-2]
        await self._reader.readexactly(2)
        return found


class Form(HTMLParser):
    """The fields of a page: its token, which items it asks, which of them take a note."""

    def __init__(self, page: str) -> None:
        """Read a page."""
        super().__init__()
        self.hidden: dict[str, str] = {}
        self.notes: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take a field down."""
        told = dict(attrs)
        name = told.get("name") or ""
        if tag == "input" and told.get("type") == "hidden":
            self.hidden[name] = told.get("value") or ""
        elif tag == "textarea" and name.endswith("~comment"):
            self.notes.add(name.removesuffix("~comment"))

    @property
    def seen(self) -> dict[str, int]:
        """The revision that the page shows of each item."""
        return {
            name.removesuffix("~seen"): int(value)
            for name, value in self.hidden.items()
            if name.endswith("~seen")
        }


@dataclass
class Person:
    """One person at work: what they see and send next."""

    kind: Kind
    who: Who
    line: Line
    latencies: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    saved: int = 0
    count: int = 0
    ended: float = 0.0
    _token: str = ""
    _seen: dict[str, int] = field(default_factory=dict)
    _notes: set[str] = field(default_factory=set)
    _number: int = 0

    async def prepare(self) -> None:
        """Open the section's page and save the first set of answers."""
        if self.kind in {"empty", "row"}:
            return
        await self.line.open()
        self._number = self.who.last_number
        before = await self._look()
        await self._save(list(before))
        after = await self._look()
        changed = sum(after[item] != before[item] for item in after)
        self.saved += changed
        self._number = self.who.last_number + changed
        self._seen = after
        # Until all are prepared more time may pass than a server keeps a silent connection.
        self.line.close()

    async def _look(self) -> dict[str, int]:
        status, _, page = await self.line.ask("GET", self.who.path)
        if status not in _OK:
            raise RuntimeError(f"The section's page came with {status}: {page[:80]!r}")
        form = Form(gzip.decompress(page).decode())
        self._token, self._notes = form.hidden["token"], form.notes
        self._seen = {item: seen for item, seen in form.seen.items() if item in self.who.sets[0]}
        return self._seen

    async def work(self, starts: float, ends: float) -> None:
        """Save until the end; what begins before the start does not count."""
        await self.line.open()
        while (begun := perf_counter()) < ends and not self.faults:
            await self._once()
            self.ended = perf_counter()
            if begun >= starts:
                self.latencies.append((self.ended - begun) * 1000)

    async def _once(self) -> None:
        self.count += 1
        if self.kind == "empty":
            self._expect((await self.line.ask("GET", "/empty"))[0] in _OK, "empty")
        elif self.kind == "row":
            text = f"item=D1&value=Invented+answer+{self.count}"
            status, _, content = await self.line.ask("POST", "/row", text)
            self._expect(status in _OK, f"{status} {content[:80]!r}")
        else:
            items = [self.who.one] if self.kind == "answer" else list(self._seen)
            place = await self._save(items)
            if self.kind == "turn" and place:
                status, _, content = await self.line.ask("GET", place)
                self._expect(status in _OK, f"{status} {content[:80]!r}")

    async def _save(self, items: list[str]) -> str:
        """Send answers and return where the answer leads; number what changed as msq does."""
        way = self.who.sets[self.count % 2]
        status, place, content = await self.line.ask("POST", self.who.path, self._body(items, way))
        self._expect(status == _REDIRECT, f"{status} {content[:80]!r}")
        if self.count:
            other = self.who.sets[(self.count + 1) % 2]
            for item in items:
                if way[item] != other[item]:
                    self._number += 1
                    self.saved += 1
                    self._seen[item] = self._number
        return place

    def _body(self, items: list[str], way: dict[str, list[str]]) -> str:
        parts = [f"token={self._token}", f"request={id(self)}-{perf_counter()}"]
        for item in items:
            name = quote_plus(item)
            parts.append(f"{name}~seen={self._seen[item]}")
            parts += [f"{name}={quote_plus(text)}" for text in way[item]]
            if item in self._notes:
                parts.append(f"{name}~comment=")
        parts.append(f"go=section:{self.who.following}")
        return "&".join(parts)

    def _expect(self, well: object, what: str) -> None:
        if not well:
            self.faults.append(what)


async def work_all(task: Task) -> Seen:
    """Let all people work at once."""
    people = [Person(task.kind, who, Line(task.port, who.session)) for who in task.people]
    await asyncio.gather(*(one.prepare() for one in people))
    starts = perf_counter() + task.warming
    ends = starts + task.seconds
    used = process_time()
    await asyncio.gather(*(one.work(starts, ends) for one in people))
    used = process_time() - used
    ended = max(one.ended for one in people)
    for one in people:
        one.line.close()
    return Seen(
        latencies=[one for person in people for one in person.latencies],
        seconds=ended - starts,
        busy=used / (ended - starts + task.warming),
        saved=sum(one.saved for one in people),
        faults=[fault for one in people for fault in one.faults],
    )


def _main() -> None:
    told = json.load(sys.stdin)
    people = [Who(**{**one, "sets": tuple(one["sets"])}) for one in told.pop("people")]
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        print(json.dumps(asdict(runner.run(work_all(Task(**told, people=people))))))


if __name__ == "__main__":
    _main()
