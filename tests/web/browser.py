"""A browser without scripts over the real application: cookies, links, forms, redirects."""

import string
from dataclasses import dataclass, field
from http import HTTPStatus
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import quote, urlencode, urljoin, urlsplit

from litestar.testing import TestClient

from tests.web.html import Element, Filled, fill, parse
from tests.web.rules import check_headers, check_page

HTML = "text/html,application/xhtml+xml,*/*;q=0.8"
MOST_REDIRECTS = 5


@dataclass
class Page:
    """What an address answered."""

    status: int
    headers: dict[str, str]
    content: bytes
    address: str
    root: Element = field(default_factory=lambda: Element("", {}))

    @property
    def text(self) -> str:
        """The visible text of the main part."""
        return self.root.only("main").text

    @property
    def h1(self) -> str:
        """The heading."""
        return self.root.only("h1").text

    @property
    def source(self) -> str:
        """The page as it was sent."""
        return self.content.decode()

    @property
    def path(self) -> str:
        """The path of the address, with its query."""
        parts = urlsplit(self.address)
        return f"{parts.path}?{parts.query}" if parts.query else parts.path

    @property
    def errors(self) -> list[str]:
        """What the error summary says."""
        return [
            one.text
            for summary in self.root.with_class("govuk-error-summary")
            for one in summary.every("li")
        ]

    @property
    def notice(self) -> str:
        """What the notice of success says."""
        return " ".join(
            one.text for one in self.root.with_class("govuk-notification-banner__heading")
        )

    def form(self, action: str = "") -> Filled:
        """Return the form of the main part, the one with an action when there are several."""
        found = [
            one
            for one in self.root.only("main").every("form")
            if not action or one["action"] == action
        ]
        assert found, f"{self.address}: no form {action}"
        return fill(found[0])

    @property
    def form_token(self) -> str:
        """The token that the forms of the page carry."""
        return next(one["value"] for one in self.root.every("input", name="token"))

    def has_form(self, action: str) -> bool:
        """Return whether there is a form with an action."""
        return any(one["action"] == action for one in self.root.every("form"))

    def links(self) -> list[str]:
        """Return the addresses that the page links to."""
        return [one["href"] for one in self.root.every("a")]


@dataclass
class Browser:
    """One browser with its own cookies."""

    client: TestClient[Any]
    base_url: str
    cookies: dict[str, str] = field(default_factory=dict)
    set_cookies: list[str] = field(default_factory=list)
    at: str = ""

    def get(self, path: str, *, follow: bool = True, **headers: str) -> Page:
        """Open an address."""
        return self._go("GET", path, follow=follow, headers=headers)

    def follow(self, page: Page, text: str) -> Page:
        """Press a link by its text."""
        found = [one for one in page.root.every("a") if one.text == text]
        assert found, f"{page.address}: no link “{text}” among {page.links()}"
        return self.get(urljoin(page.address, found[0]["href"]))

    def send(self, form: Filled, button: str = "", *, follow: bool = True, **more: str) -> Page:
        """Press a button of a form."""
        pairs = form.sent(button)
        if form.element["method"] == "get":
            return self.get(f"{form.action}?{urlencode(pairs)}", follow=follow)
        if form.element["enctype"] == "multipart/form-data":
            files = [
                *((name, (None, value)) for name, value in pairs),
                *form.files,
            ]
            return self._go("POST", form.action, follow=follow, headers=more, files=files)
        return self.post(form.action, pairs, follow=follow, **more)

    def post(
        self,
        path: str,
        pairs: list[tuple[str, str]] | dict[str, str],
        *,
        follow: bool = True,
        **headers: str,
    ) -> Page:
        """Send fields to an address, as a form of our own page would."""
        said = {"content-type": "application/x-www-form-urlencoded", **headers}
        content = urlencode(pairs).encode()
        return self._go("POST", path, follow=follow, headers=said, content=content)

    def raw(self, method: str, path: str, **sent: Any) -> Page:
        """Send what no browser would."""
        return self._go(method, path, follow=False, headers=sent.pop("headers", {}), **sent)

    def _go(
        self, method: str, path: str, *, follow: bool, headers: dict[str, str], **sent: Any
    ) -> Page:
        url = quote(urljoin(self.base_url, path), safe=string.punctuation)
        page = self._once(method, url, headers, sent)
        redirects = 0
        while follow and page.status == HTTPStatus.SEE_OTHER:
            redirects += 1
            assert redirects <= MOST_REDIRECTS, page.address
            page = self._once("GET", urljoin(page.address, page.headers["location"]), {}, {})
        return page

    def _once(self, method: str, url: str, headers: dict[str, str], sent: dict[str, Any]) -> Page:
        said = {"accept": HTML, "accept-encoding": "identity"}
        if self.cookies:
            said["cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if method == "POST":
            said |= {"origin": self.base_url, "sec-fetch-site": "same-origin"}
            if self.at:
                said["referer"] = self.at
        said |= {name.replace("_", "-"): value for name, value in headers.items()}
        said = {name: value for name, value in said.items() if value}
        answer = self.client.request(method, url, headers=said, follow_redirects=False, **sent)
        self.client.cookies.clear()
        self._keep(answer.headers.get_list("set-cookie"))
        page = Page(answer.status_code, dict(answer.headers), answer.content, url)
        check_headers(page.headers, urlsplit(url).path)
        if page.headers.get("content-type", "").startswith("text/html") and page.content:
            page.root = parse(page.source)
            check_page(page.root, f"{method} {page.path}")
            self.at = url
        return page

    def _keep(self, cookies: list[str]) -> None:
        self.set_cookies = cookies
        for name, morsel in (pair for text in cookies for pair in SimpleCookie(text).items()):
            if morsel["max-age"] == "0":
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = morsel.value
