"""The demonstration as a newcomer meets it: one command, four links."""

import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import wait_for

pytestmark = pytest.mark.browser


@pytest.fixture
def printed(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The links that ``msq demo`` prints, by role, while it serves."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    log = tmp_path / "log"
    command = [str(Path(sys.executable).parent / "msq"), "demo", "--port", port, "--folder", "demo"]
    with (
        log.open("w") as out,
        subprocess.Popen(command, cwd=tmp_path, env={}, stdout=out, stderr=out) as server,
    ):
        try:
            wait_for(f"http://127.0.0.1:{port}", server)
            found = re.findall(
                r"^  ([a-z ]+?) +(http\S+/sign-in/\S+)$", log.read_text(), re.MULTILINE
            )
            yield dict(found)
        finally:
            server.terminate()


def sign_in(browser: Browser, link: str) -> Page:
    """Use a link as a person does."""
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.goto(link)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    return page


def test_each_link_leads_to_the_work_of_its_role(browser: Browser, printed: dict[str, str]) -> None:
    focal = sign_in(browser, printed["focal point"])
    expect(focal.get_by_role("heading", level=1)).to_contain_text("Malta")
    reviewer = sign_in(browser, printed["reviewer"])
    expect(reviewer.get_by_role("heading", level=1)).to_contain_text("Responses")
    manager = sign_in(browser, printed["manager"])
    expect(manager.get_by_role("heading", level=1)).to_contain_text("Editions")
    manager.get_by_role("link", name="Mail", exact=True).click()
    manager.get_by_role("link", name=re.compile("invite|invitation", re.IGNORECASE)).first.click()
    expect(manager.locator("main")).to_contain_text("/sign-in/")
    administrator = sign_in(browser, printed["administrator"])
    administrator.get_by_role("link", name="Staff", exact=True).click()
    expect(administrator.get_by_role("heading", level=1)).to_contain_text("Staff")

    # A link that was used is used up.
    other = browser.new_context().new_page()
    other.goto(printed["reviewer"])
    expect(other.get_by_role("heading", level=1)).to_contain_text("link")
    assert other.get_by_role("button", name="Sign in").count() == 0
