"""One response as it stands now or stood at a submission: for filling, checking and reviewing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import cached_property

from msq.desk._files import attached
from msq.desk._verb import Act, look
from msq.desk.answer import Change
from msq.desk.reading.carried import Along, along
from msq.desk.reading.versions import answers_at_moment
from msq.instrument.codes import split_instance
from msq.instrument.whole import Instrument
from msq.problems import NotAllowed, NotFound, Problem, ProblemWithAnswer, WrongState
from msq.response import lifecycle
from msq.response.carrying import NotCarried
from msq.response.checking import check
from msq.response.completeness import Progress, overall, progress
from msq.response.consistency import Finding, findings
from msq.response.links import WEB_ADDRESS, LinkCheck
from msq.response.relevance import Relevance
from msq.response.reviewing import QUERIED, Remark, newest_change, standing, threads
from msq.response.revisions import Revision
from msq.response.values import NO_ANSWER, Answer, Answers, read
from msq.store import audit, instruments, link_checks, reviews, revisions, submissions
from msq.store.editions import Edition
from msq.store.files import FileFacts
from msq.store.responses import Response
from msq.store.submissions import Submission

NOW, NEWEST = 0, -1


@dataclass(frozen=True)
class Look:
    """One response with all that a page about it needs.

    Attributes:
        answers: by item, as they stand (or stood at ``as_of``).
        newest: the revision behind each answer, for who and when; empty when reading the past.
        remarks: everything said in the review, oldest first.
        closed: why the actor cannot change answers now; ``None`` when they can.
        message: what the secretariat wrote when it returned the response.
        files: the attached files that it may show, by SHA-256; where it asks for any.
        moment: the earlier moment that is read, where one is.
        along: what comes along from an earlier round and is not confirmed yet; ``None`` where
            nothing does, and where the answers cannot be changed.
        links: the newest check of each web address among the answers.
    """

    response: Response
    edition: Edition
    instrument: Instrument
    answers: Answers
    newest: dict[str, Revision]
    remarks: tuple[Remark, ...]
    submissions: tuple[Submission, ...]
    as_of: Submission | None
    closed: Problem | None
    message: str
    along: Along | None
    may_submit: bool
    may_review: bool
    may_reopen: bool
    today: date
    files: Mapping[str, FileFacts] = field(default_factory=dict)
    links: Mapping[str, LinkCheck] = field(default_factory=dict)
    moment: datetime | None = None

    @property
    def is_past(self) -> bool:
        """Whether a submission or an earlier moment is read."""
        return self.as_of is not None or self.moment is not None

    @property
    def day(self) -> date:
        """The day that expressions go by: this one, or that of the submission that is read."""
        if self.moment:
            return self.moment.astimezone(UTC).date()
        return self.as_of.day if self.as_of else self.today

    @cached_property
    def progress(self) -> dict[str, Progress]:
        """The progress of each section."""
        return progress(self.instrument, self.answers, self.day)

    @property
    def overall(self) -> Progress:
        """The progress of the whole."""
        return overall(self.progress)

    @cached_property
    def relevance(self) -> Relevance:
        """Which items are asked."""
        return Relevance(self.instrument, self.answers, self.day)

    @cached_property
    def problems(self) -> dict[str, ProblemWithAnswer]:
        """What stops a submission, by item, in order."""
        return {one.item: one for one in check(self.instrument, self.answers, today=self.day)}

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """The checks across items that do not hold, of every strength, in order."""
        return tuple(findings(self.instrument, self.relevance))

    @cached_property
    def standing(self) -> dict[str, Remark]:
        """The verdict that holds for each item."""
        return standing(self.remarks)

    @cached_property
    def threads(self) -> dict[str, list[Remark]]:
        """The conversation on each item."""
        return threads(self.remarks)

    @property
    def queries(self) -> dict[str, Remark]:
        """The open queries, in the order of the questionnaire."""
        found = {item: one for item, one in self.standing.items() if one.verdict == QUERIED}
        return dict(sorted(found.items(), key=lambda pair: self.instrument.sort_key(pair[0])))

    @cached_property
    def _changes(self) -> dict[str, int]:
        return newest_change(self.instrument, self.answers)

    def changed_since_verdict(self, item: str) -> bool:
        """Return whether an answer or its details changed after the verdict on it."""
        verdict = self.standing.get(item)
        return verdict is not None and self._changes.get(item, 0) > verdict.number

    def dealt_with(self, item: str) -> bool:
        """Return whether the country changed or replied to a queried answer."""
        return self.changed_since_verdict(item) or self.threads[item][-1].verdict != QUERIED

    def offered_in(self, section: str) -> tuple[str, ...]:
        """Return the items of a section that are asked and came along unconfirmed, in order.

        What is asked is asked as if all of them were confirmed.
        """
        if self.along is None:
            return ()
        carried = {item: one.answer for item, one in self.along.carried.items()}
        relevance = Relevance(self.instrument, {**carried, **self.answers}, self.day)
        return tuple(
            item for item in carried if self._section_of(item) == section and relevance.asks(item)
        )

    def lost_in(self, section: str) -> tuple[NotCarried, ...]:
        """Return the answers of a section that could not come along."""
        lost = self.along.lost if self.along else ()
        return tuple(one for one in lost if self._section_of(one.item) == section)

    def _section_of(self, item: str) -> str:
        return self.instrument.section_of[split_instance(item)[0]].code

    def with_typed(self, changes: Iterable[Change]) -> "Look":
        """Return the look as it would be if what is typed were saved; nothing is.

        What cannot be read as an answer counts as blank.

        Raises:
            NotFound: there is no such item.
        """
        typed = {
            one.item: _typed(self.instrument, one)
            for one in changes
            if not self.relevance.is_calculated(one.item)
        }
        return replace(self, answers={**self.answers, **typed})

    @property
    def days_left(self) -> int:
        """The days until the deadline, in UTC; negative when it has passed."""
        return (self.edition.deadline - self.today).days


def _typed(instrument: Instrument, change: Change) -> Answer:
    try:
        said = read(instrument, change.item, change.raw, change.missing, change.comment or "")
    except ProblemWithAnswer:
        return NO_ANSWER
    # It stays the answer that was saved, for the page to say what it saw.
    return replace(said, number=change.seen)


@look("response", "response.read")
def look_at(
    act: Act,
    edition_code: str,
    unit_code: str,
    submission: int = NOW,
    *,
    moment: datetime | None = None,
) -> Look:
    """Return a response as it stands, as it was submitted, or as it stood at a moment.

    Args:
        submission: the number of a submission; ``NOW``; or ``NEWEST`` for the newest submission,
            and for now where there is none.
        moment: an earlier moment, instead of a submission.

    Raises:
        NotFound: no such response for this actor, or no such submission.
        BadValue: the moment is still to come, or its draft is not for this actor to read.
    """
    response = act.response(edition_code, unit_code, "response.read")
    edition = response.edition
    sent = tuple(submissions.of_response(act.db, response.id))
    as_of = _chosen(sent, submission)
    newest: dict[str, Revision] = {}
    if moment:
        answers = answers_at_moment(act, response, sent, moment)
    elif as_of:
        answers = revisions.answers_at(act.db, response.id, as_of.number)
    else:
        newest = revisions.newest(act.db, response.id)
        answers = {item: one.answer for item, one in newest.items()}
    past = as_of is not None or moment is not None
    closed = None if past else why_closed(act, response)
    instrument = instruments.load(act.db, edition.instrument_hash)
    return Look(
        response=response,
        edition=edition,
        instrument=instrument,
        answers=answers,
        newest=newest,
        remarks=tuple(reviews.of_response(act.db, response.id)),
        submissions=sent,
        as_of=as_of,
        closed=closed,
        message=_message(act, response),
        along=None if past or closed else along(act, response, newest),
        may_submit=act.actor.may("response.submit", response.id),
        may_review=act.actor.may("response.review", response.id),
        may_reopen=act.actor.may("response.reopen", response.id),
        today=act.today,
        files=attached(act, response),
        links=link_checks.of_urls(act.db, _web_addresses(instrument, answers)),
        moment=moment,
    )


def _web_addresses(instrument: Instrument, answers: Answers) -> list[str]:
    return [
        str(one.value)
        for item, one in answers.items()
        if one.value is not None and instrument.item(item).type == WEB_ADDRESS
    ]


def _chosen(sent: tuple[Submission, ...], n: int) -> Submission | None:
    if n == NOW or (n == NEWEST and not sent):
        return None
    if n == NEWEST:
        return sent[-1]
    for one in sent:
        if one.n == n:
            return one
    raise NotFound("There is no submission {n}.", n=n)


def _message(act: Act, response: Response) -> str:
    if response.state != lifecycle.RETURNED:
        return ""
    events = audit.of_response(act.db, response.id, ("send_back", "reopen"))
    words = events[0].details if events else {}
    return str(words.get("message") or words.get("reason") or "")


def why_closed(act: Act, response: Response) -> Problem | None:
    """Return why the actor cannot change answers now; ``None`` when they can."""
    if not act.actor.may("response.answer", response.id):
        return NotAllowed("You can read these answers but not change them.")
    try:
        act.require_open(response)
        lifecycle.after(response.state, "answer")
    except WrongState as problem:
        return problem
    return None
