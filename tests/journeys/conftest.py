"""A real server, a real browser, and people who sign in with their links."""

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from msq.desk._verb import Desk
from msq.store.engine import Database

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-dev-shm-usage",
    "--disable-component-update",
    "--no-first-run",
    "--disable-sync",
    "--disable-quic",
]
PLACES = ("/usr/bin/chromium", "/usr/bin/google-chrome", "/usr/bin/chromium-browser")
SHOTS = Path(__file__).parents[2] / ".cache" / "journey-shots"
WIDTHS = (1280, 390)
NARROWEST = 320
TOO_WIDE = """() => {
  const { scrollWidth, clientWidth } = document.documentElement
  if (scrollWidth <= clientWidth) return []
  const found = [...document.querySelectorAll('body *')]
    .filter((one) => one.getBoundingClientRect().right > clientWidth + 0.5)
    .map((one) => `${one.tagName} ${one.className} ${one.id}`)
  return [`${scrollWidth - clientWidth} px`, ...found]
}"""


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def msq(*arguments: str, environment: dict[str, str]) -> str:
    """Run a command as a person would and return what it printed."""
    command = [str(Path(sys.executable).parent / "msq"), *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@dataclass
class Site:
    """A running server with its settings, and the desk on the same database."""

    base_url: str
    environment: dict[str, str]
    desk: Desk

    def link(self, email: str, name: str, role: str) -> str:
        """Return a sign-in link for a member of the staff."""
        printed = msq(
            "user", "add", email, "--name", name, "--role", role, "--link",
            environment=self.environment,
        )  # fmt: skip
        return printed.split()[-1]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Give a browser: the one that MSQ_BROWSER names, else one that is there."""
    named = os.environ.get("MSQ_BROWSER") or next((p for p in PLACES if Path(p).exists()), None)
    with sync_playwright() as playwright:
        try:
            started = playwright.chromium.launch(executable_path=named, args=FLAGS)
        except Exception as error:  # noqa: BLE001 - whatever keeps it from starting is the reason
            pytest.skip(f"no browser: {str(error).splitlines()[0]}")
        yield started
        started.close()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Give a server on a fresh database with the Member States and the questionnaire."""
    folder = tmp_path_factory.mktemp("site")
    port = free_port()
    base_url = f"http://127.0.0.1:{port}"
    environment = {
        **os.environ,
        "MSQ_FOLDER": str(folder),
        "MSQ_DATABASE_URL": f"sqlite:///{folder / 'msq.db'}",
        "MSQ_BASE_URL": base_url,
        "MSQ_MAIL_URL": f"folder://{folder / 'mailbox'}",
    }
    forms = Path(__file__).parents[2] / "forms"
    for arguments in (
        ("db", "upgrade"),
        ("units", "import", str(forms / "registers" / "member-states.csv")),
        ("forms", "publish", str(forms / "msq-2028")),
    ):
        msq(*arguments, environment=environment)
    command = [str(Path(sys.executable).parent / "msq"), "serve", "--port", str(port)]
    with (
        (folder / "log").open("w") as log,
        subprocess.Popen(command, env=environment, stdout=log, stderr=log) as server,
    ):
        try:
            wait_for(base_url, server)
            database = Database(environment["MSQ_DATABASE_URL"])
            yield Site(base_url, environment, Desk(database))
            database.close()
        finally:
            server.terminate()


def wait_for(base_url: str, server: subprocess.Popen[bytes]) -> None:
    """Wait until a server answers that its database does."""
    for _ in range(300):
        assert server.poll() is None, "the server ended"
        try:
            with urllib.request.urlopen(f"{base_url}/health", timeout=2) as answer:  # noqa: S310
                assert answer.status == 200
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail("the server did not answer")


@dataclass
class Demo:
    """The demonstration while it is served: its address, the links it printed, its desk."""

    base_url: str
    links: dict[str, str]
    desk: Desk


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """Give the demonstration as ``msq demo`` prepares and serves it in an empty environment."""
    folder = tmp_path_factory.mktemp("demo")
    base_url = f"http://127.0.0.1:{free_port()}"
    command = [str(Path(sys.executable).parent / "msq"), "demo", "--folder", "demo"]
    command += ["--port", base_url.rpartition(":")[2]]
    log = folder / "log"
    with (
        log.open("w") as out,
        subprocess.Popen(command, cwd=folder, env={}, stdout=out, stderr=out) as server,
    ):
        try:
            wait_for(base_url, server)
            found = re.findall(
                r"^  ([a-z ]+?) +(http\S+/sign-in/\S+)$", log.read_text(), re.MULTILINE
            )
            database = Database(f"sqlite:///{folder / 'demo' / 'msq.db'}")
            yield Demo(base_url, dict(found), Desk(database))
            database.close()
        finally:
            server.terminate()


@dataclass
class Visitor:
    """Somebody at a browser. Every page they look at is checked and kept as a picture."""

    page: Page
    base_url: str
    name: str
    seen: int = 0

    def go(self, path: str) -> None:
        """Open a page of the site."""
        self.page.goto(self.base_url + path)

    def press(self, label: str) -> None:
        """Press a button and wait for the page that follows."""
        self.page.get_by_role("button", name=label, exact=True).last.click()
        self.page.wait_for_load_state()

    def follow(self, label: str) -> None:
        """Follow a link and wait for the page."""
        self.page.locator("main a", has_text=label).first.click()
        self.page.wait_for_load_state()

    def look(self, what: str) -> None:
        """Check what must hold on every page and keep pictures at desktop and phone width."""
        self.seen += 1
        assert self.page.locator("h1").count() == 1, what
        SHOTS.mkdir(parents=True, exist_ok=True)
        for width in (*WIDTHS, NARROWEST):
            self.page.set_viewport_size({"width": width, "height": 900})
            beyond = self.page.evaluate(TOO_WIDE)
            assert beyond == [], f"{what} is too wide at {width} px: {beyond}"
            if width in WIDTHS:
                name = f"{self.name}-{self.seen:02}-{what}-{width}.png"
                self.page.screenshot(path=SHOTS / name, full_page=True)
        self.page.set_viewport_size({"width": WIDTHS[0], "height": 900})

    @property
    def text(self) -> str:
        """What the page says."""
        return self.page.locator("main").inner_text()


@pytest.fixture
def visit(browser: Browser, site: Site) -> Iterator[Callable[..., Visitor]]:
    """Give a function that seats somebody at a browser of their own."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def arrive(name: str, link: str = "", *, javascript: bool = True) -> Visitor:
        context = browser.new_context(
            viewport={"width": WIDTHS[0], "height": 900}, java_script_enabled=javascript
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        # A refusal of the security policy or a script error is a mistake of ours; that a form
        # was answered with a status of 4xx is not.
        page.on(
            "console",
            lambda message: (
                complaints.append(f"{name}: {message.text}")
                if message.type == "error" and "status of 4" not in message.text
                else None
            ),
        )
        page.on("pageerror", lambda error: complaints.append(f"{name}: {error}"))
        visitor = Visitor(page, site.base_url, name)
        if link:
            page.goto(link)
            visitor.press("Sign in")
        return visitor

    yield arrive
    for context in contexts:
        context.close()
    assert complaints == []
