"""The door: asking for a link, using it, leaving, and whether the platform is well."""

from dataclasses import dataclass
from urllib.parse import quote

from litestar import Controller, Response, get, post
from litestar.datastructures import Cookie
from litestar.response import Redirect

from msq.desk import sign_in
from msq.desk.reading.mine import Mine, mine
from msq.instrument.item_types.addresses import read_email
from msq.problems import BadValue, Problem
from msq.web.site import AnyRequest, Site, address, go, page, session_of
from msq.web.visitors import ANYONE, AtSite, InPath, Sent, Visitor


@dataclass(frozen=True, slots=True)
class SignInPage:
    """Where a link is asked for."""

    email: str = ""
    error: Problem | None = None


@dataclass(frozen=True, slots=True)
class LinkSentPage:
    """What is said after a link was asked for, whether the address is known or not."""

    email: str


@dataclass(frozen=True, slots=True)
class LinkPage:
    """What a link opens: a button, because mail scanners open links too."""

    name: str
    secret: str


@dataclass(frozen=True, slots=True)
class HomePage:
    """Which questionnaires are somebody's to answer."""

    mine: Mine


class Account(Controller):
    """Pages that nobody needs a role for."""

    @get("/", opt={"who": ANYONE}, sync_to_thread=True)
    def home(self, request: AnyRequest, site: AtSite, visitor: Visitor) -> Response[str] | Redirect:
        """Lead everybody to where their work is."""
        if visitor is None:
            return go("/sign-in")
        found = mine(site.desk, visitor)
        if visitor.is_staff and not found.responses:
            return go("/manage" if visitor.may("edition.manage") else "/review")
        if len(found.responses) == 1 and not visitor.is_staff:
            response, _ = found.responses[0]
            return go(address("respond", response.edition_code, response.unit.code))
        return page(request, "account/home.html", HomePage(found))

    @get("/sign-in", opt={"who": ANYONE}, sync_to_thread=True)
    def ask(self, request: AnyRequest, visitor: Visitor) -> Response[str]:
        """Show where a link is asked for."""
        del visitor  # looked up all the same: the form is made for whoever is signed in
        return page(request, "account/sign_in.html", SignInPage())

    @post("/sign-in", opt={"who": ANYONE}, sync_to_thread=True, status_code=200)
    def send(self, request: AnyRequest, site: AtSite, form: Sent) -> Response[str]:
        """Send a link, and never tell whether the address is known."""
        email = form.text("email").strip()
        try:
            if not email:
                raise BadValue("Enter your e-mail address, such as name@example.org.")
            known_form = read_email(email)
        except BadValue as problem:
            view = SignInPage(email, problem)
            return page(request, "account/sign_in.html", view, status=problem.status)
        sign_in.ask_for_link(site.desk, known_form)
        return page(request, "account/link_sent.html", LinkSentPage(email))

    @get("/sign-in/{secret:str}", opt={"who": ANYONE}, sync_to_thread=True)
    def open_link(
        self, request: AnyRequest, site: AtSite, visitor: Visitor, secret: InPath
    ) -> Response[str]:
        """Show the button that uses the link."""
        del visitor
        name = sign_in.whose_link(site.desk, secret)
        return page(request, "account/link.html", LinkPage(name, secret))

    @post("/sign-in/{secret:str}", opt={"who": ANYONE}, sync_to_thread=True)
    def use_link(self, request: AnyRequest, site: AtSite, form: Sent, secret: InPath) -> Redirect:
        """Use the link and start a new session; an old one in this browser ends."""
        del form
        session = sign_in.sign_in(site.desk, secret, session_of(request))
        redirect = go("/")
        redirect.cookies.append(_cookie(site, session, int(sign_in.SESSION_LASTS.total_seconds())))
        return redirect

    @post("/sign-out", opt={"who": ANYONE}, sync_to_thread=True)
    def leave(self, request: AnyRequest, site: AtSite, form: Sent) -> Redirect:
        """End the session."""
        del form
        sign_in.sign_out(site.desk, session_of(request))
        redirect = go("/sign-in")
        redirect.cookies.append(_cookie(site, "", 0))
        return redirect

    @post("/language", opt={"who": ANYONE}, sync_to_thread=False)
    def speak(self, form: Sent) -> Redirect:
        """Go on in another language, on the page where it was chosen.

        The choice itself was noted when the form was read, as it is on every page.
        """
        back = form.text("back")
        # Of two slashes at the start a browser would make the name of another host.
        return go("/" + quote(back.lstrip("/\\")))

    @get("/health", opt={"who": ANYONE}, sync_to_thread=True)
    def health(self, site: AtSite) -> dict[str, str]:
        """Say that the platform and its database answer."""
        site.desk.database.answers()
        return {"status": "ok"}


def _cookie(site: Site, session: str, lasts: int) -> Cookie:
    return Cookie(
        site.session_cookie,
        value=session,
        max_age=lasts,
        httponly=True,
        secure=site.is_https,
        samesite="lax",
    )
