"""Texts of a workbook: English into the form, all other languages into catalogues."""

from msq.instrument.model import Text
from msq.instrument.translating import SOURCE
from msq.xlsform.languages import heading_of
from msq.xlsform.places import Row, SheetFaults

Words = str | Text


class Texts:
    """Collects what a workbook says in each language.

    One English text has one translation in a language; where another row translates it in another
    way, the form itself keeps those words.
    """

    def __init__(self, faults: SheetFaults, *, has_english: bool) -> None:
        """Begin without any texts; where there is no English at all, that is one fault."""
        self._faults = faults
        self._has_english = has_english
        self.said: dict[str, dict[str, str]] = {}
        """By language, the translation of each English text."""

    def words(self, row: Row, key: str) -> Words:
        """Return a text as a form's file would give it; empty where there is none."""
        text = row.text(key)
        if not text:
            return ""
        source = text.get(SOURCE)
        if source is None:
            if self._has_english:
                self._faults.at(row, f"the text is not given in {heading_of(SOURCE)} too", key)
            return next(iter(text.values()))
        if any("${" in words for words in text.values()):
            self._faults.at(row, "a text cannot show an answer here; reword it without ${…}", key)
        return self.kept(source, text)

    def kept(self, source: str, text: Text) -> Words:
        """Remember the translations of an English text, and return what the form keeps of it."""
        other = {
            language: words
            for language, words in text.items()
            if language != SOURCE
            and self.said.setdefault(language, {}).setdefault(source, words) != words
        }
        return {SOURCE: source, **other} if other else source
