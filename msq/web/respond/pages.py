"""The task list of a response, and one section of it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import quote

from litestar import Controller, Response, get, post
from litestar.response import Redirect

from msq.desk.actor import Actor
from msq.desk.answer import Saved, in_moved_row, save_answers
from msq.desk.carry_over import confirm
from msq.desk.reading.response import Look, look_at
from msq.instrument.codes import row_of
from msq.problems import Conflict, Problem
from msq.web.drawing import Typed
from msq.web.forms import Form
from msq.web.questions import id_of
from msq.web.respond.section_page import SectionLine, section_lines, section_page
from msq.web.respond.sent import (
    SentAnswer,
    changes_of,
    confirmed,
    in_moved_rows,
    new_rows_of,
    removed_rows_of,
    request_of,
    sent_answers,
)
from msq.web.site import AnyRequest, Site, address, go, language_of, page
from msq.web.visitors import SIGNED_IN, AtSite, InPath, Sent, SignedIn

CONFIRM_ALL = "confirm"


@dataclass(frozen=True, slots=True)
class TasklistPage:
    """The way into a response: what is done, what is left, what happens next."""

    look: Look
    sections: tuple[SectionLine, ...]
    open_queries: int
    minutes_left: int


class Respond(Controller):
    """Filling a response in."""

    path = "/respond/{edition:str}/{unit:str}"
    opt = {"who": SIGNED_IN}  # noqa: RUF012 - Litestar reads it from the class

    @get("/", sync_to_thread=True)
    def tasklist(
        self, request: AnyRequest, site: AtSite, actor: SignedIn, edition: InPath, unit: InPath
    ) -> Response[str]:
        """Show what is done and what is left."""
        look = look_at(site.desk, actor, edition, unit)
        sections = section_lines(look, language_of(request))
        left = sum(
            one.minutes * (100 - one.progress.percent) // 100
            for one in sections
            if one.progress.state != "complete"
        )
        waiting = sum(one.queries for one in sections)
        return page(request, "respond/tasklist.html", TasklistPage(look, sections, waiting, left))

    @get("/section/{section:str}", sync_to_thread=True)
    def section(
        self,
        request: AnyRequest,
        site: AtSite,
        actor: SignedIn,
        edition: InPath,
        unit: InPath,
        section: InPath,
    ) -> Response[str]:
        """Show a section: ``check`` names what is missing, ``add`` gives a group a new row."""
        look = look_at(site.desk, actor, edition, unit)
        errors: Mapping[str, Problem] = {}
        if request.query_params.get("check") and not look.closed:
            errors = look.problems
        new_row = request.query_params.get("add", "")
        return section_page(request, look, section, errors=errors, new_row=new_row)

    @post("/section/{section:str}", sync_to_thread=True)
    def save(
        self,
        request: AnyRequest,
        site: AtSite,
        actor: SignedIn,
        form: Sent,
        edition: InPath,
        unit: InPath,
        section: InPath,
    ) -> Response[str] | Redirect:
        """Save a section; what cannot be saved comes back as it was typed, the rest is saved."""
        sent = sent_answers(form)
        saved = save_answers(
            site.desk,
            actor,
            edition,
            unit,
            changes_of(sent),
            request_of(form),
            new_rows=new_rows_of(form),
            removed_rows=removed_rows_of(form),
        )
        sent = in_moved_rows(sent, saved.moved)
        _confirm(site, actor, edition, unit, section, form)
        if saved.problems or saved.clashes:
            look = look_at(site.desk, actor, edition, unit)
            typed = _typed(look, actor, sent, saved)
            if typed:
                status = HTTPStatus.UNPROCESSABLE_ENTITY if saved.problems else HTTPStatus.CONFLICT
                count = sum(number > 0 for number in saved.numbers.values())
                return section_page(
                    request, look, section, typed=typed, status=status, saved_count=count
                )
        return go(_after_saving(form, saved, edition, unit, section))

    @post("/section/{section:str}/look", sync_to_thread=True, status_code=HTTPStatus.OK)
    def follow(
        self,
        request: AnyRequest,
        site: AtSite,
        actor: SignedIn,
        form: Sent,
        edition: InPath,
        unit: InPath,
        section: InPath,
    ) -> Response[str]:
        """Draw a section as it follows from what is typed in it; nothing is saved."""
        changes = changes_of(sent_answers(form))
        look = look_at(site.desk, actor, edition, unit).with_typed(changes)
        return section_page(request, look, section, kept=[one.item for one in changes])


def _confirm(site: Site, actor: Actor, edition: str, unit: str, section: str, form: Form) -> None:
    """Let answers of the last round stand: those that were ticked, or all of the section.

    It comes after saving: what was typed instead is an answer already, and is left alone.
    """
    items: Collection[str] = confirmed(form)
    if form.text("go") == CONFIRM_ALL:
        look = look_at(site.desk, actor, edition, unit)
        items = look.offered_in(section)
    if items:
        confirm(site.desk, actor, edition, unit, items, request_of(form))


def _typed(look: Look, actor: Actor, sent: dict[str, SentAnswer], saved: Saved) -> dict[str, Typed]:
    """Return what comes back to the person, by item, each with the reason."""
    found: dict[str, Typed] = {}
    for problem in saved.problems:
        # Whoever says that there is no law is not asked to correct its year.
        if look.relevance.asks(problem.item):
            one = sent[problem.item]
            found[problem.item] = Typed(one.raw, one.missing, one.comment or "", problem)
    for clash in saved.clashes:
        one = sent[clash.item]
        why = Conflict(
            "Somebody else changed this answer while you were writing. Choose which to keep."
        )
        if clash.theirs.author == actor.name:
            why = Conflict(
                "You saved another answer here after you opened this page. Choose which to keep."
            )
        found[clash.item] = Typed(one.raw, one.missing, one.comment or "", why, theirs=clash.theirs)
    return found


def _after_saving(form: Form, saved: Saved, edition: str, unit: str, section: str) -> str:
    wish = form.text("go")
    verb, _, code = wish.partition(":")
    here = address("respond", edition, unit, "section", section)
    if verb == "add":
        code = in_moved_row(code, saved.moved)
        return f"{here}?add={quote(code)}#{quote(id_of(code))}"
    if verb == "section":
        return address("respond", edition, unit, "section", code) + "?done=saved"
    if verb == "attach":
        item = in_moved_row(code, saved.moved)
        written = {row_of(one) for one, number in saved.numbers.items() if number}
        is_new = row_of(code) in new_rows_of(form) and row_of(item) not in written
        return address("respond", edition, unit, "files", item) + ("?new=1" if is_new else "")
    if verb == "list":
        return address("respond", edition, unit) + "?done=saved"
    return f"{here}?done=saved"
