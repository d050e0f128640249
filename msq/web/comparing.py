"""What changed between two versions of a response, by section and item."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus

from litestar import Response

from msq.desk.actor import Actor
from msq.desk.reading.changes import Changes, changes
from msq.desk.reading.versions import LAST, MOMENT, NOW, SUBMISSION, Point
from msq.instrument.codes import split_instance
from msq.instrument.model import Item, in_language
from msq.instrument.whole import Instrument
from msq.problems import BadInput, BadValue, Problem
from msq.response.differences import Difference
from msq.response.values import Answer
from msq.response.wordwise import DELETED, INSERTED, Run, difference
from msq.web.forms import whole
from msq.web.site import AnyRequest, Site, address, language_of, page

WORDED = ("text", "long_text")
"""The types of items whose answers are compared word by word."""
FIELDS = {"before": "from", "after": "to"}
"""The field of the form in which each side is chosen; its moment is typed in ``…_at``."""


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One changed item, old and new as runs of text: kept, deleted, inserted."""

    item: str
    text: str
    kind: str
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class ChangedSection:
    """A section with the lines of it that changed."""

    code: str
    title: str
    lines: tuple[ChangeLine, ...]


@dataclass(frozen=True, slots=True)
class Side:
    """What is chosen on one side of the form: a version, and the moment as it is typed."""

    name: str
    chosen: str
    at: str
    error: Problem | None = None


@dataclass(frozen=True, slots=True)
class ChangesPage:
    """What changed from one version to another, and the form to compare others.

    ``back`` is where the page was reached from, ``respond`` where the answers are filled in.
    ``errors`` are (field id, what is wrong with it).
    """

    changes: Changes
    sections: tuple[ChangedSection, ...]
    sides: tuple[Side, ...]
    back: str
    here: str
    respond: str
    errors: tuple[tuple[str, Problem], ...] = ()

    @property
    def count(self) -> int:
        """How many answers changed."""
        return sum(len(one.lines) for one in self.sections)


def changes_page(
    request: AnyRequest, site: Site, actor: Actor, whose: tuple[str, str], back: str, here: str
) -> Response[str]:
    """Return the page that compares the two versions which the address names.

    What cannot be compared is said in the form, with what was typed.

    Args:
        back: the address of the page that it was reached from, and ``here`` its own.
    """
    asked = request.query_params
    typed = {
        side: (asked.get(name, ""), asked.get(f"{name}_at", "")) for side, name in FIELDS.items()
    }
    points: dict[str, Point | None] = {}
    errors: dict[str, Problem] = {}
    for side, (chosen, at) in typed.items():
        try:
            points[side] = point_of(chosen, at)
        except BadValue as problem:
            errors[side] = problem
    try:
        if errors:
            raise BadInput(errors)
        found = changes(site.desk, actor, *whose, points.get("before"), points.get("after"))
    except BadInput as problem:
        errors = problem.fields
        found = changes(site.desk, actor, *whose)
    sides = tuple(
        Side(FIELDS[name], *_shown(point, typed[name], errors), errors.get(name))
        for name, point in (("before", found.before.point), ("after", found.after.point))
    )
    view = ChangesPage(
        found,
        () if errors else changed_sections(found, language_of(request)),
        sides,
        back,
        here,
        address("respond", *whose),
        tuple((f"{one.name}_at", one.error) for one in sides if one.error),
    )
    status = HTTPStatus.UNPROCESSABLE_ENTITY if errors else HTTPStatus.OK
    return page(request, "changes.html", view, status=status)


def point_of(chosen: str, at: str) -> Point | None:
    """Return the version that a choice and a typed moment mean; ``None`` for no choice.

    Raises:
        BadValue: the moment is none.
    """
    if not chosen:
        return None
    if chosen in (NOW, LAST):
        return Point(chosen)
    if chosen == MOMENT:
        return Point(MOMENT, at=moment_of(at))
    return Point(SUBMISSION, n=whole(chosen))


def moment_of(text: str) -> datetime:
    """Return a moment that was typed; without a zone it is UTC.

    Raises:
        BadValue: it is none.
    """
    try:
        found = datetime.fromisoformat(text.strip())
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        raise BadValue("Write the day and the time as 2027-03-27T14:02, in UTC.") from None


def as_typed(at: datetime) -> str:
    """Return a moment as a field for day and time holds it, in UTC."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M")


def _shown(point: Point, typed: tuple[str, str], errors: dict[str, Problem]) -> tuple[str, str]:
    if errors and typed[0]:
        return typed
    chosen = str(point.n) if point.kind == SUBMISSION else point.kind
    return chosen, as_typed(point.at) if point.at else ""


def changed_sections(found: Changes, language: str) -> tuple[ChangedSection, ...]:
    """Return the changed items by section, in the order of the questionnaire."""
    instrument = found.instrument
    lines: dict[str, list[ChangeLine]] = {}
    for one in found.differences:
        item = instrument.items[split_instance(one.item)[0]]
        section = instrument.section_of[item.code].code
        lines.setdefault(section, []).append(_line(found, item, one, language))
    return tuple(
        ChangedSection(code, in_language(instrument.section(code).title, language), tuple(own))
        for code, own in lines.items()
    )


def _line(found: Changes, item: Item, one: Difference, language: str) -> ChangeLine:
    old = said(found.before.text(found.instrument, one.item, one.old, language), one.old)
    new = said(found.after.text(found.instrument, one.item, one.new, language), one.new)
    name = item_name(found.instrument, item, language)
    return ChangeLine(one.item, name, one.kind, compared(item, (one.old, one.new), old, new))


def said(text: str, answer: Answer) -> str:
    """Return what an answer says with its note."""
    return " — ".join(part for part in (text, answer.comment) if part)


def compared(item: Item, answers: Sequence[Answer], old: str, new: str) -> tuple[Run, ...]:
    """Return how the text of an answer became another: word by word where it has words."""
    if item.type in WORDED or any(one.comment for one in answers):
        return difference(old, new)
    runs = (Run(DELETED, old), Run(INSERTED, new))
    return tuple(run for run in runs if run.text)


def item_name(instrument: Instrument, item: Item, language: str) -> str:
    """Return what an item asks, with the question that it stands under."""
    texts = (in_language(text, language) for text in instrument.texts_naming(item))
    return " — ".join(dict.fromkeys(texts))
