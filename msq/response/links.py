"""What became of the check of a web address that stands in an answer."""

from dataclasses import dataclass
from datetime import datetime

NOT_CHECKED, OK, REDIRECTED = "not_checked", "ok", "redirected"
DEAD, REFUSED, UNREACHABLE = "dead", "refused", "not_reachable"
STATUSES = (NOT_CHECKED, OK, REDIRECTED, DEAD, REFUSED, UNREACHABLE)
"""``dead`` only where the site itself or the name service says that there is nothing; ``refused``
where the site answered but shows the check nothing, as many of governments do to robots."""

NO_SUCH_NAME, TLS, NOT_PUBLIC = "no_such_name", "tls", "not_public"
NO_ANSWER, TOO_MANY_REDIRECTS = "no_answer", "too_many_redirects"
HTTP = "http"
"""What was in the way; ``http`` where the code of the answer says it."""

WEB_ADDRESS = "web_address"
"""The type of the items whose answers are checked."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a check found.

    Attributes:
        code: the HTTP code of the last answer; 0 where none came.
        final: where the address led in the end; empty where it leads nowhere else.
        problem: what was in the way; empty for nothing.
    """

    status: str
    code: int = 0
    final: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class LinkCheck:
    """The newest check of an address. ``at`` is ``None`` until there was one."""

    url: str
    found: Found
    at: datetime | None
