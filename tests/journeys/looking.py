"""Somebody with a browser, who looks closely at every page they come to."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from tests.journeys.server import ROOT

SHOTS = ROOT / ".cache" / "journey-shots"
AXE = ROOT / "msq" / "web" / "assets" / "node_modules" / "axe-core" / "axe.min.js"
STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

DESKTOP, PHONE, NARROWEST = 1280, 390, 320
HEIGHTS = {DESKTOP: 900, PHONE: 844, NARROWEST: 640}

# The longest picture that the browser can make in one piece.
TALLEST = 16_000

OVERFLOWING = """() => {
  const root = document.documentElement
  if (root.scrollWidth <= root.clientWidth) return []
  return [...document.querySelectorAll('body *')]
    .filter((one) => one.getBoundingClientRect().right > root.clientWidth + 0.5)
    .map((one) => `${one.tagName.toLowerCase()}.${one.className}#${one.id}`)
}"""
VIOLATIONS = """async (standard) => {
  const found = await axe.run({ runOnly: standard, resultTypes: ['violations'] })
  return found.violations.flatMap((one) => one.nodes.map(
    (node) => `${one.id}: ${node.target.join(' ')} ${node.failureSummary.split('\\n')[1].trim()}`
  ))
}"""


@cache
def axe() -> str:
    """Return the script that finds what keeps people with disabilities out."""
    assert AXE.is_file(), f"{AXE.relative_to(ROOT)} is missing. Run: make assets"
    return AXE.read_text(encoding="utf-8")


class Visitor:
    """One person with a browser of their own.

    Attributes:
        page: what they have before them.
        shots: the beginning of the names of their screenshots; empty for none.
    """

    numbers: dict[str, int] = {}  # noqa: RUF012 - shared: a story numbers its pictures in order

    def __init__(
        self,
        browser: Any,
        base_url: str,
        *,
        shots: str = "",
        javascript: bool = True,
        accessible: bool = False,
    ) -> None:
        """Open a browser.

        Args:
            accessible: whether each page is held against WCAG 2.2 A and AA.
        """
        self.base_url = base_url
        self.shots = shots
        self.accessible = accessible
        self.complaints: list[str] = []
        self._refused: set[str] = set()
        self.context = browser.new_context(
            base_url=base_url,
            java_script_enabled=javascript,
            locale="en-GB",
            viewport=_viewport(DESKTOP),
            reduced_motion="reduce",
        )
        self.context.on("page", self._listen)
        self.page = self.context.new_page()

    def _listen(self, page: Any) -> None:
        page.set_default_timeout(10_000)
        page.on("console", self._on_console)
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        page.on("request", self._on_request)
        page.on("response", self._on_response)

    def _on_console(self, message: Any) -> None:
        if message.type not in {"error", "warning"}:
            return
        where = message.location["url"]
        # The browser writes down each page that is not a success, as those for bad input are not.
        if where in self._refused and "Failed to load resource" in message.text:
            return
        self.complaints.append(f"{where}: {message.text}")

    def _on_request(self, request: Any) -> None:
        if not request.url.startswith((self.base_url, "data:")):
            self.complaints.append(f"a page asks another site: {request.url}")

    def _on_response(self, response: Any) -> None:
        if response.status < 400:
            return
        if response.request.is_navigation_request() and response.status < 500:
            self._refused.add(response.url)
        else:
            self.complaints.append(f"{response.status} {response.url}")

    def look(self, name: str, page: Any = None) -> None:
        """Look at a page on a desk and on phones: nothing runs over, one heading leads."""
        seen = page or self.page
        self._check(seen, name)
        self._picture(seen, name, DESKTOP)
        for width in (PHONE, NARROWEST):
            seen.set_viewport_size(_viewport(width))
            over = seen.evaluate(OVERFLOWING)
            assert over == [], f"{name} at {width} px: wider than the screen: {over}"
            if width == PHONE:
                self._picture(seen, name, width)
        seen.set_viewport_size(_viewport(DESKTOP))

    def _check(self, page: Any, name: str) -> None:
        assert page.locator("h1").count() == 1, f"{name}: not one h1"
        assert page.locator("main").count() == 1, f"{name}: not one main"
        if self.accessible:
            page.evaluate(axe())
            found = page.evaluate(VIOLATIONS, STANDARD)
            assert found == [], f"{name}: {json.dumps(found, indent=1, ensure_ascii=False)}"

    def _picture(self, page: Any, name: str, width: int) -> None:
        if not self.shots:
            return
        if width == DESKTOP:
            self.numbers[self.shots] = self.numbers.get(self.shots, 0) + 1
        path = SHOTS / f"{self.shots}-{self.numbers[self.shots]:02}-{name}-{width}.png"
        height = min(page.evaluate("document.documentElement.scrollHeight"), TALLEST)
        clip = {"x": 0, "y": 0, "width": width, "height": max(height, HEIGHTS[width])}
        page.screenshot(path=path, full_page=True, clip=clip, animations="disabled")

    def leave(self) -> list[str]:
        """Close the browser and return what its pages complained of."""
        self.context.close()
        return self.complaints

    def open(self, path: str) -> None:
        """Go to an address."""
        self.page.goto(path)

    def sign_in(self, link: str) -> None:
        """Open a sign-in link and press its button."""
        self.page.goto(link)
        self.page.get_by_role("button", name="Sign in").click()
        self.page.get_by_role("button", name="Sign out").wait_for()

    def press(self, name: str) -> None:
        """Press the button, or the link that looks like one, of that name."""
        self.page.get_by_role("button", name=name, exact=True).click()

    def follow(self, name: str) -> None:
        """Follow a link."""
        self.page.get_by_role("link", name=name).first.click()


def _viewport(width: int) -> Any:
    return {"width": width, "height": HEIGHTS[width]}


def shot_folder() -> Path:
    """Return where the screenshots are kept."""
    return SHOTS
