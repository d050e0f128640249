"""The task list of a response, and one section of it."""

from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import quote

from litestar import Controller, Response, get, post
from litestar.response import Redirect

from msq.desk.actor import Actor
from msq.desk.answer import Saved, save_answers
from msq.desk.reading.response import Look, look_at
from msq.instrument.model import Section, in_language
from msq.response.completeness import Progress
from msq.web.drawing import Drawing, Typed
from msq.web.forms import Form
from msq.web.questions import LANGUAGE, Block, told
from msq.web.respond.sent import (
    SentAnswer,
    changes_of,
    new_request,
    request_of,
    sent_answers,
)
from msq.web.site import AnyRequest, address, go, page
from msq.web.visitors import SIGNED_IN, AtSite, InPath, Sent, SignedIn


@dataclass(frozen=True, slots=True)
class SectionLine:
    """One section in a list of sections. ``queries`` counts open ones not dealt with."""

    code: str
    title: str
    progress: Progress
    minutes: int
    queries: int
    current: bool = False

    @property
    def state(self) -> str:
        """How the section's state is drawn."""
        return "queried" if self.queries else self.progress.state


@dataclass(frozen=True, slots=True)
class TasklistPage:
    """The way into a response: what is done, what is left, what happens next."""

    look: Look
    sections: tuple[SectionLine, ...]
    open_queries: int
    minutes_left: int


@dataclass(frozen=True, slots=True)
class SectionPage:
    """One section as a form. ``errors`` are (field id, message) for the error summary."""

    look: Look
    section: Section
    title: str
    intro: str
    blocks: tuple[Block, ...]
    sections: tuple[SectionLine, ...]
    following: SectionLine | None
    errors: tuple[tuple[str, str], ...]
    saved_count: int
    request_id: str
    unsaved: bool


def section_lines(look: Look, current: str = "") -> tuple[SectionLine, ...]:
    """Return the list of sections with the progress of each."""
    waiting: dict[str, int] = {}
    for item in look.queries:
        if not look.dealt_with(item) and look.relevance.asks(item):
            code = look.instrument.section_of[look.instrument.item(item).code].code
            waiting[code] = waiting.get(code, 0) + 1
    return tuple(
        SectionLine(
            section.code,
            in_language(section.title, LANGUAGE),
            look.progress[section.code],
            section.minutes,
            waiting.get(section.code, 0),
            section.code == current,
        )
        for section in look.instrument.sections
    )


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
        sections = section_lines(look)
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
        errors: dict[str, str] = {}
        if request.query_params.get("check") and not look.closed:
            errors = {item: str(problem) for item, problem in look.problems.items()}
        drawing = Drawing(look, errors=errors, new_row=request.query_params.get("add", ""))
        return _section_page(request, drawing, section)

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
        saved = save_answers(site.desk, actor, edition, unit, changes_of(sent), request_of(form))
        if saved.problems or saved.clashes:
            look = look_at(site.desk, actor, edition, unit)
            typed = _typed(look, actor, sent, saved)
            if typed:
                status = HTTPStatus.UNPROCESSABLE_ENTITY if saved.problems else HTTPStatus.CONFLICT
                drawing = Drawing(look, typed)
                count = sum(number > 0 for number in saved.numbers.values())
                return _section_page(request, drawing, section, status=status, saved_count=count)
        return go(_after_saving(form, edition, unit, section))


def _typed(look: Look, actor: Actor, sent: dict[str, SentAnswer], saved: Saved) -> dict[str, Typed]:
    """Return what comes back to the person, by item, each with the reason."""
    found: dict[str, Typed] = {}
    for problem in saved.problems:
        # Whoever says that there is no law is not asked to correct its year.
        if look.relevance.asks(problem.item):
            one = sent[problem.item]
            found[problem.item] = Typed(one.raw, one.missing, one.comment or "", str(problem))
    for clash in saved.clashes:
        one = sent[clash.item]
        message = "Somebody else changed this answer while you were writing. Choose which to keep."
        if clash.theirs.author == actor.name:
            message = (
                "You saved another answer here after you opened this page. Choose which to keep."
            )
        found[clash.item] = Typed(
            one.raw, one.missing, one.comment or "", message, theirs=clash.theirs
        )
    return found


def _after_saving(form: Form, edition: str, unit: str, section: str) -> str:
    wish = form.text("go")
    verb, _, code = wish.partition(":")
    here = address("respond", edition, unit, "section", section)
    if verb == "add":
        return f"{here}?add={quote(code)}#{quote(code)}"
    if verb == "section":
        return address("respond", edition, unit, "section", code) + "?done=saved"
    if verb == "list":
        return address("respond", edition, unit) + "?done=saved"
    return f"{here}?done=saved"


def _section_page(
    request: AnyRequest, drawing: Drawing, code: str, *, status: int = 200, saved_count: int = 0
) -> Response[str]:
    look = drawing.look
    section = look.instrument.section(code)
    blocks = drawing.section(code)
    lines = section_lines(look, code)
    place = next(place for place, line in enumerate(lines) if line.current)
    labelled = [pair for block in blocks for pair in block.labelled()]
    view = SectionPage(
        look=look,
        section=section,
        title=in_language(section.title, LANGUAGE),
        intro=in_language(section.intro, LANGUAGE),
        blocks=blocks,
        sections=lines,
        following=lines[place + 1] if place + 1 < len(lines) else None,
        errors=tuple(
            (one.first_id, told(label, one.error)) for label, one in labelled if one.error
        ),
        saved_count=saved_count,
        request_id=new_request(),
        unsaved=bool(drawing.typed),
    )
    return page(request, "respond/section.html", view, status=status)
