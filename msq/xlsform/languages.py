"""The languages of a workbook: ``label::French (fr)`` and the other ways in which it is written."""

import re
from typing import Final

from babel import Locale

from msq.wording.languages import LANGUAGES

_CODED = re.compile(r".*\(\s*([A-Za-z]{2,3})(?:[-_][A-Za-z0-9-_]+)?\s*\)")
_ENGLISH = Locale.parse("en").languages
_BY_NAME: Final = {
    **{_ENGLISH[code].casefold(): code for code in LANGUAGES},
    **{language.own_name.casefold(): code for code, language in LANGUAGES.items()},
}


def heading_of(code: str) -> str:
    """Return how XLSForm names a language: ``French (fr)``."""
    return f"{_ENGLISH.get(code, code)} ({code})"


def language_named(written: str) -> str:
    """Return the code of a language that a workbook names, empty for one that is not spoken here.

    ``French (fr)``, ``fr``, ``French`` and ``Français`` are one language.
    """
    name = written.strip().casefold()
    coded = _CODED.fullmatch(name)
    code = coded[1] if coded else _BY_NAME.get(name, name)
    return code if code in LANGUAGES else ""


def spoken() -> str:
    """Return the languages spoken here, as a workbook names them, for a message."""
    return ", ".join(map(heading_of, LANGUAGES))
