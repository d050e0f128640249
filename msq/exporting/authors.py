"""Who is named as the author of a revision: a person's name, or a pseudonym in its place."""

from collections.abc import Collection, Mapping

from msq.response.revisions import Revision

_IMPORT = "import"


class Authors:
    """Names authors; without personal data a person is ``p`` and the number of their account.

    The pseudonym is the same in every export, so that two cells of one author can be told to be
    so. An import keeps the author that its file gave, unless that is the name or the address of
    somebody with an account, or of the person who imported; the command line has no account and
    is named as such.
    """

    def __init__(
        self,
        *,
        personal: bool,
        people: Mapping[str, tuple[int, ...]],
        importers: Collection[tuple[int, str]],
    ) -> None:
        """Know who has an account.

        Args:
            people: the account numbers behind each name and address, case folded.
            importers: who brought answers in, by account and by their name at that time.
        """
        self._personal = personal
        self._people = people
        self._importers = importers

    def name(self, revision: Revision, author_id: int | None) -> str:
        """Return how the author of a revision is named."""
        if self._personal:
            return revision.author
        if revision.source != _IMPORT:
            return revision.author if author_id is None else _pseudonym(author_id)
        if author_id is not None and (author_id, revision.author) in self._importers:
            return _pseudonym(author_id)
        known = self._people.get(revision.author.strip().casefold(), ())
        return "/".join(map(_pseudonym, known)) or revision.author


def _pseudonym(account: int) -> str:
    return f"p{account}"
