"""What is said of a spreadsheet's row that could not be taken."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WrongRow:
    """A row that was not taken: its number as the spreadsheet shows it, and why."""

    number: int
    reason: str
