"""The reviewers' list: where every response of an edition stands."""

from dataclasses import dataclass

from msq.desk._verb import Act, look
from msq.response.lifecycle import STATES
from msq.response.reviewing import QUERIED, standing
from msq.store import editions, responses, reviews, submissions
from msq.store.editions import Edition
from msq.store.responses import Response
from msq.store.submissions import Submission
from msq.store.visibility import visible_to


@dataclass(frozen=True, slots=True)
class Line:
    """One response in the list. ``answered`` counts items that hold an answer."""

    response: Response
    answered: int
    queries: int
    newest: Submission | None


@dataclass(frozen=True, slots=True)
class Worklist:
    """The responses of an edition that pass the filter, and counts of all by state."""

    edition: Edition
    lines: tuple[Line, ...]
    counts: dict[str, int]
    regions: tuple[str, ...]


@look("worklist", "worklist.read")
def worklist(act: Act, edition_code: str, state: str = "", region: str = "") -> Worklist:
    """Return the responses of an edition, those in a state or region where one is named.

    Raises:
        NotFound: there is no such edition.
    """
    edition = act.edition(edition_code)
    every = responses.of_edition(act.db, edition.id, visible_to(act.actor.grants))
    answered = responses.answered_counts(act.db, edition.id)
    sent = submissions.newest_of_edition(act.db, edition.id)
    remarks = reviews.of_edition(act.db, edition.id)
    lines = tuple(
        Line(
            one,
            answered.get(one.id, 0),
            sum(said.verdict == QUERIED for said in standing(remarks.get(one.id, ())).values()),
            sent.get(one.id),
        )
        for one in every
        if state in ("", one.state) and region in ("", one.unit.attributes.get("region", ""))
    )
    counts = {name: sum(one.state == name for one in every) for name in STATES}
    regions = {one.unit.attributes.get("region", "") for one in every} - {""}
    return Worklist(edition, lines, counts, tuple(sorted(regions)))


@look("editions", "edition.read")
def all_editions(act: Act) -> tuple[tuple[Edition, dict[str, int]], ...]:
    """Return every edition with the counts of its responses by state, the newest first."""
    counts = responses.state_counts(act.db)
    return tuple((one, counts.get(one.id, {})) for one in editions.every(act.db))
