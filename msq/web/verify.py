"""Whether a checksum belongs to a submission: for anybody, and nothing more than yes or no."""

from dataclasses import dataclass

from litestar import Controller, Response, get, post
from litestar.response import Redirect

from msq.desk.verify import checksum_in, holds
from msq.documents.receipt import LARGEST, read_receipt
from msq.problems import BadFile, BadValue, Problem
from msq.web.site import AnyRequest, address, go, page
from msq.web.visitors import ANYONE, AtSite, InPath, Sent, Visitor

CHECKSUM, RECEIPT = "checksum", "receipt"


@dataclass(frozen=True, slots=True)
class VerifyPage:
    """Where a checksum is asked about. ``errors`` are (field, what is wrong with it)."""

    checksum: str = ""
    errors: tuple[tuple[str, Problem], ...] = ()

    def error(self, name: str) -> Problem | None:
        """Return what is wrong with a field, if anything is."""
        return dict(self.errors).get(name)


@dataclass(frozen=True, slots=True)
class VerifiedPage:
    """The answer: whether a submission here has the checksum, which is empty where it is none."""

    checksum: str
    holds: bool


class Verifying(Controller):
    """Pages that nobody needs to sign in for."""

    path = "/verify"
    opt = {"who": ANYONE}  # noqa: RUF012 - Litestar reads it from the class

    @get("/", sync_to_thread=True)
    def ask(self, request: AnyRequest, visitor: Visitor) -> Response[str]:
        """Show where a checksum or a receipt is handed in."""
        del visitor  # looked up all the same: the form is made for whoever is signed in
        return page(request, "verify/ask.html", VerifyPage())

    @post("/", sync_to_thread=True, request_max_body_size=LARGEST)
    def look_up(self, request: AnyRequest, form: Sent) -> Response[str] | Redirect:
        """Lead to the answer for a checksum, typed or read from a receipt."""
        typed, (_, content) = form.text(CHECKSUM), form.upload(RECEIPT)
        where = RECEIPT if content else CHECKSUM
        try:
            checksum = read_receipt(content).sha256 if content else checksum_in(typed)
            if not checksum_in(checksum):
                raise BadValue(
                    "Enter the checksum as it stands on the receipt: 64 digits and letters from a "
                    "to f."
                )
        except (BadFile, BadValue) as problem:
            view = VerifyPage(typed, ((where, problem),))
            return page(request, "verify/ask.html", view, status=problem.status)
        return go(address("verify", checksum))

    @get("/{checksum:str}", sync_to_thread=True)
    def answer(
        self, request: AnyRequest, site: AtSite, visitor: Visitor, checksum: InPath
    ) -> Response[str]:
        """Say whether a submission here has a checksum."""
        del visitor
        found = checksum_in(checksum)
        view = VerifiedPage(found, bool(found) and holds(site.desk, found))
        return page(request, "verify/answer.html", view)
