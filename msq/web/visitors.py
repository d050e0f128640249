"""Who is at the page: looked up once a request, from the session cookie."""

from typing import Any

from litestar.di import Provide

from msq.desk import sign_in
from msq.desk.actor import Actor
from msq.problems import NotSignedIn
from msq.web.forms import read_form
from msq.web.site import AnyRequest, session_of, site_of

ANYONE, SIGNED_IN = "anyone", "signed in"
"""Who may reach a route: every route says so in ``opt``. What they may do there is for the desk."""


def find_visitor(request: AnyRequest) -> Actor | None:
    """Return who is signed in, if anybody is."""
    found = sign_in.who(site_of(request).desk, session_of(request))
    request.scope["state"]["actor"] = found
    return found


def require_actor(visitor: Actor | None) -> Actor:
    """Return who is signed in.

    Raises:
        NotSignedIn: nobody is.
    """
    if visitor is None:
        raise NotSignedIn("Please sign in to see this page.")
    return visitor


async def form_of_visitor(request: AnyRequest, visitor: Actor | None) -> object:
    """Return the sent form; who sends it is looked up before."""
    del visitor
    return await read_form(request)


DEPENDENCIES: dict[str, Any] = {
    "visitor": Provide(find_visitor, sync_to_thread=True),
    "actor": Provide(require_actor, sync_to_thread=False),
    "form": Provide(form_of_visitor),
    "site": Provide(site_of, sync_to_thread=False),
}
