"""The texts of a form in its other languages, as gettext catalogues hold them.

The key of a message is the English text, and its locations are the places where the form says it:
``B1:text``, ``codelist.organisations.ministry:text``. So one translation serves wherever the same
is said, and a changed English text leaves its old translation behind under the old key, which is
how it is known to be stale.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from babel.messages.catalog import Catalog, Message
from msgspec.structs import replace

from msq.instrument.model import Form, Record, Text

SOURCE = "en"
STALE, UNOFFICIAL = "fuzzy", "unofficial"
"""Flags of a message: the English changed since; no translator has checked it."""
SHARED = ""
"""Where texts stand that belong to no section: the title and the codelists."""
Counts = dict[str, dict[str, list[int]]]
"""By language and section: texts, translated, unofficial, stale, as ``Coverage`` has them."""
WHOLE = "*"
"""Where the counts of the whole form stand, each different text counted once."""

_TEXTS = frozenset(
    {"title", "text", "help", "intro", "unit", "row_title", "constraint_message", "message"}
)
Part = TypeVar("Part", bound=Record)
Change = Callable[[Text, str, str], Text]
"""Returns a text anew, told its place and the section it stands in."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many texts of a part of a form a language has; counts of different English texts.

    ``unofficial`` ones are among the ``translated``; ``stale`` and missing ones are said in
    English.
    """

    texts: int
    translated: int
    unofficial: int
    stale: int

    @property
    def missing(self) -> int:
        """How many have no translation at all."""
        return self.texts - self.translated - self.stale

    @property
    def is_whole(self) -> bool:
        """Whether nothing is missing or stale."""
        return self.translated == self.texts


def sources(form: Form) -> dict[str, dict[str, list[str]]]:
    """Return by section (``SHARED`` first) every English text with its places, in order."""
    found: dict[str, dict[str, list[str]]] = {SHARED: {}}
    for section in form.sections:
        found[section.code] = {}

    def note(text: Text, place: str, section: str) -> Text:
        if text.get(SOURCE):
            places = found[section].setdefault(text[SOURCE], [])
            # An entry of one item says what its item says, at the same place.
            if place not in places:
                places.append(place)
        return text

    _mapped_form(form, note)
    return found


def texts_of(form: Form) -> list[tuple[Text, str, str]]:
    """Return every text that respondents read with its place and its section, in order."""
    found: list[tuple[Text, str, str]] = []

    def note(text: Text, place: str, section: str) -> Text:
        found.append((text, place, section))
        return text

    _mapped_form(form, note)
    return found


def in_languages(form: Form, catalogues: Mapping[str, Catalog]) -> Form:
    """Return a form whose texts are also said in the languages of the catalogues.

    A text that the form itself gives in a language stays as it is; a stale translation is none.
    """
    said = {code: dict(_translations(one)) for code, one in catalogues.items()}

    def add(text: Text, _place: str, _section: str) -> Text:
        source = text.get(SOURCE, "")
        more = {
            code: words[source]
            for code, words in said.items()
            if source in words and code not in text
        }
        return {**text, **more} if more else text

    return _mapped_form(form, add)


def gaps(form: Form) -> dict[str, int]:
    """Return by language how many different texts a form does not say in it; none where whole."""
    lacking: dict[str, set[str]] = {language: set() for language in form.languages}

    def look(text: Text, _place: str, _section: str) -> Text:
        for language in form.languages:
            if text.get(SOURCE) and not text.get(language):
                lacking[language].add(text[SOURCE])
        return text

    _mapped_form(form, look)
    return {language: len(texts) for language, texts in lacking.items() if texts}


def coverage(form: Form, catalogue: Catalog) -> dict[str, Coverage]:
    """Return by section (``SHARED`` first) how far a language covers a form."""
    return {section: _covered(texts, catalogue) for section, texts in sources(form).items()}


def whole_coverage(form: Form, catalogue: Catalog) -> Coverage:
    """Return how far a language covers a form, each different text counted once."""
    return _covered({text for texts in sources(form).values() for text in texts}, catalogue)


def counts_of(form: Form, catalogues: Mapping[str, Catalog]) -> Counts:
    """Return how far catalogues cover a form, to be kept beside it.

    A published form holds texts, not what translators said of them.
    """
    return {
        language: {
            section: [one.texts, one.translated, one.unofficial, one.stale]
            for section, one in {
                WHOLE: whole_coverage(form, catalogue),
                **coverage(form, catalogue),
            }.items()
        }
        for language, catalogue in catalogues.items()
    }


def _covered(texts: Collection[str], catalogue: Catalog) -> Coverage:
    messages = [message for text in texts if (message := catalogue.get(text))]
    good = [one for one in messages if one.string and STALE not in one.flags]
    return Coverage(
        texts=len(texts),
        translated=len(good),
        unofficial=sum(UNOFFICIAL in one.flags for one in good),
        stale=sum(bool(one.string) and STALE in one.flags for one in messages),
    )


def updated(form: Form, before: Catalog, empty: Catalog) -> Catalog:
    """Return a catalogue of all that a form says, with the translations that there were.

    A new text that stands where an old one stood gets the old one's translation, marked stale.

    Args:
        before: the catalogue as it is; without messages for a new language.
        empty: one with the header of the language, to be filled.
    """
    if before.creation_date:
        empty.creation_date, empty.revision_date = before.creation_date, before.revision_date
    texts: dict[str, list[str]] = {}
    for section in sources(form).values():
        for text, places in section.items():
            texts.setdefault(text, []).extend(places)
    gone = {
        place: message
        for message in before
        if message.id and message.id not in texts and message.string
        for place, _ in message.locations
    }
    for text, places in texts.items():
        known = before.get(text)
        where = [(place, 0) for place in places]
        if known is not None:
            _add(empty, text, known, where, known.flags)
            continue
        old = next((gone[place] for place in places if place in gone), None)
        if old is None:
            empty.add(text, "", locations=where)
        else:
            _add(empty, text, old, where, {*old.flags, STALE}, previous=str(old.id))
    return empty


def _add(
    catalogue: Catalog,
    text: str,
    like: Message,
    places: list[tuple[str, int]],
    flags: set[str],
    previous: str = "",
) -> None:
    catalogue.add(
        text,
        like.string,
        locations=places,
        flags=sorted(flags),
        user_comments=like.user_comments,
        previous_id=previous or like.previous_id,
    )


def _translations(catalogue: Catalog) -> Iterator[tuple[str, str]]:
    for message in catalogue:
        if message.id and message.string and STALE not in message.flags:
            yield str(message.id), str(message.string)


def _mapped_form(form: Form, change: Change) -> Form:
    """Return a form with every text that respondents read changed."""
    return replace(
        form,
        title=change(form.title, "form:title", SHARED),
        codelists={
            name: tuple(_mapped(one, SHARED, f"codelist.{name}.", change) for one in choices)
            for name, choices in form.codelists.items()
        },
        sections=tuple(_mapped(one, one.code, "", change) for one in form.sections),
    )


def _mapped(part: Part, section: str, prefix: str, change: Change) -> Part:
    code = getattr(part, "code", "")
    values: dict[str, object] = {}
    for name in part.__struct_fields__:
        value = getattr(part, name)
        if name in _TEXTS and value:
            values[name] = change(value, f"{prefix}{code}:{name}", section)
        elif isinstance(value, tuple) and value and isinstance(value[0], Record):
            inside = "check." if name == "checks" else ""
            inside = f"{code}/" if name in {"rows", "columns"} else inside
            values[name] = tuple(_mapped(one, section, inside, change) for one in value)
    return replace(part, **values)
