"""What managers look at of questionnaires: the versions, one as respondents see it, differences."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from msq.desk._verb import Act, look
from msq.desk.reading.response import Look
from msq.instrument.comparing import ItemChange, compare
from msq.instrument.translating import gaps
from msq.instrument.whole import Instrument
from msq.problems import NotFound
from msq.response import lifecycle
from msq.store import editions, instruments
from msq.store.editions import Edition
from msq.store.instruments import Published
from msq.store.responses import Response
from msq.store.units import Unit


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
    asked: dict[str, list[str]] = {}
    for edition in editions.every(act.db):
        asked.setdefault(edition.instrument_hash, []).append(edition.code)
    forms = {one.hash: instruments.load(act.db, one.hash) for one in every}
    lines = []
    for one in every:
        found = forms[one.hash]
        lines.append(
            FormLine(
                one,
                found,
                gaps(found.form),
                tuple(asked.get(one.hash, ())),
                _nearest(one, every, forms),
            )
        )
    return tuple(lines)


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


@look("preview", "form.publish")
def preview(act: Act, wanted: str) -> Look:
    """Return an empty response to a version, of nobody in no edition, as respondents see one.

    Raises:
        NotFound: there is no such version.
    """
    published = _published(act, wanted)
    instrument = instruments.load(act.db, published.hash)
    edition = Edition(
        id=0,
        code=published.code,
        name=f"{published.code} · {published.number}",
        reference_period="",
        instrument_hash=published.hash,
        opens=act.today,
        deadline=act.today,
        grace=0,
        state="open",
    )
    response = Response(
        id=0,
        edition=edition,
        unit=Unit(code="", name=""),
        groups=(),
        state=lifecycle.NOT_STARTED,
        last_number=0,
        submissions=0,
        changed_at=None,
    )
    return Look(
        response=response,
        edition=edition,
        instrument=instrument,
        answers={},
        newest={},
        remarks=(),
        submissions=(),
        as_of=None,
        closed=None,
        message="",
        along=None,
        may_submit=False,
        may_review=False,
        may_reopen=False,
        today=act.today,
    )


@dataclass(frozen=True, slots=True)
class FormChanges:
    """How one version differs from another; ``others`` can be compared with it, too."""

    before: Published
    now: Published
    others: tuple[Published, ...]
    changes: tuple[ItemChange, ...]


@look("compare_forms", "form.publish")
def compare_forms(act: Act, before: str, now: str, language: str = "en") -> FormChanges:
    """Return how a version differs from another, item by item.

    Args:
        language: in which texts are compared.

    Raises:
        NotFound: there is no such version.
    """
    one, other = _published(act, before), _published(act, now)
    old, new = (instruments.load(act.db, found.hash) for found in (one, other))
    others = tuple(found for found in instruments.every(act.db) if found not in (one, other))
    return FormChanges(one, other, others, tuple(compare(old, new, language)))


def _published(act: Act, wanted: str) -> Published:
    found = instruments.by_hash(act.db, wanted)
    if found is None:
        raise NotFound("There is no published questionnaire with this address.")
    return found
