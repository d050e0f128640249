"""A questionnaire as respondents and reviewers see it, with answers that are nowhere kept."""

from collections.abc import Sequence
from dataclasses import dataclass

from msq.desk._verb import Act, look
from msq.desk.answer import Change
from msq.desk.reading.forms import Named, Source, questionnaire
from msq.desk.reading.response import Look
from msq.instrument.whole import Instrument
from msq.problems import NotFound, ProblemWithAnswer
from msq.response import lifecycle
from msq.response.offering import not_offered
from msq.response.relevance import Relevance
from msq.response.rights import CONTRIBUTOR, FOCAL_POINT, REVIEWER
from msq.response.values import Answer, read
from msq.store.editions import Edition
from msq.store.responses import Response
from msq.store.units import Unit

ROLES = (FOCAL_POINT, CONTRIBUTOR, REVIEWER)
"""Those whose pages differ."""


@dataclass(frozen=True, slots=True)
class Preview:
    """A questionnaire that is tried out.

    Attributes:
        look: a response of nobody in no edition, with what was tried.
        problems: what was tried and cannot be an answer.
    """

    named: Named
    role: str
    look: Look
    problems: tuple[ProblemWithAnswer, ...]


@look("preview", "form.publish")
def preview(
    act: Act, wanted: Source, role: str = FOCAL_POINT, tried: Sequence[Change] = ()
) -> Preview:
    """Return a version or a draft as somebody in a role sees it.

    Args:
        tried: answers as they were sent, of all sections so far.

    Raises:
        NotFound: there is no such version, draft or role.
        WrongState: the draft has faults.
    """
    if role not in ROLES:
        raise NotFound("There is no page at this address.")
    named, instrument = questionnaire(act, wanted)
    answers, problems = _taken(act, instrument, tried)
    edition = Edition(
        id=0,
        code=named.code,
        name=f"{named.code} · {named.number}" if named.number else named.code,
        reference_period="",
        instrument_hash=instrument.hash,
        opens=act.today,
        deadline=act.today,
        grace=0,
        state="open",
    )
    reviews = role == REVIEWER
    response = Response(
        id=0,
        edition=edition,
        unit=Unit(code="", name=""),
        groups=(),
        state=lifecycle.UNDER_REVIEW if reviews else lifecycle.IN_PROGRESS,
        last_number=0,
        submissions=0,
        changed_at=None,
    )
    found = Look(
        response=response,
        edition=edition,
        instrument=instrument,
        answers=answers,
        newest={},
        remarks=(),
        submissions=(),
        as_of=None,
        closed=None,
        message="",
        along=None,
        may_submit=role == FOCAL_POINT,
        may_review=reviews,
        may_reopen=False,
        today=act.today,
    )
    return Preview(named, role, found, tuple(problems))


def _taken(
    act: Act, instrument: Instrument, tried: Sequence[Change]
) -> tuple[dict[str, Answer], list[ProblemWithAnswer]]:
    """Return what was tried as answers, and what of it cannot be one.

    An item that is not there is passed over: the draft may have changed since the page was made.
    """
    answers: dict[str, Answer] = {}
    problems: list[ProblemWithAnswer] = []
    for one in tried:
        try:
            if instrument.item(one.item).calculation:
                continue
            said = read(instrument, one.item, one.raw, one.missing, one.comment or "")
        except NotFound:
            continue
        except ProblemWithAnswer as problem:
            problems.append(problem)
            continue
        answers[one.item] = said
    relevance = Relevance(instrument, answers, act.today)
    for item, said in list(answers.items()):
        refused = not_offered(instrument, relevance, item, said)
        if refused:
            problems.append(refused)
            del answers[item]
    return answers, problems
