"""The review: verdicts and queries on answers, returning a response, accepting it."""

from collections.abc import Sequence
from dataclasses import dataclass

from msq.desk._verb import Act, verb
from msq.problems import BadInput, BadValue, Problem, WrongState
from msq.response import lifecycle
from msq.response.reviewing import ACCEPTED, CLEARED, QUERIED, REPLY, Remark, standing
from msq.response.rights import RESPONDENT_ROLES
from msq.store import outbox, people, responses, reviews
from msq.store.responses import Response

LONGEST_MESSAGE = 4000


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a reviewer decides on one item: accepted, queried (with a message) or cleared."""

    item: str
    verdict: str
    message: str = ""


@verb("review", "response.review")
def review(act: Act, edition_code: str, unit_code: str, verdicts: Sequence[Verdict]) -> int:
    """Record verdicts and return how many; the first one puts the response under review.

    Raises:
        NotFound, NotAllowed: no such response or item, or no right to review it.
        WrongState: the response is not up for review.
        BadInput: verdicts are wrong, such as a query without a message; by item.
    """
    response = act.response(edition_code, unit_code, "response.review", lock=True)
    state = lifecycle.after(response.state, "review")
    instrument = act.instrument(response)
    problems: dict[str, Problem] = {}
    for one in verdicts:
        instrument.item(one.item)
        problem = _problem(one)
        if problem:
            problems[one.item] = problem
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
    act.details.update(verdicts=len(remarks))
    return len(remarks)


def _problem(one: Verdict) -> Problem | None:
    if one.verdict not in {ACCEPTED, QUERIED, CLEARED}:
        return BadValue("“{verdict}” is not a verdict.", verdict=one.verdict)
    if one.verdict == QUERIED and not one.message.strip():
        return BadValue("Write what you ask, so that the country can answer.")
    if len(one.message) > LONGEST_MESSAGE:
        return BadValue("Use {limit} characters or fewer.", limit=LONGEST_MESSAGE)
    return None


@verb("send_back", "response.send_back")
def send_back(act: Act, edition_code: str, unit_code: str, message: str = "") -> None:
    """Return a response with its open queries; the people of the unit get a mail.

    Raises:
        NotFound, NotAllowed: no such response, or no right.
        WrongState: it is not under review, or there is neither a query nor a message.
    """
    response = act.response(edition_code, unit_code, "response.send_back", lock=True)
    state = lifecycle.after(response.state, "send_back")
    queries = [one for one in _standing(act, response) if one.verdict == QUERIED]
    if not queries and not message.strip():
        raise WrongState(
            "There is no open query. Query at least one answer, or write a message that says "
            "what the country should do."
        )
    responses.move(act.db, response.id, state)
    act.details.update(queries=len(queries), message=message.strip())
    _tell(act, response, "returned", {"queries": str(len(queries))})


@verb("accept", "response.accept")
def accept(act: Act, edition_code: str, unit_code: str) -> None:
    """Accept a response as a whole.

    Raises:
        NotFound, NotAllowed: no such response, or no right.
        WrongState: it is not under review, or a query is still open.
    """
    response = act.response(edition_code, unit_code, "response.accept", lock=True)
    state = lifecycle.after(response.state, "accept")
    queries = [one for one in _standing(act, response) if one.verdict == QUERIED]
    if queries:
        raise WrongState(
            "{count} queries are still open. Accept those answers, or return the response.",
            count=len(queries),
        )
    responses.move(act.db, response.id, state)
    act.details.update(submission=response.submissions)
    _tell(act, response, "accepted", {"n": str(response.submissions)})


@verb("reopen", "response.reopen")
def reopen(act: Act, edition_code: str, unit_code: str, reason: str) -> None:
    """Open a submitted or accepted response for changes again; the reason is kept.

    Raises:
        NotFound, NotAllowed: no such response, or no right.
        WrongState: it is open for changes already, or locked.
        BadInput: there is no reason.
    """
    response = act.response(edition_code, unit_code, "response.reopen", lock=True)
    state = lifecycle.after(response.state, "reopen")
    if not reason.strip():
        raise BadInput({"reason": BadValue("Write why the response is opened again.")})
    responses.move(act.db, response.id, state)
    act.details.update(reason=reason.strip()[:LONGEST_MESSAGE])
    _tell(act, response, "returned", {"queries": "0"})


@verb("reply", "response.reply")
def reply(act: Act, edition_code: str, unit_code: str, item: str, message: str) -> None:
    """Reply to a query in words, beside or instead of a corrected answer.

    Raises:
        NotFound, NotAllowed: no such response or item, or no right.
        WrongState: the response is not with the country.
        BadInput: the reply is empty or too long.
    """
    response = act.response(edition_code, unit_code, "response.reply", lock=True)
    edition = response.edition
    lifecycle.require_open(edition.state, edition.calendar, act.today)
    lifecycle.after(response.state, "answer")
    act.instrument(response).item(item)
    if not message.strip():
        raise BadInput({item: BadValue("Write your reply.")})
    if len(message) > LONGEST_MESSAGE:
        raise BadInput({item: BadValue("Use {limit} characters or fewer.", limit=LONGEST_MESSAGE)})
    remark = Remark(item, REPLY, message.strip(), response.last_number, act.actor.name, act.now)
    reviews.add(act.db, response.id, [remark], act.actor.id)
    act.details.update(item=item)


def _standing(act: Act, response: Response) -> list[Remark]:
    return list(standing(reviews.of_response(act.db, response.id)).values())


def _tell(act: Act, response: Response, kind: str, facts: dict[str, str]) -> None:
    for person in people.of_response(act.db, response.id, RESPONDENT_ROLES):
        outbox.put(act.db, kind, person.id, facts, act.now, response_id=response.id)
