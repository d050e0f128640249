"""Restoring an answer that stood before: said once more, as a new revision."""

from msq.desk._files import require_attached
from msq.desk._recording import record, to_answer
from msq.desk._verb import Act, verb
from msq.instrument.whole import Instrument
from msq.problems import BadValue, Conflict, NotFound, ProblemWithAnswer
from msq.response.offering import not_offered
from msq.response.relevance import Relevance
from msq.response.revisions import RESTORED
from msq.response.values import NO_ANSWER, Answer, raw_of, read
from msq.store import revisions
from msq.store.responses import Response
from msq.store.revisions import Entry, Writer


@verb("restore", "response.answer", trail=False)
def restore(
    act: Act,
    edition_code: str,
    unit_code: str,
    item: str,
    number: int,
    seen: int,
    request_id: str,
) -> int:
    """Let an answer stand again as a revision said it; return the number of the one that says so.

    It is checked as any answer is. The same request twice is one revision; an answer that stands
    already is left as it is. The revisions are the trail.

    Args:
        number: the revision that said it.
        seen: the revision that stood when the person decided, 0 for none.

    Raises:
        NotFound: no such response for this actor, or no such revision of this item.
        NotAllowed: the actor sees the response but may not answer.
        WrongState: the response or the edition takes no answers now.
        Conflict: somebody changed the answer after it was seen.
        BadValue, ProblemWithAnswer: the item does not take this answer now.
    """
    response = to_answer(act, edition_code, unit_code)
    instrument = act.instrument(response)
    if instrument.item(item).calculation:
        raise BadValue("This answer follows from others; change those.")
    done = revisions.of_request(act.db, response.id, request_id).get(item)
    if done:
        return done.number
    old = revisions.with_numbers(act.db, response.id, [number]).get(number)
    if old is None or old.item != item:
        raise NotFound("There is no such answer in the history of {item}.", item=item)
    answers = revisions.answers(act.db, response.id)
    now = answers.get(item, NO_ANSWER)
    if now.said == old.answer.said:
        return now.number
    if now.number != seen:
        raise Conflict(
            "Somebody changed this answer after you opened this page. Look at what stands now, "
            "then decide again."
        )
    said = _checked(act, response, instrument, item, old.answer, answers)
    writer = Writer(act.actor.name, act.actor.id, act.now, RESTORED, request_id)
    return record(act, response, [Entry(item, said, now.number, writer)])


def _checked(
    act: Act,
    response: Response,
    instrument: Instrument,
    item: str,
    old: Answer,
    answers: dict[str, Answer],
) -> Answer:
    """Return an old answer as the item takes it today.

    Raises:
        ProblemWithAnswer: it does not.
    """
    said = read(instrument, item, raw_of(old), old.missing, old.comment)
    require_attached(act, response, item, said)
    relevance = Relevance(instrument, {**answers, item: said}, act.today)
    refused: ProblemWithAnswer | None = not_offered(instrument, relevance, item, said)
    if refused:
        raise refused
    return said
