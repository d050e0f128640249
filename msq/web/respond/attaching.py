"""The files of one answer, on a page of their own: a large one puts no other answer at risk."""

from dataclasses import dataclass
from urllib.parse import quote

from litestar import Controller, Response, get, post
from litestar.response import Redirect

from msq.desk.attach import attach_files, attached_file, detach_file
from msq.desk.reading.response import Look, look_at
from msq.instrument.item_types.files import FILES, most_files
from msq.instrument.model import Entry, Section
from msq.problems import BadValue, NotFound, Problem
from msq.response.attaching import ENDINGS, LARGEST_FILE, MEGABYTE, Upload
from msq.web.drawing import Drawing
from msq.web.questions import Field, place_of
from msq.web.respond.sent import new_request, request_of
from msq.web.site import AnyRequest, address, go, language_of, page
from msq.web.visitors import SIGNED_IN, AtSite, InPath, Sent, SignedIn

LARGEST_REQUEST = 45 * MEGABYTE
"""Two of the largest files at once; others one after the other."""
INPUT, NEW_ROW = "files", "new"


@dataclass(frozen=True, slots=True)
class FilesPage:
    """The files of one item. ``errors`` are (field id, what is wrong with a file)."""

    look: Look
    section: Section
    entry: Entry
    field: Field
    most: int
    request_id: str
    new_row: bool = False
    errors: tuple[tuple[str, Problem], ...] = ()

    @property
    def largest(self) -> int:
        """How many megabytes a file may have."""
        return LARGEST_FILE // MEGABYTE

    @property
    def endings(self) -> str:
        """What the names of files may end in, for a file dialog."""
        return ",".join(ENDINGS)

    @property
    def place(self) -> str:
        """The id of the place in the section where the question stands."""
        return place_of(self.look.instrument, self.field.code)


class Attaching(Controller):
    """Attaching files to an answer, and fetching them."""

    path = "/respond/{edition:str}/{unit:str}"
    opt = {"who": SIGNED_IN}  # noqa: RUF012 - Litestar reads it from the class

    @get("/files/{item:str}", sync_to_thread=True)
    def show(
        self,
        request: AnyRequest,
        site: AtSite,
        actor: SignedIn,
        edition: InPath,
        unit: InPath,
        item: InPath,
    ) -> Response[str]:
        """Show the files of an answer."""
        new_row = NEW_ROW in request.query_params
        return _page(request, look_at(site.desk, actor, edition, unit), item, new_row=new_row)

    @post("/files/{item:str}", sync_to_thread=True, request_max_body_size=LARGEST_REQUEST)
    def attach(
        self,
        request: AnyRequest,
        site: AtSite,
        actor: SignedIn,
        form: Sent,
        edition: InPath,
        unit: InPath,
        item: InPath,
    ) -> Response[str] | Redirect:
        """Attach what was sent; what is wrong with a file is told, and the others are attached."""
        uploads = [Upload(name, content) for name, content in form.uploads(INPUT)]
        problems: tuple[Problem, ...] = (BadValue("Choose a file first."),)
        if uploads:
            request_id, new_row = request_of(form), form.ticked(NEW_ROW)
            sent = attach_files(
                site.desk, actor, edition, unit, item, uploads, request_id, new_row=new_row
            )
            item, problems = sent.item, sent.problems
        if problems:
            look = look_at(site.desk, actor, edition, unit)
            return _page(request, look, item, problems)
        return go(address("respond", edition, unit, "files", item) + "?done=attached")

    @post("/files/{item:str}/remove", sync_to_thread=True)
    def remove(
        self,
        site: AtSite,
        actor: SignedIn,
        form: Sent,
        edition: InPath,
        unit: InPath,
        item: InPath,
    ) -> Redirect:
        """Take one file away."""
        sha256, request_id = form.text("sha256"), request_of(form)
        detach_file(site.desk, actor, edition, unit, item, sha256, request_id)
        return go(address("respond", edition, unit, "files", item) + "?done=detached")

    @get("/file/{sha256:str}", sync_to_thread=True)
    def fetch(
        self, site: AtSite, actor: SignedIn, edition: InPath, unit: InPath, sha256: InPath
    ) -> Response[bytes]:
        """Hand a file over, to be stored and not shown."""
        found = attached_file(site.desk, actor, edition, unit, sha256)
        name = quote(found.facts.name, safe="")
        return Response(
            found.content,
            media_type=found.facts.media_type,
            # Whatever it holds, a browser stores it and shows nothing of it as a page of this site.
            headers={"content-disposition": f"attachment; filename*=UTF-8''{name}"},
        )


def _page(
    request: AnyRequest,
    look: Look,
    item: str,
    problems: tuple[Problem, ...] = (),
    *,
    new_row: bool = False,
) -> Response[str]:
    definition = look.instrument.item(item)
    if definition.type != FILES:
        raise NotFound("Question {item} takes no files.", item=item)
    language = language_of(request)
    view = FilesPage(
        look,
        look.instrument.section_of[definition.code],
        look.instrument.entry_of[definition.code],
        Drawing(look, language).field(item),
        most_files(definition),
        new_request(),
        new_row,
        tuple((INPUT, problem) for problem in problems),
    )
    status = problems[0].status if problems else 200
    return page(request, "respond/files.html", view, status=status)
