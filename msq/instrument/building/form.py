"""From the files of a form to the instrument."""

import re
from dataclasses import replace

from msq.instrument.building.agreeing import checks
from msq.instrument.building.codelists import Codelists
from msq.instrument.building.entries import Entries
from msq.instrument.building.items import Items
from msq.instrument.building.places import Faults, Place
from msq.instrument.building.reading import LANGUAGE, SOURCE_LANGUAGE, Reading
from msq.instrument.model import Form, Section, Text
from msq.instrument.whole import Instrument

INSTRUMENT_CODE = re.compile(r"[a-z0-9][a-z0-9.-]{0,63}")
UNIT_KIND = re.compile(r"[a-z][a-z0-9_]{0,31}")
SECTION_CODE = re.compile(r"[A-Z]")
SECTION_KEYS = (
    "section",
    "title",
    "intro",
    "minutes",
    "personal",
    "relevant",
    "items",
    "checks",
)
HEAD_KEYS = ("format", "code", "title", "unit_kind", "languages", "sections", "tags")
MOST_MINUTES = 600


def build(
    head: Place, codelists: Place, details: Place, sections: list[Place], faults: Faults
) -> Instrument:
    """Return the instrument; what cannot be built is left out and listed in ``faults``.

    Whether its parts agree with each other is for ``checks`` to say.
    """
    top = Reading(head, faults)
    top.knows_only("a questionnaire", HEAD_KEYS)
    top = replace(top, languages=_languages(top))
    lists = Codelists(replace(top, place=codelists))
    items = Items(lists, replace(top, place=details), faults)
    entries = Entries(items, faults)
    built = tuple(_section(replace(top, place=place), entries) for place in sections)
    kind = top.code(UNIT_KIND, "member_state", "unit_kind") if top.of("unit_kind") else ""
    return Instrument(
        Form(
            code=top.code(INSTRUMENT_CODE, "msq-2028"),
            title=top.text("title", needed=True),
            unit_kind=kind,
            languages=top.languages,
            codelists=lists.lists,
            tags=_vocabulary(top),
            sections=built,
        )
    )


def _languages(top: Reading) -> tuple[str, ...]:
    languages = top.words("languages", (SOURCE_LANGUAGE,))
    for language in languages:
        if not LANGUAGE.fullmatch(language):
            top.fault(f"“{language}” is not the code of a language", "languages")
    if SOURCE_LANGUAGE not in languages:
        top.fault(f"“languages” must hold {SOURCE_LANGUAGE}: texts are written in it", "languages")
    return languages


def _vocabulary(top: Reading) -> dict[str, Text]:
    """Return the kinds of tags, each with its values and their labels."""
    found = top.place.values.get("tags", {})
    if not isinstance(found, dict) or not all(isinstance(one, dict) for one in found.values()):
        top.fault("“tags” must list each kind of tag with its values", "tags")
        return {}
    for kind, values in found.items():
        for value, label in values.items():
            if not isinstance(label, str) or not label.strip():
                top.fault(f"the tag {kind}: {value} needs a label", "tags")
    return {
        str(kind): {str(value): str(label).strip() for value, label in values.items()}
        for kind, values in found.items()
    }


def _section(at: Reading, entries: Entries) -> Section:
    at.knows_only("a section", SECTION_KEYS)
    code = at.code(SECTION_CODE, "B", "section")
    at.faults.stands(code, at.place)
    found = at.inside("items")
    if not at.of("items"):
        at.fault("the section has no “items”")
    return Section(
        code=code,
        title=at.text("title", needed=True),
        intro=at.text("intro"),
        minutes=at.whole("minutes", 0, MOST_MINUTES, 0),
        personal=at.flag("personal"),
        entries=tuple(entries.entry(one) for one in found),
        relevant=at.expression("relevant"),
        checks=checks(at),
    )
