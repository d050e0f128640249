"""Invitations: every person of the register who has not had one yet gets a mail with a link."""

from collections.abc import Collection

from msq.desk._verb import Act, verb
from msq.problems import WrongState
from msq.store import outbox, people


@verb("invite", "invitation.send")
def invite(act: Act, edition_code: str, only: Collection[int] | None = None) -> int:
    """Queue invitations and return how many.

    Args:
        only: the roles (grant ids) to invite, again too; ``None`` for all not yet invited.

    Raises:
        NotFound: there is no such edition.
        WrongState: the edition is not open.
    """
    # Held, so that of two who invite at once the second finds nobody left to invite.
    edition = act.edition(edition_code, for_update=True)
    if edition.state != "open":
        raise WrongState(
            "Open the edition first: an invitation leads to a page that must take answers."
        )
    held = people.roles_in_edition(act.db, edition.id)
    chosen = [
        one
        for one in held
        if (one.invited_at is None if only is None else one.grant in only) and one.person.active
    ]
    for one in chosen:
        facts = {"role": one.role, "deadline": edition.deadline.isoformat()}
        outbox.put(act.db, "invitation", one.person.id, facts, act.now, response_id=one.response)
    people.mark_invited(act.db, [one.grant for one in chosen], act.now)
    act.details.update(invited=len(chosen))
    return len(chosen)
