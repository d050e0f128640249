"""The reviewers' worklist, one response, and what changed between its submissions."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from litestar import Controller, Response, get, post
from litestar.response import Redirect

from msq.desk.actor import Actor
from msq.desk.reading.changes import Changes, changes
from msq.desk.reading.response import NEWEST, Look, look_at
from msq.desk.reading.worklist import Worklist, all_editions, worklist
from msq.desk.review import Verdict, accept, reopen, review, send_back
from msq.instrument.model import in_language, split_instance
from msq.problems import BadInput, Conflict, WrongState
from msq.response.lifecycle import STATE_TEXTS, allows
from msq.response.reviewing import ACCEPTED, CLEARED, QUERIED
from msq.response.values import shown
from msq.web.forms import Form, whole
from msq.web.questions import LANGUAGE, Block, Drawing, told
from msq.web.respond.pages import SectionLine
from msq.web.site import AnyRequest, Site, address, go, page
from msq.web.visitors import SIGNED_IN, AtSite, InPath, Sent, SignedIn

VERDICT, MESSAGE, WAS, SAID = "~verdict", "~message", "~was", "~said"
SHOWN = {ACCEPTED: ACCEPTED, QUERIED: QUERIED, CLEARED: ""}
"""How the verdicts stand on the page: a cleared one is none."""


@dataclass(frozen=True, slots=True)
class EditionsPage:
    """The editions with their counts by state."""

    editions: tuple[tuple[object, dict[str, int]], ...]


@dataclass(frozen=True, slots=True)
class WorklistPage:
    """The responses of an edition, filtered."""

    worklist: Worklist
    states: dict[str, str]
    state: str
    region: str


@dataclass(frozen=True, slots=True)
class ReviewedSection:
    """One section in the list of sections of a reviewed response."""

    line: SectionLine
    answered: int
    accepted: int
    queried: int


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """One section of a response with its verdicts, and the whole response's standing.

    ``typed`` holds verdicts and messages that could not be saved; ``errors`` why, by item, and
    ``summary`` the same as (field id, message). ``problem`` is what kept the response as a whole
    from being returned, accepted or reopened, and ``words`` the message that was typed for that.
    """

    look: Look
    sections: tuple[ReviewedSection, ...]
    section: str
    title: str
    blocks: tuple[Block, ...]
    typed: dict[str, tuple[str, str]]
    errors: dict[str, str]
    summary: tuple[tuple[str, str], ...]
    can: dict[str, bool]
    problem: str = ""
    words: str = ""
    following: str = ""


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One changed item, old and new as text."""

    item: str
    section: str
    text: str
    kind: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class ChangesPage:
    """What changed from one submission to the next."""

    changes: Changes
    lines: tuple[ChangeLine, ...]


class Worklists(Controller):
    """Where every response stands."""

    path = "/review"
    opt = {"who": SIGNED_IN}  # noqa: RUF012 - Litestar reads it from the class

    @get("/", sync_to_thread=True)
    def editions(
        self, request: AnyRequest, site: AtSite, actor: SignedIn
    ) -> Response[str] | Redirect:
        """Show the editions; of one alone, its worklist at once."""
        found = all_editions(site.desk, actor)
        if len(found) == 1:
            return go(address("review", found[0][0].code))
        return page(request, "review/editions.html", EditionsPage(found))

    @get("/{edition:str}", sync_to_thread=True)
    def responses(
        self, request: AnyRequest, site: AtSite, actor: SignedIn, edition: InPath
    ) -> Response[str]:
        """Show the responses of an edition."""
        state = request.query_params.get("state", "")
        region = request.query_params.get("region", "")
        found = worklist(site.desk, actor, edition, state, region)
        return page(
            request, "review/worklist.html", WorklistPage(found, STATE_TEXTS, state, region)
        )


class Reviewing(Controller):
    """Reading one response, deciding on its answers."""

    path = "/review/{edition:str}/{unit:str}"
    opt = {"who": SIGNED_IN}  # noqa: RUF012 - Litestar reads it from the class

    @get("/", sync_to_thread=True)
    def show(
        self, request: AnyRequest, site: AtSite, actor: SignedIn, edition: InPath, unit: InPath
    ) -> Response[str]:
        """Show one section of a response, the first one unless another is named."""
        look = _as_reviewed(site, actor, edition, unit)
        return _review_page(request, look, request.query_params.get("section", ""))

    @post("/", sync_to_thread=True)
    def decide(
        self,
        request: AnyRequest,
        site: AtSite,
        actor: SignedIn,
        form: Sent,
        edition: InPath,
        unit: InPath,
    ) -> Response[str] | Redirect:
        """Keep the verdicts that were changed on the page."""
        look = _as_reviewed(site, actor, edition, unit)
        section = form.text("section")
        verdicts = _changed_verdicts(look, form)
        try:
            if verdicts:
                review(site.desk, actor, edition, unit, verdicts, submission=_read(form))
        except BadInput as problem:
            typed = {one.item: (SHOWN.get(one.verdict, ""), one.message) for one in verdicts}
            errors = {item: str(one) for item, one in problem.fields.items()}
            return _review_page(request, look, section, typed, errors, status=problem.status)
        target = quote(form.text("go") or section)
        return go(f"{address('review', edition, unit)}?section={target}&done=reviewed")

    @post("/return", sync_to_thread=True)
    def send_back(
        self,
        request: AnyRequest,
        site: AtSite,
        actor: SignedIn,
        form: Sent,
        edition: InPath,
        unit: InPath,
    ) -> Response[str] | Redirect:
        """Return the response to its unit."""
        words = form.text("message")
        return _conclude(
            request,
            site,
            actor,
            (edition, unit),
            lambda: send_back(site.desk, actor, edition, unit, words, submission=_read(form)),
            "returned",
            words,
        )

    @post("/accept", sync_to_thread=True)
    def accept(
        self,
        request: AnyRequest,
        site: AtSite,
        actor: SignedIn,
        form: Sent,
        edition: InPath,
        unit: InPath,
    ) -> Response[str] | Redirect:
        """Accept the response as a whole."""
        return _conclude(
            request,
            site,
            actor,
            (edition, unit),
            lambda: accept(site.desk, actor, edition, unit, submission=_read(form)),
            "accepted",
        )

    @post("/reopen", sync_to_thread=True)
    def reopen(
        self,
        request: AnyRequest,
        site: AtSite,
        actor: SignedIn,
        form: Sent,
        edition: InPath,
        unit: InPath,
    ) -> Response[str] | Redirect:
        """Open the response for changes again."""
        words = form.text("message")
        return _conclude(
            request,
            site,
            actor,
            (edition, unit),
            lambda: reopen(site.desk, actor, edition, unit, words),
            "reopened",
            words,
        )

    @get("/changes", sync_to_thread=True)
    def compare(
        self, request: AnyRequest, site: AtSite, actor: SignedIn, edition: InPath, unit: InPath
    ) -> Response[str]:
        """Show what changed from one submission to another."""
        actor.require("worklist.read")
        before = whole(request.query_params.get("from", "1"))
        after = whole(request.query_params.get("to", "0"))
        found = changes(site.desk, actor, edition, unit, before, after)
        return page(request, "review/changes.html", ChangesPage(found, _change_lines(found)))


def _conclude(
    request: AnyRequest,
    site: Site,
    actor: Actor,
    whose: tuple[str, str],
    act: Callable[[], object],
    done: str,
    words: str = "",
) -> Response[str] | Redirect:
    """Do one act on a whole response; where it cannot be done, say so with the response."""
    try:
        act()
    except (BadInput, Conflict, WrongState) as problem:
        look = _as_reviewed(site, actor, *whose)
        sentence = str(problem)
        if isinstance(problem, BadInput):
            sentence = " ".join(str(one) for one in problem.fields.values())
        return _review_page(request, look, "", problem=sentence, words=words, status=problem.status)
    return go(f"{address('review', *whose)}?done={done}")


def _as_reviewed(site: Site, actor: Actor, edition: str, unit: str) -> Look:
    """Reviewers read what was submitted; a draft only where nothing was submitted yet."""
    actor.require("worklist.read")
    return look_at(site.desk, actor, edition, unit, NEWEST)


def _read(form: Form) -> int | None:
    """Return the submission that the page showed."""
    return whole(form.text("submission")) if form.texts("submission") else None


def _changed_verdicts(look: Look, form: Form) -> list[Verdict]:
    """Return what the reviewer changed on the page, compared with what the page showed them.

    What another reviewer decided meanwhile is not undone by a page that shows it as it was before.
    """
    found = []
    for name in form.names():
        item = name.removesuffix(VERDICT)
        if item == name:
            continue
        verdict, message = form.text(name), _unwrapped(form.text(item + MESSAGE))
        if verdict != QUERIED:
            message = ""
        now = look.standing.get(item)
        if not verdict and not now and form.ticked("all"):
            verdict = ACCEPTED
        showed = (form.text(item + WAS), _unwrapped(form.text(item + SAID)))
        # A verdict on an answer that changed since is given anew by saving it again.
        again = look.changed_since_verdict(item) and form.ticked(f"{item}~again")
        if again or (verdict, message) != showed:
            found.append(Verdict(item, verdict or CLEARED, message))
    return found


def _unwrapped(text: str) -> str:
    """Return a text with the line breaks that it had before a browser sent it."""
    return text.replace("\r\n", "\n").strip()


def _review_page(
    request: AnyRequest,
    look: Look,
    section: str,
    typed: dict[str, tuple[str, str]] | None = None,
    errors: dict[str, str] | None = None,
    *,
    problem: str = "",
    words: str = "",
    status: int = 200,
) -> Response[str]:
    codes = [one.code for one in look.instrument.sections]
    chosen = section if section in codes else codes[0]
    place = codes.index(chosen)
    state = look.response.state
    drawn = Drawing(look, queried_too=True).section(chosen)
    blocks = tuple(block for block in drawn if block.asked or block.queried)
    view = ReviewPage(
        look=look,
        sections=tuple(_reviewed_section(look, code, chosen) for code in codes),
        section=chosen,
        title=in_language(look.instrument.section(chosen).title, LANGUAGE),
        blocks=blocks,
        typed=typed or {},
        errors=errors or {},
        summary=_summary(blocks, errors or {}),
        can={
            "review": look.may_review and allows(state, "review"),
            "send_back": look.may_review and allows(state, "send_back"),
            "accept": look.may_review and allows(state, "accept"),
            "reopen": look.may_reopen and allows(state, "reopen"),
        },
        problem=problem,
        words=words,
        following=codes[place + 1] if place + 1 < len(codes) else "",
    )
    return page(request, "review/response.html", view, status=status)


def _summary(blocks: tuple[Block, ...], errors: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    places = {one.code: (one.id, label) for block in blocks for label, one in block.labelled()}
    found = []
    for item, message in errors.items():
        place, label = places.get(item, ("main", item))
        found.append((place, told(label, message)))
    return tuple(found)


def _reviewed_section(look: Look, code: str, chosen: str) -> ReviewedSection:
    section = look.instrument.section(code)
    mine = {
        item: one
        for item, one in look.standing.items()
        if look.instrument.section_of[split_instance(item)[0]].code == code
    }
    line = SectionLine(
        code,
        in_language(section.title, LANGUAGE),
        look.progress[code],
        section.minutes,
        sum(one.verdict == QUERIED for one in mine.values()),
        code == chosen,
    )
    accepted = sum(
        one.verdict == ACCEPTED and not look.changed_since_verdict(item)
        for item, one in mine.items()
    )
    return ReviewedSection(line, look.progress[code].answered, accepted, line.queries)


def _change_lines(found: Changes) -> tuple[ChangeLine, ...]:
    instrument = found.instrument
    lines = []
    for one in found.differences:
        item = instrument.item(one.item)
        section = instrument.section_of[item.code]
        entry = instrument.entry_of[item.code]
        text = in_language(item.text, LANGUAGE)
        heading = in_language(entry.text, LANGUAGE)
        old, new = (
            " — ".join(
                part
                for part in (shown(instrument, one.item, answer, LANGUAGE), answer.comment)
                if part
            )
            for answer in (one.old, one.new)
        )
        lines.append(
            ChangeLine(
                one.item,
                section.code,
                text if text == heading else f"{heading} — {text}",
                one.kind,
                old,
                new,
            )
        )
    return tuple(lines)
