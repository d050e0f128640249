"""What was written to people, the demo's mailbox, and the staff."""

from dataclasses import dataclass, replace
from pathlib import Path

from litestar import Controller, Response, get, post
from litestar.response import Redirect

from msq.desk.actor import Actor
from msq.desk.mail import retry_mail
from msq.desk.reading.managing import Mails, mails, staff
from msq.desk.staff import add_staff
from msq.mail.mailbox import KeptMail, read_mail, read_mailbox
from msq.problems import BadValue, NotFound, Problem
from msq.response.rights import ROLE_TEXTS, STAFF_ROLES
from msq.web.site import AnyRequest, Site, go, page
from msq.web.visitors import SIGNED_IN, AtSite, InPath, Sent, SignedIn


@dataclass(frozen=True, slots=True)
class MailsPage:
    """The newest mails and their states; the kept ones where mail is kept in a folder."""

    mails: Mails
    kept: tuple[KeptMail, ...]
    has_mailbox: bool


@dataclass(frozen=True, slots=True)
class MailPage:
    """One kept mail."""

    mail: KeptMail


@dataclass(frozen=True, slots=True)
class StaffPage:
    """Who holds a staff role, and the form that gives one.

    ``errors`` are (field, what is wrong).
    """

    held: tuple[object, ...]
    roles: dict[str, str]
    name: str = ""
    email: str = ""
    role: str = ""
    errors: tuple[tuple[str, Problem], ...] = ()

    def error(self, name: str) -> Problem | None:
        """Return what is wrong with a field, if anything is."""
        return dict(self.errors).get(name)


class Mailing(Controller):
    """Mails: what is waiting, what was sent, what could not be delivered."""

    path = "/mail"
    opt = {"who": SIGNED_IN}  # noqa: RUF012 - Litestar reads it from the class

    @get("/", sync_to_thread=True)
    def every(self, request: AnyRequest, site: AtSite, actor: SignedIn) -> Response[str]:
        """Show the newest mails."""
        found = mails(site.desk, actor)
        kept = tuple(read_mailbox(site.mailbox)) if site.mailbox else ()
        return page(request, "manage/mails.html", MailsPage(found, kept, bool(site.mailbox)))

    @get("/{mail_id:str}", sync_to_thread=True)
    def one(
        self, request: AnyRequest, site: AtSite, actor: SignedIn, mail_id: InPath
    ) -> Response[str]:
        """Show one kept mail."""
        kept = _kept(site, actor)
        return page(request, "manage/mail.html", MailPage(read_mail(kept, mail_id)))

    @post("/retry", sync_to_thread=True)
    def again(self, site: AtSite, actor: SignedIn, form: Sent) -> Redirect:
        """Send a mail again that was given up."""
        retry_mail(site.desk, actor, form.number("letter"))
        return go("/mail?done=retried")


def _kept(site: Site, actor: Actor) -> Path:
    actor.require("mail.read")
    if site.mailbox is None:
        raise NotFound("Mails are sent here, not kept.")
    return site.mailbox


class Staff(Controller):
    """The staff and their roles."""

    path = "/staff"
    opt = {"who": SIGNED_IN}  # noqa: RUF012 - Litestar reads it from the class

    @get("/", sync_to_thread=True)
    def every(self, request: AnyRequest, site: AtSite, actor: SignedIn) -> Response[str]:
        """Show who holds a staff role."""
        return page(request, "manage/staff.html", _staff_page(site, actor))

    @post("/", sync_to_thread=True)
    def give(
        self, request: AnyRequest, site: AtSite, actor: SignedIn, form: Sent
    ) -> Response[str] | Redirect:
        """Give somebody a role."""
        name, email, role = form.text("name"), form.text("email"), form.text("role")
        try:
            add_staff(site.desk, actor, email, name, role)
        except BadValue as problem:
            wrong = "email"
            if role not in STAFF_ROLES:
                wrong = "role"
            elif not name.strip():
                wrong = "name"
            shown = _staff_page(site, actor)
            view = replace(shown, name=name, email=email, role=role, errors=((wrong, problem),))
            return page(request, "manage/staff.html", view, status=problem.status)
        return go("/staff?done=granted")


def _staff_page(site: Site, actor: Actor) -> StaffPage:
    roles = {role: ROLE_TEXTS[role] for role in STAFF_ROLES}
    return StaffPage(staff(site.desk, actor), roles)
