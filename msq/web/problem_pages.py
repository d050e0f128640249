"""Every problem as a page for people, or as problem details (RFC 9457) for programs."""

import json
import logging
import secrets
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import quote, urlsplit

from litestar import Response
from litestar.exceptions import HTTPException

from msq.problems import (
    BadForm,
    BadInput,
    LinkSpent,
    NotFound,
    NotPrinted,
    NotReady,
    NotSignedIn,
    Problem,
    TooLarge,
)
from msq.web.forms import TOKEN, Form, is_own, kept
from msq.web.site import AnyRequest, actor_of, page, path_of, site_of

LOG = logging.getLogger("msq.web")
PROBLEM_JSON = "application/problem+json"
TRY_AGAIN_AFTER = "60"
OUT_OF_SERVICE_TEXT = (
    "The service does not answer at the moment. What you saved before is safe. Please try again in "
    "a few minutes."
)
GO_BACK_TEXT = "Please check the address, or go back and try again."
MISTAKE_TITLE_TEXT = "Sorry, that did not work"
MISTAKE_TEXT = (
    "Something went wrong on our side. What you saved before is safe. Please try again; if it "
    "happens again, write to the secretariat with this reference."
)
NOT_TYPED = frozenset({TOKEN, "request", "number", "section", "item", "go", "all"})
NOT_TYPED_ENDINGS = ("~seen", "~was", "~said", "~verdict")
OTHER_TITLE_TEXTS = {
    HTTPStatus.BAD_REQUEST: "This request cannot be understood",
    HTTPStatus.METHOD_NOT_ALLOWED: "This page cannot be opened this way",
}


@dataclass(frozen=True, slots=True)
class ProblemPage:
    """What the page about a problem says: what is wrong, what to do, and what was typed.

    Attributes:
        typed: field and text of all that a person wrote, so that they can copy it.
        again: where to send all that was sent once more, where that can help.
        kept: what is then sent.
    """

    title: str
    sentences: tuple[Problem | str, ...]
    status: int
    code: str
    reference: str = ""
    back: str = ""
    typed: tuple[tuple[str, str], ...] = ()
    again: str = ""
    kept: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class SignedOutPage:
    """What is shown when a form arrives that nobody known sent: all that was typed, kept.

    Attributes:
        name: who is signed in now; empty for nobody.
        had_files: whether files were sent, which a page cannot keep.
    """

    path: str
    sentence: Problem
    kept: tuple[tuple[str, str], ...]
    name: str
    had_files: bool


def show_problem(request: AnyRequest, problem: Problem) -> Response[str]:
    """Return the page or the problem details of a problem."""
    sentences = _sentences(problem)
    if problem.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        # Visitors are not told which database it is and what ails it; whoever keeps it is.
        LOG.error("%s at %s: %s", problem.code, _route(request), problem)
        if not isinstance(problem, NotPrinted):
            sentences = (OUT_OF_SERVICE_TEXT,)
    if _wants_json(request):
        response = _details(
            problem.status, problem.code, problem.title, " ".join(map(str, sentences)), problem
        )
    elif isinstance(problem, NotSignedIn):
        response = _sign_in_first(request, problem)
    else:
        view = _problem_page(
            request, problem.title, sentences, status=problem.status, code=problem.code
        )
        spent = isinstance(problem, LinkSpent)
        template = "account/link_spent.html" if spent else "problem.html"
        response = page(request, template, view, status=problem.status)
    if problem.status == HTTPStatus.SERVICE_UNAVAILABLE:
        response.headers["retry-after"] = TRY_AGAIN_AFTER
    return response


def _sentences(problem: Problem) -> tuple[Problem | str, ...]:
    if isinstance(problem, BadInput):
        return tuple(problem.fields.values())
    if isinstance(problem, NotReady):
        return (problem, *problem.problems)
    if isinstance(problem, BadForm):
        return problem.faults
    return (problem,)


def _problem_page(
    request: AnyRequest,
    title: str,
    sentences: tuple[Problem | str, ...],
    *,
    status: int,
    code: str,
    reference: str = "",
) -> ProblemPage:
    form = kept(request)
    # A busy or broken platform may take the same form in a minute; a refusal stays one.
    helps = status >= HTTPStatus.INTERNAL_SERVER_ERROR and form is not None and not form.files
    return ProblemPage(
        title,
        sentences,
        status,
        code,
        reference,
        back=_back(request),
        typed=_typed(form) if form else (),
        again=quote(path_of(request)) if helps else "",
        kept=form.pairs if form and helps else (),
    )


def _typed(form: Form) -> tuple[tuple[str, str], ...]:
    return tuple(
        (name, text)
        for name, text in form.pairs
        if text.strip() and name not in NOT_TYPED and not name.endswith(NOT_TYPED_ENDINGS)
    )


def _sign_in_first(request: AnyRequest, problem: NotSignedIn) -> Response[str]:
    form, actor = kept(request), actor_of(request)
    if form is None:
        return Response("", status_code=HTTPStatus.SEE_OTHER, headers={"location": "/sign-in"})
    pairs = form.pairs
    if actor:
        # They are told in whose name it is sent now, and press the button themselves.
        fresh = (TOKEN, site_of(request).token(actor))
        pairs = (fresh, *(pair for pair in pairs if pair[0] != TOKEN))
    view = SignedOutPage(
        quote(path_of(request)),
        problem,
        pairs,
        name=actor.name if actor else "",
        had_files=bool(form.files),
    )
    return page(request, "account/signed_out.html", view, status=problem.status)


def show_http(request: AnyRequest, error: HTTPException) -> Response[str]:
    """Return what a refusal of the framework looks like here."""
    status = error.status_code
    if status == HTTPStatus.NOT_FOUND:
        return show_problem(request, NotFound("There is no page at this address."))
    if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        return show_problem(request, _too_large(request))
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return show_crash(request, error)
    phrase = HTTPStatus(status).phrase
    sentence = GO_BACK_TEXT
    title = OTHER_TITLE_TEXTS.get(HTTPStatus(status), phrase)
    if _wants_json(request):
        response = _details(status, phrase.lower().replace(" ", "-"), title, sentence)
    else:
        view = _problem_page(request, title, (sentence,), status=status, code=str(status))
        response = page(request, "problem.html", view, status=status)
    for name, value in (error.headers or {}).items():
        response.headers[name] = value
    return response


def _too_large(request: AnyRequest) -> TooLarge:
    most = request.route_handler.resolve_request_max_body_size()
    return TooLarge("At most {most} MB can be sent at once.", most=(most or 0) // 1_000_000)


def show_crash(request: AnyRequest, error: Exception) -> Response[str]:
    """Return the page for a mistake of ours; the log gets it whole, with the same reference.

    The log names the route, not the address, and the places in the code, not the values.
    """
    reference = secrets.token_hex(4)
    LOG.error("mistake %s at %s", reference, _route(request))
    for one in _causes(error):
        LOG.error("mistake %s: %s: %s", reference, type(one).__name__, _places(one))
    title, sentence = MISTAKE_TITLE_TEXT, MISTAKE_TEXT
    status = HTTPStatus.INTERNAL_SERVER_ERROR
    if _wants_json(request):
        return _details(status, "mistake", title, f"{sentence} {reference}")
    view = _problem_page(
        request, title, (sentence,), status=status, code="mistake", reference=reference
    )
    return page(request, "problem.html", view, status=status)


def _causes(error: BaseException) -> list[BaseException]:
    """Return an exception and what it came from, the newest first."""
    found: list[BaseException] = []
    one: BaseException | None = error
    while one is not None and one not in found:
        found.append(one)
        one = one.__cause__ or one.__context__
    return found


def _places(error: BaseException) -> str:
    places, trace = [], error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(f"{code.co_filename}:{trace.tb_lineno} {code.co_qualname}")
        trace = trace.tb_next
    return " < ".join(reversed(places))


def _route(request: AnyRequest) -> str:
    return str(request.scope.get("path_template") or "(no route)")


def _back(request: AnyRequest) -> str:
    """Return the page of ours that a form was sent from, empty when that is not known."""
    came_from = request.headers.get("referer", "")
    if request.method != "POST" or not came_from or not is_own(request, came_from):
        return ""
    parts = urlsplit(came_from)
    # Of two slashes at the start a browser would make the name of another host.
    path = "/" + parts.path.lstrip("/")
    return f"{path}?{parts.query}" if parts.query else path


def _wants_json(request: AnyRequest) -> bool:
    accept, path = request.headers.get("accept", ""), path_of(request)
    asked = "json" in accept and "text/html" not in accept
    return asked or path == "/health" or path.startswith("/api/")


def _details(
    status: int, code: str, title: str, detail: str, problem: Problem | None = None
) -> Response[str]:
    body: dict[str, object] = {"type": f"urn:msq:{code}", "title": title, "status": int(status)}
    body["detail"] = detail
    if isinstance(problem, BadInput):
        body["errors"] = {name: str(one) for name, one in problem.fields.items()}
    if isinstance(problem, NotReady):
        body["errors"] = {one.item: str(one) for one in problem.problems}
    content = json.dumps(body, ensure_ascii=False)
    return Response(content, status_code=status, media_type=PROBLEM_JSON)


HANDLERS = {Problem: show_problem, HTTPException: show_http, Exception: show_crash}
