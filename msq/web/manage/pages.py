"""The manager's pages: editions and their registers, invitations, exports."""

import io
from dataclasses import dataclass, field
from datetime import date

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
from msq.problems import BadFile, BadInput, BadValue, Problem
from msq.web.forms import Form
from msq.web.site import AnyRequest, Site, go, page
from msq.web.visitors import SIGNED_IN

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BASES = {
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
    """The form for a new edition. ``errors`` are (field, message)."""

    instruments: tuple[object, ...]
    values: dict[str, str] = field(default_factory=dict)
    errors: tuple[tuple[str, str], ...] = ()

    def value(self, name: str) -> str:
        """Return what stands in a field."""
        return self.values.get(name, "")

    def error(self, name: str) -> str:
        """Return the message at a field, empty where there is none."""
        return dict(self.errors).get(name, "")


@dataclass(frozen=True, slots=True)
class OneEditionPage:
    """One edition, and what came of the last act on it."""

    found: EditionPage
    bases: dict[str, str]
    report: RegisterReport | None = None
    problem: str = ""


class Manage(Controller):
    """Editions: made, opened, extended, closed; their people; their exports."""

    path = "/manage"
    opt = {"who": SIGNED_IN}  # noqa: RUF012 - Litestar reads it from the class

    @get("/", sync_to_thread=True)
    def every(self, request: AnyRequest, site: Site, actor: Actor) -> Response[str]:
        """Show all editions."""
        actor.require("edition.manage")
        return page(request, "manage/editions.html", ManagePage(all_editions(site.desk, actor)))

    @get("/new", sync_to_thread=True)
    def new(self, request: AnyRequest, site: Site, actor: Actor) -> Response[str]:
        """Show the form for a new edition."""
        view = NewEditionPage(published_instruments(site.desk, actor), {"grace": "0"})
        return page(request, "manage/new_edition.html", view)

    @post("/new", sync_to_thread=True)
    def create(
        self, request: AnyRequest, site: Site, actor: Actor, form: Form
    ) -> Response[str] | Redirect:
        """Make an edition."""
        try:
            made = editions.create_edition(site.desk, actor, _plan(form))
        except (BadInput, BadValue) as problem:
            fields = problem.fields if isinstance(problem, BadInput) else {"code": problem}
            view = NewEditionPage(
                published_instruments(site.desk, actor),
                dict(form.pairs),
                tuple((name, str(one)) for name, one in fields.items()),
            )
            return page(request, "manage/new_edition.html", view, status=problem.status)
        return go(f"/manage/{made.code}?done=created")

    @get("/{edition:str}", sync_to_thread=True)
    def one(self, request: AnyRequest, site: Site, actor: Actor, edition: str) -> Response[str]:
        """Show one edition."""
        return _one(request, site, actor, edition)

    @post("/{edition:str}/register", sync_to_thread=True)
    def register(
        self, request: AnyRequest, site: Site, actor: Actor, form: Form, edition: str
    ) -> Response[str]:
        """Bring in a spreadsheet of people; say what came of it, row by wrong row."""
        name, content = form.files.get("file", ("", b""))
        try:
            if not content:
                raise BadFile("Choose a file first: xlsx or CSV.")
            report = import_register(site.desk, actor, edition, read_register(content, name))
        except BadFile as problem:
            return _one(request, site, actor, edition, problem=problem)
        return _one(request, site, actor, edition, report=report)

    @post("/{edition:str}/invite", sync_to_thread=True)
    def send(
        self, request: AnyRequest, site: Site, actor: Actor, form: Form, edition: str
    ) -> Response[str] | Redirect:
        """Invite everybody who was not invited, or one person again."""
        only = [int(text) for text in form.texts("grant") if text.isascii() and text.isdigit()]
        try:
            invited = invite(site.desk, actor, edition, only or None)
        except BadValue as problem:
            return _one(request, site, actor, edition, problem=problem)
        return go(f"/manage/{edition}?done={'invited' if invited else 'nobody'}")

    @post("/{edition:str}/{act:str}", sync_to_thread=True)
    def change(
        self,
        request: AnyRequest,
        site: Site,
        actor: Actor,
        form: Form,
        edition: str,
        act: str,
    ) -> Response[str] | Redirect:
        """Open an edition, give it more time, or close it."""
        try:
            if act == "open":
                editions.open_edition(site.desk, actor, edition)
                return go(f"/manage/{edition}?done=opened")
            if act == "close":
                editions.close_edition(site.desk, actor, edition)
                return go(f"/manage/{edition}?done=closed")
            plan = _dates(form)
            editions.extend_edition(site.desk, actor, edition, plan[0], plan[1])
        except Problem as problem:
            if problem.status in {403, 404}:
                raise
            return _one(request, site, actor, edition, problem=problem)
        return go(f"/manage/{edition}?done=extended")

    @get("/{edition:str}/export/{name:str}", sync_to_thread=True)
    def export(
        self, request: AnyRequest, site: Site, actor: Actor, edition: str, name: str
    ) -> Response[bytes]:
        """Make a workbook and hand it over."""
        basis = request.query_params.get("basis", "best")
        personal = bool(request.query_params.get("personal"))
        wanted = spec.load(site.exports, name)
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


def _one(
    request: AnyRequest,
    site: Site,
    actor: Actor,
    edition: str,
    *,
    report: RegisterReport | None = None,
    problem: Problem | None = None,
) -> Response[str]:
    sentence = str(problem) if problem else ""
    if isinstance(problem, BadInput):
        sentence = " ".join(str(one) for one in problem.fields.values())
    view = OneEditionPage(edition_page(site.desk, actor, edition), BASES, report, sentence)
    status = problem.status if problem else 200
    return page(request, "manage/edition.html", view, status=status)


def _plan(form: Form) -> Plan:
    problems: dict[str, Problem] = {}
    opens = _date(form, "opens", problems)
    deadline = _date(form, "deadline", problems)
    grace = _days(form, problems)
    if opens is None or deadline is None or problems:
        raise BadInput(problems)
    return Plan(
        code=form.text("code").strip(),
        name=form.text("name").strip(),
        reference_period=form.text("reference_period").strip(),
        instrument=form.text("instrument"),
        opens=opens,
        deadline=deadline,
        grace=grace,
    )


def _dates(form: Form) -> tuple[date, int]:
    problems: dict[str, Problem] = {}
    deadline, grace = _date(form, "deadline", problems), _days(form, problems)
    if deadline is None or problems:
        raise BadInput(problems)
    return deadline, grace


def _date(form: Form, name: str, problems: dict[str, Problem]) -> date | None:
    try:
        return date.fromisoformat(form.text(name).strip())
    except ValueError:
        problems[name] = BadValue("Enter a date as year-month-day, such as 2027-06-30.")
        return None


def _days(form: Form, problems: dict[str, Problem]) -> int:
    text = form.text("grace", "0").strip() or "0"
    if text.isascii() and text.isdigit() and len(text) < 5:  # noqa: PLR2004 - checked by the desk
        return int(text)
    problems["grace"] = BadValue("Enter the days of grace as a whole number.")
    return 0
