"""One draft: its faults in place, what it can be compared with, publishing."""

from collections import Counter
from dataclasses import dataclass

from litestar import Controller, Response, get, post
from litestar.response import Redirect

from msq.desk.actor import Actor
from msq.desk.drafts import change_draft, delete_draft, publish_draft
from msq.desk.reading.forms import WholeDraft, compare_forms, draft
from msq.instrument.model import in_language
from msq.instrument.translating import WHOLE
from msq.problems import BadFile, BadInput, Conflict, Problem, Untranslated, WrongState
from msq.web.manage import trying
from msq.web.manage.forms import Coverages, changes_page, home_of, workbook_of, xlsform_of
from msq.web.manage.uploading import uploaded
from msq.web.site import AnyRequest, Site, address, go, language_of, page
from msq.web.visitors import SIGNED_IN, AtSite, InPath, NumberInPath, Sent, SignedIn
from msq.xlsform.excerpts import Excerpt, excerpts
from msq.xlsform.places import SheetFault

MOST_SHOWN = 100
"""How many faults are shown in place: nobody mends more of them at once."""
MOST_UNREAD = 50


@dataclass(frozen=True, slots=True)
class DraftPage:
    """One draft.

    Attributes:
        faults: those that are shown, as they are printed; ``more`` counts the others.
        sheets: the rows around them, by sheet.
        lacking: how many texts lack a translation that is up to date, in all languages.
        errors: (field or part of the page, what is wrong).
    """

    found: WholeDraft
    title: str
    faults: tuple[SheetFault, ...]
    more: int
    by_sheet: dict[str, int]
    sheets: tuple[tuple[str, tuple[Excerpt, ...]], ...]
    unread: tuple[str, ...]
    coverage: Coverages | None
    lacking: int
    errors: tuple[tuple[str, Problem], ...] = ()

    def error(self, name: str) -> Problem | None:
        """Return what is wrong with a field, if anything is."""
        return dict(self.errors).get(name)


class Drafts(Controller):
    """Questionnaires before they are published."""

    path = "/forms/drafts/{draft_id:int}"
    opt = {"who": SIGNED_IN}  # noqa: RUF012 - Litestar reads it from the class

    @get("/", sync_to_thread=True)
    def one(
        self, request: AnyRequest, site: AtSite, actor: SignedIn, draft_id: NumberInPath
    ) -> Response[str]:
        """Show a draft."""
        return _page(request, site, actor, draft_id)

    @post("/", sync_to_thread=True)
    def upload(
        self,
        request: AnyRequest,
        site: AtSite,
        actor: SignedIn,
        form: Sent,
        draft_id: NumberInPath,
    ) -> Response[str] | Redirect:
        """Put another workbook in the place of what the draft holds."""
        actor.require("form.publish")
        try:
            change_draft(site.desk, actor, draft_id, form.number("number"), uploaded(form))
        except (BadFile, BadInput, Conflict) as problem:
            return _page(request, site, actor, draft_id, ("file", problem))
        return go(home_of(draft_id) + "?done=drafted")

    @post("/publish", sync_to_thread=True)
    def publish(
        self,
        request: AnyRequest,
        site: AtSite,
        actor: SignedIn,
        form: Sent,
        draft_id: NumberInPath,
    ) -> Response[str] | Redirect:
        """Publish the draft; from then on it is a version."""
        seen, with_gaps = form.number("number"), form.ticked("gaps")
        try:
            published, new = publish_draft(site.desk, actor, draft_id, seen, with_gaps=with_gaps)
        except (Untranslated, WrongState, Conflict) as problem:
            field = "gaps" if isinstance(problem, Untranslated) else "main"
            return _page(request, site, actor, draft_id, (field, problem))
        done = "published" if new else "known"
        return go(address("forms", published.hash) + f"?done={done}")

    @post("/delete", sync_to_thread=True)
    def delete(
        self,
        request: AnyRequest,
        site: AtSite,
        actor: SignedIn,
        form: Sent,
        draft_id: NumberInPath,
    ) -> Response[str] | Redirect:
        """Throw the draft away."""
        try:
            delete_draft(site.desk, actor, draft_id, form.number("number"))
        except Conflict as problem:
            return _page(request, site, actor, draft_id, ("main", problem))
        return go("/forms?done=deleted")

    @get("/xlsform", sync_to_thread=True)
    def workbook(self, site: AtSite, actor: SignedIn, draft_id: NumberInPath) -> Response[bytes]:
        """Hand the draft over as the workbook that was uploaded; a fresh copy as one made of it."""
        found = draft(site.desk, actor, draft_id)
        if found.content.workbook is None and found.instrument is not None:
            return xlsform_of(found.instrument)
        return workbook_of(found.content.workbook or b"", found.line.code)

    @get("/preview/{role:str}", sync_to_thread=True)
    def preview(
        self,
        request: AnyRequest,
        site: AtSite,
        actor: SignedIn,
        draft_id: NumberInPath,
        role: InPath,
    ) -> Response[str]:
        """Show the first section as somebody in a role will see it."""
        return trying.show(request, site, actor, draft_id, home_of(draft_id), (role, ""))

    @get("/preview/{role:str}/section/{section:str}", sync_to_thread=True)
    def section(
        self,
        request: AnyRequest,
        site: AtSite,
        actor: SignedIn,
        draft_id: NumberInPath,
        role: InPath,
        section: InPath,
    ) -> Response[str]:
        """Show a section as somebody in a role will see it."""
        return trying.show(request, site, actor, draft_id, home_of(draft_id), (role, section))

    @post("/preview/{role:str}/section/{section:str}", sync_to_thread=True)
    def turn(
        self,
        request: AnyRequest,
        site: AtSite,
        actor: SignedIn,
        form: Sent,
        draft_id: NumberInPath,
        role: InPath,
        section: InPath,
    ) -> Response[str] | Redirect:
        """Show what comes of what was typed; nothing is saved in a preview."""
        home = home_of(draft_id)
        return trying.turn(request, site, actor, form, draft_id, home, (role, section))

    @get("/compare", sync_to_thread=True)
    def choose(self, request: AnyRequest, actor: SignedIn, draft_id: NumberInPath) -> Redirect:
        """Go to the comparison with the version that was chosen."""
        actor.require("form.publish")
        other = request.query_params.get("with", "")
        return go(f"{home_of(draft_id)}{address('compare', other)}")

    @get("/compare/{other:str}", sync_to_thread=True)
    def compare(
        self,
        request: AnyRequest,
        site: AtSite,
        actor: SignedIn,
        draft_id: NumberInPath,
        other: InPath,
    ) -> Response[str]:
        """Show how the draft differs from a version."""
        found = compare_forms(site.desk, actor, other, draft_id, language_of(request))
        return changes_page(request, found)


def _page(
    request: AnyRequest,
    site: Site,
    actor: Actor,
    draft_id: int,
    *errors: tuple[str, Problem],
) -> Response[str]:
    """Return the page of a draft as it is now, with what kept something from being done."""
    found = draft(site.desk, actor, draft_id)
    language, content, made = language_of(request), found.content, found.instrument
    faults = tuple(SheetFault(*one) for one in content.faults)
    shown = faults[:MOST_SHOWN]
    sheets: tuple[tuple[str, tuple[Excerpt, ...]], ...] = ()
    if shown and content.workbook:
        sheets = excerpts(content.workbook, content.filename, shown)
    whole = [sections[WHOLE] for sections in found.covered.values()]
    view = DraftPage(
        found=found,
        title=in_language(made.form.title, language) if made else found.line.title,
        faults=shown,
        more=len(faults) - len(shown),
        by_sheet=dict(Counter(one.sheet for one in faults)),
        sheets=sheets,
        unread=content.unread[:MOST_UNREAD],
        coverage=Coverages.of(found.covered, made, language, checked=found.checked)
        if made
        else None,
        lacking=sum(one.texts - one.translated for one in whole),
        errors=_said(errors),
    )
    status = errors[0][1].status if errors else 200
    return page(request, "manage/draft.html", view, status=status)


def _said(errors: tuple[tuple[str, Problem], ...]) -> tuple[tuple[str, Problem], ...]:
    """Return the errors with those of single fields taken out of what holds them."""
    found: list[tuple[str, Problem]] = []
    for name, problem in errors:
        found += problem.fields.items() if isinstance(problem, BadInput) else [(name, problem)]
    return tuple(found)
