"""What changed between two versions of a response."""

from dataclasses import dataclass
from datetime import timedelta

from msq.desk._verb import Act, look
from msq.desk.reading.versions import (
    LAST,
    MOMENT,
    NOW,
    SUBMISSION,
    Point,
    Version,
    readable_upto,
    version,
)
from msq.instrument.whole import Instrument
from msq.problems import BadInput, BadValue, Problem
from msq.response.differences import Difference, differences
from msq.store import carrying, submissions
from msq.store.carrying import Source
from msq.store.responses import Response
from msq.store.submissions import Submission


@dataclass(frozen=True)
class Changes:
    """The differences between two versions, and which others can be compared.

    Attributes:
        last: the last edition, where answers of it came along.
        may_read_now: whether the answers as they stand are for this actor to read.
    """

    response: Response
    instrument: Instrument
    before: Version
    after: Version
    submissions: tuple[Submission, ...]
    last: Source | None
    may_read_now: bool
    differences: tuple[Difference, ...]


@look("changes", "response.read")
def changes(
    act: Act,
    edition_code: str,
    unit_code: str,
    before: Point | None = None,
    after: Point | None = None,
) -> Changes:
    """Return what changed from one version of a response to another.

    Args:
        before, after: where none is named: the newest that the actor may read, and the one before
            it.

    Raises:
        NotFound: no such response for this actor, no such submission, or no last edition.
        BadInput: a moment is still to come, or what stands there is not for this actor to read;
            ``fields`` says it of ``before`` or ``after``.
    """
    response = act.response(edition_code, unit_code, "response.read")
    sent = tuple(submissions.of_response(act.db, response.id))
    last = carrying.source_of(act.db, response.id)
    may_read_now = readable_upto(act, response, sent) == response.last_number
    after = after or _newest(act, response, sent, may_read_now=may_read_now)
    before = before or _before(act, after, sent, last)
    instrument = act.instrument(response)
    found: dict[str, Version] = {}
    problems: dict[str, Problem] = {}
    for name, point in (("before", before), ("after", after)):
        try:
            found[name] = version(act, response, instrument, sent, point)
        except BadValue as problem:
            problems[name] = problem
    if problems:
        raise BadInput(problems)
    old, new = found["before"], found["after"]
    return Changes(
        response,
        instrument,
        old,
        new,
        sent,
        last,
        may_read_now,
        tuple(differences(instrument, old.answers, new.answers)),
    )


def _newest(
    act: Act, response: Response, sent: tuple[Submission, ...], *, may_read_now: bool
) -> Point:
    """Return the draft for those who write it, else what was submitted last."""
    writes = act.actor.may("response.answer", response.id)
    if sent and (not may_read_now or not writes):
        return Point(SUBMISSION, n=sent[-1].n)
    return Point(NOW)


def _before(act: Act, after: Point, sent: tuple[Submission, ...], last: Source | None) -> Point:
    """Return what a version is best compared with: the submission before it, or the last time."""
    earlier = [one for one in sent if after.kind != SUBMISSION or one.n < after.n]
    if earlier:
        return Point(SUBMISSION, n=earlier[-1].n)
    if last and after.kind != LAST:
        return Point(LAST)
    at = next((one.at for one in sent if one.n == after.n), after.at or act.now)
    return Point(MOMENT, at=at - timedelta(days=1))
