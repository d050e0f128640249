"""The headers that every answer carries, and a log of requests that names no one."""

import logging
from collections.abc import Collection
from http import HTTPStatus
from time import perf_counter
from typing import Any

from litestar.connection import ASGIConnection
from litestar.datastructures import MutableScopeHeaders
from litestar.enums import ScopeType
from litestar.handlers import BaseRouteHandler
from litestar.types import ASGIApp, BeforeMessageSendHookHandler, Message, Receive, Scope, Send

from msq.problems import NotFound
from msq.web.site import AnyRequest

LOG = logging.getLogger("msq.access")

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; "
    "base-uri 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    # A sign-in link must not travel to another site in the Referer header.
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
_KEPT = "kept_cookies"
A_YEAR = 31_536_000
TWO_YEARS = "max-age=63072000"
FOR_EVER = "public, max-age=31536000, immutable"
ASKED_EACH_TIME = "public, no-cache"


def headers_for(assets: Collection[str], *, https: bool) -> BeforeMessageSendHookHandler:
    """Return the hook that puts the headers on every answer, errors included.

    Args:
        assets: the addresses under which what is served never changes.
    """

    async def before_send(message: Message, scope: Scope) -> None:
        if message["type"] != "http.response.start":
            return
        headers = MutableScopeHeaders.from_message(message)
        for name, value in HEADERS.items():
            headers.setdefault(name, value)
        if https:
            headers.setdefault("strict-transport-security", TWO_YEARS)
        state = scope.get("state", {})
        # Whoever signs in or out gets another cookie of the same name.
        own = {one.partition("=")[0] for one in headers.getall("set-cookie", [])}
        for cookie, (value, lasts) in state.get(_KEPT, {}).items():
            if cookie not in own:
                headers.add("set-cookie", _cookie(cookie, value, lasts, https=https))
        headers.setdefault("cache-control", _kept_for(message["status"], scope, assets))

    return before_send


def keep_cookie(request: AnyRequest, name: str, value: str, lasts: int) -> None:
    """Let the answer to a request set a cookie that lasts so many seconds."""
    request.scope["state"].setdefault(_KEPT, {})[name] = (value, lasts)


def _cookie(name: str, value: str, lasts: int, *, https: bool) -> str:
    secure = "; Secure" if https else ""
    return f"{name}={value}; Path=/; Max-Age={lasts}; HttpOnly; SameSite=Lax{secure}"


def _kept_for(status: int, scope: Scope, assets: Collection[str]) -> str:
    path = scope["path"]
    if not path.startswith("/static/") or status >= HTTPStatus.BAD_REQUEST:
        # Pages hold answers and names: no shared computer should keep them.
        return "no-store"
    # While a new version is rolled out, an old worker is asked for what it does not have yet.
    asked = f"{path}?{scope['query_string'].decode('latin-1')}"
    return FOR_EVER if asked in assets else ASKED_EACH_TIME


def refuse_nul(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
    """Find nothing at an address with a NUL in it: no database takes one in a text.

    Raises:
        NotFound: the address has one.
    """
    if "\0" in connection.scope["path"]:
        raise NotFound("There is no page at this address.")


def access_log(app: ASGIApp) -> ASGIApp:
    """Log each request by its route, so that no address with a secret or a name is written."""

    async def logged(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await app(scope, receive, send)
            return
        started, status = perf_counter(), 0

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await app(scope, receive, noted)
        finally:
            took = (perf_counter() - started) * 1000
            route = scope.get("path_template") or "(no route)"
            LOG.info("%s %s %d %.0f ms", scope["method"], route, status, took)

    return logged
