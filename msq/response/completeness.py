"""How far a response is: what is asked, what is answered, section by section."""

from dataclasses import dataclass
from datetime import date

from msq.instrument.codes import split_instance
from msq.instrument.whole import Instrument
from msq.response.checking import problems_with
from msq.response.relevance import Relevance, all_codes
from msq.response.values import NO_ANSWER, Answers


@dataclass(frozen=True, slots=True)
class Progress:
    """Counts of items that are asked.

    ``problems`` counts what stops a submission: required items without an answer, and answers
    that break a constraint. A missing reason counts as an answer.
    """

    asked: int = 0
    answered: int = 0
    required: int = 0
    problems: int = 0

    def __add__(self, other: "Progress") -> "Progress":
        """Add the counts of two parts."""
        return Progress(
            self.asked + other.asked,
            self.answered + other.answered,
            self.required + other.required,
            self.problems + other.problems,
        )

    @property
    def state(self) -> str:
        """``not_started``, ``in_progress`` or ``complete``; what asks nothing is complete."""
        if self.asked and not self.answered:
            return "not_started"
        return "in_progress" if self.problems else "complete"

    @property
    def percent(self) -> int:
        """How much of what is required is done, in whole percent, 100 only when all is."""
        if self.required:
            return (self.required - min(self.problems, self.required)) * 100 // self.required
        return 0 if self.problems or (self.asked and not self.answered) else 100


def progress(
    instrument: Instrument, answers: Answers, today: date | None = None
) -> dict[str, Progress]:
    """Return the progress of each section by its code, in order.

    What is calculated is not asked of anybody, so it does not count.
    """
    found = {section.code: Progress() for section in instrument.sections}
    relevance = Relevance(instrument, answers, today)
    problems = problems_with(instrument, relevance, answers)
    for code in all_codes(instrument, answers):
        definition, _ = split_instance(code)
        if definition in instrument.calculated or not relevance.asks(code):
            continue
        found[instrument.section_of[definition].code] += Progress(
            asked=1,
            answered=not answers.get(code, NO_ANSWER).is_blank,
            required=relevance.requires(code),
            problems=code in problems,
        )
    return found


def overall(parts: dict[str, Progress]) -> Progress:
    """Return the sum of all sections."""
    return sum(parts.values(), Progress())
