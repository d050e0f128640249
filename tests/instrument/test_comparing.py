"""How two versions of a questionnaire differ, item by item."""

from msq import resources
from msq.instrument import yaml_form
from msq.instrument.comparing import compare
from tests.factories.instruments import instrument

BEFORE = instrument(
    """
    | code  | type       | text    | concept | choices   | relevant      | required |
    | A1    | yes_no     | Is it?  | it.is   |           |               | yes      |
    | A2    | integer    | Many?   | it.many |           | ${A1} = 'yes' |          |
    | A3    | select_one | Which?  | it.them | red, blue |               |          |
    | A4    | text       | Why?    | it.why  |           |               |          |
    | A5    | text       | When?   | it.when |           |               |          |
    """
)
NOW = instrument(
    """
    | code  | type       | text      | concept  | choices    | relevant      | required |
    | A1    | text       | New       | it.new   |            |               |          |
    | A2    | yes_no     | Is it?    | it.is    |            |               |          |
    | A3    | integer    | Many?     | it.many  |            | ${A2} = 'yes' |          |
    | A4    | long_text  | Why then? | it.why   |            |               |          |
    | B1    | select_one | Which?    | it.them  | red, green |               |          |
    """
)


def told(before, now):
    """Return what differs, by concept: the two codes and the kinds."""
    return {
        one.concept: (one.old and one.old.code, one.new and one.new.code, *one.kinds)
        for one in compare(before, now)
    }


def test_items_are_compared_by_concept_whatever_their_codes() -> None:
    assert told(BEFORE, NOW) == {
        "it.new": (None, "A1", "added"),
        "it.is": ("A1", "A2", "relogicked", "moved"),
        "it.many": ("A2", "A3", "moved"),
        "it.why": ("A4", "A4", "reworded", "retyped"),
        "it.them": ("A3", "B1", "reworded", "retyped", "moved"),
        "it.when": ("A5", None, "retired"),
    }


def test_instrument_differs_from_itself_in_nothing() -> None:
    whole = yaml_form.load(resources.folder("forms") / "msq-2028")

    assert compare(whole, whole) == []


def test_every_kind_of_logic_is_compared() -> None:
    head = "| code | type | choices | {0} |\n| A1 | yes_no | | |\n| A2 | {1} | {2} | {3} |"
    for key, kind, source in (
        ("required", "text", "${A1} = 'yes'"),
        ("calculation", "calculate", "${A1} = 'yes'"),
        ("choice_filter", "select_one", "${A1} = 'yes'"),
    ):
        choices = "red, blue" if kind == "select_one" else ""
        before, now = (
            instrument(head.format(key, kind, choices, one))
            for one in (source, source.replace("yes", "no"))
        )
        assert told(before, now) == {"concept.a2": ("A2", "A2", "relogicked")}
