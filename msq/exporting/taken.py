"""What an export takes of each response: by its basis, and as of its moment."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property

from msq.instrument.item_types.files import FILES
from msq.instrument.whole import Instrument
from msq.response import lifecycle
from msq.response.completeness import Progress, overall, progress
from msq.response.relevance import Relevance, all_codes
from msq.response.reviewing import ACCEPTED, QUERIED, Remark, lead_of, standing
from msq.response.revisions import Revision, fold
from msq.response.values import NO_ANSWER, Answer, Answers
from msq.store import Connection, exports, files, reviews
from msq.store.editions import Edition
from msq.store.files import FileFacts
from msq.store.responses import Response
from msq.store.submissions import Submission

BASES = {
    "best": "of each response its newest submission, or what was entered where there is none",
    "submitted": "the newest submission of each response; responses without one are left out",
    "accepted": "the newest submission of each accepted response; all others are left out",
    "latest": "what was entered last in each response, whether it was submitted or not",
}
_WHOLE_RECORD = ("best", "latest")
_LEADS_TO = {one.verb: one.after for one in lifecycle.TRANSITIONS if one.verb != "answer"}

Recorded = tuple[Revision, int | None]
"""A revision, and the account of who wrote it."""


@dataclass(frozen=True)
class Taken:
    """One response as an export sees it; nothing in it is later than the export's moment.

    Attributes:
        state: where the response stands.
        record: every revision, oldest first.
        newest: what was entered last, whatever was submitted.
        submission: the submission that is exported; ``None`` where a draft or nothing is.
        chosen: the answers at the exported point; ``None`` where the response is left out.
        files: the files that its answers may name, by SHA-256.
        shown: the revisions that may be shown: with a basis of submissions only what they hold.
    """

    instrument: Instrument
    response: Response
    state: str
    record: Sequence[Recorded]
    submissions: Sequence[Submission]
    remarks: Sequence[Remark]
    newest: Answers
    submission: Submission | None
    chosen: Answers | None
    shown: Sequence[Recorded]
    invited: exports.Invited | None
    files: Mapping[str, FileFacts]

    @property
    def basis(self) -> str:
        """Which point is exported: ``submission 2``, ``draft``, or nothing."""
        if self.chosen is None:
            return ""
        return "draft" if self.submission is None else f"submission {self.submission.n}"

    @property
    def day(self) -> date | None:
        """The day that expressions go by: of the submission, or of the newest revision.

        So the same record gives the same export on any day.
        """
        return self._newest_day if self.submission is None else _day(self.submission.at)

    @property
    def _newest_day(self) -> date | None:
        return max((_day(revision.at) for revision, _ in self.record), default=None)

    @cached_property
    def relevance(self) -> Relevance:
        """Which items are asked at the exported point."""
        return Relevance(self.instrument, self.chosen or {}, self.day)

    @cached_property
    def answers(self) -> Answers:
        """The answers that are exported: those to items that are asked, in order.

        A comment without value or reason is among them: it was said, and must not get lost.
        """
        chosen = self.chosen or {}
        said = {code: one for code, one in chosen.items() if one.comment or not one.is_blank}
        codes = all_codes(self.instrument, chosen) if said else ()
        return {code: said[code] for code in codes if code in said and self._counts(code)}

    def _counts(self, code: str) -> bool:
        """Return whether an answer is exported: it is asked, and what is calculated still holds.

        What was recorded of a calculation is out of date once an answer behind it has changed.
        """
        relevance = self.relevance
        if not relevance.asks(code):
            return False
        if not relevance.is_calculated(code):
            return True
        return (self.chosen or {})[code].value == relevance.calculated(code)

    @cached_property
    def by_number(self) -> Mapping[int, Recorded]:
        """Every revision by its number."""
        return {one[0].number: one for one in self.record}

    @cached_property
    def progress(self) -> Progress:
        """How far the newest answers are."""
        return overall(progress(self.instrument, self.newest, self._newest_day))

    @cached_property
    def _standing(self) -> Mapping[str, Remark]:
        return standing(self.remarks)

    def verdict(self, code: str, answer: Answer) -> str:
        """Return the verdict that holds for an answer: accepted, queried or none.

        Details share the verdict on the item they detail. A query is open until the reviewer
        closes it; an acceptance holds for the very answer that was before the reviewer.
        """
        if not self._standing:
            return ""
        remark = self._standing.get(code) or self._standing.get(lead_of(self.instrument, code))
        if remark is None or (remark.verdict == ACCEPTED and answer.number > remark.number):
            return ""
        return remark.verdict

    @property
    def open_queries(self) -> int:
        """How many queries the reviewer has not closed."""
        return sum(one.verdict == QUERIED for one in self._standing.values())

    @property
    def accepted_items(self) -> int:
        """How many items are accepted and have not changed since."""
        return sum(
            self.verdict(code, self.newest.get(code, NO_ANSWER)) == ACCEPTED
            for code in self._standing
        )


class Record:
    """The record of an edition as of a moment, on one connection that reads."""

    def __init__(
        self, db: Connection, edition: Edition, instrument: Instrument, as_of: datetime | None
    ) -> None:
        """Look up what is small: who answers, what was sent, who was invited."""
        self._db = db
        self._instrument = instrument
        self._has_files = any(item.type == FILES for item in instrument.items.values())
        self._as_of = as_of
        self.responses = exports.responses_by_unit(db, edition.id)
        self._submissions = exports.submissions_of(db, edition.id)
        self._invited = exports.invitations(db, edition.id, as_of)
        self._last_verbs = (
            exports.last_verbs(db, edition.id, _LEADS_TO, as_of) if as_of is not None else {}
        )

    def take(self, basis: str) -> Iterator[Taken]:
        """Yield each response of the edition by unit; one at a time is in memory."""
        for response in self.responses:
            yield self._taken(response, basis)

    def _taken(self, response: Response, basis: str) -> Taken:
        sent = [one for one in self._submissions.get(response.id, ()) if self._was(one.at)]
        record: list[Recorded] = []
        remarks: list[Remark] = []
        if response.last_number:
            record = self._existing(exports.revisions_of(self._db, response.id), sent)
        if sent:
            remarks = [
                one for one in reviews.of_response(self._db, response.id) if self._was(one.at)
            ]
        state = self._state(response, record)
        submission = _submission(basis, state, record, sent)
        newest = fold(revision for revision, _ in record)
        chosen: Answers | None
        if submission is not None:
            chosen = fold((revision for revision, _ in record), submission.number)
        else:
            chosen = newest if record and basis in _WHOLE_RECORD else None
        return Taken(
            instrument=self._instrument,
            response=response,
            state=state,
            record=record,
            submissions=sent,
            remarks=remarks,
            newest=newest,
            submission=submission,
            chosen=chosen,
            shown=record if basis in _WHOLE_RECORD else _upto(record, submission),
            invited=self._invited.get(response.id),
            files=files.of_response(self._db, response.id) if record and self._has_files else {},
        )

    def _was(self, at: datetime) -> bool:
        return self._as_of is None or at <= self._as_of

    def _existing(self, record: list[Recorded], sent: Sequence[Submission]) -> list[Recorded]:
        """Return what was there: by its own moment, and whatever a submission holds."""
        if self._as_of is None:
            return record
        pinned = sent[-1].number if sent else 0
        return [one for one in record if one[0].number <= pinned or self._was(one[0].at)]

    def _state(self, response: Response, record: Sequence[Recorded]) -> str:
        if self._as_of is None:
            return response.state
        if response.id in self._last_verbs:
            return _LEADS_TO[self._last_verbs[response.id]]
        return lifecycle.IN_PROGRESS if record else lifecycle.NOT_STARTED


def _submission(
    basis: str, state: str, record: Sequence[Recorded], sent: Sequence[Submission]
) -> Submission | None:
    """Return the submission that a basis takes of a response."""
    if not sent:
        return None
    if basis == "accepted" and state not in {lifecycle.ACCEPTED, lifecycle.LOCKED}:
        return None
    if basis == "latest" and record[-1][0].number > sent[-1].number:
        return None
    return sent[-1]


def _day(moment: datetime) -> date:
    return moment.astimezone(UTC).date()


def _upto(record: Sequence[Recorded], submission: Submission | None) -> Sequence[Recorded]:
    last = submission.number if submission else 0
    return [one for one in record if one[0].number <= last]
