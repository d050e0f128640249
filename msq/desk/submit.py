"""Sending a response: a numbered, signed and hashed point in its revisions."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from msq.desk._verb import Act, verb
from msq.problems import BadInput, BadValue, Conflict, NotReady, Problem
from msq.response import lifecycle
from msq.response.checking import check
from msq.response.consistency import findings, passed
from msq.response.relevance import Relevance, all_codes
from msq.response.revisions import CALCULATED, fingerprint
from msq.response.rights import FOCAL_POINT, MISSION
from msq.response.values import NO_ANSWER, Answer, Answers
from msq.store import outbox, people, responses, revisions, submissions
from msq.store.responses import Response
from msq.store.revisions import Entry, Writer
from msq.store.submissions import Submission

LONGEST = 300
_NO_REASONS: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Declaration:
    """Who declares that the answers are right, and by what authority."""

    signer: str
    signer_title: str
    authority: str
    agreed: bool

    def problems(self) -> dict[str, Problem]:
        """Return what is missing, by field."""
        found: dict[str, Problem] = {}
        asked = {
            "signer": (self.signer, "Enter the full name of the person who signs."),
            "signer_title": (self.signer_title, "Enter the title or function of that person."),
            "authority": (self.authority, "Enter the ministry or agency of that person."),
        }
        for name, (text, message) in asked.items():
            if not text.strip():
                found[name] = BadValue(message)
            elif len(text) > LONGEST:
                found[name] = BadValue("Use {limit} characters or fewer.", limit=LONGEST)
        if not self.agreed:
            found["agreed"] = BadValue("Tick the box to declare that the answers are right.")
        return found


def document_head(
    response: Response,
    instrument_hash: str,
    n: int,
    number: int,
    reasons: Mapping[str, str] = _NO_REASONS,
) -> dict[str, object]:
    """Return what is hashed beside the answers: whose they are, which point, what was explained."""
    head: dict[str, object] = {
        "edition": response.edition_code,
        "unit": response.unit.code,
        "instrument": instrument_hash,
        "submission": n,
        "revision": number,
    }
    return {**head, "reasons": dict(reasons)} if reasons else head


def hash_of(
    response: Response,
    instrument_hash: str,
    n: int,
    number: int,
    answers: Answers,
    reasons: Mapping[str, str] = _NO_REASONS,
) -> str:
    """Return the SHA-256 of a submission over its canonical answers."""
    return fingerprint(document_head(response, instrument_hash, n, number, reasons), answers)


@verb("submit", "response.submit")
def submit(
    act: Act,
    edition_code: str,
    unit_code: str,
    declaration: Declaration,
    number: int,
    reasons: Mapping[str, str] = _NO_REASONS,
) -> Submission:
    """Send a response.

    What is calculated is recorded as it comes to at this moment, so that it is a part of what is
    signed.

    Args:
        number: the newest revision on the page that was checked and signed. Pressing the button
            twice gives the same submission.
        reasons: why warnings are passed, by the code of the check.

    Raises:
        NotFound, NotAllowed: no such response for this actor, or no right to send it.
        WrongState: the response or the edition does not take a submission now.
        BadInput: the declaration is incomplete, or a warning is passed without a reason.
        NotReady: answers are missing or wrong; all are listed.
        Conflict: answers changed after the page was made.
    """
    response = act.response(edition_code, unit_code, "response.submit", lock=True)
    again = _sent_before(act, response, number)
    if again:
        act.details.update(submission=again.n, again=True)
        return again
    act.require_open(response)
    state = lifecycle.after(response.state, "submit")
    if number != response.last_number:
        raise Conflict(
            "Answers were changed after you opened this page. Please check them again before "
            "you send."
        )
    answers: Answers = revisions.answers(act.db, response.id)
    why = _require_ready(act, response, declaration, answers, reasons)
    answers, number = _with_calculated(act, response, answers)
    made = _made(act, response, declaration, number, answers, why)
    submissions.add(act.db, response.id, made)
    responses.move(act.db, response.id, state, submissions=made.n, last_number=number)
    act.details.update(submission=made.n, number=made.number, hash=made.hash, late=made.late)
    if why:
        act.details.update(passed=sorted(why))
    _tell(act, response, made)
    return made


def _sent_before(act: Act, response: Response, number: int) -> Submission | None:
    """Return the submission that this very page has made already, if it has."""
    earlier = submissions.of_response(act.db, response.id)
    if not earlier or response.state != lifecycle.SUBMITTED:
        return None
    newest = earlier[-1]
    if newest.number != number:
        request = _request_of(newest.n, number)
        recorded = revisions.of_request(act.db, response.id, request).values()
        if not any(one.source == CALCULATED for one in recorded):
            return None
    return newest


def _request_of(n: int, number: int) -> str:
    """Return the request id under which a submission of a page records what is calculated."""
    return f"submission {n} of {number}"


def _require_ready(
    act: Act,
    response: Response,
    declaration: Declaration,
    answers: Answers,
    reasons: Mapping[str, str],
) -> dict[str, str]:
    """Make sure that nothing stops the submission; return why warnings are passed, by check."""
    instrument = act.instrument(response)
    warned = findings(instrument, Relevance(instrument, answers, act.today))
    why, unexplained = passed(warned, reasons)
    problems = declaration.problems() | unexplained
    if problems:
        raise BadInput(problems)
    found = check(instrument, answers, today=act.today)
    if found:
        raise NotReady(found)
    return why


def _with_calculated(act: Act, response: Response, answers: Answers) -> tuple[Answers, int]:
    """Record what calculated items come to; return all answers and the newest revision's number.

    What is not asked keeps its record, as any answer does.
    """
    instrument, number = act.instrument(response), response.last_number
    if not instrument.calculated:
        return answers, number
    relevance = Relevance(instrument, answers, act.today)
    request = _request_of(response.submissions + 1, number)
    writer = Writer(act.actor.name, act.actor.id, act.now, CALCULATED, request)
    found = {
        code: Answer(value=relevance.calculated(code))
        for code in all_codes(instrument, answers)
        if relevance.is_calculated(code) and relevance.asks(code)
    }
    changed = {
        code: answer
        for code, answer in found.items()
        if answer.said != answers.get(code, NO_ANSWER).said
    }
    entries = [
        Entry(code, answer, answers.get(code, NO_ANSWER).number, writer)
        for code, answer in changed.items()
    ]
    last = revisions.append(act.db, response.id, number, entries)
    numbered = {
        code: replace(answer, number=place)
        for place, (code, answer) in enumerate(changed.items(), start=number + 1)
    }
    return {**answers, **numbered}, last


def _made(
    act: Act,
    response: Response,
    declaration: Declaration,
    number: int,
    answers: Answers,
    reasons: dict[str, str],
) -> Submission:
    edition, n = response.edition, response.submissions + 1
    if act.actor.id is None:
        raise BadValue("A submission is signed by a person, not by the command line.")
    return Submission(
        n=n,
        number=number,
        instrument_hash=edition.instrument_hash,
        hash=hash_of(response, edition.instrument_hash, n, number, answers, reasons),
        at=act.now,
        late=edition.calendar.is_late(act.today),
        by=act.actor.name,
        by_id=act.actor.id,
        signer=declaration.signer.strip(),
        signer_title=declaration.signer_title.strip(),
        authority=declaration.authority.strip(),
        reasons=reasons,
    )


def _tell(act: Act, response: Response, made: Submission) -> None:
    """Send a receipt to everybody who may sign."""
    facts = {"n": str(made.n), "hash": made.hash, "at": made.at.isoformat(), "by": made.by}
    for person in people.of_response(act.db, response.id, (FOCAL_POINT, MISSION)):
        outbox.put(act.db, "receipt", person.id, facts, act.now, response_id=response.id)
