"""What is wrong with the files of a form: each is a fault with its line, never an exception."""

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from msq import resources
from msq.instrument.yaml_form import load
from tests.instrument.folders import DETAILS, HEAD, LISTS, SECTION, faults, folder

ITEM = "- {code: A1, concept: a.one, type: yes_no, text: One}"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("format: 1", "format: 2", "line 1: “format” must be 1"),
        ("format: 1\n", "", "line 1: “format” must be 1"),
        ("code: test", "code: A Test", ("line 2: “A Test” is not a valid code here; write it like "
         "“msq-2028”")),
        ("title: Test\n", "", "line 1: “title” must be a text"),
        ("title: Test", "tittle: Test\ntitle: Test", ("line 3: a questionnaire has no “tittle”; "
         "did you mean “title”?")),
        ("title: Test", "title: Test\nlanguages: [fr]", ("line 4: “languages” must hold en: texts "
         "are written in it")),
        ("title: Test", "title: Test\nlanguages: [en, English]", ("line 4: “English” is not the "
         "code of a language")),
        ("title: Test", "title: Test\nlanguages: []", ("line 4: “languages” must hold en: texts "
         "are written in it")),
        ("title: Test", "title: Test\nlanguages: [en, en]", ("line 4: “languages” names the same "
         "thing twice")),
        ("title: Test", "title: Test\nunit_kind: Member State", ("line 4: “Member State” is not a "
         "valid unit_kind here; write it like “member_state”")),
        ("sections: [a]", "sections: []", ("line 4: “sections” must list the section files, "
         "without .yaml")),
        ("sections: [a]", "sections: [a, b]", "line 4: there is no file b.yaml"),
        ("sections: [a]", "sections: [a, codelist]", "line 4: there is no file codelist.yaml"),
        ("sections: [a]", "sections: [a, ../a]", ("line 4: “sections” may only name files of this "
         "folder")),
        ("sections: [a]", "sections: [a, a]", "line 4: “sections” names the same file twice"),
        ("osi: {law: Legal framework, part: Participation}", "osi: [law]", ("line 5: “tags” must "
         "list each kind of tag with its values")),
        ("law: Legal framework", "law:", "line 5: the tag osi: law needs a label"),
        ("title: Test", "title: Test\ntitle: Test", ("line 4: not readable as YAML: “title” is "
         "given twice")),
        ("title: Test", "title: &x Test", None),
        ("title: Test", "title: *x", "line 3: not readable as YAML: aliases are not allowed"),
        ("title: Test", "title: !!float 1", ("line 3: not readable as YAML: could not determine a "
         "constructor for the tag 'tag:yaml.org,2002:float'")),
        ("title: Test", "title: !!python/object:os.system x",
         ("line 3: not readable as YAML: could "
         "not determine a constructor for the tag 'tag:yaml.org,2002:python/object:os.system'")),
        ("title: Test", "[a]: b", "line 3: not readable as YAML: a key must be a word"),
        ("title: Test", "~: b", "line 3: not readable as YAML: a key must be a word"),
        ("title: Test", "title: [", ("line 5: not readable as YAML: expected ',' or ']', but got "
         "'<scalar>'")),
        ("title: Test", "title: \u0007",
         ("line 3: not readable as YAML: the character U+0007 is not "
         "allowed")),
        ("title: Test", "title: Caf\udce9", "line 3: this file is not UTF-8 text"),
        (HEAD, "", "line 1: this file must hold “key: value” lines"),
        (HEAD, "- 1\n", "line 1: this file must hold “key: value” lines"),
        (HEAD, "[" * 1000, "line 1: not readable as YAML: it is nested too deeply"),
        (HEAD, "#" * 2_000_001, "line 1: this file is too large for a questionnaire"),
    ],
)  # fmt: skip
def test_head_that_is_wrong_is_named_with_its_line(tmp_path, old, new, expected):
    found = faults(folder(tmp_path, ITEM, instrument=HEAD.replace(old, new, 1)))
    assert found == ([f"instrument.yaml, {expected}"] if expected else [])


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("section: A", "section: AB", ("line 1: “AB” is not a valid section here; write it like "
         "“B”")),
        ("title: First", "", "line 1: “title” must be a text"),
        ("title: First", "title: First\nminutes: long", ("line 3: “minutes” must be a whole number "
         "from 0 to 600")),
        ("title: First", "title: First\nitms: []", ("line 3: a section has no “itms”; did you mean "
         "“items”?")),
    ],
)  # fmt: skip
def test_section_that_is_wrong_is_named_with_its_line(tmp_path, old, new, expected):
    section = SECTION.replace(old, new) + f"  {ITEM}\n"
    found = faults(folder(tmp_path, a=section))
    assert found[0] == f"a.yaml, {expected}"


def test_section_without_items_is_a_fault(tmp_path):
    for section in ("section: A\ntitle: First\n", SECTION, "section: A\ntitle: First\nitems: []\n"):
        assert "a.yaml, line 1: the section has no “items”" in faults(folder(tmp_path, a=section))


def test_two_sections_with_one_letter_are_named_with_both_places(tmp_path):
    head = HEAD.replace("[a]", "[a, b]")
    other = (
        "section: A\ntitle: Second\nitems:\n  - {code: A2, concept: a.two, type: text, text: T}\n"
    )
    assert faults(folder(tmp_path, ITEM, instrument=head, b=other)) == [
        "b.yaml, line 1: the section “A” is used 2 times, first in a.yaml, line 1"
    ]


def test_file_that_no_section_names_is_a_fault(tmp_path):
    expected = "instrument.yaml, line 4: “sections” leaves out the file b.yaml"
    assert faults(folder(tmp_path, ITEM, b=SECTION)) == [expected]


def test_form_without_its_head_is_a_fault(tmp_path):
    assert faults(tmp_path) == ["instrument.yaml, line 1: this file is missing"]
    assert faults(tmp_path / "nowhere") == ["instrument.yaml, line 1: this file is missing"]


def test_file_that_is_a_folder_is_a_fault(tmp_path):
    path = folder(tmp_path, ITEM)
    (path / "a.yaml").unlink()
    (path / "a.yaml").mkdir()
    assert faults(path) == ["a.yaml, line 1: this file is missing"]


def test_numbers_and_truths_of_a_file_stay_the_texts_that_were_written(tmp_path):
    head = HEAD.replace("tags:", "tags:\n  sdg: {16.10: Access, 16.1: Violence}")
    item = ITEM.replace("One}", "12:30, help: 007, tags: {sdg: [16.10], osi: [law]}}")
    built = load(folder(tmp_path, item, instrument=head))
    (found,) = built.items.values()
    assert found.text == {"en": "12:30"}
    assert found.help == {"en": "007"}
    assert found.tags == {"sdg": ("16.10",), "osi": ("law",)}
    assert built.form.tags["sdg"] == {"16.10": "Access", "16.1": "Violence"}


def test_limits_of_a_file_are_exact(tmp_path):
    item = ITEM.replace("yes_no", "decimal").replace(
        "One}", "One, min: 0.1234567890123456789012345, max: 123456789012345678901234567890}"
    )
    (found,) = load(folder(tmp_path, item)).items.values()
    assert (found.min, found.max) == (
        "0.1234567890123456789012345",
        "123456789012345678901234567890",
    )


def test_file_with_a_mark_of_its_encoding_is_read(tmp_path):
    assert faults(folder(tmp_path, ITEM, instrument=f"\ufeff{HEAD}")) == []


def test_relevance_of_a_long_chain_is_no_circle_and_needs_no_deep_stack(tmp_path):
    lines = [ITEM.replace("yes_no", "text")]
    lines += [
        f"- {{code: A{n}, concept: a.n{n}, type: text, text: T, relevant: '${{A{n - 1}}} != 1'}}"
        for n in range(2, 600)
    ]
    assert faults(folder(tmp_path, "\n".join(lines))) == []


def _parts(value, path=()):
    """Yield the path of every value inside a document."""
    yield path
    if isinstance(value, (dict, list)):
        for key, one in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _parts(one, (*path, key))


def _with(value, path, new):
    """Return a document in which one value is another."""
    if not path:
        return new
    inside = value.items() if isinstance(value, dict) else enumerate(value)
    changed = {key: _with(one, path[1:], new) if key == path[0] else one for key, one in inside}
    return changed if isinstance(value, dict) else list(changed.values())


FORM = {
    "instrument": yaml.safe_load(HEAD),
    "codelists": yaml.safe_load(LISTS),
    "details": yaml.safe_load(DETAILS),
    "a": yaml.safe_load(
        SECTION
        + """
  - {code: A1, concept: a.one, type: yes_no, text: One, details: evidence, tags: {osi: [law]}}
  - code: A2
    concept: a.two
    type: select_one
    text: Two
    choices: asking
    relevant: ${A1} = 'no'
  - {code: A3, concept: a.three, type: integer, text: Three, min: 1, max: 2, unit: x, missing: []}
  - code: A4
    concept: a.four
    type: table
    text: Four
    rows: [{code: one, concept: a.row, text: One}]
    columns: [{code: has, type: yes_no, text: Has}]
    details: evidence
  - code: A5
    concept: a.five
    type: repeat
    text: Five
    max_rows: 3
    fields:
      - code: name
        type: text
        text: Name
        max_length: 5
        constraint: . != 'x'
        constraint_message: No
"""
    ),
}
PATHS = list(_parts(FORM))[1:]
json_like = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
    | st.sampled_from(("yes_no", "amount", "evidence", "colours", "A1", "${A1}", "1e3", "9" * 500)),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(("code", "type", "parts", "en", "x")), inner, max_size=3),
    max_leaves=5,
)  # fmt: skip


def test_form_that_is_torn_below_has_no_faults(tmp_path):
    assert (
        faults(folder(tmp_path, **{name: yaml.safe_dump(one) for name, one in FORM.items()})) == []
    )


@settings(max_examples=100)
@given(path=st.sampled_from(PATHS), new=json_like)
def test_form_torn_at_any_place_has_faults_and_never_fails_otherwise(tmp_path_factory, path, new):
    torn = _with(FORM, path, new)
    texts = {name: yaml.safe_dump(one, allow_unicode=True) for name, one in torn.items()}
    found = faults(folder(tmp_path_factory.mktemp("torn"), **texts))
    assert all(", line " in fault for fault in found)


def test_packaged_forms_have_no_faults():
    for head in resources.folder("forms").glob("*/instrument.yaml"):
        assert faults(head.parent) == []
