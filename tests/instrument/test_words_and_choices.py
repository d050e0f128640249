"""Texts, yes and no, one choice, several choices."""

import pytest

from msq.instrument.item_types import ITEM_TYPES
from msq.instrument.model import Choice
from tests.instrument.samples import item, parsed, refusal

COLOURS = (
    Choice(code="red", text={"en": "Red", "fr": "Rouge"}),
    Choice(code="dark_blue", text={"en": "Dark blue", "fr": "Bleu foncé"}),
    Choice(code="none", text={"en": "None of these"}, exclusive=True),
)


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        ("text", "  A title  ", "A title"),
        ("text", "one\r\ntwo", "one\ntwo"),
        ("text", "=SUM(A1)", "=SUM(A1)"),
        ("text", "", None),
        ("text", " \n ", None),
        ("long_text", "one\r\n\r\ntwo\rthree", "one\n\ntwo\nthree"),
        ("long_text", "  indented\n", "  indented\n"),
        ("long_text", " \r\n ", None),
        ("long_text", "𝒜🙂العربية中文", "𝒜🙂العربية中文"),
    ],
)
def test_text_is_kept_as_it_was_typed_with_one_kind_of_line_break(kind, typed, kept):
    assert parsed(kind, typed) == kept


def test_text_that_is_too_long_is_refused_with_both_lengths():
    assert parsed("text", "🙂" * 20, max_length=20) == "🙂" * 20
    expected = "Use 20 characters or fewer. You entered 21."
    assert refusal("text", "🙂" * 21, max_length=20) == expected
    assert refusal("text", "x" * 501) == "Use 500 characters or fewer. You entered 501."


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("yes", "yes"), ("Yes", "yes"), ("NO", "no"), ("true", "yes"), ("FALSE", "no"), ("", None)],
)
def test_yes_or_no_is_read_in_any_case(typed, kept):
    assert parsed("yes_no", typed) == kept


@pytest.mark.parametrize("typed", ["y", "1", "0", "maybe", "yes no", "yes;no"])
def test_yes_or_no_that_is_neither_is_refused(typed):
    expected = f"“{typed}” is not one of the choices. Please choose from the list."
    assert refusal("yes_no", typed) == expected


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("red", "red"),
        ("RED", "red"),
        ("Rouge", "red"),
        ("dark  blue", "dark_blue"),
        ("BLEU FONCÉ", "dark_blue"),
        ("Ｄａｒｋ ｂｌｕｅ", "dark_blue"),
        ("Bleu fonce\u0301", "dark_blue"),
        (" ", None),
    ],
)
def test_choice_is_found_by_code_or_by_label_of_any_language(typed, code):
    assert parsed("select_one", typed, choices=COLOURS) == code


@pytest.mark.parametrize("typed", ["green", "red; none", "re", "~not_available"])
def test_choice_that_is_not_in_the_list_is_refused(typed):
    assert refusal("select_one", typed, choices=COLOURS).startswith(f"“{typed}” is not one of")


@pytest.mark.parametrize(
    ("raw", "codes"),
    [
        (("dark_blue", "red"), ["red", "dark_blue"]),
        (("red dark_blue",), ["red", "dark_blue"]),
        (("Dark blue; Red",), ["red", "dark_blue"]),
        (("Dark blue | rouge",), ["red", "dark_blue"]),
        (("Dark blue\nred",), ["red", "dark_blue"]),
        (("red", "red"), ["red"]),
        (("Dark blue",), ["dark_blue"]),
        (("none",), ["none"]),
        (("None of these",), ["none"]),
        (("", ""), None),
        ((), None),
        ((" ; ",), None),
    ],
)
def test_several_choices_are_kept_in_the_order_of_their_list(raw, codes):
    assert parsed("select_multiple", *raw, choices=COLOURS) == codes


def test_exclusive_choice_with_others_is_refused():
    expected = "“None of these” cannot be chosen together with others."
    assert refusal("select_multiple", "red", "none", choices=COLOURS) == expected


def test_several_choices_with_one_that_is_none_are_refused():
    assert refusal("select_multiple", "red; green", choices=COLOURS).startswith("“green” is not")


def test_choice_message_is_short_whatever_was_sent():
    assert len(refusal("select_one", "x" * 100_000, choices=COLOURS)) < 200


def test_choices_are_shown_by_label_in_the_language_asked_for():
    several, one = ITEM_TYPES["select_multiple"], ITEM_TYPES["select_one"]
    codes = ["red", "dark_blue"]
    assert several.show(item("select_multiple"), COLOURS, codes, "fr") == "Rouge; Bleu foncé"
    assert one.show(item("select_one"), COLOURS, "none", "fr") == "None of these"
    assert several.cell(codes) == "red dark_blue"


@pytest.mark.parametrize(
    ("unit", "shown"), [("%", "45.5%"), ("people", "45.5 people"), ("", "45.5")]
)
def test_number_is_shown_with_its_unit(unit, shown):
    kind = ITEM_TYPES["decimal"]
    assert (
        kind.show(item("decimal", unit=unit) if unit else item("decimal"), (), "45.5", "en")
        == shown
    )
