"""Everything that is wrong with a set of answers, all at once."""

from datetime import date

from msq.instrument.codes import row_of, split_instance, split_row
from msq.instrument.whole import Instrument
from msq.problems import ProblemWithAnswer
from msq.response.consistency import errors
from msq.response.offering import not_offered
from msq.response.relevance import Relevance, all_codes
from msq.response.values import NO_ANSWER, Answer, Answers, operand


def check(
    instrument: Instrument, answers: Answers, section: str = "", today: date | None = None
) -> list[ProblemWithAnswer]:
    """Return the problems that stop a submission, in the order of the questionnaire.

    Args:
        section: only look at this section; all when empty.
        today: the day on which it is checked.
    """
    found = problems_with(instrument, Relevance(instrument, answers, today), answers)
    return [
        problem
        for code, problem in found.items()
        if not section or instrument.section_of[split_instance(code)[0]].code == section
    ]


def problems_with(
    instrument: Instrument, relevance: Relevance, answers: Answers
) -> dict[str, ProblemWithAnswer]:
    """Return the problems that stop a submission by item, in the order of the questionnaire."""
    found: dict[str, ProblemWithAnswer] = {}
    for code in all_codes(instrument, answers):
        if relevance.asks(code):
            problem = problem_with(instrument, relevance, code, answers.get(code, NO_ANSWER))
            if problem:
                found[code] = problem
    together = {problem.item: problem for problem in errors(instrument, relevance, found)}
    if not together:
        return found
    everything = found | together
    return {code: everything[code] for code in sorted(everything, key=instrument.sort_key)}


def problem_with(
    instrument: Instrument, relevance: Relevance, code: str, answer: Answer
) -> ProblemWithAnswer | None:
    """Return what is wrong with the answer to an item that is asked, or ``None``.

    Its type and limits were checked when it was read; a row too many is told at its first item.
    """
    item = instrument.item(code)
    most = _most(instrument, relevance, code)
    if most:
        return ProblemWithAnswer(code, "Remove this entry: there may be {most} at most.", most=most)
    if answer.is_blank:
        return _blank(instrument, code) if relevance.requires(code) else None
    refused = not_offered(instrument, relevance, code, answer) if item.choice_filter else None
    if refused or answer.value is None or not item.constraint:
        return refused
    if relevance.holds(item.constraint, code, operand(item, answer)):
        return None
    if item.constraint_message:
        return ProblemWithAnswer(code, "{reason}", reason=item.constraint_message)
    return ProblemWithAnswer(code, "Please check this answer.")


def _most(instrument: Instrument, relevance: Relevance, code: str) -> int:
    """Return how many rows there may be, where an item is the first one of a row too many."""
    definition, path = split_instance(code)
    if not path or instrument.lead_field(instrument.group_of[definition]).code != definition:
        return 0
    group, number = split_row(row_of(code))
    most = instrument.groups[instrument.group_of[definition]].max_rows
    return most if number in relevance.rows.get(group, [])[most:] else 0


def _blank(instrument: Instrument, code: str) -> ProblemWithAnswer:
    if instrument.item(code).missing:
        return ProblemWithAnswer(code, "Give an answer, or say why there is none.")
    return ProblemWithAnswer(code, "Give an answer.")
