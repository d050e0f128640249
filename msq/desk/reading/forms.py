"""What managers look at of questionnaires: the versions, one as respondents see it, differences."""

from dataclasses import dataclass

from msq.desk._verb import Act, look
from msq.desk.reading.response import Look
from msq.instrument.comparing import ItemChange, compare
from msq.instrument.model import Instrument
from msq.instrument.translating import gaps
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
        before: the version before of the same code, if there is one.
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
    older = {(one.code, one.number): one for one in every}
    lines = []
    for one in every:
        found = instruments.load(act.db, one.hash)
        lines.append(
            FormLine(
                one,
                found,
                gaps(found.form),
                tuple(asked.get(one.hash, ())),
                older.get((one.code, one.number - 1)),
            )
        )
    return tuple(lines)


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
    """How one version differs from another."""

    before: Published
    now: Published
    old: Instrument
    new: Instrument
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
    return FormChanges(one, other, old, new, tuple(compare(old, new, language)))


def _published(act: Act, wanted: str) -> Published:
    found = instruments.by_hash(act.db, wanted)
    if found is None:
        raise NotFound("There is no published questionnaire with this address.")
    return found
