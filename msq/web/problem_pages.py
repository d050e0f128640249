"""Every problem as a page for people, or as problem details (RFC 9457) for programs."""

import logging
import secrets
from dataclasses import dataclass, field
from http import HTTPStatus

from litestar import Response
from litestar.exceptions import HTTPException

from msq.problems import (
    BadForm,
    BadInput,
    LinkSpent,
    NotFound,
    NotReady,
    NotSignedIn,
    Problem,
    TooLarge,
)
from msq.web.forms import Form
from msq.web.site import AnyRequest, page

LOG = logging.getLogger("msq.web")
PROBLEM_JSON = "application/problem+json"


@dataclass(frozen=True, slots=True)
class ProblemPage:
    """What the page about a problem says: what is wrong, and what to do."""

    title: str
    sentences: tuple[str, ...]
    status: int
    code: str
    reference: str = ""
    back: str = ""


@dataclass(frozen=True, slots=True)
class SignedOutPage:
    """What is shown when a form arrives after the session ended: all that was typed, kept."""

    path: str
    sentence: str
    kept: tuple[tuple[str, str], ...] = field(default_factory=tuple)


def show_problem(request: AnyRequest, problem: Problem) -> Response[str]:
    """Return the page or the problem details of a problem."""
    if problem.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        LOG.error("%s at %s", problem.code, _route(request))
    if _wants_json(request):
        return _details(problem.status, problem.code, problem.title, str(problem), problem)
    if isinstance(problem, NotSignedIn):
        return _sign_in_first(request, problem)
    sentences: tuple[str, ...] = (str(problem),)
    if isinstance(problem, BadInput):
        sentences = tuple(str(one) for one in problem.fields.values())
    elif isinstance(problem, NotReady):
        sentences = (str(problem),)
    elif isinstance(problem, BadForm):
        sentences = problem.faults
    view = ProblemPage(
        title=problem.title,
        sentences=sentences,
        status=problem.status,
        code=problem.code,
        back=_back(request),
    )
    template = "problem.html"
    if isinstance(problem, LinkSpent):
        template = "account/link_spent.html"
    return page(request, template, view, status=problem.status)


def _sign_in_first(request: AnyRequest, problem: NotSignedIn) -> Response[str]:
    form = request.scope["state"].get("form")
    if isinstance(form, Form):
        view = SignedOutPage(request.url.path, str(problem), form.pairs)
        return page(request, "account/signed_out.html", view, status=problem.status)
    return Response("", status_code=HTTPStatus.SEE_OTHER, headers={"location": "/sign-in"})


def show_http(request: AnyRequest, error: HTTPException) -> Response[str]:
    """Return what a refusal of the framework looks like here."""
    status = error.status_code
    if status == HTTPStatus.NOT_FOUND:
        return show_problem(request, NotFound("There is no page at this address."))
    if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        return show_problem(request, TooLarge("At most 10 MB can be sent at once."))
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return show_crash(request, error)
    title = HTTPStatus(status).phrase
    if _wants_json(request):
        return _details(status, title.lower().replace(" ", "-"), title, title, None)
    sentence = "Please check the address, or go back and try again."
    view = ProblemPage(title, (sentence,), status, str(status), back=_back(request))
    response = page(request, "problem.html", view, status=status)
    for name, value in (error.headers or {}).items():
        response.headers[name] = value
    return response


def show_crash(request: AnyRequest, error: Exception) -> Response[str]:
    """Return the page for a mistake of ours; the log gets it whole, with the same reference.

    The log names the route, not the address, and the place in the code, not the values.
    """
    reference = secrets.token_hex(4)
    LOG.error("mistake %s at %s: %s", reference, _route(request), type(error).__name__)
    LOG.error("mistake %s: %s", reference, _places(error))
    sentence = (
        "Something went wrong on our side. What you saved before is safe. Please try again; if "
        "it happens again, write to the secretariat with this reference."
    )
    status = HTTPStatus.INTERNAL_SERVER_ERROR
    if _wants_json(request):
        return _details(status, "mistake", "A mistake on our side", f"{sentence} {reference}", None)
    view = ProblemPage(
        "Sorry, that did not work", (sentence,), status, "mistake", reference, _back(request)
    )
    return page(request, "problem.html", view, status=status)


def _places(error: BaseException) -> str:
    places, trace = [], error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(f"{code.co_filename}:{trace.tb_lineno} {code.co_qualname}")
        trace = trace.tb_next
    return " < ".join(reversed(places))


def _route(request: AnyRequest) -> str:
    return str(request.scope.get("path_template", "?"))


def _back(request: AnyRequest) -> str:
    return request.url.path if request.method == "POST" else ""


def _wants_json(request: AnyRequest) -> bool:
    accept = request.headers.get("accept", "")
    return request.url.path.startswith("/api/") or ("json" in accept and "text/html" not in accept)


def _details(
    status: int, code: str, title: str, detail: str, problem: Problem | None
) -> Response[str]:
    body: dict[str, object] = {"type": f"urn:msq:{code}", "title": title, "status": status}
    body["detail"] = detail
    if isinstance(problem, BadInput):
        body["errors"] = {name: str(one) for name, one in problem.fields.items()}
    if isinstance(problem, NotReady):
        body["errors"] = {one.item: str(one) for one in problem.problems}
    return Response(body, status_code=status, media_type=PROBLEM_JSON)  # type: ignore[arg-type]


HANDLERS = {Problem: show_problem, HTTPException: show_http, Exception: show_crash}
