"""A clock that tests can move."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass
class Clock:
    """Stands still until it is moved."""

    moment: datetime

    def __call__(self) -> datetime:
        return self.moment

    def forward(self, **amount: float) -> None:
        """Move on by an amount, as ``timedelta`` takes it."""
        self.moment += timedelta(**amount)
