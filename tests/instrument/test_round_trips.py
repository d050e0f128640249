"""The law of every item type: what it shows, exports and draws is read back to the same value."""

from datetime import date
from decimal import Decimal
from hashlib import sha256

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from msq.instrument.decimals import written
from msq.instrument.item_types import CALCULATE, ITEM_TYPES, YES_NO
from msq.instrument.item_types.files import FILES, file_name
from msq.instrument.model import Choice, Item
from msq.problems import BadValue
from tests.instrument.samples import item, parsed

TOOLS = (
    Choice(code="polls", text={"en": "Online polls or votes", "fr": "Votes en ligne"}),
    Choice(code="forums", text={"en": "Discussion, forums", "ar": "منتديات"}),
    Choice(code="MAPS-2", text={"en": "Maps (of any kind)"}),
    Choice(code="none", text={"en": "2. None of these"}, exclusive=True),
)
UNITS = ("", "%", "people", "public bodies")

names = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?", fullmatch=True)
pages = st.builds(
    lambda labels, port, path: f"https://{'.'.join(labels)}.example{port}/{path}",
    st.lists(names, min_size=1, max_size=3),
    st.sampled_from(("", ":80", ":8443")),
    st.from_regex(r"[A-Za-z0-9é中/_.~?=&#%+;,-]{0,40}", fullmatch=True),
)
phones = st.from_regex(r"\+?[0-9٠-٩]{2}[0-9 ().,/-]{4,20}[0-9]{3}", fullmatch=True)
typed = {
    "yes_no": st.sampled_from(("yes", "no")).map(lambda code: (code,)),
    "select_one": st.sampled_from([choice.code for choice in TOOLS]).map(lambda code: (code,)),
    "select_multiple": st.one_of(
        st.just(("none",)),
        st.lists(st.sampled_from(("polls", "forums", "MAPS-2")), min_size=1).map(tuple),
    ),
    "ranking": st.one_of(
        st.just(("none",)),
        st.permutations(("polls", "forums", "MAPS-2")).map(tuple),
        st.permutations(("polls", "forums", "MAPS-2")).map(lambda codes: (*codes[:2], "")),
    ),
    "percentage": st.decimals(0, 100, places=6).map(lambda number: (written(number),)),
    "integer": st.integers(-(10**30) + 1, 10**30 - 1).map(lambda number: (str(number),)),
    "decimal": st.decimals(-(10**15), 10**15, places=8).map(lambda number: (written(number),)),
    "amount": st.decimals(-(10**15), 10**15, places=3).map(lambda number: (written(number),)),
    "year": st.integers(1900, 2100).map(lambda year: (str(year),)),
    "text": st.text(max_size=400).map(lambda text: (text,)),
    "long_text": st.text().map(lambda text: (text,)),
    "web_address": pages.map(lambda text: (text,)),
    "email": st.emails().map(lambda text: (text,)),
    "phone": phones.map(lambda text: (text,)),
    "file": st.lists(st.tuples(st.binary(), st.text(min_size=1)), min_size=1, max_size=10).map(
        lambda pairs: tuple(f"{sha256(one).hexdigest()} {file_name(name)}" for one, name in pairs)
    ),
    "date": st.dates(date(1900, 1, 1), date(2100, 12, 31)).map(lambda day: (day.isoformat(),)),
}


def test_every_item_type_is_put_to_the_law():
    # What is calculated is shown and exported, and never read; of files only names are shown.
    assert typed.keys() == ITEM_TYPES.keys() - {CALCULATE}


@pytest.mark.parametrize("kind", typed)
@given(data=st.data())
def test_value_shown_exported_or_drawn_is_read_back(kind, data):
    item_type = ITEM_TYPES[kind]
    one: Item = item(kind)
    if "unit" in item_type.keys:
        one = item(kind, unit=data.draw(st.sampled_from(UNITS)))
    offered = {
        "yes_no": YES_NO,
        **dict.fromkeys(("select_one", "select_multiple", "ranking"), TOOLS),
    }
    choices = offered.get(kind, ())
    try:
        value = item_type.parse(one, choices, data.draw(typed[kind]))
    except BadValue:
        assume(False)
    assume(value is not None)
    drawn = tuple(value) if isinstance(value, list) else (str(value),)
    shown = item_type.show(one, choices, value, data.draw(st.sampled_from(("en", "fr", "ar"))))
    cell = item_type.cell(value)
    exported = written(cell) if isinstance(cell, Decimal) else str(cell)
    texts = (drawn, (exported,)) if kind == FILES else (drawn, (shown,), (exported,))
    for again in texts:
        assert item_type.parse(one, choices, again) == value


@pytest.mark.parametrize("kind", ITEM_TYPES)
@given(raw=st.lists(st.text(), max_size=3))
def test_whatever_is_typed_is_read_or_refused_with_a_sentence(kind, raw):
    limits = {"min": "1900", "max": "2000"} if kind in {"year", "decimal"} else {}
    found = parsed(
        kind, *raw, choices=TOOLS if "choices" in ITEM_TYPES[kind].keys else (), **limits
    )
    if isinstance(found, BadValue):
        assert str(found)
    elif found is not None:
        assert ITEM_TYPES[kind].operand(found) != ""
