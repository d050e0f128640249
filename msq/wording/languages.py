"""The six languages of the United Nations, in the order in which they are offered."""

from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal

from babel import Locale

Direction = Literal["ltr", "rtl"]


@dataclass(frozen=True)
class Language:
    """A language that people are written to in.

    Attributes:
        code: as stored with people, names and texts: ``fr``.
        own_name: what the language calls itself.
        direction: which way its script runs.
        locale_code: whose dates and numbers it is written with.
    """

    code: str
    own_name: str
    direction: Direction
    locale_code: str

    @cached_property
    def locale(self) -> Locale:
        """The locale that dates and numbers are written by."""
        return Locale.parse(self.locale_code)


DEFAULT: Final = "en"

LANGUAGES: Final[dict[str, Language]] = {
    language.code: language
    for language in (
        Language("ar", "العربية", "rtl", "ar"),
        Language("zh", "中文", "ltr", "zh_Hans_CN"),
        # The United Nations writes "1 March 2027" in English.
        Language("en", "English", "ltr", "en_GB"),
        Language("fr", "Français", "ltr", "fr"),
        Language("ru", "Русский", "ltr", "ru"),
        Language("es", "Español", "ltr", "es"),
    )
}


def language_of(code: str) -> Language:
    """Return the language with a code; English for any code that is not one of the six."""
    return LANGUAGES.get(code, LANGUAGES[DEFAULT])
