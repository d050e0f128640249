"""One response at a point: as it was submitted, as it stood at a moment, now, or last time."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from msq.desk._verb import Act
from msq.desk.reading.carried import last_time
from msq.instrument.whole import Instrument
from msq.problems import BadValue, NotFound
from msq.response.relevance import asked_answers
from msq.response.values import Answer, Answers, shown
from msq.store import revisions
from msq.store.carrying import Source
from msq.store.responses import Response
from msq.store.submissions import Submission

SUBMISSION, MOMENT, NOW, LAST = "submission", "moment", "now", "last"


@dataclass(frozen=True, slots=True)
class Point:
    """Which version is meant: submission ``n``, the moment ``at``, now, or the last edition."""

    kind: str
    n: int = 0
    at: datetime | None = None


@dataclass(frozen=True)
class Version:
    """The answers of a response at a point, those that were asked then, by this round's items.

    Attributes:
        submission: which one it is, where it is one.
        source: the submission of the last edition, where it is that.
        read_by: the instrument and code by which an answer of the last edition is read, where
            this round's item would not take it.
    """

    point: Point
    answers: Answers
    submission: Submission | None = None
    source: Source | None = None
    read_by: Mapping[str, tuple[Instrument, str]] = field(default_factory=dict)

    def text(self, instrument: Instrument, item: str, answer: Answer, language: str) -> str:
        """Return one of its answers as text for a person; empty when it is blank."""
        by, code = self.read_by.get(item, (instrument, item))
        return shown(by, code, answer, language)


def readable_upto(act: Act, response: Response, sent: tuple[Submission, ...]) -> int:
    """Return the number of the last revision that the actor may read.

    Reviewers read what was submitted; a draft only where nothing was submitted yet.
    """
    if not sent or act.actor.may("response.answer", response.id):
        return response.last_number
    return sent[-1].number


def answers_at_moment(
    act: Act, response: Response, sent: tuple[Submission, ...], at: datetime
) -> dict[str, Answer]:
    """Return the answers as they stood at a moment.

    Raises:
        BadValue: the moment is still to come, or what stood then is a draft that the actor may
            not read.
    """
    if at > act.now:
        raise BadValue("This moment is still to come.")
    upto = readable_upto(act, response, sent)
    if upto < response.last_number and at > sent[-1].at:
        raise _draft(sent[-1])
    pinned = max((one.number for one in sent if one.at <= at), default=0)
    return revisions.answers_as_of(act.db, response.id, at, pinned, upto)


def version(
    act: Act,
    response: Response,
    instrument: Instrument,
    sent: tuple[Submission, ...],
    point: Point,
) -> Version:
    """Return the version of a response that a point means.

    Raises:
        NotFound: there is no such submission, or nothing came along from a last edition.
        BadValue: there is no such moment yet, or the actor may not read what stands there.
    """
    if point.kind == LAST:
        return _last(act, response, instrument, point)
    if point.kind == SUBMISSION:
        one = next((one for one in sent if one.n == point.n), None)
        if one is None:
            raise NotFound("There is no submission {n}.", n=point.n)
        answers = revisions.answers_at(act.db, response.id, one.number)
        return Version(point, asked_answers(instrument, answers, one.day), one)
    if point.at is not None:
        found = answers_at_moment(act, response, sent, point.at)
        day = point.at.astimezone(UTC).date()
        return Version(point, asked_answers(instrument, found, day))
    if readable_upto(act, response, sent) < response.last_number:
        raise _draft(sent[-1])
    standing = revisions.answers(act.db, response.id)
    return Version(point, asked_answers(instrument, standing, act.today))


def _draft(newest: Submission) -> BadValue:
    return BadValue(
        "What was written after submission {n} is a draft: it can be read here once it is "
        "submitted.",
        n=newest.n,
    )


def _last(act: Act, response: Response, instrument: Instrument, point: Point) -> Version:
    """Return the accepted answers of the last edition, by the items of the same concepts."""
    found = last_time(act, response, instrument)
    if found is None:
        raise NotFound("No answers of an earlier edition came along here.")
    source, before, carry = found
    answers = {one.item: one.answer for one in carry.carried}
    answers |= {one.item: one.answer for one in carry.lost}
    lost = {one.item: (before, one.was) for one in carry.lost}
    return Version(point, answers, source=source, read_by=lost)
