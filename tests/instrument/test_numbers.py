"""Numbers: read as people write them everywhere, kept exactly, written in one way."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from msq.instrument.decimals import read_decimal, written
from msq.instrument.item_types import ITEM_TYPES
from msq.problems import BadValue
from tests.instrument.samples import item, parsed, refusal

exact = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**20), max_value=10**20)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("0", "0"),
        ("-0", "0"),
        ("-0.00", "0"),
        ("007", "7"),
        ("+7", "7"),
        ("5.", "5"),
        (".5", "0.5"),
        ("5.0", "5"),
        ("12.50", "12.5"),
        ("0.500", "0.5"),
        ("0.1", "0.1"),
        ("123456789012345678901234567890", "123456789012345678901234567890"),
        ("0.00000000000000000000000000001", "0.00000000000000000000000000001"),
        ("1 234 567.5", "1234567.5"),
        ("1\u00a0234", "1234"),
        ("1\u202f234\u2009567", "1234567"),
        ("\u2212 5", "-5"),
        ("\u20135", "-5"),
        ("\uff0d5", "-5"),
        ("١٢٣٫٥", "123.5"),
        ("٣٬٤٥٦", "3456"),
        ("۱۲۳", "123"),
        ("१२३", "123"),
        ("１２．５", "12.5"),
        ("\u200e-5\u200f", "-5"),
        (" 5 ", "5"),
    ],
)
def test_number_as_people_write_it_is_kept_exactly(typed, kept):
    assert parsed("decimal", typed) == kept


@pytest.mark.parametrize(
    "typed",
    ["", "abc", "1e3", "1E3", "1_000", "NaN", "Infinity", "0x10", "1.2.3", "--5", "5-", "½", "²",
     "1234 567", "12 34", "1  234", "2019 100", "1 23", ".", "-", "+", "5 %", "٪", "1'000"],
)  # fmt: skip
def test_number_that_is_none_or_two_is_refused(typed):
    with pytest.raises(BadValue, match="is not a number"):
        read_decimal(typed)


@pytest.mark.parametrize("typed", ["1,5", "1,234", "1.234,5", "1،5", "1，000"])
def test_number_with_a_comma_is_refused(typed):
    assert refusal("decimal", typed).startswith(f"Write “{typed}” without commas")


@pytest.mark.parametrize(
    ("typed", "either"),
    [("1.000", "1000 or 1"), ("2.500", "2500 or 2.5"), ("-12.340", "-12340 or -12.34")],
)
def test_number_that_means_two_things_is_refused_with_both(typed, either):
    expected = f"“{typed}” can be read in two ways. Write {either}."
    assert refusal("amount", typed) == expected
    assert refusal("integer", typed) == expected


def test_number_of_too_many_digits_is_refused():
    assert refusal("integer", "9" * 31) == "Use 30 digits or fewer."
    assert refusal("decimal", "0." + "1" * 30) == "Use 30 digits or fewer."
    assert refusal("integer", "9" * 100_000) == "Use 30 digits or fewer."


def test_number_message_is_short_whatever_was_typed():
    assert len(refusal("decimal", "x" * 100_000)) < 200


@pytest.mark.parametrize(
    ("kind", "typed", "value"),
    [
        ("integer", "12", 12),
        ("integer", "12.0", 12),
        ("integer", "-3", -3),
        ("integer", "9" * 30, int("9" * 30)),
        ("integer", "", None),
        ("integer", "   ", None),
        ("year", "2027", 2027),
        ("year", "٢٠٢٧", 2027),
        ("decimal", "", None),
    ],
)
def test_whole_number_is_kept_as_one(kind, typed, value):
    assert parsed(kind, typed) == value


@pytest.mark.parametrize("typed", ["1.5", "0.001", "1.234"])
def test_whole_number_with_a_fraction_is_refused(typed):
    assert refusal("integer", typed) == f"“{typed}” is not a whole number."


@pytest.mark.parametrize(
    ("typed", "limits", "message"),
    [
        ("-0.1", {"min": "0"}, "Enter 0 or more."),
        ("100.01", {"max": "100"}, "Enter 100 or less."),
        ("1", {"min": "1.5", "max": "2"}, "Enter 1.5 or more."),
    ],
)
def test_number_outside_its_limits_is_refused(typed, limits, message):
    assert refusal("decimal", typed, **limits) == message


@pytest.mark.parametrize("typed", ["0", "100", "0.0", "99.999"])
def test_number_at_its_limits_passes(typed):
    assert parsed("decimal", typed, min="0", max="100") == written(Decimal(typed))


@pytest.mark.parametrize("typed", ["27", "1899", "2101", "20270"])
def test_year_out_of_bounds_is_refused(typed):
    assert refusal("year", typed) == "Enter a year from 1900 to 2100, with four digits."


def test_year_with_limits_of_its_own_keeps_to_them():
    assert parsed("year", "1703", min="1700", max="2028") == 1703
    expected = "Enter a year from 1700 to 2028, with four digits."
    assert refusal("year", "2029", min="1700", max="2028") == expected


@pytest.mark.parametrize("typed", ["45 %", "45%", "45٪", "45 ％", "45"])
def test_number_with_its_unit_is_read(typed):
    assert parsed("decimal", typed, unit="%") == "45"


@pytest.mark.parametrize(
    "typed", ["45 %", "45%", "٤٥٪", "45 ％", "45", "%45", "٪٤٥", "\u200f45\u00a0%\u200f", "45.0"]
)
def test_percentage_is_read_with_its_sign_on_either_side_or_without(typed):
    assert parsed("percentage", typed, min="0", max="100") == "45"


def test_percentage_is_shown_with_its_sign_and_exported_as_a_number():
    one, percentage = item("percentage"), ITEM_TYPES["percentage"]
    assert percentage.show(one, (), "12.5", "en") == "12.5%"
    assert (percentage.cell("12.5"), percentage.cell("45")) == (Decimal("12.5"), 45)
    assert percentage.operand("12.5") == Decimal("12.5")


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("100.01 %", "Enter 100 or less."),
        ("-1%", "Enter 0 or more."),
        ("45 %%", "“45 %” is not a number. Use digits only, for example 1234.5."),
    ],
)
def test_percentage_beyond_the_whole_is_refused(typed, message):
    assert refusal("percentage", typed, min="0", max="100") == message


def test_unit_alone_is_no_number():
    assert refusal("decimal", "%", unit="%").startswith("“%” is not a number")


def test_number_with_another_unit_is_refused():
    assert refusal("integer", "45 people", unit="services").startswith("“45 people” is not")


@given(exact)
def test_written_number_is_equal_and_read_back_to_itself(number):
    text = written(number)
    assert Decimal(text) == number
    assert written(Decimal(text)) == text
    assert "E" not in text
    assert text != "-0"


@given(exact)
def test_written_number_is_what_reading_it_gives(number):
    text = written(number)
    try:
        found = read_decimal(text)
    except BadValue:
        assert sum(character.isdigit() for character in text) > 30
    else:
        assert found == number


@given(st.text())
def test_number_from_any_text_is_read_or_refused(text):
    found = parsed("decimal", text)
    assert found is None or str(found)
