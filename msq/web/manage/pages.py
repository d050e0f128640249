"""The manager's pages: editions and their registers, invitations, exports."""

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import partial

from litestar import Controller, Response, get, post
from litestar.response import Redirect

from msq.desk import edition as editions
from msq.desk.actor import Actor
from msq.desk.edition import Plan
from msq.desk.export import ask_leave
from msq.desk.invite import invite
from msq.desk.reading.managing import EditionPage, edition_page, published_instruments
from msq.desk.reading.worklist import all_editions
from msq.desk.register import RegisterReport, import_register, read_register
from msq.exporting import spec, workbook
from msq.problems import BadFile, BadInput, BadValue, Problem, WrongState
from msq.response.rights import ROLE_TEXTS
from msq.web.forms import Form, whole
from msq.web.site import AnyRequest, Site, address, go, page
from msq.web.visitors import SIGNED_IN, AtSite, InPath, Sent, SignedIn

FIELDS = ("name", "code", "instrument", "reference_period", "opens", "deadline", "grace")
"""The fields of an edition in the order in which they stand on the page."""
FIRST_YEAR, LAST_YEAR = 2000, 2100
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BASIS_TEXTS = {
    "best": "What was submitted; where nothing was, the draft (marked so)",
    "submitted": "Only what was submitted",
    "accepted": "Only what was accepted",
    "latest": "The answers as they stand now, submitted or not",
}


@dataclass(frozen=True, slots=True)
class ManagePage:
    """All editions with their counts by state."""

    editions: tuple[tuple[object, dict[str, int]], ...]


@dataclass(frozen=True, slots=True)
class NewEditionPage:
    """The form for a new edition. ``errors`` are (field, what is wrong)."""

    instruments: tuple[object, ...]
    values: dict[str, str] = field(default_factory=dict)
    errors: tuple[tuple[str, Problem], ...] = ()

    def value(self, name: str) -> str:
        """Return what stands in a field."""
        return self.values.get(name, "")

    def error(self, name: str) -> Problem | None:
        """Return what is wrong with a field, if anything is."""
        return dict(self.errors).get(name)


@dataclass(frozen=True, slots=True)
class OneEditionPage:
    """One edition, and what came of the last act on it.

    ``errors`` are (field or part of the page, what is wrong); ``values`` what was typed for the
    dates.
    """

    found: EditionPage
    bases: dict[str, str]
    roles: dict[str, str]
    report: RegisterReport | None = None
    errors: tuple[tuple[str, Problem], ...] = ()
    values: dict[str, str] = field(default_factory=dict)

    def error(self, name: str) -> Problem | None:
        """Return what is wrong with a field, if anything is."""
        return dict(self.errors).get(name)


class Manage(Controller):
    """Editions: made, opened, extended, closed; their people; their exports."""

    path = "/manage"
    opt = {"who": SIGNED_IN}  # noqa: RUF012 - Litestar reads it from the class

    @get("/", sync_to_thread=True)
    def every(self, request: AnyRequest, site: AtSite, actor: SignedIn) -> Response[str]:
        """Show all editions."""
        actor.require("edition.manage")
        return page(request, "manage/editions.html", ManagePage(all_editions(site.desk, actor)))

    @get("/new", sync_to_thread=True)
    def new(self, request: AnyRequest, site: AtSite, actor: SignedIn) -> Response[str]:
        """Show the form for a new edition."""
        view = NewEditionPage(published_instruments(site.desk, actor), {"grace": "0"})
        return page(request, "manage/new_edition.html", view)

    @post("/new", sync_to_thread=True)
    def create(
        self, request: AnyRequest, site: AtSite, actor: SignedIn, form: Sent
    ) -> Response[str] | Redirect:
        """Make an edition."""
        plan, unread = _plan(form)
        try:
            made = editions.create_edition(site.desk, actor, plan, unread=unread)
        except (BadInput, BadValue) as problem:
            fields = problem.fields if isinstance(problem, BadInput) else {"instrument": problem}
            view = NewEditionPage(
                published_instruments(site.desk, actor),
                dict(form.pairs),
                tuple((name, fields[name]) for name in FIELDS if name in fields),
            )
            return page(request, "manage/new_edition.html", view, status=problem.status)
        return go(address("manage", made.code) + "?done=created")

    @get("/{edition:str}", sync_to_thread=True)
    def one(
        self, request: AnyRequest, site: AtSite, actor: SignedIn, edition: InPath
    ) -> Response[str]:
        """Show one edition."""
        return _one(request, site, actor, edition)

    @post("/{edition:str}/register", sync_to_thread=True)
    def register(
        self, request: AnyRequest, site: AtSite, actor: SignedIn, form: Sent, edition: InPath
    ) -> Response[str]:
        """Bring in a spreadsheet of people; say what came of it, row by wrong row."""
        name, content = form.upload("file")
        try:
            if not content:
                raise BadFile("Choose a file first: xlsx or CSV.")
            report = import_register(site.desk, actor, edition, read_register(content, name))
        except BadFile as problem:
            return _one(request, site, actor, edition, problem=problem, at="file")
        return _one(request, site, actor, edition, report=report)

    @post("/{edition:str}/invite", sync_to_thread=True)
    def send(
        self, request: AnyRequest, site: AtSite, actor: SignedIn, form: Sent, edition: InPath
    ) -> Response[str] | Redirect:
        """Invite everybody who was not invited, or one person again."""
        # A role that is none invites nobody; only a form that names no role means everybody.
        only = [whole(text) for text in form.texts("grant")] or None
        try:
            invited = invite(site.desk, actor, edition, only)
        except WrongState as problem:
            return _one(request, site, actor, edition, problem=problem, at="invitations")
        return go(f"{address('manage', edition)}?done={'invited' if invited else 'nobody'}")

    @post("/{edition:str}/open", sync_to_thread=True)
    def open_it(
        self, request: AnyRequest, site: AtSite, actor: SignedIn, form: Sent, edition: InPath
    ) -> Response[str] | Redirect:
        """Open an edition."""
        act = partial(editions.open_edition, site.desk, actor, edition)
        return _change(request, site, actor, form, edition, act, "opened")

    @post("/{edition:str}/extend", sync_to_thread=True)
    def extend(
        self, request: AnyRequest, site: AtSite, actor: SignedIn, form: Sent, edition: InPath
    ) -> Response[str] | Redirect:
        """Give an edition other dates."""

        def act() -> None:
            editions.extend_edition(site.desk, actor, edition, *_dates(form))

        return _change(request, site, actor, form, edition, act, "extended")

    @post("/{edition:str}/close", sync_to_thread=True)
    def close(
        self, request: AnyRequest, site: AtSite, actor: SignedIn, form: Sent, edition: InPath
    ) -> Response[str] | Redirect:
        """Close an edition."""
        act = partial(editions.close_edition, site.desk, actor, edition)
        return _change(request, site, actor, form, edition, act, "closed")

    @post("/{edition:str}/export/{name:str}", sync_to_thread=True, status_code=200)
    def export(
        self, site: AtSite, actor: SignedIn, form: Sent, edition: InPath, name: InPath
    ) -> Response[bytes]:
        """Make a workbook and hand it over; that it was is in the trail, so this is a form."""
        basis, personal = form.text("basis", "best"), form.ticked("personal")
        wanted = spec.load(site.exports, name)
        if basis not in BASIS_TEXTS:
            raise BadValue("“{basis}” is not among the answers that can be exported.", basis=basis)
        leave = ask_leave(site.desk, actor, edition, name, basis, personal=personal)
        target = io.BytesIO()
        workbook.write(
            site.desk.database,
            wanted,
            edition,
            target,
            basis=basis,
            personal=personal,
            now=leave.at,
            by=leave.by,
        )
        stamp = leave.at.strftime("%Y%m%d-%H%M")
        return Response(
            target.getvalue(),
            media_type=XLSX,
            headers={
                "content-disposition": f'attachment; filename="{edition}-{name}-{stamp}.xlsx"'
            },
        )


def _change(
    request: AnyRequest,
    site: Site,
    actor: Actor,
    form: Form,
    edition: str,
    act: Callable[[], object],
    done: str,
) -> Response[str] | Redirect:
    """Do one act on an edition; where it cannot be done, say so with the edition."""
    try:
        act()
    except (BadInput, WrongState) as problem:
        return _one(
            request, site, actor, edition, problem=problem, at="opening", values=dict(form.pairs)
        )
    return go(f"{address('manage', edition)}?done={done}")


def _one(
    request: AnyRequest,
    site: Site,
    actor: Actor,
    edition: str,
    *,
    report: RegisterReport | None = None,
    problem: Problem | None = None,
    at: str = "",
    values: dict[str, str] | None = None,
) -> Response[str]:
    errors: tuple[tuple[str, Problem], ...] = ()
    if isinstance(problem, BadInput):
        errors = tuple(problem.fields.items())
    elif problem:
        errors = ((at, problem),)
    found = edition_page(site.desk, actor, edition)
    view = OneEditionPage(found, BASIS_TEXTS, ROLE_TEXTS, report, errors, values or {})
    return page(request, "manage/edition.html", view, status=problem.status if problem else 200)


def _plan(form: Form) -> tuple[Plan, dict[str, Problem]]:
    """Return the plan, and what is wrong with those of its fields that cannot be read."""
    problems: dict[str, Problem] = {}
    plan = Plan(
        code=form.text("code").strip(),
        name=form.text("name").strip(),
        reference_period=form.text("reference_period").strip(),
        instrument=form.text("instrument"),
        opens=_date(form, "opens", problems),
        deadline=_date(form, "deadline", problems),
        grace=_days(form, problems),
    )
    return plan, problems


def _dates(form: Form) -> tuple[date, int]:
    problems: dict[str, Problem] = {}
    deadline, grace = _date(form, "deadline", problems), _days(form, problems)
    if deadline is None or problems:
        raise BadInput(problems)
    return deadline, grace


def _date(form: Form, name: str, problems: dict[str, Problem]) -> date | None:
    try:
        found = date.fromisoformat(form.text(name).strip())
    except ValueError:
        problems[name] = BadValue(editions.NO_DATE_TEXT)
        return None
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        problems[name] = BadValue(
            "Enter a year from {least} to {most}.", least=FIRST_YEAR, most=LAST_YEAR
        )
        return None
    return found


def _days(form: Form, problems: dict[str, Problem]) -> int:
    days = whole(form.text("grace").strip() or "0")
    if days < 0:
        problems["grace"] = BadValue("Enter the days of grace as a whole number.")
    return days
