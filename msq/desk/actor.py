"""Who acts: a person with their roles, or the command line of the machine itself."""

from dataclasses import dataclass, field
from datetime import datetime

from msq.problems import NotAllowed
from msq.response.rights import STAFF_ROLES, Grant, may


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who does something.

    Attributes:
        id: of the person; ``None`` for the command line.
        until: when their session ends unless they send something before.
    """

    id: int | None
    name: str
    email: str
    language: str
    grants: tuple[Grant, ...]
    until: datetime | None = field(default=None, compare=False)

    def may(self, right: str, response: int | None = None) -> bool:
        """Return whether the actor has a right, on a response where one is named."""
        return may(self.grants, right, response)

    def require(self, right: str, response: int | None = None) -> None:
        """Let the actor pass only with a right.

        Raises:
            NotAllowed: the actor has not.
        """
        if not self.may(right, response):
            raise NotAllowed(
                "Your role does not allow this. If you need it, please write to the secretariat.",
                right=right,
            )

    @property
    def is_staff(self) -> bool:
        """Whether the actor holds a staff role."""
        return any(grant.role in STAFF_ROLES for grant in self.grants)

    @property
    def roles(self) -> tuple[str, ...]:
        """The different roles that the actor holds."""
        return tuple(dict.fromkeys(grant.role for grant in self.grants))


COMMAND_LINE = Actor(None, "command line", "", "en", tuple(Grant(role) for role in STAFF_ROLES))
"""Whoever has a shell on the machine and the database's address may do what staff may."""
