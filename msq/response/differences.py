"""What changed between two sets of answers."""

from dataclasses import dataclass

from msq.instrument.whole import Instrument
from msq.response.values import NO_ANSWER, Answer, Answers


@dataclass(frozen=True, slots=True)
class Difference:
    """One item whose answer differs."""

    item: str
    old: Answer
    new: Answer

    @property
    def kind(self) -> str:
        """``added``, ``removed`` or ``changed``; a note alone says something, too."""
        if self.old.said == NO_ANSWER.said:
            return "added"
        return "removed" if self.new.said == NO_ANSWER.said else "changed"


def differences(instrument: Instrument, old: Answers, new: Answers) -> list[Difference]:
    """Return the items whose answers differ, in the order of the questionnaire."""
    codes = sorted(sorted(old.keys() | new.keys()), key=instrument.sort_key)
    pairs = ((code, old.get(code, NO_ANSWER), new.get(code, NO_ANSWER)) for code in codes)
    return [Difference(code, one, other) for code, one, other in pairs if one.said != other.said]
