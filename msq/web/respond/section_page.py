"""One section of a response as a form: what the page shows, and where its links lead."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from litestar import Response

from msq.desk.reading.response import Look
from msq.instrument.model import Section, in_language
from msq.problems import Problem
from msq.response.carrying import NotCarried
from msq.response.completeness import Progress
from msq.response.values import shown
from msq.web.drawing import Drawing, Typed
from msq.web.questions import Block
from msq.web.respond.sent import new_request
from msq.web.site import AnyRequest, address, language_of, page, second_of


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
class PreviewBar:
    """What stands above a page that is only tried out.

    Attributes:
        name: what is tried out; ``home`` its page.
        roles: those in which it can be seen: code and name.
        tried: all that was typed so far, to be sent along with what is typed here.
    """

    name: str
    home: str
    role: str
    roles: tuple[tuple[str, str], ...]
    tried: str


@dataclass(frozen=True, slots=True)
class SectionPage:
    """One section as a form. ``errors`` are (field id, its name, what is wrong with it).

    ``follows`` says that the page asks the server what follows from what is typed.
    """

    look: Look
    base: str
    section: Section
    title: str
    intro: str
    blocks: tuple[Block, ...]
    sections: tuple[SectionLine, ...]
    following: SectionLine | None
    errors: tuple[tuple[str, str, Problem], ...]
    saved_count: int
    offered: int
    lost: tuple[NotCarried, ...]
    request_id: str
    unsaved: bool
    follows: bool
    language: str
    preview: PreviewBar | None = None

    def lost_text(self, one: NotCarried) -> str:
        """Return an answer that could not come along, as it was read in its own round."""
        along = self.look.along
        return shown(along.before, one.was, one.answer, self.language) if along else ""


def section_lines(look: Look, language: str, current: str = "") -> tuple[SectionLine, ...]:
    """Return the sections that are asked, and the current one, with the progress of each."""
    waiting: dict[str, int] = {}
    for item in look.queries:
        if not look.dealt_with(item) and look.relevance.asks(item):
            code = look.instrument.section_of[look.instrument.item(item).code].code
            waiting[code] = waiting.get(code, 0) + 1
    return tuple(
        SectionLine(
            section.code,
            in_language(section.title, language),
            look.progress[section.code],
            section.minutes,
            waiting.get(section.code, 0),
            section.code == current,
        )
        for section in look.instrument.sections
        if look.relevance.asks_section(section.code) or section.code == current
    )


def section_page(  # noqa: PLR0913 - a page is many decisions, each with a name
    request: AnyRequest,
    look: Look,
    code: str,
    *,
    typed: Mapping[str, Typed] | None = None,
    errors: Mapping[str, Problem] | None = None,
    new_row: str = "",
    kept: Collection[str] = (),
    status: int = 200,
    saved_count: int = 0,
    base: str = "",
    preview: PreviewBar | None = None,
) -> Response[str]:
    """Return the page of a section.

    Args:
        typed: what was sent and could not be saved, by item; ``errors`` what else is wrong.
        kept: items whose rows are drawn even where they hold no answer.
        base: where the response's pages are, when not under ``/respond``.
        preview: what stands above the page where it is only tried out.

    Raises:
        NotFound: there is no such section.
    """
    language = language_of(request)
    drawing = Drawing(look, language, second_of(request), typed or {}, errors or {}, new_row, kept)
    section = look.instrument.section(code)
    blocks = drawing.section(code)
    lines = section_lines(look, language, code)
    place = next(place for place, line in enumerate(lines) if line.current)
    labelled = [pair for block in blocks for pair in block.labelled()]
    view = SectionPage(
        look=look,
        base=base or address("respond", look.edition.code, look.response.unit.code),
        section=section,
        title=in_language(section.title, language),
        intro=in_language(section.intro, language),
        blocks=blocks,
        sections=lines,
        following=lines[place + 1] if place + 1 < len(lines) else None,
        errors=tuple((one.first_id, label, one.error) for label, one in labelled if one.error),
        saved_count=saved_count,
        offered=sum(block.offered for block in blocks),
        lost=look.lost_in(code),
        request_id=new_request(),
        unsaved=bool(typed),
        follows=not base and not look.closed,
        language=language,
        preview=preview,
    )
    return page(request, "respond/section.html", view, status=status)
