"""A clock that tests can move."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

START = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)


@dataclass
class Clock:
    """Stands still until it is moved."""

    moment: datetime = START

    def __call__(self) -> datetime:
        return self.moment

    def forward(self, **amount: float) -> None:
        """Move on by an amount, as ``timedelta`` takes it."""
        self.moment += timedelta(**amount)
