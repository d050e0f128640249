"""What verbs that answer do about files: an answer names only those that its response may show."""

from collections.abc import Mapping, Sequence

from msq.desk._verb import Act
from msq.instrument.item_types.files import FILES, references
from msq.problems import ProblemWithAnswer
from msq.response.attaching import KINDS
from msq.response.values import Answer
from msq.store import files
from msq.store.files import FileFacts
from msq.store.responses import Response
from msq.store.revisions import Entry


def attached(act: Act, response: Response) -> Mapping[str, FileFacts]:
    """Return the files that a response may show, by SHA-256; none where none is asked for."""
    items = act.instrument(response).items.values()
    if not any(item.type == FILES for item in items):
        return {}
    return files.shown_by(act.db, response.id)


def require_attached(act: Act, response: Response, item: str, said: Answer) -> None:
    """Let an answer pass unless it names a file that was never attached to its response.

    Without this, whoever knows the hash of another State's file could read it through their own
    response.

    Raises:
        ProblemWithAnswer: it does.
    """
    if said.value is None or act.instrument(response).item(item).type != FILES:
        return
    known = files.of_response(act.db, response.id)
    for one in references(said.value):
        facts = known.get(one.sha256)
        # Under another ending it could be one that a computer runs.
        if facts is None or not any(
            kind.media_type == facts.media_type and kind.names(one.name) for kind in KINDS
        ):
            raise ProblemWithAnswer(
                item, "“{name}” is not attached here. Attach the file itself.", name=one.name
            )


def brought_along(act: Act, origin: int, response: Response, entries: Sequence[Entry]) -> None:
    """Let a response show the files of an earlier one that its answers name now."""
    instrument = act.instrument(response)
    digests = [
        one.sha256
        for entry in entries
        if instrument.item(entry.item).type == FILES
        for one in references(entry.said.value)
    ]
    if digests:
        files.share(act.db, origin, response.id, digests, act.now)
