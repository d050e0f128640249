"""How far the languages of a form cover it, by section: counts that can be kept and shown.

A published form holds texts, not what translators said of them; so the counts of a catalogue, with
what is unofficial and stale, are kept beside the form when it is published.
"""

from collections.abc import Collection, Mapping

from msq.instrument.model import Form
from msq.instrument.translating import (
    SHARED,
    SOURCE,
    WHOLE,
    Counts,
    Coverage,
    sources,
    texts_of,
)


def counted_in(
    form: Form, stale: Mapping[str, Collection[str]] | None = None, *, unofficial: bool
) -> Counts:
    """Return how far a form's own texts cover it.

    Args:
        stale: by language the English texts whose translation is older than they are.
        unofficial: whether all translations are; of a form alone nobody can tell.
    """
    found: Counts = {}
    by_section = {section: set(texts) for section, texts in sources(form).items()}
    whole = set().union(*by_section.values())
    for language in form.languages:
        if language == SOURCE:
            continue
        lacking = {text[SOURCE] for text, _, _ in texts_of(form) if _lacks(text, language)}
        old = set((stale or {}).get(language, ())) - lacking
        found[language] = {}
        for section, texts in {WHOLE: whole, **by_section}.items():
            good = len(texts - lacking - old)
            numbers = [len(texts), good, good if unofficial else 0, len(texts & old)]
            found[language][section] = numbers
    return found


def stale_since(before: Form, now: Form) -> dict[str, set[str]]:
    """Return by language the English texts that changed while their translation did not.

    A text is the same when it stands at the same place of both forms.
    """
    old = {place: text for text, place, _ in texts_of(before)}
    found: dict[str, set[str]] = {}
    for text, place, _ in texts_of(now):
        was = old.get(place, {})
        if not was or was.get(SOURCE) == text.get(SOURCE):
            continue
        for language, words in text.items():
            if language != SOURCE and words and words == was.get(language):
                found.setdefault(language, set()).add(text.get(SOURCE, ""))
    return found


def coverages(counts: Counts) -> dict[str, dict[str, Coverage]]:
    """Return kept counts as coverage, by language and section; ``WHOLE`` first."""
    return {
        language: {section: Coverage(*numbers) for section, numbers in _in_order(sections)}
        for language, sections in counts.items()
    }


def _in_order(sections: Mapping[str, list[int]]) -> list[tuple[str, list[int]]]:
    first = {WHOLE: 0, SHARED: 1}
    return sorted(sections.items(), key=lambda pair: (first.get(pair[0], 2), pair[0]))


def _lacks(text: Mapping[str, str], language: str) -> bool:
    return bool(text.get(SOURCE)) and not text.get(language)
