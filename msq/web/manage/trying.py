"""Trying a questionnaire out: the pages of respondents and reviewers, keeping nothing.

What was typed so far travels with the page, so that conditions unfold over all sections as they
would for a respondent.
"""

from collections.abc import Iterable, Mapping

import msgspec
from litestar import Response
from litestar.response import Redirect

from msq.desk.actor import Actor
from msq.desk.answer import MOST_CHANGES, Change
from msq.desk.reading.forms import Source
from msq.desk.reading.previewing import ROLES, Preview, preview
from msq.problems import BadValue
from msq.response.rights import REVIEWER, ROLE_TEXTS
from msq.web.drawing import Typed
from msq.web.forms import Form
from msq.web.respond.section_page import PreviewBar, section_page
from msq.web.respond.sent import SentAnswer, changes_of, sent_answers
from msq.web.review.response_page import review_page
from msq.web.site import AnyRequest, Site, go

_Carried = list[tuple[str, tuple[str, ...], str, str]]


def show(
    request: AnyRequest, site: Site, actor: Actor, source: Source, home: str, where: tuple[str, str]
) -> Response[str]:
    """Return a section as somebody in a role sees it before they have answered anything.

    Args:
        home: the page of the questionnaire.
        where: the role, and the section; empty for the first one.
    """
    role, section = where
    found = preview(site.desk, actor, source, role)
    new_row = request.query_params.get("add", "")
    return _page(request, found, home, section, (), new_row=new_row)


def turn(
    request: AnyRequest,
    site: Site,
    actor: Actor,
    form: Form,
    source: Source,
    home: str,
    where: tuple[str, str],
) -> Response[str] | Redirect:
    """Return the page to which a respondent would come with what was typed; nothing is saved.

    Raises:
        BadValue: the page was tampered with.
    """
    role, section = where
    wish, _, code = form.text("go").partition(":")
    if wish == "list":
        return go(home)
    sent = sent_answers(form)
    tried = {**_carried(form), **{one.item: one for one in changes_of(sent)}}
    role = code if wish == "role" else role
    found = preview(site.desk, actor, source, role, list(tried.values()))
    carried = [one for one in tried.values() if any(one.raw) or one.missing or one.comment]
    typed = {} if wish == "role" else _typed(found, sent)
    if typed:
        return _page(request, found, home, section, carried, typed=typed)
    new_row = code if wish == "add" else ""
    # The buttons of reviewers name the section alone.
    there = code if wish == "section" else wish
    codes = {one.code for one in found.look.instrument.sections}
    section = there if there in codes else section
    return _page(request, found, home, section, carried, new_row=new_row)


def _typed(found: Preview, sent: Mapping[str, SentAnswer]) -> dict[str, Typed]:
    """Return what comes back to whoever typed it, as it comes back to a respondent."""
    return {
        problem.item: Typed(one.raw, one.missing, one.comment or "", problem)
        for problem in found.problems
        if (one := sent.get(problem.item)) and found.look.relevance.asks(problem.item)
    }


def _page(
    request: AnyRequest,
    found: Preview,
    home: str,
    section: str,
    carried: Iterable[Change],
    *,
    typed: Mapping[str, Typed] | None = None,
    new_row: str = "",
) -> Response[str]:
    look, base = found.look, f"{home}/preview/{found.role}"
    section = section or look.instrument.sections[0].code
    bar = PreviewBar(
        name=look.edition.name,
        home=home,
        role=found.role,
        roles=tuple((role, ROLE_TEXTS[role]) for role in ROLES),
        tried=_packed(carried),
    )
    if found.role == REVIEWER:
        look.instrument.section(section)
        return review_page(request, look, section, base=base, preview=bar)
    return section_page(
        request,
        look,
        section,
        typed=typed,
        new_row=new_row,
        status=422 if typed else 200,
        base=base,
        preview=bar,
    )


def _packed(carried: Iterable[Change]) -> str:
    found: _Carried = [(one.item, one.raw, one.missing, one.comment or "") for one in carried]
    return msgspec.json.encode(found).decode()


def _carried(form: Form) -> dict[str, Change]:
    """Return what was typed in other sections before.

    Raises:
        BadValue: the page was tampered with.
    """
    written = form.text("tried") or "[]"
    try:
        found = msgspec.json.decode(written, type=_Carried)
    except msgspec.DecodeError as error:
        raise _out_of_step() from error
    if len(found) > MOST_CHANGES:
        raise _out_of_step()
    return {item: Change(item, raw, missing, comment) for item, raw, missing, comment in found}


def _out_of_step() -> BadValue:
    return BadValue("This page is out of step. Please reload it and try again.")
