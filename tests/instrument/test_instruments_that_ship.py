"""The three questionnaires together: what links the two editions, and what LOSI asks of cities."""

import csv
import re
from collections import Counter
from pathlib import Path

import pytest

from msq import resources
from msq.instrument.model import Item
from msq.instrument.translating import sources
from msq.instrument.whole import Instrument
from msq.instrument.yaml_form import load

FORMS = resources.folder("forms")
SHIPPED = ("losi-2028", "msq-2026", "msq-2028")
CRITERIA = (
    "institutional_framework", "content_provision", "services_provision", "participation",
    "technology",
)  # fmt: skip
CRITERION_SECTIONS = "BCDEF"
"""The sections of LOSI that stand for its criteria; around them are people, texts and consent."""
MOST_WORDS = 30
_NAME = re.compile(r"\$\{([^}]+)\}")
_SENTENCE_END = re.compile(r"(?<=[.?!:])\s+")

# What differs under the same concept, by what a focal point would call it (docs/instruments.md).
REWORDED = {
    "capacity.specialists", "inclusion.policy", "institution.cio.exists", "local.policy",
    "open_data.sets", "participation.consultations.held", "practice.lessons",
    "respondent.position", "trust.response_team", "use.accounts",
}  # fmt: skip
RETYPED = {
    "capacity.trained.women": ("integer", "percentage"),
    "crisis.plan.tested_on": ("year", "date"),
    "institution.ministry_units": ("integer", "select_one"),
    "institution.organigram": ("text", "web_address"),
    "making.hours": ("integer", "decimal"),
    "open_data.licence.kind": ("text", "select_one"),
    "participation.feedback": ("yes_no", "select_one"),
    "satisfaction.share": ("integer", "percentage"),
    "use.services.share_online": ("integer", "percentage"),
}
OTHER_CHOICES = {
    "capacity.topics": (set(), {"ai"}),
    "crisis.warning.channels": (set(), {"cell_broadcast"}),
    "identity.forms": ({"token"}, {"biometrics"}),
    "legal.drafts.topic": ({"commerce"}, {"ai", "misinformation"}),
    "open_data.formats": ({"html"}, {"linked"}),
    "practice.topic": ({"pandemic"}, set()),
    "strategy.digital_government.topics": (set(), {"environment"}),
}
OTHER_LOGIC = {
    "inclusion.access.number", "signatory.position", "strategy.budget.year",
    "strategy.digital_government.end", "use.services.online", "use.transactions",
}  # fmt: skip
MOVED = {
    "crisis.copies": ("I", "L"),
    "identity.without": ("J", "I"),
    "satisfaction.complaints": ("G", "F"),
}
RETIRED = {
    "capacity.trained.share", "crisis.pandemic", "institution.cio.since", "legal.commerce.exists",
    "open_data.training", "participation.text_message", "strategy.fund",
    "technology.big_data.used", "use.machines",
}  # fmt: skip
ADDED = {
    "ai.human_review", "ai.register", "ai.told", "crisis.false_information", "identity.documents",
    "inclusion.easy_content", "institution.organigram.file", "legal.ai.exists",
    "legal.misinformation.exists", "strategy.priorities", "technology.digital_twins.used",
}  # fmt: skip


@pytest.fixture(scope="module")
def shipped() -> dict[str, Instrument]:
    return {code: load(FORMS / code) for code in SHIPPED}


@pytest.fixture(scope="module")
def losi(shipped: dict[str, Instrument]) -> Instrument:
    return shipped["losi-2028"]


@pytest.fixture(scope="module")
def editions(shipped: dict[str, Instrument]) -> tuple[dict[str, Item], dict[str, Item]]:
    """The items of both editions by concept, 2026 first."""
    old, new = shipped["msq-2026"], shipped["msq-2028"]
    return _by_concept(old), _by_concept(new)


def _by_concept(instrument: Instrument) -> dict[str, Item]:
    return {item.concept: item for item in instrument.items.values()}


def _asked(instrument: Instrument) -> dict[str, tuple[object, ...]]:
    """Return by concept what a respondent meets in English, wherever it stands."""

    def by_concept(source: str) -> str:
        return _NAME.sub(lambda name: instrument.items[name[1]].concept, source)

    return {
        item.concept: (
            item.type, item.text["en"], item.help.get("en"), item.unit.get("en"), item.required,
            item.min, item.max, item.max_length, item.missing, item.personal,
            by_concept(item.relevant), by_concept(item.constraint),
            [(one.code, one.text["en"], one.specify) for one in instrument.choices(item)],
        )
        for item in instrument.items.values()
    }  # fmt: skip


def test_each_questionnaire_that_ships_is_tested_here():
    assert tuple(sorted(one.parent.name for one in FORMS.glob("*/instrument.yaml"))) == SHIPPED


def test_shipped_forms_have_the_sizes_that_are_promised(shipped):
    sizes = {
        code: (
            one.form.unit_kind,
            "".join(section.code for section in one.sections),
            sum(entry.kind != "note" for entry in one.entries.values()),
            len(one.items),
        )
        for code, one in shipped.items()
    }
    assert sizes == {
        "losi-2028": ("city", "ABCDEFGH", 69, 222),
        "msq-2026": ("member_state", "ABCDEFGHIJKLMNOP", 198, 670),
        "msq-2028": ("member_state", "ABCDEFGHIJKLMNOP", 200, 682),
    }


def test_shipped_forms_are_for_the_six_languages(shipped):
    for one in shipped.values():
        assert one.form.languages == ("ar", "zh", "en", "fr", "ru", "es")


def test_shipped_forms_count_their_entries_from_one(shipped):
    for one in shipped.values():
        for section in one.sections:
            codes = [entry.code for entry in section.entries]
            assert codes == [f"{section.code}{n}" for n in range(1, len(codes) + 1)]


def test_shipped_forms_use_every_list_of_choices(shipped):
    for one in shipped.values():
        used = {item.choices for item in one.items.values()}
        used |= {entry.rows_from for entry in one.entries.values()}
        assert used - {""} == set(one.form.codelists)


def test_shipped_forms_ask_in_short_sentences_that_end_well(shipped):
    for one in shipped.values():
        texts = {text for section in sources(one.form).values() for text in section}
        long = {
            sentence
            for text in texts
            for sentence in _SENTENCE_END.split(text)
            if len(sentence.split()) > MOST_WORDS
        }
        assert long == set()
        assert [text for text in texts if "  " in text or text != text.strip()] == []
        for entry in one.entries.values():
            assert entry.kind == "note" or entry.text["en"].endswith("?"), entry.code
            assert entry.help["en"], entry.code


def test_shipped_forms_use_every_tag_that_they_list(shipped):
    """Of the action lines the two editions list all, and 2026 asks nothing about media."""
    unused = {
        (code, kind, value)
        for code, one in shipped.items()
        for kind, listed in one.form.tags.items()
        for value in listed
        if not any(value in item.tags.get(kind, ()) for item in one.items.values())
    }
    assert unused == {("msq-2026", "wsis", "C9")}


def test_editions_are_linked_by_about_nine_tenths_of_their_concepts(editions):
    old, new = editions
    linked, all_concepts = old.keys() & new.keys(), old.keys() | new.keys()
    assert 0.90 <= len(linked) / len(all_concepts) <= 0.95
    assert (len(linked), len(old) - len(linked), len(new) - len(linked)) == (648, 22, 34)


def test_about_a_tenth_of_the_items_changed_came_or_went(shipped, editions):
    old, new = editions
    before, after = _asked(shipped["msq-2026"]), _asked(shipped["msq-2028"])
    changed = {concept for concept in before.keys() & after.keys()
               if before[concept] != after[concept]}  # fmt: skip
    assert changed == REWORDED | RETYPED.keys() | OTHER_CHOICES.keys() | OTHER_LOGIC
    share = (len(changed) + len(old.keys() ^ new.keys())) / len(old.keys() | new.keys())
    assert 0.08 <= share <= 0.13


def test_editions_differ_in_what_their_page_of_differences_names(editions):
    old, new = editions

    def leads(these, others):
        return {item.concept for item in these.values()
                if item.concept not in others and not item.lead
                and item.column in {"", "exists", "used"}}  # fmt: skip

    assert (leads(old, new), leads(new, old)) == (RETIRED, ADDED)
    types = {concept: (old[concept].type, new[concept].type) for concept in old.keys() & new.keys()}
    assert {concept: two for concept, two in types.items() if two[0] != two[1]} == RETYPED


def test_choices_came_and_went_under_the_same_concept(shipped, editions):
    old, new = editions
    for concept, (gone, come) in OTHER_CHOICES.items():
        before = {one.code for one in shipped["msq-2026"].choices(old[concept])}
        after = {one.code for one in shipped["msq-2028"].choices(new[concept])}
        assert (before - after, after - before) == (gone, come), concept


def test_items_moved_to_another_section_keep_their_concept(editions):
    old, new = editions
    moved = {
        concept: (old[concept].code[0], new[concept].code[0])
        for concept in old.keys() & new.keys()
        if old[concept].code[0] != new[concept].code[0] and not old[concept].lead
    }
    assert moved == MOVED


def test_page_of_differences_names_every_question_that_differs():
    page = Path(__file__).parents[2] / "docs" / "instruments.md"
    words = page.read_text(encoding="utf-8")
    named = REWORDED | RETYPED.keys() | OTHER_CHOICES.keys() | OTHER_LOGIC | MOVED.keys()
    rows = {one.rpartition(".")[0] for one in RETIRED | ADDED if one.endswith((".exists", ".used"))}
    alone = {one for one in RETIRED | ADDED if not one.endswith((".exists", ".used"))}
    assert [one for one in sorted(named | rows | alone) if f"`{one}`" not in words] == []


def test_cities_are_asked_by_each_of_the_five_criteria(losi):
    assert tuple(losi.form.tags["losi"]) == CRITERIA
    asked = Counter(
        value
        for section in losi.sections
        for entry in section.entries
        for value in {one for item in entry.items for one in item.tags.get("losi", ())}
    )
    assert asked.keys() == set(CRITERIA)
    assert min(asked.values()) >= 10
    for section, criterion in zip(losi.sections[1:6], CRITERIA, strict=True):
        for entry in section.entries:
            for item in entry.items:
                assert criterion in item.tags["losi"], item.code


def test_cities_are_asked_only_what_has_a_concept_help_and_sensible_tags(losi):
    for item in losi.items.values():
        assert item.concept, item.code
        generated = item.code.rpartition(".")[2] == "other"
        assert generated or item.help["en"], item.code
        kinds = (
            {"losi", "sdg", "wsis", "indicator"} if item.code[0] in CRITERION_SECTIONS else set()
        )
        assert kinds <= item.tags.keys(), item.code
        if item.code[0] in CRITERION_SECTIONS:
            assert item.concept.startswith("city."), item.code
            assert "egov_local" in item.tags["indicator"], item.code


def test_cities_are_asked_about_themselves_and_about_persons_in_one_section_only(losi):
    assert [section.code for section in losi.sections if section.personal] == ["A"]
    assert all(0 < section.minutes <= 30 for section in losi.sections)
    asks = [entry.text["en"] for entry in losi.entries.values()]
    assert [text for text in asks if "your country" in text] == [
        "May we give the answers to the national government of your country?"
    ]


def test_member_states_are_asked_with_every_kind_of_tag_where_it_makes_sense(shipped):
    """Reaching pages and people has no goal, crises and cities no OSI part, practices neither."""
    lacking: dict[str, set[str]] = {}
    for code, entry in shipped["msq-2028"].entries.items():
        if code[0] not in "AP" and entry.kind != "note":
            for kind in shipped["msq-2028"].form.tags:
                if any(kind not in item.tags for item in entry.items):
                    lacking.setdefault(code, set()).add(kind)
    assert lacking == {
        **{code: {"osi", "sdg", "wsis", "indicator"} for code in ("B8", "B10", "C8", "N10")},
        **{code: {"osi"} for code in ("L8", "L9", "N3", "N9")},
        **{code: {"osi", "indicator"} for code in ("O1", "O2", "O3", "O4", "O5")},
        "K10": {"indicator"},
    }


def test_example_cities_stand_under_a_member_state_and_say_that_they_are_examples():
    def rows(name):
        with (FORMS / "registers" / name).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    states = {row["code"] for row in rows("member-states.csv")}
    cities = rows("losi-cities.csv")
    assert len({row["code"] for row in cities}) == len(cities) == 10
    for row in cities:
        assert row["kind"] == "city"
        assert row["parent"] in states
        assert row["code"] == f"EX-{row['parent']}-1"
        assert row["name"].startswith("Example City ")
        assert row["note"] == "Example: invented city"
