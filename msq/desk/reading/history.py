"""The history of one answer: who said what of it, when, from where, and in which submissions."""

from collections.abc import Mapping
from dataclasses import dataclass

from msq.desk._files import attached
from msq.desk._verb import Act, look
from msq.desk.reading.response import why_closed
from msq.desk.reading.versions import readable_upto
from msq.instrument.codes import instance_code, split_instance
from msq.instrument.whole import Instrument
from msq.problems import Problem
from msq.response.revisions import Revision
from msq.response.values import NO_ANSWER, Answer
from msq.store import revisions, submissions
from msq.store.files import FileFacts
from msq.store.responses import Response


@dataclass(frozen=True, slots=True)
class Step:
    """One revision of an answer.

    Attributes:
        before: what stood until then.
        held_by: the numbers of the submissions that hold it.
        can_return: whether the actor may let it stand again now.
    """

    revision: Revision
    before: Answer
    held_by: tuple[int, ...]
    can_return: bool


@dataclass(frozen=True)
class History:
    """All that was said of one item, newest first.

    Attributes:
        related: the other items of the same question, in the same row.
        seen: the number of the revision that stands, 0 for none.
        closed: why the actor cannot change answers now; ``None`` when they can.
    """

    response: Response
    instrument: Instrument
    item: str
    steps: tuple[Step, ...]
    related: tuple[str, ...]
    seen: int
    closed: Problem | None
    files: Mapping[str, FileFacts]


@look("history", "response.read")
def history(act: Act, edition_code: str, unit_code: str, item: str) -> History:
    """Return the history of an answer, as far as the actor may read it.

    Raises:
        NotFound: no such response for this actor, or no such item.
    """
    response = act.response(edition_code, unit_code, "response.read")
    instrument = act.instrument(response)
    definition = instrument.item(item)
    sent = tuple(submissions.of_response(act.db, response.id))
    said = revisions.of_item(act.db, response.id, item, readable_upto(act, response, sent))
    closed = why_closed(act, response)
    standing = said[-1].answer if said else NO_ANSWER
    may = closed is None and not definition.calculation
    answers = [NO_ANSWER, *(one.answer for one in said)]
    ends = [*(one.number for one in said[1:]), None]
    steps = tuple(
        Step(
            one,
            before,
            tuple(s.n for s in sent if one.number <= s.number and (end is None or s.number < end)),
            may and one.answer.said != standing.said,
        )
        for one, before, end in zip(said, answers, ends, strict=False)
    )
    return History(
        response,
        instrument,
        item,
        steps[::-1],
        _related(instrument, item),
        standing.number,
        closed,
        attached(act, response),
    )


def _related(instrument: Instrument, item: str) -> tuple[str, ...]:
    definition, row = split_instance(item)
    lead = instrument.items[definition].lead or definition
    return tuple(
        instance_code(one.code, row) if row else one.code
        for one in instrument.entry_of[definition].items
        if lead in (one.code, one.lead) and one.code != definition
    )
