"""What managers look at of questionnaires: versions and drafts, each on its own, differences."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from msq.desk._verb import Act, look
from msq.desk.drafts import draft_there
from msq.instrument.comparing import ItemChange, compare
from msq.instrument.covering import counted_in, coverages
from msq.instrument.translating import Coverage, gaps
from msq.instrument.whole import Instrument
from msq.problems import NotFound, WrongState
from msq.store import drafts, editions, instruments, tags
from msq.store.drafts import Content, Line
from msq.store.instruments import Published

Source = str | int
"""A questionnaire: the hash of a published version, or the id of a draft."""
DraftLine = Line
"""One draft as lists show it."""
Covered = dict[str, dict[str, Coverage]]
"""By language and section; the whole stands under ``covering.WHOLE``."""


@dataclass(frozen=True, slots=True)
class FormLine:
    """One published version.

    Attributes:
        gaps: by language, how many texts it does not say.
        editions: the codes of those that ask it.
        before: what it is best compared with: the version before of the same code, else the
            questionnaire that shares most concepts with it; ``None`` where there is none.
    """

    published: Published
    instrument: Instrument
    gaps: dict[str, int]
    editions: tuple[str, ...]
    before: Published | None


@look("forms", "form.publish")
def all_forms(act: Act) -> tuple[FormLine, ...]:
    """Return all published versions, newest first within each code."""
    every = instruments.every(act.db)
    asked = _asked(act)
    forms = {one.hash: instruments.load(act.db, one.hash) for one in every}
    return tuple(
        FormLine(
            one,
            forms[one.hash],
            _gaps(forms[one.hash]),
            tuple(asked.get(one.hash, ())),
            _nearest(one, every, forms),
        )
        for one in every
    )


@look("drafts", "form.publish")
def all_drafts(act: Act) -> tuple[DraftLine, ...]:
    """Return all drafts, those changed last first."""
    return tuple(drafts.every(act.db))


@dataclass(frozen=True, slots=True)
class Whole:
    """One published version with all that its page shows.

    Attributes:
        tagged: the instrument, its tags as they are edited now.
        covered: how far each language covers it.
        checked: whether it is known which translations are unofficial.
        others: what it can be compared with, the best first.
    """

    line: FormLine
    tagged: Instrument
    covered: Covered
    checked: bool
    others: tuple[Published, ...]


@look("form", "form.publish")
def form(act: Act, wanted: str) -> Whole:
    """Return a published version.

    Raises:
        NotFound: there is none with this hash.
    """
    one = published_version(act, wanted)
    every = instruments.every(act.db)
    forms = {other.hash: instruments.load(act.db, other.hash) for other in every}
    found, before = forms[one.hash], _nearest(one, every, forms)
    counts = instruments.coverage_of(act.db, one.hash)
    others = [other for other in every if other not in (one, before)]
    return Whole(
        FormLine(one, found, _gaps(found), tuple(_asked(act).get(one.hash, ())), before),
        tags.tagged(act.db, one.hash),
        coverages(counts or counted_in(found.form, unofficial=False)),
        counts is not None,
        (*([before] if before else []), *others),
    )


@dataclass(frozen=True, slots=True)
class WholeDraft:
    """One draft with all that its page shows.

    Attributes:
        instrument: ``None`` where it has faults.
        base: the version that it began from, where it is a copy.
        covered: how far each language covers it; empty with faults.
        checked: whether it is known which translations are unofficial.
        versions: what it can be compared with, the best first.
    """

    line: DraftLine
    content: Content
    instrument: Instrument | None
    base: Published | None
    covered: Covered
    checked: bool
    versions: tuple[Published, ...]


@look("draft", "form.publish")
def draft(act: Act, draft_id: int) -> WholeDraft:
    """Return a draft.

    Raises:
        NotFound: it is not there any more.
    """
    found = draft_there(act, draft_id)
    content = found.content
    every = instruments.every(act.db)
    base = next((one for one in every if one.hash == found.line.base_hash), None)
    made = Instrument.from_bytes(content.content) if content.content is not None else None
    counts = content.coverage
    if made is not None and counts is None:
        counts = counted_in(made.form, unofficial=False)
    # The copied version comes first, then the versions of the same code.
    versions = sorted(every, key=lambda one: (one != base, one.code != found.line.code))
    return WholeDraft(
        found.line,
        content,
        made,
        base,
        coverages(counts or {}),
        content.coverage is not None,
        tuple(versions),
    )


@dataclass(frozen=True, slots=True)
class Named:
    """A questionnaire by its code; ``number`` is 0 for a draft."""

    source: Source
    code: str
    number: int


@dataclass(frozen=True, slots=True)
class FormChanges:
    """How one questionnaire differs from a version; ``others`` can be compared with it, too."""

    before: Published
    now: Named
    others: tuple[Published, ...]
    changes: tuple[ItemChange, ...]


@look("compare_forms", "form.publish")
def compare_forms(act: Act, before: str, now: Source, language: str = "en") -> FormChanges:
    """Return how a version or a draft differs from a version, item by item.

    Args:
        language: in which texts are compared.

    Raises:
        NotFound: there is no such version or draft.
        WrongState: the draft has faults.
    """
    one = published_version(act, before)
    named, new = questionnaire(act, now)
    old = instruments.load(act.db, one.hash)
    others = tuple(
        found for found in instruments.every(act.db) if found != one and found.hash != now
    )
    return FormChanges(one, named, others, tuple(compare(old, new, language)))


def questionnaire(act: Act, wanted: Source) -> tuple[Named, Instrument]:
    """Return a version or a draft.

    Raises:
        NotFound: there is no such version or draft.
        WrongState: the draft has faults.
    """
    if isinstance(wanted, str):
        one = published_version(act, wanted)
        return Named(wanted, one.code, one.number), instruments.load(act.db, one.hash)
    found = draft_there(act, wanted)
    if found.content.content is None:
        raise WrongState(
            "This draft has faults, so it cannot be shown yet. Mend them in the workbook and "
            "upload it again."
        )
    return Named(wanted, found.line.code, 0), Instrument.from_bytes(found.content.content)


def published_version(act: Act, wanted: str) -> Published:
    """Return a published version by its hash.

    Raises:
        NotFound: there is none.
    """
    found = instruments.by_hash(act.db, wanted)
    if found is None:
        raise NotFound("There is no published questionnaire with this address.")
    return found


def _asked(act: Act) -> dict[str, list[str]]:
    """Return by the hash of a version the editions that ask it."""
    asked: dict[str, list[str]] = {}
    for edition in editions.every(act.db):
        asked.setdefault(edition.instrument_hash, []).append(edition.code)
    return asked


_GAPS: dict[str, dict[str, int]] = {}


def _gaps(instrument: Instrument) -> dict[str, int]:
    """Return what a version does not say; it never changes, so it is counted once."""
    if instrument.hash not in _GAPS:
        _GAPS[instrument.hash] = gaps(instrument.form)
    return _GAPS[instrument.hash]


def _nearest(
    one: Published, every: Sequence[Published], forms: Mapping[str, Instrument]
) -> Published | None:
    """Return the version that one is best compared with."""
    for other in every:
        if (other.code, other.number) == (one.code, one.number - 1):
            return other

    concepts = {item.concept for item in forms[one.hash].items.values()}

    def shared(other: Published) -> int:
        return sum(item.concept in concepts for item in forms[other.hash].items.values())

    others = [other for other in every if other.code != one.code and shared(other)]
    return max(others, key=shared, default=None)
