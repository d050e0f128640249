"""What every page stands on: the site, its frame, and how a template becomes a response."""

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote

from litestar import Request, Response
from litestar.datastructures import State
from litestar.response import Redirect

from msq.desk._verb import Desk
from msq.desk.actor import Actor
from msq.desk.sign_in import ends_soon
from msq.problems import Problem
from msq.response.lifecycle import STATE_TEXTS

DEFAULT = "en"
LANGUAGE, SECOND = "language", "second"
COOKIES = {LANGUAGE: "msq_language", SECOND: "msq_second_language"}
"""By the name with which a form chooses it: the cookie that keeps a language."""
NO_SECOND = "none"

AnyRequest = Request[Any, Any, State]


class Spoken(Protocol):
    """A language that pages speak."""

    @property
    def own_name(self) -> str:
        """What it calls itself."""
        ...

    @property
    def direction(self) -> str:
        """Which way its script runs: ``ltr`` or ``rtl``."""
        ...


class Words(Protocol):
    """What pages need of the wording room; ``app.py`` hands it in."""

    def render(self, template: str, language: str, context: Mapping[str, object]) -> str:
        """Return a template filled in, in a language."""
        ...

    def text(self, language: str, message: str, /, **details: object) -> str:
        """Return a message in a language, its details filled in."""
        ...

    def said(self, language: str, what: Problem | str) -> str:
        """Return a problem or a sentence in a language."""
        ...

    def is_unofficial(self, language: str) -> bool:
        """Return whether pages in a language say things that no translator has checked."""
        ...


@dataclass(frozen=True)
class Site:
    """What this installation's pages need.

    Attributes:
        languages: those that pages speak, by code, in the order in which they are offered.
        assets: the address of each stylesheet and script, by file name.
        mailbox: the folder in which mails are kept instead of being sent, where that is so.
        exports: the folder of export definitions.
    """

    desk: Desk
    words: Words
    languages: Mapping[str, Spoken]
    base_url: str
    secret_key: bytes
    assets: dict[str, str]
    mailbox: Path | None
    exports: Path

    @property
    def is_https(self) -> bool:
        """Whether people reach the platform over an encrypted line."""
        return self.base_url.startswith("https://")

    @property
    def session_cookie(self) -> str:
        """The name of the session's cookie.

        On an encrypted line the name itself keeps other hosts of the domain from setting it.
        """
        return "__Host-msq_session" if self.is_https else "msq_session"

    def token(self, actor: Actor | None) -> str:
        """Return a token that proves that a form came from a page made for this person.

        It outlives the session, so that a page that stood open can still be sent after signing
        in again. A fresh nonce keeps a compressed page from giving it away piece by piece.
        """
        nonce = secrets.token_urlsafe(12)
        return f"{nonce}.{self._signature(actor, nonce)}"

    def knows(self, token: str, actor: Actor) -> bool:
        """Return whether a token was made for a person."""
        nonce, _, signature = token.partition(".")
        return hmac.compare_digest(signature.encode(), self._signature(actor, nonce).encode())

    def _signature(self, actor: Actor | None, nonce: str) -> str:
        text = f"{actor.id if actor else ''}.{nonce}"
        return hmac.new(self.secret_key, text.encode(), sha256).hexdigest()


@dataclass(frozen=True, slots=True)
class Frame:
    """What the frame of every page shows and needs."""

    actor: Actor | None
    token: str
    assets: dict[str, str]
    path: str
    notice: str
    has_mailbox: bool
    states: dict[str, str]
    languages: Mapping[str, Spoken]
    second: str
    unofficial: bool
    ends_soon: bool


NOTICES = {
    "saved": "Your answers have been saved.",
    "replied": "Your replies have been saved. When all is dealt with, send everything again.",
    "reviewed": "Your verdicts have been saved.",
    "returned": "The response has been returned to the country.",
    "accepted": "The response has been accepted.",
    "reopened": "The response is open for changes again.",
    "created": "The edition has been created. Check it, import its people, then open it.",
    "opened": "The edition is open.",
    "closed": "The edition is closed.",
    "extended": "The dates have been changed.",
    "invited": "The invitations are on their way.",
    "nobody": "There was nobody to invite.",
    "retried": "The mail will be sent again.",
    "granted": "The role has been given.",
    "published": "The questionnaire is published. Look at its preview before an edition asks it.",
    "attached": "The files are attached.",
    "detached": "The file is no longer attached.",
    "known": "The same content was published before. This is that version; nothing new was made.",
    "drafted": "The workbook has been read. Nothing is published yet.",
    "copied": "The copy is a draft. Take it as a workbook, change that and upload it again.",
    "deleted": "The draft has been deleted.",
    "tagged": "The tags have been saved.",
    "untagged": "Nothing was changed: these tags were there already.",
    "restored": "The earlier answer stands again.",
    "previewed": "This is a preview. Nothing was saved.",
}


def site_of(request: AnyRequest) -> Site:
    """Return the site a request came to."""
    found = request.app.state.site
    if not isinstance(found, Site):
        raise TypeError(found)
    return found


def actor_of(request: AnyRequest) -> Actor | None:
    """Return who was found to be signed in, if anybody was looked for and found."""
    return request.scope["state"].get("actor")


def session_of(request: AnyRequest) -> str:
    """Return the secret of the request's session cookie, whether it holds or not."""
    return request.cookies.get(site_of(request).session_cookie, "")


def path_of(request: AnyRequest) -> str:
    """Return the path of the request's address, decoded.

    ``request.url`` would fail on a query that is not UTF-8.
    """
    return str(request.scope["path"])


def address(*parts: str) -> str:
    """Return the address of a page from the parts of its path."""
    return "".join("/" + quote(part, safe="") for part in parts)


def language_of(request: AnyRequest) -> str:
    """Return the language that the reader chose; else theirs in the register; else the browser's.

    What was chosen on this very page comes before what the cookie says.
    """
    site, actor = site_of(request), actor_of(request)
    for code in (_chosen(request, LANGUAGE), actor.language if actor else "", *_preferred(request)):
        if code in site.languages:
            return str(code)
    return DEFAULT


def second_of(request: AnyRequest) -> str:
    """Return the language in which questions stand beside the first; empty for none."""
    found = _chosen(request, SECOND)
    return found if found in site_of(request).languages else ""


def _chosen(request: AnyRequest, name: str) -> str:
    return str(request.scope["state"].get(name) or request.cookies.get(COOKIES[name], ""))


def _preferred(request: AnyRequest) -> list[str]:
    """Return the languages that the browser asks for, the dearest first."""
    asked = []
    for part in request.headers.get("accept-language", "")[:200].split(","):
        tag, _, quality = part.partition(";q=")
        try:
            asked.append((-float(quality or 1), tag.strip().partition("-")[0].casefold()))
        except ValueError:
            continue
    return [tag for _, tag in sorted(asked, key=lambda one: one[0])]


def page(request: AnyRequest, template: str, view: object, *, status: int = 200) -> Response[str]:
    """Return a page: a template of ``templates/`` filled with one view.

    Templates see the view as ``page`` and the frame as ``frame``.
    """
    site, actor = site_of(request), actor_of(request)
    language = language_of(request)
    frame = Frame(
        actor=actor,
        token=site.token(actor),
        assets=site.assets,
        path=path_of(request),
        notice=NOTICES.get(request.query_params.get("done", ""), ""),
        has_mailbox=site.mailbox is not None,
        states=STATE_TEXTS,
        languages=site.languages,
        second=second_of(request),
        unofficial=site.words.is_unofficial(language),
        ends_soon=actor is not None and ends_soon(site.desk, actor),
    )
    content = site.words.render(template, language, {"page": view, "frame": frame})
    return Response(content, media_type="text/html", status_code=status)


def go(path: str) -> Redirect:
    """Return a redirect after a form was dealt with, so that a reload does not send it again."""
    return Redirect(path, status_code=303)
