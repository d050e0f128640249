"""Who may see which responses: one filter that lists and single loads share."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, true

from msq.response.rights import STAFF_ROLES, Grant
from msq.store.tables import response


def visible_to(grants: Iterable[Grant]) -> ColumnElement[bool]:
    """Return the condition on ``response`` that holds for what a holder of grants may see.

    Staff see every response; others those for which they hold a role.
    """
    held = list(grants)
    if any(grant.role in STAFF_ROLES for grant in held):
        return true()
    return response.c.id.in_({grant.response for grant in held if grant.response})
