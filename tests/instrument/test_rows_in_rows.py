"""A repeating group in the rows of another one, as a form says it; what the check refuses."""

import pytest

from msq.instrument.model import Group
from msq.instrument.translating import sources
from msq.instrument.yaml_form import load
from tests.instrument.folders import faults, folder

FORM = """\
- code: A1
  concept: one
  type: repeat
  text: Programmes
  tags: {osi: [law]}
  fields:
    - {code: name, type: text, text: Name}
    - code: partner
      type: repeat
      text: Partners
      help: Those that pay.
      row_title: Partner
      max_rows: 3
      relevant: "${name} != ''"
      fields:
        - {code: name, type: text, text: Name, relevant: "${kind} = '' or ${end} > 2000"}
        - {code: kind, type: text, text: Kind, required: "${name} != ''", personal: true}
    - {code: end, type: year, text: Until}
"""


def test_group_inside_is_built_with_its_fields_among_those_of_the_row(tmp_path):
    built = load(folder(tmp_path, FORM))
    entry = built.entries["A1"]
    assert entry.groups == (
        Group(
            code="A1.partner",
            text={"en": "Partners"},
            help={"en": "Those that pay."},
            relevant="${A1.name} != ''",
            max_rows=3,
            row_title={"en": "Partner"},
        ),
    )
    assert [(item.code, item.within, item.concept, item.personal) for item in entry.items] == [
        ("A1.name", "A1", "one.name", False),
        ("A1.partner.name", "A1.partner", "one.partner.name", False),
        ("A1.partner.kind", "A1.partner", "one.partner.kind", True),
        ("A1.end", "A1", "one.end", False),
    ]
    assert entry.items[1].relevant == "${A1.partner.kind} = '' or ${A1.end} > 2000"
    assert {item.tags["osi"] for item in entry.items} == {("law",)}
    assert [part.code for part in built.contents["A1"]] == ["A1.name", "A1.partner", "A1.end"]
    assert (built.depth("A1.partner.kind"), built.depth("A1.name"), built.depth("A1")) == (2, 1, 0)
    assert sources(built.form)["A"]["Partners"] == ["A1.partner:text"]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "- {code: kind, type: text, text: Kind",
            (
                "- {code: in, type: repeat, text: In, fields: [{code: x, type: text, text: X}]}\n"
                "        - {code: kind, type: text, text: Kind"
            ),
            (
                "line 20: a repeating group can stand inside another one, but not in one that does "
                "so itself; give it a number of its own"
            ),
        ),
        ("max_rows: 3", "max_rows: 51", "line 16: “max_rows” must be a whole number from 1 to 50"),
        ("row_title: Partner", "concept: x", "line 15: a repeating group inside another has no"),
        ("code: partner", "code: name", "line 11: the code “A1.name” is used 2 times, first in"),
        (
            "${name} != ''\"\n",
            "${nam} != ''\"\n",
            "line 17: “relevant”: there is no item “nam”; did",
        ),
        (
            "${name} != ''\"\n",
            "${A1.partner.kind} != ''\"\n",
            (
                "line 17: “relevant”: “A1.partner.kind” stands in a repeating group, which only "
                "its own rows can look into"
            ),
        ),
        (
            "${name} != ''\"\n",
            'count(${A1.partner}) > 0"\n',
            "line 19: relevance runs in a circle: A1.partner.",
        ),
        ("${name} != ''\"\n", '1 = 2"\n', "line 17: “A1.partner” can never be asked"),
        ("text: Until}", 'text: Until, relevant: "${A1.partner} = 1"}', "has no answer of its own"),
        (
            "text: Until}",
            "text: Until, relevant: \"${partner.name} = 'x'\"}",
            "there is no item “partner.name”",
        ),
        (
            "text: Until}",
            "text: Until, relevant: \"${A1.partner.name} = 'x'\"}",
            "“A1.partner.name” stands in a repeating group, which only its own rows can look into",
        ),
    ],
)
def test_what_is_wrong_inside_is_named_with_its_line(tmp_path, old, new, expected):
    assert old in FORM
    (first, *_) = faults(folder(tmp_path, FORM.replace(old, new))) or ["nothing"]
    assert expected in first


def test_sums_over_inner_rows_are_sound_from_the_row_and_from_outside(tmp_path):
    amount = (
        FORM.replace("${kind} = ''", "${cost} = 1")
        .replace("text, text: Kind", "integer, text: Cost")
        .replace("code: kind", "code: cost")
        .replace("required: \"${name} != ''\", ", "")
    )
    more = """\
    - {code: all, type: calculate, text: All, calculation: "sum(${A1.partner.cost})"}
- {code: A2, concept: two, type: calculate, text: All, calculation: "sum(${A1.partner.cost})"}
- {code: A3, concept: three, type: calculate, text: All, calculation: "count(${A1.partner})"}
"""
    assert faults(folder(tmp_path, amount + more)) == []
