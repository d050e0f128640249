"""Leave to take data out: checked, and recorded in the trail before the file is made."""

from dataclasses import dataclass
from datetime import datetime

from msq.desk._verb import Act, verb
from msq.store.editions import Edition


@dataclass(frozen=True, slots=True)
class Leave:
    """What may be exported. ``personal`` says whether personal data may be in it."""

    edition: Edition
    personal: bool
    by: str
    at: datetime


@verb("export", "export.read")
def ask_leave(act: Act, edition_code: str, name: str, basis: str, *, personal: bool) -> Leave:
    """Return leave to export an edition.

    Raises:
        NotFound: there is no such edition.
        NotAllowed: the actor may not export, or not personal data.
    """
    if personal:
        act.actor.require("export.personal")
    edition = act.edition(edition_code)
    act.details.update(export=name, basis=basis, personal=personal)
    return Leave(edition, personal, act.actor.name, act.now)
