"""The reviewers' worklist, one response, and what changed between its submissions."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

from litestar import Controller, Response, get, post
from litestar.response import Redirect

from msq.desk.actor import Actor
from msq.desk.reading.response import NEWEST, Look, look_at
from msq.desk.reading.worklist import Worklist, all_editions, worklist
from msq.desk.review import accept, reopen, review, send_back
from msq.problems import BadInput, Conflict, WrongState
from msq.response.lifecycle import STATE_TEXTS
from msq.web.comparing import changes_page
from msq.web.forms import Form, whole
from msq.web.review.response_page import review_page
from msq.web.review.verdicts import SHOWN, changed_verdicts
from msq.web.site import AnyRequest, Site, address, go, page
from msq.web.visitors import SIGNED_IN, AtSite, InPath, Sent, SignedIn


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
        return review_page(request, look, request.query_params.get("section", ""))

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
        verdicts = changed_verdicts(look, form)
        try:
            if verdicts:
                review(site.desk, actor, edition, unit, verdicts, submission=_read(form))
        except BadInput as problem:
            typed = {one.item: (SHOWN.get(one.verdict, ""), one.message) for one in verdicts}
            return review_page(request, look, section, typed, problem.fields, status=problem.status)
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
        """Show what changed from one version to another: the newest submissions, or as asked."""
        actor.require("worklist.read")
        back = address("review", edition, unit)
        return changes_page(request, site, actor, (edition, unit), back, f"{back}/changes")


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
        return review_page(request, look, "", problem=problem, words=words, status=problem.status)
    return go(f"{address('review', *whose)}?done={done}")


def _as_reviewed(site: Site, actor: Actor, edition: str, unit: str) -> Look:
    """Reviewers read what was submitted; a draft only where nothing was submitted yet."""
    actor.require("worklist.read")
    return look_at(site.desk, actor, edition, unit, NEWEST)


def _read(form: Form) -> int | None:
    """Return the submission that the page showed."""
    return whole(form.text("submission")) if form.texts("submission") else None
