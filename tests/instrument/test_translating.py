"""The texts of a form in its other languages: read, brought up to date, counted."""

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from msq.instrument import yaml_form
from msq.instrument.model import Form
from msq.instrument.translating import (
    SHARED,
    Coverage,
    coverage,
    gaps,
    in_languages,
    sources,
    updated,
    whole_coverage,
)
from msq.problems import BadForm
from tests.instrument.folders import folder


def french(**said: str) -> Catalog:
    """Return a French catalogue; ``_`` in a key stands for a blank."""
    catalogue = Catalog(locale="fr")
    for text, translation in said.items():
        catalogue.add(text.replace("_", " "), translation, flags=["unofficial"])
    return catalogue


HEAD = """\
format: 1
code: test
title: A form
languages: [en, fr]
sections: [a, b]
"""
LISTS = "sizes: [{code: s, text: Small}, {code: l, text: Large}]"
FIRST = """\
section: A
title: First
items:
  - {code: A1, concept: a.one, type: select_one, choices: sizes, text: 'How large?', help: Measure.}
  - code: A2
    concept: a.two
    type: repeat
    text: Which?
    row_title: Thing
    max_rows: 3
    fields: [{code: name, type: text, text: Name}, {code: size, type: integer, text: 'How large?'}]
"""
SECOND = """\
section: B
title: Second
items:
  - {code: B1, concept: b.one, type: integer, text: 'How many?', unit: people}
"""


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A form with two sections, a codelist and a repeating group."""
    return folder(tmp_path, instrument=HEAD, codelists=LISTS, details="{}", a=FIRST, b=SECOND)


def form_of(path: Path) -> Form:
    """Return the form of a folder."""
    return yaml_form.load(path).form


def test_every_text_is_found_once_in_its_section_with_all_its_places(place: Path) -> None:
    assert sources(form_of(place)) == {
        SHARED: {
            "A form": ["form:title"],
            "Small": ["codelist.sizes.s:text"],
            "Large": ["codelist.sizes.l:text"],
        },
        "A": {
            "First": ["A:title"],
            "How large?": ["A1:text", "A2.size:text"],
            "Measure.": ["A1:help"],
            "Which?": ["A2:text"],
            "Name": ["A2.name:text"],
            "Thing": ["A2:row_title"],
        },
        "B": {
            "Second": ["B:title"],
            "How many?": ["B1:text"],
            "people": ["B1:unit"],
        },
    }


def test_translations_are_said_wherever_the_english_is_and_stale_ones_are_not(place: Path) -> None:
    catalogue = french(Small="Petit", Name="Nom", people="personnes")
    catalogue["Name"].flags.add("fuzzy")

    form = in_languages(form_of(place), {"fr": catalogue})

    assert form.codelists["sizes"][0].text == {"en": "Small", "fr": "Petit"}
    group = form.sections[0].entries[1]
    assert group.items[0].text == {"en": "Name"}
    assert form.sections[1].entries[0].items[0].unit == {"en": "people", "fr": "personnes"}
    assert gaps(form) == {"fr": 10}
    assert gaps(form_of(place)) == {"fr": 12}


def test_coverage_counts_each_text_of_a_section_once(place: Path) -> None:
    catalogue = french(Small="Petit", Name="Nom", people="personnes")
    catalogue["Name"].flags.add("fuzzy")
    catalogue["people"].flags.clear()

    found = coverage(form_of(place), catalogue)

    assert found == {
        SHARED: Coverage(texts=3, translated=1, unofficial=1, stale=0),
        "A": Coverage(texts=6, translated=0, unofficial=0, stale=1),
        "B": Coverage(texts=3, translated=1, unofficial=0, stale=0),
    }
    assert (found["A"].missing, found["A"].is_whole) == (5, False)
    assert whole_coverage(form_of(place), catalogue).texts == 12


def test_changed_english_keeps_its_translation_as_stale_until_it_is_looked_at(place: Path) -> None:
    first = updated(form_of(place), french(), Catalog(locale="fr"))
    first["How many?"].string = "Combien ?"
    first["people"].string = "personnes"
    section = place / "b.yaml"
    section.write_text(section.read_text().replace("How many?", "How many now?"))

    second = updated(form_of(place), first, Catalog(locale="fr"))

    assert second.get("How many?") is None
    changed = second["How many now?"]
    assert (changed.string, changed.flags, changed.previous_id) == (
        "Combien ?",
        {"fuzzy"},
        ["How many?"],
    )
    assert (second["people"].string, second["people"].flags) == ("personnes", set())
    assert whole_coverage(form_of(place), second).stale == 1
    third = updated(form_of(place), second, Catalog(locale="fr"))
    assert third["How many now?"].flags == {"fuzzy"}


def test_catalogue_beside_the_form_is_read_with_it(place: Path) -> None:
    (place / "translations").mkdir()
    with (place / "translations" / "fr.po").open("wb") as file:
        write_po(file, french(Second="Deuxième"))

    assert yaml_form.load(place).form.sections[1].title == {"en": "Second", "fr": "Deuxième"}


@pytest.mark.parametrize(
    ("name", "content", "fault"),
    [
        ("de.po", "", "translations/de.po, line 1: “languages” of instrument.yaml does not name"),
        ("fr.txt", "", "translations/fr.txt, line 1: “languages” of instrument.yaml does not"),
        ("fr.po", 'msgid "a"\nmsgstr "b"\nmsgid "open\n', "translations/fr.po, line "),
        ("fr.po", "\udcff", "translations/fr.po, line 1: not readable"),
    ],
)
def test_what_is_no_catalogue_of_the_form_is_a_fault(
    place: Path, name: str, content: str, fault: str
) -> None:
    (place / "translations").mkdir()
    path = place / "translations" / name
    path.write_text(content, encoding="utf-8", errors="surrogateescape")

    with pytest.raises(BadForm) as caught:
        yaml_form.load(place)

    assert [one[: len(fault)] for one in caught.value.faults] == [fault]


def test_message_of_a_check_is_a_text_of_its_section(place: Path) -> None:
    check = "checks:\n  - code: few\n    expression: ${B1} < 5\n    strength: note\n"
    check += "    message: That is few.\n    items: [B1]\n"
    (place / "b.yaml").write_text(f"{SECOND.rstrip()}\n{check}")

    found = sources(form_of(place))["B"]
    assert found["That is few."] == ["check.few:message"]
    form = in_languages(form_of(place), {"fr": french(**{"That is few.": "C’est peu."})})
    assert form.sections[1].checks[0].message["fr"] == "C’est peu."
