"""Saving answers: each changed one is a revision; what cannot be saved is given back."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from msq.desk._verb import Act, verb
from msq.instrument.model import Instrument
from msq.problems import BadValue, NotFound, ProblemWithAnswer
from msq.response import lifecycle
from msq.response.merging import Outcome, merge
from msq.response.revisions import Revision
from msq.response.values import NO_ANSWER, Answer, read
from msq.store import responses, revisions
from msq.store.responses import Response
from msq.store.revisions import Writer

MOST_CHANGES = 2000
LONGEST_REQUEST = 64


@dataclass(frozen=True, slots=True)
class Change:
    """One answer as it was sent.

    Attributes:
        raw: the texts of its field.
        comment: the note; ``None`` where the page has no field for it, to keep what is there.
        seen: the number of the revision that the person had before them, 0 for none.
    """

    item: str
    raw: tuple[str, ...]
    missing: str = ""
    comment: str | None = None
    seen: int = 0


@dataclass(frozen=True, slots=True)
class Clash:
    """An answer that two people changed at once: theirs is saved, mine is given back."""

    item: str
    mine: Answer
    theirs: Revision


@dataclass
class Saved:
    """What became of a save.

    Attributes:
        numbers: item → the revision that now holds what was sent.
        problems: answers that could not be saved as they are.
        clashes: answers that somebody else changed meanwhile.
        last_number: the newest revision of the response.
    """

    last_number: int
    numbers: dict[str, int] = field(default_factory=dict)
    problems: list[ProblemWithAnswer] = field(default_factory=list)
    clashes: list[Clash] = field(default_factory=list)


@verb("answer", "response.answer", trail=False)
def save_answers(
    act: Act,
    edition_code: str,
    unit_code: str,
    changes: Sequence[Change],
    request_id: str,
    source: str = "page",
) -> Saved:
    """Save answers; those that are wrong or clash do not keep the others from being saved.

    The same request twice is one save. The revisions are the trail, so no other row is written.

    Raises:
        NotFound: no such response for this actor, or no such item.
        NotAllowed: the actor sees the response but may not answer.
        WrongState: the response or the edition takes no answers now.
        BadValue: the request is malformed.
    """
    if not 0 < len(request_id) <= LONGEST_REQUEST or len(changes) > MOST_CHANGES:
        raise BadValue("This save is malformed. Please reload the page and try again.")
    response = act.response(edition_code, unit_code, "response.answer", lock=True)
    edition = response.edition
    lifecycle.require_open(edition.state, edition.calendar, act.today)
    state = lifecycle.after(response.state, "answer")
    done = revisions.of_request(act.db, response.id, request_id)
    # Of a repeated request what was recorded stands; what was refused is told again.
    saved, work = _sort_out(
        act, response, [change for change in changes if change.item not in done]
    )
    saved.numbers.update(done)
    writer = Writer(act.actor.name, act.actor.id, act.now, source, request_id)
    saved.last_number = revisions.append(act.db, response.id, response.last_number, work, writer)
    for place, (item, _, _) in enumerate(work, start=1):
        saved.numbers[item] = response.last_number + place
    if work:
        responses.move(
            act.db,
            response.id,
            state,
            last_number=saved.last_number,
            changed_at=act.now,
        )
    return saved


def _sort_out(
    act: Act, response: Response, changes: Sequence[Change]
) -> tuple[Saved, list[tuple[str, Answer, int]]]:
    instrument = act.instrument(response)
    saved = Saved(response.last_number)
    current = revisions.answers(act.db, response.id, [change.item for change in changes])
    seen = _seen(act, response, changes, current)
    work: dict[str, tuple[str, Answer, int]] = {}
    clashes: list[tuple[Change, Answer]] = []
    for change in changes:
        now = current.get(change.item, NO_ANSWER)
        before = seen[change.item]
        try:
            mine = _read(instrument, change, before)
        except ProblemWithAnswer as problem:
            saved.problems.append(problem)
            continue
        outcome = merge(before, mine, now)
        if outcome is Outcome.APPLY:
            work[change.item] = (change.item, mine, now.number)
        elif outcome is Outcome.CONFLICT:
            clashes.append((change, mine))
        else:
            saved.numbers[change.item] = now.number
    theirs = revisions.with_numbers(
        act.db, response.id, [current[change.item].number for change, _ in clashes]
    )
    saved.clashes = [
        Clash(change.item, mine, theirs[current[change.item].number]) for change, mine in clashes
    ]
    return saved, list(work.values())


def _read(instrument: Instrument, change: Change, before: Answer) -> Answer:
    comment = before.comment if change.comment is None else change.comment
    return read(instrument, change.item, change.raw, change.missing, comment)


def _seen(
    act: Act, response: Response, changes: Sequence[Change], current: dict[str, Answer]
) -> dict[str, Answer]:
    """Return the answer that the person had before them, for each item."""
    older = [
        change.seen
        for change in changes
        if change.seen and change.seen != current.get(change.item, NO_ANSWER).number
    ]
    past = revisions.with_numbers(act.db, response.id, older)
    found: dict[str, Answer] = {}
    for change in changes:
        now = current.get(change.item, NO_ANSWER)
        if change.seen == now.number:
            found[change.item] = now
        elif change.seen == 0:
            found[change.item] = NO_ANSWER
        elif change.seen in past and past[change.seen].item == change.item:
            found[change.item] = past[change.seen].answer
        else:
            raise NotFound("This page is out of step. Please reload it and try again.")
    return found
