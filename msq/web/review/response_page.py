"""One section of a response with its verdicts, as a page."""

from collections.abc import Mapping
from dataclasses import dataclass

from litestar import Response

from msq.desk.reading.response import Look
from msq.instrument.codes import split_instance
from msq.instrument.model import in_language
from msq.problems import Problem
from msq.response.lifecycle import allows
from msq.response.reviewing import ACCEPTED, QUERIED
from msq.web.drawing import Drawing
from msq.web.questions import Block
from msq.web.respond.section_page import PreviewBar, SectionLine
from msq.web.site import AnyRequest, address, language_of, page


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
    ``summary`` the same as (field id, its name, why). ``problem`` is what kept the response as a
    whole from being returned, accepted or reopened, and ``words`` what was typed for that.
    """

    look: Look
    base: str
    sections: tuple[ReviewedSection, ...]
    section: str
    title: str
    blocks: tuple[Block, ...]
    typed: dict[str, tuple[str, str]]
    errors: Mapping[str, Problem]
    summary: tuple[tuple[str, str, Problem], ...]
    can: dict[str, bool]
    problem: Problem | None = None
    words: str = ""
    following: str = ""
    preview: PreviewBar | None = None


def review_page(  # noqa: PLR0913 - a page is many decisions, each with a name
    request: AnyRequest,
    look: Look,
    section: str,
    typed: dict[str, tuple[str, str]] | None = None,
    errors: Mapping[str, Problem] | None = None,
    *,
    problem: Problem | None = None,
    words: str = "",
    status: int = 200,
    base: str = "",
    preview: PreviewBar | None = None,
) -> Response[str]:
    """Return the page of a section, of the first one when there is none with this code.

    Args:
        typed: verdicts and messages that could not be saved, by item, and ``errors`` why.
        problem: what kept the response as a whole from being returned, accepted or reopened, and
            ``words`` the message that was typed for that.
        base: where the response's pages are, when not under ``/review``.
        preview: what stands above the page where it is only tried out.
    """
    language = language_of(request)
    codes = [one.code for one in look.instrument.sections]
    chosen = section if section in codes else codes[0]
    place = codes.index(chosen)
    state = look.response.state
    drawn = Drawing(look, language, queried_too=True).section(chosen)
    blocks = tuple(block for block in drawn if block.asked or block.queried)
    view = ReviewPage(
        look=look,
        base=base or address("review", look.edition.code, look.response.unit.code),
        sections=tuple(_reviewed_section(look, code, chosen, language) for code in codes),
        section=chosen,
        title=in_language(look.instrument.section(chosen).title, language),
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
        preview=preview,
    )
    return page(request, "review/response.html", view, status=status)


def _summary(
    blocks: tuple[Block, ...], errors: Mapping[str, Problem]
) -> tuple[tuple[str, str, Problem], ...]:
    places = {one.code: (one.id, label) for block in blocks for label, one in block.labelled()}
    found = []
    for item, problem in errors.items():
        found.append((*places.get(item, ("main", item)), problem))
    return tuple(found)


def _reviewed_section(look: Look, code: str, chosen: str, language: str) -> ReviewedSection:
    section = look.instrument.section(code)
    mine = {
        item: one
        for item, one in look.standing.items()
        if look.instrument.section_of[split_instance(item)[0]].code == code
    }
    line = SectionLine(
        code,
        in_language(section.title, language),
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
