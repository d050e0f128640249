"""Everything that can go wrong in msq, as one family of exceptions.

Each problem has a ``code`` that tests and scripts may rely on, an HTTP ``status``, and a message
made from a template and named details. The template is the gettext key, so that a page can show
the message in the reader's language; ``str(problem)`` is the English sentence.
"""

from collections.abc import Mapping, Sequence
from typing import ClassVar

_MOST_SHOWN = 80


def short(text: str) -> str:
    """Return a text as a message shows it: cut where it is long: the field holds all of it."""
    return text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}…"


def _english(detail: object) -> object:
    """Return a detail as the English sentence shows it; a form's own text comes by language."""
    if isinstance(detail, Mapping):
        return detail.get("en") or next(iter(detail.values()), "")
    return detail


class Words(str):
    """A detail that is itself said in the reader's language: a message of the catalogues."""

    __slots__ = ()


class Problem(Exception):
    """The root: something a person can understand and act on."""

    code: ClassVar[str] = "problem"
    status: ClassVar[int] = 400
    title: ClassVar[str] = "Something is not right"

    def __init__(self, message: str, /, **details: object) -> None:
        """Keep the template and its details apart, so that the sentence can be translated.

        Args:
            message: a ``str.format`` template in English, ending in what to do about it.
            details: the values named in the template, and others for API clients.
        """
        super().__init__(message)
        self.message = message
        self.details = details

    def __str__(self) -> str:
        """Return the English sentence."""
        return self.message.format(**{name: _english(it) for name, it in self.details.items()})


class NotFound(Problem):
    """There is no such thing, or this person may not know that there is."""

    code = "not-found"
    status = 404
    title = "Page not found"


class NotSignedIn(Problem):
    """Nobody is signed in, or the session has ended."""

    code = "not-signed-in"
    status = 401
    title = "Please sign in"


class NotAllowed(Problem):
    """The person is known but has no right to do this."""

    code = "not-allowed"
    status = 403
    title = "You do not have the right to do this"


class LinkSpent(Problem):
    """A sign-in link that was used, has expired, or was never issued."""

    code = "link-spent"
    status = 410
    title = "This sign-in link no longer works"


class TooOften(Problem):
    """The same thing was asked for too many times in a short while."""

    code = "too-often"
    status = 429
    title = "Please wait a little"


class WrongState(Problem):
    """The response or edition is not in a state in which this can be done."""

    code = "wrong-state"
    status = 409
    title = "This cannot be done now"


class Closed(WrongState):
    """The edition is not open for answers."""

    code = "closed"
    title = "The questionnaire is closed"


class Conflict(Problem):
    """Somebody else changed the same thing meanwhile."""

    code = "conflict"
    status = 409
    title = "Somebody else changed this"


class BadValue(Problem):
    """One value given by a person cannot be used as it is."""

    code = "bad-value"
    status = 422
    title = "Please check what you entered"


class BadInput(Problem):
    """Several values of one form are wrong; each is named with its field."""

    code = "bad-input"
    status = 422
    title = "Please check what you entered"

    def __init__(self, fields: dict[str, Problem]) -> None:
        """Keep one problem for each field, in the order in which the fields stand on the page."""
        super().__init__("{count} entries need attention.", count=len(fields))
        self.fields = fields


class ProblemWithAnswer(BadValue):
    """An answer that breaks its item's type, limits or constraint."""

    code = "bad-answer"

    def __init__(self, item: str, message: str, /, **details: object) -> None:
        """Name the item that the answer belongs to."""
        super().__init__(message, item=item, **details)
        self.item = item


class NotReady(Problem):
    """A response that cannot be submitted yet; every reason is listed."""

    code = "not-ready"
    status = 422
    title = "The questionnaire cannot be sent yet"

    def __init__(self, problems: Sequence[ProblemWithAnswer]) -> None:
        """Keep every reason, in the order of the questionnaire."""
        super().__init__(
            "{count} questions need attention before this can be sent.", count=len(problems)
        )
        self.problems = tuple(problems)


class BadFile(Problem):
    """A file that cannot be read as what it should be."""

    code = "bad-file"
    status = 422
    title = "This file cannot be read"


class TooLarge(Problem):
    """More was sent than the platform takes at once."""

    code = "too-large"
    status = 413
    title = "This is too large"


class BadForm(Problem):
    """An instrument with faults; each is listed with file and place."""

    code = "bad-form"
    status = 422
    title = "The questionnaire has faults"

    def __init__(self, faults: Sequence[str]) -> None:
        """Keep every fault as one printable line."""
        super().__init__("{count} faults: {faults}", count=len(faults), faults="\n".join(faults))
        self.faults = tuple(faults)


class Untranslated(Problem):
    """An instrument that does not say everything in all of its languages."""

    code = "untranslated"
    status = 409
    title = "Some texts are not translated"


class BadSpec(BadForm):
    """The description of an export has faults; each is listed with its place."""

    code = "bad-export"
    title = "The description of this export has faults"


class BadExpression(Problem):
    """An expression that cannot be parsed or refers to what does not exist."""

    code = "bad-expression"
    status = 422
    title = "This expression cannot be understood"


class BadSettings(Problem):
    """A setting of the installation that cannot work."""

    code = "bad-settings"
    status = 500
    title = "The platform is not set up correctly"


class Unavailable(Problem):
    """The database or another thing that the platform needs does not answer."""

    code = "unavailable"
    status = 503
    title = "The service is not available"


class NotPrinted(Unavailable):
    """A document that this machine cannot make, or not now; all else can be done."""

    code = "not-printed"
    title = "This document cannot be made now"
