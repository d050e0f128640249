"""Questionnaires: their versions, one as respondents will see it, and how two differ."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from litestar import Controller, Response, get, post
from litestar.response import Redirect

from msq.desk.publish import publish
from msq.desk.reading.forms import FormChanges, FormLine, all_forms, compare_forms, preview
from msq.instrument.comparing import KIND_TEXTS
from msq.instrument.model import Item, in_language
from msq.problems import BadFile, BadForm, Problem, Untranslated
from msq.web.manage.pages import XLSX
from msq.web.respond.section_page import section_page
from msq.web.site import AnyRequest, address, go, language_of, page
from msq.web.visitors import SIGNED_IN, AtSite, InPath, Sent, SignedIn
from msq.xlsform.exporting import write_xlsform
from msq.xlsform.importing import read_xlsform


@dataclass(frozen=True, slots=True)
class FormsPage:
    """All published versions, and what came of a workbook that was sent.

    Attributes:
        faults: what is wrong in the workbook, each with its place.
        problem: what else kept it from being published.
        unread: what of it has no place here, and was left out.
    """

    forms: tuple[FormLine, ...]
    language: str
    faults: tuple[str, ...] = ()
    problem: Problem | None = None
    unread: tuple[str, ...] = ()

    def title(self, line: FormLine) -> str:
        """Return the title of a version."""
        return in_language(line.instrument.form.title, self.language)


@dataclass(frozen=True, slots=True)
class FormChangesPage:
    """How two versions differ."""

    found: FormChanges
    kinds: Mapping[str, str]
    language: str

    def text(self, item: Item | None) -> str:
        """Return what an item asks; empty where there is none."""
        return in_language(item.text, self.language) if item else ""


class Questionnaires(Controller):
    """What is asked: versions that never change once published."""

    path = "/forms"
    opt = {"who": SIGNED_IN}  # noqa: RUF012 - Litestar reads it from the class

    @get("/", sync_to_thread=True)
    def every(self, request: AnyRequest, site: AtSite, actor: SignedIn) -> Response[str]:
        """Show all versions."""
        view = FormsPage(all_forms(site.desk, actor), language_of(request))
        return page(request, "manage/forms.html", view)

    @post("/", sync_to_thread=True)
    def publish(
        self, request: AnyRequest, site: AtSite, actor: SignedIn, form: Sent
    ) -> Response[str] | Redirect:
        """Publish the questionnaire of an XLSForm workbook, or say what is wrong with it."""
        name, content = form.upload("file")
        unread: tuple[str, ...] = ()
        try:
            if not content:
                raise BadFile("Choose an XLSForm workbook first (xlsx).")
            imported = read_xlsform(content, name)
            unread = imported.unread
            publish(site.desk, actor, imported.instrument, with_gaps=form.ticked("gaps"))
        except (BadForm, BadFile, Untranslated) as problem:
            faults = problem.faults if isinstance(problem, BadForm) else ()
            view = FormsPage(
                all_forms(site.desk, actor),
                language_of(request),
                faults,
                None if faults else problem,
                unread,
            )
            return page(request, "manage/forms.html", view, status=problem.status)
        return go("/forms?done=published")

    @get("/{version:str}/xlsform", sync_to_thread=True)
    def workbook(self, site: AtSite, actor: SignedIn, version: InPath) -> Response[bytes]:
        """Hand a version over as an XLSForm workbook, to begin the next one from."""
        found = preview(site.desk, actor, version)
        with TemporaryDirectory() as folder:
            path = Path(folder) / "form.xlsx"
            write_xlsform(found.instrument, path)
            content = path.read_bytes()
        return Response(
            content,
            media_type=XLSX,
            headers={"content-disposition": f'attachment; filename="{found.instrument.code}.xlsx"'},
        )

    @get("/{version:str}", sync_to_thread=True)
    def first(
        self, request: AnyRequest, site: AtSite, actor: SignedIn, version: InPath
    ) -> Response[str]:
        """Show the first section as respondents will see it."""
        look = preview(site.desk, actor, version)
        first = look.instrument.sections[0].code
        return section_page(request, look, first, base=address("forms", version))

    @get("/{version:str}/section/{section:str}", sync_to_thread=True)
    def section(
        self, request: AnyRequest, site: AtSite, actor: SignedIn, version: InPath, section: InPath
    ) -> Response[str]:
        """Show a section as respondents will see it."""
        look = preview(site.desk, actor, version)
        row = request.query_params.get("add", "")
        return section_page(request, look, section, new_row=row, base=address("forms", version))

    @post("/{version:str}/section/{section:str}", sync_to_thread=True)
    def turn(
        self, site: AtSite, actor: SignedIn, form: Sent, version: InPath, section: InPath
    ) -> Redirect:
        """Go where a respondent would go; nothing is saved in a preview."""
        preview(site.desk, actor, version)
        verb, _, code = form.text("go").partition(":")
        if verb == "list":
            return go("/forms")
        there = code if verb == "section" else section
        return go(address("forms", version, "section", there) + "?done=previewed")

    @get("/{version:str}/compare/{other:str}", sync_to_thread=True)
    def compare(
        self, request: AnyRequest, site: AtSite, actor: SignedIn, version: InPath, other: InPath
    ) -> Response[str]:
        """Show how a version differs from another."""
        language = language_of(request)
        found = compare_forms(site.desk, actor, other, version, language)
        view = FormChangesPage(found, KIND_TEXTS, language)
        return page(request, "manage/form_changes.html", view)
