"""Who is at the page: looked up once a request, from the session cookie."""

from typing import Any

from litestar.concurrency import sync_to_thread
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath

from msq.desk import sign_in
from msq.desk.actor import Actor
from msq.problems import NotSignedIn
from msq.web.forms import TOKEN, Form, read_form
from msq.web.security import A_YEAR, keep_cookie
from msq.web.site import COOKIES, NO_SECOND, SECOND, AnyRequest, Site, session_of, site_of

ANYONE, SIGNED_IN = "anyone", "signed in"
"""Who may reach a route: every route says so in ``opt``. What they may do there is for the desk."""


AtSite = NamedDependency[Site]
Visitor = NamedDependency[Actor | None]
SignedIn = NamedDependency[Actor]
Sent = NamedDependency[Form]
InPath = FromPath[str]
NumberInPath = FromPath[int]
"""What handlers ask for by name: the site, who is there, who must be signed in, what was sent;
and parts of the address."""

_NO_FORM = Form(())


async def find_visitor(request: AnyRequest, site: AtSite) -> Actor | None:
    """Return who is signed in, if anybody is.

    A form is read before anything can go wrong, so that what was typed is never lost. Whoever
    sends one stays signed in for the whole time again.

    Raises:
        NotSignedIn: the form comes from a page that was made for somebody else.
    """
    form = await read_form(request) if request.method == "POST" else None
    if form is not None:
        note_languages(request, site, form)
    found = await sync_to_thread(sign_in.who, site.desk, session_of(request))
    request.scope["state"]["actor"] = found
    if form is not None and found is not None and not site.knows(form.text(TOKEN), found):
        raise NotSignedIn("This page was made before you signed in, or for somebody else.")
    if form is not None and found is not None:
        session = session_of(request)
        if await sync_to_thread(sign_in.stay, site.desk, session, found):
            lasts = int(sign_in.SESSION_LASTS.total_seconds())
            keep_cookie(request, site.session_cookie, session, lasts)
    return found


def note_languages(request: AnyRequest, site: Site, form: Form) -> None:
    """Remember a language that was chosen with a form: for this answer, and by its cookie."""
    for name, cookie in COOKIES.items():
        chosen = form.text(name)
        if chosen in site.languages or (name == SECOND and chosen == NO_SECOND):
            request.scope["state"][name] = chosen
            keep_cookie(request, cookie, chosen, A_YEAR)


async def form_of_visitor(request: AnyRequest, visitor: Visitor) -> Form:
    """Return the sent form, an empty one where none was.

    It was read, and known to be ours, when the visitor was found.
    """
    del visitor
    return request.scope["state"].get("form", _NO_FORM)  # type: ignore[no-any-return]


def require_actor(visitor: Visitor, form: Sent) -> Actor:
    """Return who is signed in.

    Raises:
        NotSignedIn: nobody is.
    """
    del form
    if visitor is None:
        raise NotSignedIn("Please sign in to see this page.")
    return visitor


# Each asks for the one before it, needed or not: Litestar awaits such a chain in turn. For two
# that could be found side by side it starts a task each, which takes longer than finding them.
DEPENDENCIES: dict[str, Any] = {
    "site": Provide(site_of, sync_to_thread=False),
    "visitor": Provide(find_visitor),
    "form": Provide(form_of_visitor),
    "actor": Provide(require_actor, sync_to_thread=False),
}
