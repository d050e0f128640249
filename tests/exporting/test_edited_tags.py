"""The codebook has the tags as managers had edited them at the moment of the export."""

from datetime import datetime

from msq.desk.actor import COMMAND_LINE
from msq.desk.tags import edit_tags
from tests.exporting.scene import Scene


def tags(scene: Scene, as_of: datetime | None = None) -> dict[object, object]:
    """Return what the codebook says under ``osi`` of the items that have such tags."""
    rows = scene.export(as_of=as_of).rows("codebook")
    return {row["item"]: row["tag_osi"] for row in rows if row["tag_osi"]}


def test_codebook_has_edited_tags_as_of_its_moment(scene: Scene) -> None:
    before = tags(scene)
    item = next(
        code for code, one in scene.instrument.items.items() if code in before and not one.lead
    )
    start = scene.clock()
    scene.clock.forward(hours=1)
    assert edit_tags(scene.desk, COMMAND_LINE, scene.instrument.hash, item, 0, {})
    scene.clock.forward(hours=1)

    details = {code for code, one in scene.instrument.items.items() if one.lead == item}
    assert tags(scene).keys() == before.keys() - {item} - details
    assert tags(scene, as_of=start) == before
