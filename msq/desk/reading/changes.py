"""What changed between two points of a response."""

from dataclasses import dataclass

from msq.desk._verb import Act, look
from msq.instrument.whole import Instrument
from msq.problems import NotFound
from msq.response.differences import Difference, differences
from msq.response.relevance import asked_answers
from msq.store import revisions, submissions
from msq.store.responses import Response
from msq.store.submissions import Submission


@dataclass(frozen=True)
class Changes:
    """The differences between two submissions, or a submission and now (``after`` is ``None``)."""

    response: Response
    instrument: Instrument
    before: Submission
    after: Submission | None
    submissions: tuple[Submission, ...]
    differences: tuple[Difference, ...]


@look("changes", "response.read")
def changes(act: Act, edition_code: str, unit_code: str, before: int, after: int = 0) -> Changes:
    """Return what changed from one submission to another, or to now when ``after`` is 0.

    Raises:
        NotFound: no such response for this actor, or no such submission.
    """
    response = act.response(edition_code, unit_code, "response.read")
    sent = {one.n: one for one in submissions.of_response(act.db, response.id)}
    if before not in sent or (after and after not in sent):
        raise NotFound("There is no submission {n}.", n=after if before in sent else before)
    old = revisions.answers_at(act.db, response.id, sent[before].number)
    new = (
        revisions.answers_at(act.db, response.id, sent[after].number)
        if after
        else revisions.answers(act.db, response.id)
    )
    instrument = act.instrument(response)
    then = sent[after].day if after else act.today
    found = differences(
        instrument,
        asked_answers(instrument, old, sent[before].day),
        asked_answers(instrument, new, then),
    )
    return Changes(
        response,
        instrument,
        sent[before],
        sent.get(after),
        tuple(sent.values()),
        tuple(found),
    )
