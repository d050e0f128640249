"""What was said before: the history of one answer, all answers at a moment, what changed."""

from dataclasses import dataclass

from litestar import Controller, Response, get, post
from litestar.response import Redirect

from msq.desk.actor import Actor
from msq.desk.reading.history import History, Step, history
from msq.desk.reading.response import look_at
from msq.desk.restore import restore
from msq.instrument.codes import split_instance
from msq.instrument.item_types.files import FILES, references
from msq.instrument.model import Item
from msq.problems import BadValue, Conflict, Problem
from msq.response.revisions import SOURCE_TEXTS
from msq.response.values import Answer, shown
from msq.response.wordwise import KEPT, Run
from msq.web.comparing import changes_page, compared, item_name, moment_of
from msq.web.questions import FileLink, file_link, place_of
from msq.web.respond.sending import CheckPage, checked_sections
from msq.web.respond.sent import new_request, request_of
from msq.web.site import AnyRequest, address, go, language_of, page
from msq.web.visitors import SIGNED_IN, AtSite, InPath, Sent, SignedIn


@dataclass(frozen=True, slots=True)
class SaidLine:
    """One revision as it is read: its text, where from in words, and how it differs."""

    step: Step
    text: str
    files: tuple[FileLink, ...]
    source: str
    before: str
    runs: tuple[Run, ...]

    @property
    def is_worded(self) -> bool:
        """Whether words of the old text stand in the new one, so that a reader compares them."""
        return any(run.kind == KEPT and not run.text.isspace() for run in self.runs)


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """The history of one answer. ``errors`` are (field id, what is wrong).

    ``back`` is where the question stands: in the section, or in the review for those who review.
    ``related`` are the codes and texts of the other items of the same question.
    """

    history: History
    name: str
    lines: tuple[SaidLine, ...]
    related: tuple[tuple[str, str], ...]
    base: str
    back: str
    request_id: str
    errors: tuple[tuple[str, Problem], ...] = ()


class Versions(Controller):
    """Reading what was said before, and letting it stand again."""

    path = "/respond/{edition:str}/{unit:str}"
    opt = {"who": SIGNED_IN}  # noqa: RUF012 - Litestar reads it from the class

    @get("/history/{item:str}", sync_to_thread=True)
    def show(
        self,
        request: AnyRequest,
        site: AtSite,
        actor: SignedIn,
        edition: InPath,
        unit: InPath,
        item: InPath,
    ) -> Response[str]:
        """Show the history of an answer, newest first."""
        return _page(request, actor, history(site.desk, actor, edition, unit, item))

    @post("/history/{item:str}", sync_to_thread=True)
    def restore(
        self,
        request: AnyRequest,
        site: AtSite,
        actor: SignedIn,
        form: Sent,
        edition: InPath,
        unit: InPath,
        item: InPath,
    ) -> Response[str] | Redirect:
        """Let an answer stand again; where it cannot, say why with what stands now."""
        number, seen = form.number("revision"), form.number("seen")
        try:
            restore(site.desk, actor, edition, unit, item, number, seen, request_of(form))
        except (BadValue, Conflict) as problem:
            found = history(site.desk, actor, edition, unit, item)
            return _page(request, actor, found, problem)
        return go(address("respond", edition, unit, "history", item) + "?done=restored")

    @get("/compare", sync_to_thread=True)
    def compare(
        self, request: AnyRequest, site: AtSite, actor: SignedIn, edition: InPath, unit: InPath
    ) -> Response[str]:
        """Show what changed from one version to another."""
        back = address("respond", edition, unit)
        return changes_page(request, site, actor, (edition, unit), back, f"{back}/compare")

    @get("/as-of", sync_to_thread=True)
    def as_of(
        self, request: AnyRequest, site: AtSite, actor: SignedIn, edition: InPath, unit: InPath
    ) -> Response[str]:
        """Show all answers as they stood at a moment."""
        at = moment_of(request.query_params.get("at", ""))
        look = look_at(site.desk, actor, edition, unit, moment=at)
        view = CheckPage(look, checked_sections(look, language_of(request)), 0)
        return page(request, "respond/check.html", view)


def _page(
    request: AnyRequest, actor: Actor, found: History, problem: Problem | None = None
) -> Response[str]:
    instrument, language = found.instrument, language_of(request)
    item = instrument.item(found.item)
    whose = (found.response.edition_code, found.response.unit.code)
    view = HistoryPage(
        found,
        item_name(instrument, item, language),
        tuple(_line(found, item, step, language) for step in found.steps),
        tuple(
            (code, item_name(instrument, instrument.item(code), language)) for code in found.related
        ),
        address("respond", *whose),
        _back(actor, found, whose),
        new_request(),
        (("main", problem),) if problem else (),
    )
    return page(request, "respond/history.html", view, status=problem.status if problem else 200)


def _back(actor: Actor, found: History, whose: tuple[str, str]) -> str:
    """Return where the question of an item stands on the pages of the reader."""
    definition = split_instance(found.item)[0]
    section = found.instrument.section_of[definition].code
    if actor.may("worklist.read"):
        return f"{address('review', *whose)}?section={section}"
    place = place_of(found.instrument, found.item)
    return f"{address('respond', *whose, 'section', section)}#{place}"


def _line(found: History, item: Item, step: Step, language: str) -> SaidLine:
    text = shown(found.instrument, found.item, step.revision.answer, language)
    before = shown(found.instrument, found.item, step.before, language)
    return SaidLine(
        step,
        text,
        _files(found, item, step.revision.answer),
        SOURCE_TEXTS.get(step.revision.source, step.revision.source),
        before,
        compared(item, (), before, text) if before and text else (),
    )


def _files(found: History, item: Item, answer: Answer) -> tuple[FileLink, ...]:
    if item.type != FILES:
        return ()
    whose = found.response.edition_code, found.response.unit.code
    return tuple(
        file_link(*whose, one, found.files[one.sha256].size)
        for one in references(answer.value)
        if one.sha256 in found.files
    )
