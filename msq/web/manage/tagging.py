"""The tags of a version: all items with theirs, and one item to be edited."""

from collections.abc import Mapping
from dataclasses import dataclass

from litestar import Controller, Response, get, post
from litestar.response import Redirect

from msq.desk.reading.tags import FormTags, TaggedItem, form_tags
from msq.desk.tags import edit_tags
from msq.instrument.model import in_language
from msq.problems import BadValue, Conflict, NotFound, Problem
from msq.web.forms import Form
from msq.web.site import AnyRequest, address, go, language_of, page
from msq.web.visitors import SIGNED_IN, AtSite, InPath, Sent, SignedIn

NONE = "none"
"""How the filter asks for items without any tag."""


@dataclass(frozen=True, slots=True)
class TagsPage:
    """The items of a version with their tags, filtered.

    Attributes:
        chosen: by the name of a filter what was chosen: ``section``, and ``tag`` as ``kind=value``.
    """

    found: FormTags
    items: tuple[TaggedItem, ...]
    chosen: Mapping[str, str]
    language: str
    none: str = NONE

    def asks(self, one: TaggedItem) -> str:
        """Return what an item asks, its table and row included."""
        return question_of(one, self.language)

    def label(self, kind: str, value: str) -> str:
        """Return what a tag means."""
        return self.found.instrument.form.tags.get(kind, {}).get(value, value)

    def section_title(self, code: str) -> str:
        """Return the title of a section."""
        return in_language(self.found.instrument.section(code).title, self.language)


@dataclass(frozen=True, slots=True)
class ItemTagsPage:
    """One item whose tags are edited. ``chosen`` are the tags that are ticked, by kind."""

    found: FormTags
    one: TaggedItem
    question: str
    chosen: Mapping[str, tuple[str, ...]]
    problem: Problem | None = None


class Tagging(Controller):
    """Tags on items: data of ours that lie over what was published."""

    path = "/forms/{version:str}/tags"
    opt = {"who": SIGNED_IN}  # noqa: RUF012 - Litestar reads it from the class

    @get("/", sync_to_thread=True)
    def every(
        self, request: AnyRequest, site: AtSite, actor: SignedIn, version: InPath
    ) -> Response[str]:
        """Show the items with their tags."""
        found = form_tags(site.desk, actor, version)
        chosen = {name: request.query_params.get(name, "") for name in ("section", "tag")}
        items = tuple(one for one in found.items if _fits(one, chosen))
        view = TagsPage(found, items, chosen, language_of(request))
        return page(request, "manage/tags.html", view)

    @get("/{item:str}", sync_to_thread=True)
    def one(
        self, request: AnyRequest, site: AtSite, actor: SignedIn, version: InPath, item: InPath
    ) -> Response[str]:
        """Show the tags of one item to be edited."""
        found = form_tags(site.desk, actor, version)
        return _one(request, found, item)

    @post("/{item:str}", sync_to_thread=True)
    def edit(
        self,
        request: AnyRequest,
        site: AtSite,
        actor: SignedIn,
        form: Sent,
        version: InPath,
        item: InPath,
    ) -> Response[str] | Redirect:
        """Give an item other tags."""
        wanted = _wanted(form)
        try:
            changed = edit_tags(site.desk, actor, version, item, form.number("number"), wanted)
        except (BadValue, Conflict) as problem:
            found = form_tags(site.desk, actor, version)
            return _one(request, found, item, problem, wanted)
        done = "tagged" if changed else "untagged"
        return go(address("forms", version, "tags") + f"?done={done}#{item}")


def question_of(one: TaggedItem, language: str) -> str:
    """Return what an item asks: its table or group, its row and its own question."""
    parts = (in_language(text, language) for text in one.parts)
    return " – ".join(dict.fromkeys(parts))


def _fits(one: TaggedItem, chosen: Mapping[str, str]) -> bool:
    if chosen["section"] and one.section != chosen["section"]:
        return False
    kind, _, value = chosen["tag"].partition("=")
    if kind == NONE:
        return not one.tags
    return not kind or value in one.tags.get(kind, ())


def _wanted(form: Form) -> dict[str, tuple[str, ...]]:
    """Return the tags that were ticked, by kind; each comes as ``kind=value``."""
    found: dict[str, list[str]] = {}
    for written in form.texts("tag"):
        kind, _, value = written.partition("=")
        found.setdefault(kind, []).append(value)
    return {kind: tuple(values) for kind, values in found.items()}


def _one(
    request: AnyRequest,
    found: FormTags,
    item: str,
    problem: Problem | None = None,
    wanted: Mapping[str, tuple[str, ...]] | None = None,
) -> Response[str]:
    """Return the page of one item; after a conflict with what stands there now.

    Raises:
        NotFound: the version has no such item, or it is a detail of another.
    """
    for one in found.items:
        if one.item.code == item:
            kept = wanted is not None and not isinstance(problem, Conflict)
            chosen = wanted if kept and wanted is not None else one.tags
            question = question_of(one, language_of(request))
            view = ItemTagsPage(found, one, question, chosen, problem)
            status = problem.status if problem else 200
            return page(request, "manage/item_tags.html", view, status=status)
    raise NotFound("There is no item {item} in this questionnaire.", item=item)
