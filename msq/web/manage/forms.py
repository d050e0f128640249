"""Questionnaires: all of them, one version, and how two differ."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from litestar import Controller, Response, get, post
from litestar.response import Redirect

from msq.desk.drafts import copy_form, start_draft
from msq.desk.reading.forms import (
    Covered,
    DraftLine,
    FormChanges,
    FormLine,
    Source,
    Whole,
    all_drafts,
    all_forms,
    compare_forms,
)
from msq.desk.reading.forms import form as whole_form
from msq.instrument.comparing import KIND_TEXTS
from msq.instrument.model import Item, in_language
from msq.instrument.translating import SHARED, WHOLE
from msq.instrument.whole import Instrument
from msq.problems import BadFile, BadInput, Problem
from msq.web.manage import trying
from msq.web.manage.pages import XLSX
from msq.web.manage.uploading import uploaded
from msq.web.site import AnyRequest, address, go, language_of, page
from msq.web.visitors import SIGNED_IN, AtSite, InPath, Sent, SignedIn
from msq.xlsform.exporting import write_xlsform


@dataclass(frozen=True, slots=True)
class FormsPage:
    """All drafts and all published versions; ``problem`` is what is wrong with a file."""

    drafts: tuple[DraftLine, ...]
    forms: tuple[FormLine, ...]
    language: str
    problem: Problem | None = None

    def title(self, line: FormLine) -> str:
        """Return the title of a version."""
        return in_language(line.instrument.form.title, self.language)


@dataclass(frozen=True, slots=True)
class Coverages:
    """How far the languages cover a questionnaire, as its page shows it.

    Attributes:
        checked: whether it is known which translations are unofficial.
        sections: the titles of the sections by their codes; ``WHOLE`` and ``SHARED`` have none.
    """

    by_language: Covered
    checked: bool
    sections: Mapping[str, str]
    whole: str = WHOLE
    shared: str = SHARED

    @classmethod
    def of(
        cls, covered: Covered, instrument: Instrument, language: str, *, checked: bool
    ) -> "Coverages":
        """Return the coverage of a questionnaire, its sections named in a language."""
        titles = {one.code: in_language(one.title, language) for one in instrument.sections}
        spoken = instrument.form.languages
        in_order = {code: covered[code] for code in spoken if code in covered}
        return cls(in_order, checked, titles)


@dataclass(frozen=True, slots=True)
class VersionPage:
    """One published version. ``errors`` are (field, what is wrong); ``code`` what was typed."""

    found: Whole
    title: str
    coverage: Coverages
    errors: tuple[tuple[str, Problem], ...] = ()
    code: str = ""

    def error(self, name: str) -> Problem | None:
        """Return what is wrong with a field, if anything is."""
        return dict(self.errors).get(name)


@dataclass(frozen=True, slots=True)
class FormChangesPage:
    """How a questionnaire differs from a version; ``home`` is its page."""

    found: FormChanges
    home: str
    kinds: Mapping[str, str]
    language: str
    counts: Mapping[str, int] = field(default_factory=dict)

    def text(self, item: Item | None) -> str:
        """Return what an item asks; empty where there is none."""
        return in_language(item.text, self.language) if item else ""


class Questionnaires(Controller):
    """What is asked: versions that never change once published."""

    path = "/forms"
    opt = {"who": SIGNED_IN}  # noqa: RUF012 - Litestar reads it from the class

    @get("/", sync_to_thread=True)
    def every(self, request: AnyRequest, site: AtSite, actor: SignedIn) -> Response[str]:
        """Show all drafts and versions."""
        view = FormsPage(
            all_drafts(site.desk, actor), all_forms(site.desk, actor), language_of(request)
        )
        return page(request, "manage/forms.html", view)

    @post("/", sync_to_thread=True)
    def upload(
        self, request: AnyRequest, site: AtSite, actor: SignedIn, form: Sent
    ) -> Response[str] | Redirect:
        """Keep the questionnaire of an XLSForm workbook as a draft, with its faults."""
        # Who may not do this is told so, whatever is wrong with the file.
        lists = all_drafts(site.desk, actor), all_forms(site.desk, actor)
        try:
            draft = start_draft(site.desk, actor, uploaded(form))
        except BadFile as problem:
            view = FormsPage(*lists, language_of(request), problem)
            return page(request, "manage/forms.html", view, status=problem.status)
        return go(address("forms", "drafts", str(draft)) + "?done=drafted")

    @get("/{version:str}", sync_to_thread=True)
    def one(
        self, request: AnyRequest, site: AtSite, actor: SignedIn, version: InPath
    ) -> Response[str]:
        """Show a version."""
        return page(
            request, "manage/form.html", _version(request, whole_form(site.desk, actor, version))
        )

    @post("/{version:str}/copy", sync_to_thread=True)
    def copy(
        self,
        request: AnyRequest,
        site: AtSite,
        actor: SignedIn,
        form: Sent,
        version: InPath,
    ) -> Response[str] | Redirect:
        """Begin a draft as a copy of a version."""
        code = form.text("code").strip()
        try:
            draft = copy_form(site.desk, actor, version, code)
        except BadInput as problem:
            view = _version(
                request, whole_form(site.desk, actor, version), tuple(problem.fields.items()), code
            )
            return page(request, "manage/form.html", view, status=problem.status)
        return go(address("forms", "drafts", str(draft)) + "?done=copied")

    @get("/{version:str}/xlsform", sync_to_thread=True)
    def workbook(self, site: AtSite, actor: SignedIn, version: InPath) -> Response[bytes]:
        """Hand a version over as an XLSForm workbook, its tags as they are edited now."""
        return xlsform_of(whole_form(site.desk, actor, version).tagged)

    @get("/{version:str}/preview/{role:str}", sync_to_thread=True)
    def preview(
        self, request: AnyRequest, site: AtSite, actor: SignedIn, version: InPath, role: InPath
    ) -> Response[str]:
        """Show the first section as somebody in a role will see it."""
        home = address("forms", version)
        return trying.show(request, site, actor, version, home, (role, ""))

    @get("/{version:str}/preview/{role:str}/section/{section:str}", sync_to_thread=True)
    def section(
        self,
        request: AnyRequest,
        site: AtSite,
        actor: SignedIn,
        version: InPath,
        role: InPath,
        section: InPath,
    ) -> Response[str]:
        """Show a section as somebody in a role will see it."""
        home = address("forms", version)
        return trying.show(request, site, actor, version, home, (role, section))

    @post("/{version:str}/preview/{role:str}/section/{section:str}", sync_to_thread=True)
    def turn(
        self,
        request: AnyRequest,
        site: AtSite,
        actor: SignedIn,
        form: Sent,
        version: InPath,
        role: InPath,
        section: InPath,
    ) -> Response[str] | Redirect:
        """Show what comes of what was typed; nothing is saved in a preview."""
        home = address("forms", version)
        return trying.turn(request, site, actor, form, version, home, (role, section))

    @get("/{version:str}/compare", sync_to_thread=True)
    def choose(self, request: AnyRequest, actor: SignedIn, version: InPath) -> Redirect:
        """Go to the comparison with the version that was chosen."""
        actor.require("form.publish")
        other = request.query_params.get("with", "")
        return go(address("forms", version, "compare", other))

    @get("/{version:str}/compare/{other:str}", sync_to_thread=True)
    def compare(
        self, request: AnyRequest, site: AtSite, actor: SignedIn, version: InPath, other: InPath
    ) -> Response[str]:
        """Show how a version differs from another."""
        found = compare_forms(site.desk, actor, other, version, language_of(request))
        return changes_page(request, found)


def _version(
    request: AnyRequest,
    found: Whole,
    errors: tuple[tuple[str, Problem], ...] = (),
    code: str = "",
) -> VersionPage:
    language, instrument = language_of(request), found.line.instrument
    return VersionPage(
        found,
        in_language(instrument.form.title, language),
        Coverages.of(found.covered, instrument, language, checked=found.checked),
        errors,
        code,
    )


def xlsform_of(instrument: Instrument) -> Response[bytes]:
    """Return an instrument as an XLSForm workbook to be kept."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "form.xlsx"
        write_xlsform(instrument, path)
        return workbook_of(path.read_bytes(), instrument.code)


def workbook_of(content: bytes, code: str) -> Response[bytes]:
    """Return a workbook to be kept, named for its questionnaire."""
    return Response(
        content,
        media_type=XLSX,
        headers={"content-disposition": f'attachment; filename="{code}.xlsx"'},
    )


def changes_page(request: AnyRequest, found: FormChanges) -> Response[str]:
    """Return the page that says how a questionnaire differs from a version."""
    counts = Counter(kind for one in found.changes for kind in one.kinds)
    language = language_of(request)
    home = home_of(found.now.source)
    view = FormChangesPage(found, home, KIND_TEXTS, language, counts)
    return page(request, "manage/form_changes.html", view)


def home_of(source: Source) -> str:
    """Return the address of a version's or a draft's page."""
    if isinstance(source, str):
        return address("forms", source)
    return address("forms", "drafts", str(source))
