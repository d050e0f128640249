"""Saving answers: each changed one is a revision; what cannot be saved is given back."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from msq.desk._files import require_attached
from msq.desk._recording import record, to_answer
from msq.desk._verb import Act, verb
from msq.instrument.codes import row_code, rows_around, split_row
from msq.instrument.whole import Instrument
from msq.problems import BadValue, Conflict, ProblemWithAnswer
from msq.response.merging import Outcome, merge
from msq.response.offering import not_offered
from msq.response.relevance import Relevance
from msq.response.revisions import Revision
from msq.response.rows import rows_of_codes
from msq.response.values import NO_ANSWER, Answer, raw_of, read
from msq.store import revisions
from msq.store.responses import Response
from msq.store.revisions import Entry, Writer

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
    """An answer that changed since the page was made: theirs is saved, mine is given back."""

    item: str
    mine: Answer
    theirs: Revision


@dataclass
class Saved:
    """What became of a save: each item of it stands in exactly one of the three.

    Attributes:
        last_number: the newest revision of the response.
        numbers: item → the revision that says what was sent; where the person left an answer as
            it was, the one that stands now.
        moved: new row → the row that it became, where somebody else had taken its number.
        problems: answers that could not be saved as they are.
        clashes: answers that somebody else changed meanwhile.
    """

    last_number: int
    numbers: dict[str, int] = field(default_factory=dict)
    moved: dict[str, str] = field(default_factory=dict)
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
    new_rows: Collection[str] = (),
    removed_rows: Collection[str] = (),
) -> Saved:
    """Save answers; those that are wrong or clash do not keep the others from being saved.

    The same request twice is one save: what it has recorded stands, what was refused is told
    again. The same page sent again with another answer is a clash, for the person thinks of what
    the page showed. The revisions are the trail, so no other row is written.

    Args:
        new_rows: rows of repeating groups (``B11[3]``, ``J9[2].partner[1]``) that were not there
            when the page was made. Where somebody else added a row of that number meanwhile, they
            become rows of their own: what two people write into a new row is never mixed.
        removed_rows: rows of which the changes blank all that the page showed. What is not asked in
            them, and so was not shown, goes with it.

    Raises:
        NotFound: no such response for this actor, or no such item.
        NotAllowed: the actor sees the response but may not answer.
        WrongState: the response or the edition takes no answers now.
        BadValue: the request is malformed.
        Conflict: it names a revision that there is not.
    """
    if (
        not 0 < len(request_id) <= LONGEST_REQUEST
        or len(changes) > MOST_CHANGES
        or len({change.item for change in changes}) < len(changes)
    ):
        raise BadValue("This save is malformed. Please reload the page and try again.")
    response = to_answer(act, edition_code, unit_code)
    moved = _moved(act, response, changes, new_rows, request_id)
    changes = [_in_moved_row(one, moved) for one in changes]
    changes += _not_shown(act, response, changes, removed_rows)
    saved, work = _sort_out(act, response, changes, request_id)
    saved.moved = moved
    writer = Writer(act.actor.name, act.actor.id, act.now, source, request_id)
    entries = [Entry(item, said, replaces, writer) for item, said, replaces in work]
    saved.last_number = record(act, response, entries)
    for number, one in enumerate(entries, start=response.last_number + 1):
        saved.numbers[one.item] = number
    return saved


def _moved(
    act: Act,
    response: Response,
    changes: Sequence[Change],
    new_rows: Collection[str],
    request_id: str,
) -> dict[str, str]:
    """Return where new rows go whose number is taken: where this request put them, else behind."""
    found: dict[str, str] = {}
    if not new_rows:
        return found
    newest = revisions.newest(act.db, response.id)
    mine = _rows(revisions.of_request(act.db, response.id, request_id))
    named = _rows(one.item for one in changes)
    seen = {one.item: one.seen for one in changes}
    rows, theirs = rows_of_codes(newest), _rows(newest)
    for row in sorted(new_rows, key=lambda one: one.count("[")):
        if row in mine or row not in theirs or in_moved_row(row, found) != row:
            continue
        if not _is_taken(row, newest, seen):
            continue
        group, _ = split_row(row)
        # Of the rows that this request wrote, only a moved one is not named by its own page.
        again = [one for one in mine - named - {*found.values()} if split_row(one)[0] == group]
        taken = [split_row(one)[1] for one in found.values() if split_row(one)[0] == group]
        # As they were moved one after the other then, so they are found again now.
        free = max([*rows[group], *taken]) + 1
        found[row] = min(again, key=split_row, default=row_code(group, free))
    return found


def _rows(items: Iterable[str]) -> set[str]:
    return {row for item in items for row in rows_around(item)}


def _is_taken(row: str, newest: Mapping[str, Revision], seen: Mapping[str, int]) -> bool:
    """Return whether a row holds what the page that calls it new did not know of.

    What the page has no field for may be left of a row that was removed; then it is blank.
    """
    inside = ((item, one) for item, one in newest.items() if item.startswith(f"{row}."))
    return any(
        one.number != seen[item] if item in seen else not one.answer.is_blank
        for item, one in inside
    )


def in_moved_row(item: str, moved: Mapping[str, str]) -> str:
    """Return the code of an item or row in the row that its own became (``Saved.moved``)."""
    for row in rows_around(item):
        if row in moved:
            return moved[row] + item.removeprefix(row)
    return item


def _in_moved_row(change: Change, moved: Mapping[str, str]) -> Change:
    """Return a change in the row that its own became; nobody has seen anything there."""
    item = in_moved_row(change.item, moved)
    return change if item == change.item else replace(change, item=item, seen=0)


def _not_shown(
    act: Act, response: Response, changes: Sequence[Change], removed: Collection[str]
) -> Iterator[Change]:
    """Yield what blanks the answers in removed rows that are not asked, and were not shown."""
    if not removed:
        return
    answers = revisions.answers(act.db, response.id)
    relevance = Relevance(act.instrument(response), answers, act.today)
    shown = {one.item for one in changes}
    for item, answer in answers.items():
        if answer.is_blank or item in shown or set(removed).isdisjoint(rows_around(item)):
            continue
        if not relevance.asks(item):
            yield Change(item, (), comment="", seen=answer.number)


_Work = list[tuple[str, Answer, int]]


def _sort_out(
    act: Act, response: Response, changes: Sequence[Change], request_id: str
) -> tuple[Saved, _Work]:
    """Return what is settled, and what is to be recorded: item, answer, what it replaces."""
    saved, work = Saved(response.last_number), _Work()
    clashes: list[tuple[str, Answer, int]] = []
    current = revisions.answers(act.db, response.id, [change.item for change in changes])
    seen, done = _before(act, response, changes, current, request_id)
    said = _said(act, response, changes, seen, saved.problems)
    for item, mine in said.items():
        now = current.get(item, NO_ANSWER)
        if item in done and done[item].answer.said == mine.said:
            saved.numbers[item] = done[item].number
            continue
        outcome = merge(seen[item], mine, now)
        if item in done and outcome is not Outcome.SAME:
            outcome = Outcome.CONFLICT
        if outcome is Outcome.APPLY:
            work.append((item, mine, now.number))
        elif outcome is Outcome.CONFLICT:
            clashes.append((item, mine, now.number))
        else:
            saved.numbers[item] = now.number
    theirs = revisions.with_numbers(act.db, response.id, [number for _, _, number in clashes])
    saved.clashes = [Clash(item, mine, theirs[number]) for item, mine, number in clashes]
    return saved, work


def _said(
    act: Act,
    response: Response,
    changes: Sequence[Change],
    seen: dict[str, Answer],
    problems: list[ProblemWithAnswer],
) -> dict[str, Answer]:
    """Return what is said of each item; what cannot be taken is added to the problems."""
    instrument = act.instrument(response)
    said: dict[str, Answer] = {}
    for change in changes:
        try:
            mine = _mine(instrument, change, seen[change.item])
            if mine.said != seen[change.item].said:
                require_attached(act, response, change.item, mine)
            said[change.item] = mine
        except ProblemWithAnswer as problem:
            problems.append(problem)
    filtered = [
        item
        for item, mine in said.items()
        if instrument.item(item).choice_filter and mine.said != seen[item].said
    ]
    if filtered:
        # What is offered depends on the other answers: those that stand, and those sent with it.
        everything = {**revisions.answers(act.db, response.id), **said}
        relevance = Relevance(instrument, everything, act.today)
        refused = [not_offered(instrument, relevance, item, said[item]) for item in filtered]
        problems += [one for one in refused if one]
        said = {item: mine for item, mine in said.items() if item not in {p.item for p in problems}}
    return said


def _before(
    act: Act,
    response: Response,
    changes: Sequence[Change],
    current: dict[str, Answer],
    request_id: str,
) -> tuple[dict[str, Answer], dict[str, Revision]]:
    """Return what the person had before them, and what this very request has recorded, by item."""
    seen, late = {}, []
    for change in changes:
        now = current.get(change.item, NO_ANSWER)
        seen[change.item] = now if change.seen == now.number else NO_ANSWER
        if change.seen != now.number:
            late.append(change)
    if not late:
        # A request that has recorded an answer already saw an older one than stands now.
        return seen, {}
    past = revisions.with_numbers(act.db, response.id, [one.seen for one in late if one.seen])
    for change in late:
        if change.seen == 0:
            continue
        if change.seen not in past or past[change.seen].item != change.item:
            raise Conflict("This page is out of step. Please reload it and try again.")
        seen[change.item] = past[change.seen].answer
    return seen, revisions.of_request(act.db, response.id, request_id)


def _mine(instrument: Instrument, change: Change, before: Answer) -> Answer:
    if instrument.item(change.item).calculation and _says_nothing(change, before):
        return before
    comment = before.comment if change.comment is None else change.comment
    return read(instrument, change.item, change.raw, change.missing, comment)


def _says_nothing(change: Change, before: Answer) -> bool:
    """Return whether a page only sends back what it showed of a value that nobody types."""
    return not change.missing and change.raw in {(), ("",), raw_of(before)}
