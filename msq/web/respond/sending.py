"""Checking all answers, declaring, sending, and the receipt."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from litestar import Controller, Response, get, post
from litestar.response import Redirect

from msq.desk.actor import Actor
from msq.desk.reading.response import Look, look_at
from msq.desk.review import reply
from msq.desk.submit import Declaration, submit
from msq.documents.whole_response import verify_address
from msq.problems import BadInput, Conflict, NotFound, NotReady, Problem
from msq.response.consistency import Finding
from msq.web.drawing import Drawing
from msq.web.forms import whole
from msq.web.questions import Block, Question
from msq.web.respond.section_page import SectionLine, section_lines
from msq.web.site import LANGUAGE, AnyRequest, Site, address, go, language_of, page
from msq.web.visitors import SIGNED_IN, AtSite, InPath, NumberInPath, Sent, SignedIn

REPLY, REASON = "~reply", "reason."


@dataclass(frozen=True, slots=True)
class CheckedSection:
    """One section on the page where all answers are checked."""

    line: SectionLine
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class CheckPage:
    """All answers on one page, with what stops a submission; or a submission as it was sent."""

    look: Look
    sections: tuple[CheckedSection, ...]
    problems: int


@dataclass(frozen=True, slots=True)
class DeclarePage:
    """The declaration. ``errors`` are (field, what is wrong with it).

    Attributes:
        number: the newest revision when the answers were checked: what is signed.
        check_again: what keeps it from being sent until the answers were checked once more.
        reasons: why warnings are passed, as typed, by the code of the check.
    """

    look: Look
    number: int
    signer: str
    signer_title: str
    authority: str
    agreed: bool
    errors: tuple[tuple[str, Problem], ...] = ()
    check_again: Problem | None = None
    reasons: Mapping[str, str] = field(default_factory=dict)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """What does not fit together and can be passed with a reason."""
        return tuple(one for one in self.look.findings if one.is_warning)

    def error(self, name: str) -> Problem | None:
        """Return what is wrong with a field, if anything is."""
        return dict(self.errors).get(name)


@dataclass(frozen=True, slots=True)
class SentPage:
    """The receipt of one submission; ``verify`` is where its checksum can be verified."""

    look: Look
    n: int
    verify: str


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """One queried question, its whole name, where it stands, and what was typed as reply."""

    question: Question
    code: str
    name: str
    place: str
    section: SectionLine
    dealt_with: bool
    typed: str = ""
    error: Problem | None = None


@dataclass(frozen=True, slots=True)
class QueriesPage:
    """What the secretariat asks. ``errors`` are (field id, its name, what is wrong)."""

    look: Look
    asked: tuple[AskedQuestion, ...]
    errors: tuple[tuple[str, str, Problem], ...] = ()


def checked_sections(look: Look, language: str) -> tuple[CheckedSection, ...]:
    """Return all sections with the blocks that are asked, errors at what stops a submission."""
    drawing = Drawing(look, language, errors=look.problems)
    return tuple(
        CheckedSection(line, tuple(block for block in drawing.section(line.code) if block.asked))
        for line in section_lines(look, language)
    )


class Sending(Controller):
    """From the last check to the receipt."""

    path = "/respond/{edition:str}/{unit:str}"
    opt = {"who": SIGNED_IN}  # noqa: RUF012 - Litestar reads it from the class

    @get("/check", sync_to_thread=True)
    def check(
        self, request: AnyRequest, site: AtSite, actor: SignedIn, edition: InPath, unit: InPath
    ) -> Response[str]:
        """Show all answers on one page."""
        look = look_at(site.desk, actor, edition, unit)
        view = CheckPage(look, checked_sections(look, language_of(request)), len(look.problems))
        return page(request, "respond/check.html", view)

    @get("/submission/{n:int}/answers", sync_to_thread=True)
    def as_sent(
        self,
        request: AnyRequest,
        site: AtSite,
        actor: SignedIn,
        edition: InPath,
        unit: InPath,
        n: NumberInPath,
    ) -> Response[str]:
        """Show all answers as they were sent."""
        look = as_sent(site, actor, edition, unit, n)
        view = CheckPage(look, checked_sections(look, language_of(request)), 0)
        return page(request, "respond/check.html", view)

    @get("/declare", sync_to_thread=True)
    def declare(
        self, request: AnyRequest, site: AtSite, actor: SignedIn, edition: InPath, unit: InPath
    ) -> Response[str]:
        """Show the declaration on the answers as they were ``checked``."""
        look = look_at(site.desk, actor, edition, unit)
        checked = whole(request.query_params.get("checked", ""))
        last = look.submissions[-1] if look.submissions else None
        view = DeclarePage(
            look,
            number=checked if checked >= 0 else look.response.last_number,
            signer=last.signer if last else "",
            signer_title=last.signer_title if last else "",
            authority=last.authority if last else "",
            agreed=False,
        )
        return page(request, "respond/declare.html", view)

    @post("/declare", sync_to_thread=True)
    def send(
        self,
        request: AnyRequest,
        site: AtSite,
        actor: SignedIn,
        form: Sent,
        edition: InPath,
        unit: InPath,
    ) -> Response[str] | Redirect:
        """Send the response."""
        declaration = Declaration(
            signer=form.text("signer"),
            signer_title=form.text("signer_title"),
            authority=form.text("authority"),
            agreed=form.ticked("agreed"),
        )
        number = form.number("number")
        reasons = {
            name.removeprefix(REASON): form.text(name)
            for name in form.names()
            if name.startswith(REASON)
        }
        if form.texts(LANGUAGE):
            look = look_at(site.desk, actor, edition, unit)
            view = _declared_again(look, declaration, number, reasons)
            return page(request, "respond/declare.html", view)
        try:
            sent = submit(site.desk, actor, edition, unit, declaration, number, reasons)
        except (BadInput, Conflict, NotReady) as problem:
            look = look_at(site.desk, actor, edition, unit)
            # Sent once more, it is a declaration on the answers as they stand now.
            last = look.response.last_number
            view = _declared_again(look, declaration, last, reasons, problem)
            return page(request, "respond/declare.html", view, status=problem.status)
        return go(address("respond", edition, unit, "submission", str(sent.n)))

    @get("/submission/{n:int}", sync_to_thread=True)
    def receipt(
        self,
        request: AnyRequest,
        site: AtSite,
        actor: SignedIn,
        edition: InPath,
        unit: InPath,
        n: NumberInPath,
    ) -> Response[str]:
        """Show the receipt of a submission."""
        look = as_sent(site, actor, edition, unit, n)
        checksum = look.as_of.hash if look.as_of else ""
        view = SentPage(look, n, verify_address(site.base_url, checksum))
        return page(request, "respond/sent.html", view)


def as_sent(site: Site, actor: Actor, edition: str, unit: str, n: int) -> Look:
    """Return a response as a submission was sent.

    Raises:
        NotFound: there is no such submission, or no such response for this actor.
    """
    if n < 1:
        raise NotFound("There is no submission {n}.", n=n)
    return look_at(site.desk, actor, edition, unit, n)


def _declared_again(
    look: Look,
    declaration: Declaration,
    number: int,
    reasons: Mapping[str, str],
    problem: Problem | None = None,
) -> DeclarePage:
    errors = problem.fields.items() if isinstance(problem, BadInput) else ()
    return DeclarePage(
        look,
        number,
        declaration.signer,
        declaration.signer_title,
        declaration.authority,
        declaration.agreed,
        errors=tuple(errors),
        check_again=None if isinstance(problem, BadInput) else problem,
        reasons=reasons,
    )


class Queries(Controller):
    """What the secretariat asks, and the replies in words."""

    path = "/respond/{edition:str}/{unit:str}/queries"
    opt = {"who": SIGNED_IN}  # noqa: RUF012 - Litestar reads it from the class

    @get("/", sync_to_thread=True)
    def show(
        self, request: AnyRequest, site: AtSite, actor: SignedIn, edition: InPath, unit: InPath
    ) -> Response[str]:
        """Show the open queries."""
        look = look_at(site.desk, actor, edition, unit)
        return page(
            request,
            "respond/queries.html",
            QueriesPage(look, asked_questions(look, language_of(request))),
        )

    @post("/", sync_to_thread=True)
    def answer(
        self,
        request: AnyRequest,
        site: AtSite,
        actor: SignedIn,
        form: Sent,
        edition: InPath,
        unit: InPath,
    ) -> Response[str] | Redirect:
        """Keep the replies that were written; a blank one says nothing."""
        here = address("respond", edition, unit, "queries")
        typed = {
            name.removesuffix(REPLY): form.text(name)
            for name in form.names()
            if name.endswith(REPLY) and form.text(name).strip()
        }
        try:
            if typed:
                reply(site.desk, actor, edition, unit, typed)
        except BadInput as problem:
            look = look_at(site.desk, actor, edition, unit)
            asked = asked_questions(look, language_of(request), typed, problem.fields)
            errors = tuple(
                (f"reply-{one.question.lead.id}", one.code, one.error) for one in asked if one.error
            )
            view = QueriesPage(look, asked, errors)
            return page(request, "respond/queries.html", view, status=problem.status)
        return go(f"{here}?done=replied" if typed else here)


def asked_questions(
    look: Look,
    language: str,
    typed: Mapping[str, str] | None = None,
    errors: Mapping[str, Problem] | None = None,
) -> tuple[AskedQuestion, ...]:
    """Return the queried questions in order, with what was typed as reply and what is wrong."""
    drawing = Drawing(look, language, queried_too=True)
    lines = {line.code: line for line in section_lines(look, language)}
    found: dict[str, AskedQuestion] = {}
    for code, line in lines.items():
        for block in drawing.section(code):
            for name, place, question in block.placed():
                item = question.lead.code
                if question.queried:
                    found[item] = AskedQuestion(
                        question,
                        block.entry.code,
                        name,
                        place,
                        line,
                        look.dealt_with(item),
                        (typed or {}).get(item, ""),
                        (errors or {}).get(item),
                    )
    return tuple(found[item] for item in look.queries if item in found)
