"""Who may do what: one pure table of roles, rights and their scope.

A role is held for one response (focal point, contributor, mission) or for everything (staff).
"""

from collections.abc import Iterable
from dataclasses import dataclass

FOCAL_POINT, CONTRIBUTOR, MISSION = "focal_point", "contributor", "mission"
REVIEWER, MANAGER, ADMINISTRATOR = "reviewer", "manager", "administrator"
RESPONDENT_ROLES = (FOCAL_POINT, CONTRIBUTOR, MISSION)
STAFF_ROLES = (REVIEWER, MANAGER, ADMINISTRATOR)

ROLE_TEXTS = {
    FOCAL_POINT: "Focal point",
    CONTRIBUTOR: "Contributor",
    MISSION: "Permanent Mission",
    REVIEWER: "Reviewer",
    MANAGER: "Manager",
    ADMINISTRATOR: "Administrator",
}

_EVERY_RESPONDENT = frozenset(RESPONDENT_ROLES)
_EVERY_STAFF = frozenset(STAFF_ROLES)

ALLOWED: dict[str, frozenset[str]] = {
    "response.read": _EVERY_RESPONDENT | _EVERY_STAFF,
    "response.answer": frozenset({FOCAL_POINT, CONTRIBUTOR, MISSION}),
    "response.submit": frozenset({FOCAL_POINT, MISSION}),
    "response.reply": frozenset({FOCAL_POINT, CONTRIBUTOR, MISSION}),
    "response.review": frozenset({REVIEWER, MANAGER}),
    "response.send_back": frozenset({REVIEWER, MANAGER}),
    "response.accept": frozenset({REVIEWER, MANAGER}),
    "response.reopen": frozenset({MANAGER}),
    "response.lock": frozenset({MANAGER}),
    "worklist.read": _EVERY_STAFF,
    "edition.read": _EVERY_STAFF,
    "edition.manage": frozenset({MANAGER}),
    "register.manage": frozenset({MANAGER}),
    "invitation.send": frozenset({MANAGER}),
    "export.read": frozenset({REVIEWER, MANAGER}),
    "export.personal": frozenset({MANAGER}),
    "response.import": frozenset({MANAGER}),
    "record.keep": frozenset({MANAGER, ADMINISTRATOR}),
    "form.publish": frozenset({MANAGER}),
    "mail.read": frozenset({MANAGER, ADMINISTRATOR}),
    "people.manage": frozenset({ADMINISTRATOR}),
}
"""Right → the roles that give it."""


@dataclass(frozen=True, slots=True)
class Grant:
    """A role held by a person, for one response; ``response`` is 0 for a staff role."""

    role: str
    response: int = 0


def may(grants: Iterable[Grant], right: str, response: int | None = None) -> bool:
    """Return whether grants give a right.

    Args:
        right: a key of ``ALLOWED``.
        response: on this response; ``None`` asks whether it is given on any.
    """
    roles = ALLOWED[right]
    return any(
        grant.role in roles
        and (grant.role in STAFF_ROLES or response is None or grant.response == response)
        for grant in grants
    )
