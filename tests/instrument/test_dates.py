"""Dates: one text of a file, or day, month and year of a page; days that the calendar has."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.instrument.samples import parsed, refusal


@pytest.mark.parametrize(
    ("raw", "day"),
    [
        (("2024-03-01",), "2024-03-01"),
        (("2024-3-1",), "2024-03-01"),
        ((" 2024-03-01 ",), "2024-03-01"),
        (("2024-03-01T00:00:00",), "2024-03-01"),
        (("2024-03-01 00:00:00",), "2024-03-01"),
        (("2024-03-01T00:00",), "2024-03-01"),
        (("2024-03-01 00:00:00.000",), "2024-03-01"),
        (("٢٠٢٤-٠٣-٠١",), "2024-03-01"),
        (("2024-02-29",), "2024-02-29"),
        (("2000-02-29",), "2000-02-29"),
        (("1", "3", "2024"), "2024-03-01"),
        (("01", "03", "2024"), "2024-03-01"),
        ((" 1 ", "٣", "2024"), "2024-03-01"),
        (("29", "2", "2024"), "2024-02-29"),
        (("1900-01-01",), "1900-01-01"),
        (("2100-12-31",), "2100-12-31"),
        (("", "", ""), None),
        (("",), None),
        ((), None),
    ],
)
def test_date_as_pages_and_files_send_it_is_kept_as_iso(raw, day):
    assert parsed("date", *raw) == day


@pytest.mark.parametrize(
    "raw",
    [
        ("2024-03-1x",),
        ("2024-03-01x",),
        ("2024-03-011",),
        ("2024-03-01T",),
        ("2024-03-01T10:30:00",),
        ("2024-03-01 00:00:01",),
        ("2024-03-01Z",),
        ("2024-03",),
        ("2024",),
        ("20240301",),
        ("01/03/2024",),
        ("1.3.2024",),
        ("March 1, 2024",),
        ("2023-02-29",),
        ("1900-02-29",),
        ("2024-00-10",),
        ("2024-13-01",),
        ("2024-04-31",),
        ("-2024-03-01",),
        ("2_024-03-01",),
        ("29", "2", "2023"),
        ("", "3", "2024"),
        ("1", "", "2024"),
        ("1", "3", ""),
        ("+1", "3", "2024"),
        ("1", "March", "2024"),
        ("1_0", "3", "2024"),
        ("2024-03-01", "rest"),
        ("1", "3", "2024", "4"),
    ],
)
def test_date_that_is_none_is_refused(raw):
    assert refusal("date", *raw).endswith(
        "is not a date. Enter day, month and year, for example 27 3 2027; in a file write "
        "2027-03-27."
    )


@pytest.mark.parametrize("raw", [("1", "3", "24"), ("1899-12-31",), ("2101-01-01",)])
def test_date_of_a_far_year_is_refused(raw):
    assert refusal("date", *raw) == "Enter a year from 1900 to 2100, with four digits."


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_date_of_the_calendar_passes_in_every_form(day):
    iso = day.isoformat()
    assert parsed("date", iso) == iso
    assert parsed("date", f"{iso}T00:00:00") == iso
    assert parsed("date", str(day.day), str(day.month), str(day.year)) == iso
