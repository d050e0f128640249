"""The review: verdicts and queries on answers, returning a response, accepting it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from msq.desk._verb import Act, verb
from msq.instrument.whole import Instrument
from msq.problems import BadInput, BadValue, Closed, Conflict, NotFound, Problem, WrongState
from msq.response import lifecycle
from msq.response.reviewing import (
    ACCEPTED,
    CLEARED,
    QUERIED,
    REPLY,
    Remark,
    lead_of,
    standing,
    threads,
)
from msq.response.rights import RESPONDENT_ROLES
from msq.store import outbox, people, responses, reviews
from msq.store.responses import Response

LONGEST_MESSAGE = 4000


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a reviewer decides on one item: accepted, queried (with a message) or cleared.

    ``seen`` is the verdict and the message that they had before them, both empty where there was
    none; ``None`` where it does not matter.
    """

    item: str
    verdict: str
    message: str = ""
    seen: tuple[str, str] | None = None


@verb("review", "response.review")
def review(
    act: Act,
    edition_code: str,
    unit_code: str,
    verdicts: Sequence[Verdict],
    *,
    submission: int | None = None,
) -> int:
    """Record verdicts and return how many; the first one puts the response under review.

    Args:
        submission: the one that the reviewer read; ``None`` for whichever is the newest.

    Raises:
        NotFound, NotAllowed: no such response or item, or no right to review it.
        WrongState: the response is not up for review.
        Conflict: it was submitted again since.
        BadInput: verdicts are wrong, such as a query without a message, or another reviewer
            decided meanwhile; by item.
    """
    response = act.response(edition_code, unit_code, "response.review", lock=True)
    state = lifecycle.after(response.state, "review")
    _require_newest(response, submission)
    instrument = act.instrument(response)
    stand = standing(reviews.of_response(act.db, response.id))
    found = {
        one.item: _problem(instrument, one) or _clash(one, stand.get(one.item)) for one in verdicts
    }
    problems = {item: problem for item, problem in found.items() if problem}
    if problems:
        raise BadInput(problems)
    remarks = [
        Remark(
            item=one.item,
            verdict=one.verdict,
            message=one.message.strip(),
            number=response.last_number,
            author=act.actor.name,
            at=act.now,
        )
        for one in verdicts
    ]
    reviews.add(act.db, response.id, remarks, act.actor.id)
    responses.move(act.db, response.id, state)
    act.details.update(verdicts=len(remarks), submission=response.submissions)
    return len(remarks)


def _require_newest(response: Response, submission: int | None) -> None:
    if submission is not None and submission != response.submissions:
        raise Conflict(
            "The answers were submitted again since you opened this page. Please reload it and "
            "look at what changed."
        )


def _problem(instrument: Instrument, one: Verdict) -> Problem | None:
    lead = lead_of(instrument, one.item)
    if lead != one.item:
        return BadValue("{item} is reviewed together with {lead}.", item=one.item, lead=lead)
    if one.verdict not in {ACCEPTED, QUERIED, CLEARED}:
        return BadValue("“{verdict}” is not a verdict.", verdict=one.verdict)
    if one.verdict == QUERIED and not one.message.strip():
        return BadValue("Write what you ask, so that the country can answer.")
    if len(one.message) > LONGEST_MESSAGE:
        return BadValue("Use {limit} characters or fewer.", limit=LONGEST_MESSAGE)
    return None


def _clash(one: Verdict, now: Remark | None) -> Problem | None:
    """Return what another reviewer decided since the page was made, if it was something else."""
    stands = (now.verdict, now.message if now.verdict == QUERIED else "") if now else ("", "")
    wanted = ("" if one.verdict == CLEARED else one.verdict, one.message.strip())
    if one.seen is None or stands in {one.seen, wanted}:
        return None
    if now is None:
        return Conflict("The verdict was taken back after you opened this page. Decide again.")
    return Conflict(
        "{name} decided on this after you opened this page. Look at it, then decide again.",
        name=now.author,
    )


@verb("send_back", "response.send_back")
def send_back(
    act: Act,
    edition_code: str,
    unit_code: str,
    message: str = "",
    *,
    submission: int | None = None,
) -> None:
    """Return a response with its open queries; the people of the unit get a mail.

    Args:
        submission: the one that the reviewer read; ``None`` for whichever is the newest.

    Raises:
        NotFound, NotAllowed: no such response, or no right.
        WrongState: it is not under review, there is neither a query nor a message, or the edition
            is closed.
        Conflict: it was submitted again since.
        BadInput: the message is too long.
    """
    response = act.response(edition_code, unit_code, "response.send_back", lock=True)
    state = lifecycle.after(response.state, "send_back")
    _require_newest(response, submission)
    queries, words = _open_queries(act, response), message.strip()
    if not queries and not words:
        raise WrongState(
            "There is no open query. Query at least one answer, or write a message that says "
            "what the country should do."
        )
    _require_short("message", words)
    _require_edition_open(response)
    responses.move(act.db, response.id, state)
    act.details.update(queries=queries, message=words)
    _tell(act, response, "returned", {"queries": str(queries)})


@verb("accept", "response.accept")
def accept(act: Act, edition_code: str, unit_code: str, *, submission: int | None = None) -> None:
    """Accept a response as a whole.

    Args:
        submission: the one that the reviewer read; ``None`` for whichever is the newest.

    Raises:
        NotFound, NotAllowed: no such response, or no right.
        WrongState: it is not under review, or a query is still open.
        Conflict: it was submitted again since.
    """
    response = act.response(edition_code, unit_code, "response.accept", lock=True)
    state = lifecycle.after(response.state, "accept")
    _require_newest(response, submission)
    queries = _open_queries(act, response)
    if queries:
        raise WrongState(
            "{count} queries are still open. Accept those answers, or return the response.",
            count=queries,
        )
    responses.move(act.db, response.id, state)
    act.details.update(submission=response.submissions)
    _tell(act, response, "accepted", {"n": str(response.submissions)})


@verb("reopen", "response.reopen")
def reopen(act: Act, edition_code: str, unit_code: str, reason: str) -> None:
    """Open a submitted or accepted response for changes again; the reason is kept.

    Raises:
        NotFound, NotAllowed: no such response, or no right.
        WrongState: it is open for changes already, or locked, or the edition is closed.
        BadInput: there is no reason, or it is too long.
    """
    response = act.response(edition_code, unit_code, "response.reopen", lock=True)
    state = lifecycle.after(response.state, "reopen")
    words = reason.strip()
    if not words:
        raise BadInput({"reason": BadValue("Write why the response is opened again.")})
    _require_short("reason", words)
    _require_edition_open(response)
    responses.move(act.db, response.id, state)
    act.details.update(reason=words)
    _tell(act, response, "returned", {"queries": "0"})


@verb("reply", "response.reply")
def reply(act: Act, edition_code: str, unit_code: str, replies: Mapping[str, str]) -> int:
    """Reply to open queries in words, beside or instead of corrected answers; return how many.

    The same reply of the same person twice in a row is one.

    Args:
        replies: by queried item; all are kept or none.

    Raises:
        NotFound, NotAllowed: no such response or no query on such an item, or no right.
        WrongState: the response is not with the country.
        BadInput: replies are empty or too long; by item.
    """
    response = act.response(edition_code, unit_code, "response.reply", lock=True)
    act.require_open(response)
    lifecycle.after(response.state, "answer")
    remarks = reviews.of_response(act.db, response.id)
    stand, said = standing(remarks), threads(remarks)
    problems: dict[str, Problem] = {}
    made: list[Remark] = []
    for item, message in replies.items():
        words = message.strip()
        if item not in stand or stand[item].verdict != QUERIED:
            raise NotFound("There is no open query on {item}.", item=item)
        if not words:
            problems[item] = BadValue("Write your reply.")
        elif len(words) > LONGEST_MESSAGE:
            problems[item] = BadValue("Use {limit} characters or fewer.", limit=LONGEST_MESSAGE)
        elif (last := said[item][-1]).verdict != REPLY or (last.message, last.author) != (
            words,
            act.actor.name,
        ):
            made.append(Remark(item, REPLY, words, response.last_number, act.actor.name, act.now))
    if problems:
        raise BadInput(problems)
    reviews.add(act.db, response.id, made, act.actor.id)
    act.details.update(items=[one.item for one in made])
    return len(made)


def _open_queries(act: Act, response: Response) -> int:
    remarks = standing(reviews.of_response(act.db, response.id)).values()
    return sum(one.verdict == QUERIED for one in remarks)


def _require_short(name: str, text: str) -> None:
    if len(text) > LONGEST_MESSAGE:
        raise BadInput({name: BadValue("Use {limit} characters or fewer.", limit=LONGEST_MESSAGE)})


def _require_edition_open(response: Response) -> None:
    """Let a response go back to the country only where it could answer."""
    if response.edition.state == "closed":
        raise Closed("The edition is closed: the country could not change its answers.")


def _tell(act: Act, response: Response, kind: str, facts: dict[str, str]) -> None:
    for person in people.of_response(act.db, response.id, RESPONDENT_ROLES):
        outbox.put(act.db, kind, person.id, facts, act.now, response_id=response.id)
