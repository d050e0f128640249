"""Drafts and tags at the desk, on both engines."""

import pytest

from msq.desk.actor import Actor
from msq.desk.drafts import ReadWorkbook, change_draft, copy_form, publish_draft, start_draft
from msq.desk.reading.forms import all_drafts, all_forms, compare_forms, draft, form
from msq.desk.reading.previewing import preview
from msq.desk.reading.tags import form_tags
from msq.desk.tags import edit_tags
from msq.problems import BadInput, Conflict, NotFound, WrongState
from tests.factories.instruments import instrument
from tests.factories.round import Round

TABLE = "| code | type | text | tags |\n| A1 | text | {} | osi=tech |\n| A2 | text | B | osi=law |"
FAULTS = (("survey", 3, "type", "there is no such type"), ("survey", 4, "", "odd"))


def upload(text: str = "One", code: str = "other") -> ReadWorkbook:
    """Return a workbook without faults, as it was read."""
    made = instrument(TABLE.format(text), code=code)
    return ReadWorkbook("form.xlsx", text.encode(), code, f"Form {text}", made)


def faulty(code: str = "other") -> ReadWorkbook:
    """Return a workbook with faults, as it was read."""
    return ReadWorkbook("bad.xlsx", b"bad", code, "Bad", None, FAULTS, ("a column is not read",))


@pytest.fixture
def manager(a_round: Round) -> Actor:
    return a_round.actors["manager"]


def test_draft_with_faults_keeps_workbook_and_faults_and_is_mended(
    a_round: Round, manager: Actor
) -> None:
    desk = a_round.desk
    made = start_draft(desk, manager, faulty())

    found = draft(desk, manager, made)
    assert (found.content.workbook, found.content.faults) == (b"bad", FAULTS)
    assert found.content.unread == ("a column is not read",)
    assert (found.instrument, found.covered) == (None, {})
    with pytest.raises(WrongState):
        publish_draft(desk, manager, made, 1)
    with pytest.raises(WrongState):
        preview(desk, manager, made)

    change_draft(desk, manager, made, 1, upload())
    found = draft(desk, manager, made)
    assert (found.line.number, found.line.faults, found.content.workbook) == (2, 0, b"One")
    assert found.instrument == upload().instrument
    published, new = publish_draft(desk, manager, made, 2)
    assert (published.code, published.number, new) == ("other", 1, True)
    assert all_drafts(desk, manager) == ()


def test_stale_number_is_a_conflict_and_changes_nothing(a_round: Round, manager: Actor) -> None:
    desk = a_round.desk
    made = start_draft(desk, manager, upload("One"))
    change_draft(desk, manager, made, 1, upload("Two"))

    for act in (
        lambda: change_draft(desk, manager, made, 1, upload("Three")),
        lambda: publish_draft(desk, manager, made, 1),
        lambda: publish_draft(desk, manager, made, -1),
    ):
        with pytest.raises(Conflict):
            act()
    assert draft(desk, manager, made).content.workbook == b"Two"
    with pytest.raises(NotFound):
        change_draft(desk, manager, 99, 1, upload())


def test_copy_takes_edited_tags_along_and_keeps_its_code(a_round: Round, manager: Actor) -> None:
    desk = a_round.desk
    first = start_draft(desk, manager, upload())
    published, _ = publish_draft(desk, manager, first, 1)
    assert edit_tags(desk, manager, published.hash, "A1", 0, {"osi": ("law", "tech")})

    made = copy_form(desk, manager, published.hash, "next-2030")

    found = draft(desk, manager, made)
    assert found.base == published
    assert found.instrument is not None
    assert found.instrument.code == "next-2030"
    assert found.instrument.items["A1"].tags == {"osi": ("law", "tech")}
    assert compare_forms(desk, manager, published.hash, made).changes == ()
    with pytest.raises(BadInput):
        change_draft(desk, manager, made, 1, faulty("other"))
    change_draft(desk, manager, made, 1, faulty("next-2030"))
    assert draft(desk, manager, made).base == published


@pytest.mark.parametrize("code", ["", "Upper", "with blank", "x" * 65, "-first", "a/b"])
def test_code_of_a_copy_must_be_one(a_round: Round, manager: Actor, code: str) -> None:
    version = all_forms(a_round.desk, manager)[0].published.hash

    with pytest.raises(BadInput) as caught:
        copy_form(a_round.desk, manager, version, code)
    assert list(caught.value.fields) == ["code"]
    assert all_drafts(a_round.desk, manager) == ()


def test_newest_edit_of_tags_counts_and_a_late_one_is_a_conflict(
    a_round: Round, manager: Actor
) -> None:
    desk = a_round.desk
    published, _ = publish_draft(desk, manager, start_draft(desk, manager, upload()), 1)

    def now() -> tuple[int, object]:
        one = form_tags(desk, manager, published.hash).items[0]
        return one.number, one.tags

    assert edit_tags(desk, manager, published.hash, "A1", 0, {"osi": ("law",)})
    number, tags = now()
    assert tags == {"osi": ("law",)}
    assert not edit_tags(desk, manager, published.hash, "A1", number, {"osi": ("law",)})
    with pytest.raises(Conflict):
        edit_tags(desk, manager, published.hash, "A1", 0, {})
    assert edit_tags(desk, manager, published.hash, "A1", number, {})
    assert now()[1] == {}
    found = form(desk, manager, published.hash)
    assert found.tagged.items["A1"].tags == {}
    assert found.line.instrument.items["A1"].tags == {"osi": ("tech",)}
    with pytest.raises(NotFound):
        edit_tags(desk, manager, published.hash, "Z1", 0, {})
    with pytest.raises(NotFound):
        edit_tags(desk, manager, "nothing", "A1", 0, {})
