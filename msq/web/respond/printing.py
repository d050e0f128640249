"""A response and its receipts as PDF."""

from litestar import Controller, Response, get

from msq.desk.reading.response import NEWEST, Look, look_at
from msq.documents.receipt import receipt_name, receipt_pdf
from msq.documents.whole_response import Version, response_pdf
from msq.problems import NotFound
from msq.web.respond.sending import as_sent
from msq.web.site import LANGUAGE, AnyRequest, Site, language_of
from msq.web.visitors import SIGNED_IN, AtSite, InPath, NumberInPath, SignedIn

PDF = "application/pdf"


class Printing(Controller):
    """Documents to print, store and show to others; ``?language=`` chooses another language."""

    path = "/respond/{edition:str}/{unit:str}"
    opt = {"who": SIGNED_IN}  # noqa: RUF012 - Litestar reads it from the class

    @get("/pdf", sync_to_thread=True)
    def draft(
        self, request: AnyRequest, site: AtSite, actor: SignedIn, edition: InPath, unit: InPath
    ) -> Response[bytes]:
        """Return all answers as they stand now, marked as a draft.

        Whoever only reads gets the newest submission where there is one.
        """
        look = look_at(site.desk, actor, edition, unit)
        if look.submissions and not actor.may("response.answer", look.response.id):
            look = look_at(site.desk, actor, edition, unit, NEWEST)
        return _answers(request, site, look)

    @get("/submission/{n:int}/pdf", sync_to_thread=True)
    def submission(
        self,
        request: AnyRequest,
        site: AtSite,
        actor: SignedIn,
        edition: InPath,
        unit: InPath,
        n: NumberInPath,
    ) -> Response[bytes]:
        """Return all answers as they were sent."""
        return _answers(request, site, as_sent(site, actor, edition, unit, n))

    @get("/submission/{n:int}/receipt.pdf", sync_to_thread=True)
    def receipt(
        self,
        request: AnyRequest,
        site: AtSite,
        actor: SignedIn,
        edition: InPath,
        unit: InPath,
        n: NumberInPath,
    ) -> Response[bytes]:
        """Return the receipt of a submission."""
        look = as_sent(site, actor, edition, unit, n)
        if look.as_of is None:
            raise NotFound("There is no submission {n}.", n=n)
        language = _language(request, site)
        content = receipt_pdf(site.words, look.response, look.as_of, language, site.base_url)
        return _stored(content, receipt_name(look.response, look.as_of))


def _answers(request: AnyRequest, site: Site, look: Look) -> Response[bytes]:
    now = site.desk.now()
    version = Version(look.response, look.instrument, look.answers, look.files, look.as_of, now)
    content = response_pdf(site.words, version, _language(request, site), site.base_url)
    return _stored(content, version.file_name)


def _language(request: AnyRequest, site: Site) -> str:
    """Return the language that the address asks for, else that of the pages."""
    asked = request.query_params.get(LANGUAGE, "")
    return asked if asked in site.languages else language_of(request)


def _stored(content: bytes, name: str) -> Response[bytes]:
    disposition = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=PDF, headers=disposition)
