"""Editing the tags of a published version: the version stays as it is, the edit lies over it."""

from collections.abc import Mapping

from msq.desk._verb import Act, verb
from msq.instrument.tagging import checked_tags, same_tags
from msq.problems import BadValue, Conflict, NotFound
from msq.store import instruments, tags


@verb("edit_tags", "form.publish")
def edit_tags(
    act: Act, version: str, item: str, seen: int, wanted: Mapping[str, tuple[str, ...]]
) -> bool:
    """Give an item of a version other tags; return whether anything changed.

    Args:
        seen: the number of the edit that the manager had before them, 0 for none.
        wanted: all tags that it is to have, by kind.

    Raises:
        NotFound: there is no such version, or no such item in it.
        BadValue: a tag is not in the vocabulary, or the item is a detail of another.
        Conflict: somebody else edited the tags of this item meanwhile.
    """
    # Two edits of one version follow each other: each has to see what the other wrote.
    if not instruments.hold(act.db, version):
        raise NotFound("There is no published questionnaire with this address.")
    instrument = instruments.load(act.db, version)
    found = instrument.items.get(item)
    if found is None:
        raise NotFound("There is no item {item} in this questionnaire.", item=item)
    if found.lead:
        raise BadValue(
            "{item} has the tags of {lead}. Change them there.", item=item, lead=found.lead
        )
    newest = tags.edited(act.db, version).get(item)
    if (newest.number if newest else 0) != seen:
        raise Conflict(
            "{name} edited the tags of {item} after you opened this page. Look at them, then "
            "choose again.",
            name=newest.by if newest else "",
            item=item,
        )
    before = newest.tags if newest else found.tags
    after = checked_tags(instrument, wanted)
    act.details.update(hash=version, item=item, before=_plain(before), after=_plain(after))
    if same_tags(after, before):
        return False
    tags.add(act.db, version, item, after, act.actor.name, act.now)
    return True


def _plain(found: Mapping[str, tuple[str, ...]]) -> dict[str, list[str]]:
    return {kind: list(values) for kind, values in found.items()}
