"""Sending a response: a numbered, signed and hashed point in its revisions."""

from dataclasses import dataclass

from msq.desk._verb import Act, verb
from msq.problems import BadInput, BadValue, Conflict, NotReady, Problem
from msq.response import lifecycle
from msq.response.checking import check
from msq.response.revisions import fingerprint
from msq.response.rights import FOCAL_POINT, MISSION
from msq.response.values import Answers
from msq.store import outbox, people, responses, revisions, submissions
from msq.store.responses import Response
from msq.store.submissions import Submission

LONGEST = 300


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
    response: Response, instrument_hash: str, n: int, number: int
) -> dict[str, object]:
    """Return what is hashed beside the answers: whose they are, and which point this is."""
    return {
        "edition": response.edition_code,
        "unit": response.unit.code,
        "instrument": instrument_hash,
        "submission": n,
        "revision": number,
    }


def hash_of(response: Response, instrument_hash: str, n: int, number: int, answers: Answers) -> str:
    """Return the SHA-256 of a submission over its canonical answers."""
    return fingerprint(document_head(response, instrument_hash, n, number), answers)


@verb("submit", "response.submit")
def submit(
    act: Act, edition_code: str, unit_code: str, declaration: Declaration, number: int
) -> Submission:
    """Send a response.

    Args:
        number: the newest revision on the page that was checked and signed. Pressing the button
            twice gives the same submission.

    Raises:
        NotFound, NotAllowed: no such response for this actor, or no right to send it.
        WrongState: the response or the edition does not take a submission now.
        BadInput: the declaration is incomplete.
        NotReady: answers are missing or wrong; all are listed.
        Conflict: answers changed after the page was made.
    """
    response = act.response(edition_code, unit_code, "response.submit", lock=True)
    earlier = submissions.of_response(act.db, response.id)
    if earlier and response.state == lifecycle.SUBMITTED and earlier[-1].number == number:
        act.details.update(submission=earlier[-1].n, again=True)
        return earlier[-1]
    act.require_open(response)
    state = lifecycle.after(response.state, "submit")
    if number != response.last_number:
        raise Conflict(
            "Answers were changed after you opened this page. Please check them again before "
            "you send."
        )
    problems = declaration.problems()
    if problems:
        raise BadInput(problems)
    answers = revisions.answers(act.db, response.id)
    found = check(act.instrument(response), answers)
    if found:
        raise NotReady(found)
    made = _made(act, response, declaration, answers)
    submissions.add(act.db, response.id, made)
    responses.move(act.db, response.id, state, submissions=made.n)
    act.details.update(submission=made.n, number=made.number, hash=made.hash, late=made.late)
    for person in people.of_response(act.db, response.id, (FOCAL_POINT, MISSION)):
        outbox.put(
            act.db,
            "receipt",
            person.id,
            {"n": str(made.n), "hash": made.hash, "at": made.at.isoformat(), "by": made.by},
            act.now,
            response_id=response.id,
        )
    return made


def _made(act: Act, response: Response, declaration: Declaration, answers: Answers) -> Submission:
    edition, n, number = response.edition, response.submissions + 1, response.last_number
    if act.actor.id is None:
        raise BadValue("A submission is signed by a person, not by the command line.")
    return Submission(
        n=n,
        number=number,
        instrument_hash=edition.instrument_hash,
        hash=hash_of(response, edition.instrument_hash, n, number, answers),
        at=act.now,
        late=edition.calendar.is_late(act.today),
        by=act.actor.name,
        by_id=act.actor.id,
        signer=declaration.signer.strip(),
        signer_title=declaration.signer_title.strip(),
        authority=declaration.authority.strip(),
    )
