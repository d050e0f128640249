"""What documents need of the wording room, their style sheet, and which way a text runs."""

from collections.abc import Mapping
from functools import cache
from typing import Protocol
from unicodedata import bidirectional

from msq import resources

_STRONG = {"L": "ltr", "R": "rtl", "AL": "rtl"}
_ISOLATE, _END = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"


class Words(Protocol):
    """Templates in a language."""

    def render(self, template: str, language: str, context: Mapping[str, object]) -> str:
        """Return a template filled in, in a language."""
        ...


def filled(words: Words, template: str, language: str, shown: object) -> str:
    """Return a document's HTML: its template sees what it shows as ``page``.

    ``way`` and ``own`` keep a text of another direction in its order: the maker of PDFs knows
    neither ``dir="auto"`` nor what ``<bdi>`` does to the texts around it.
    """
    context = {"page": shown, "way": way, "own": own}
    return words.render(template, language, context)


@cache
def style() -> str:
    """Return the style sheet of documents."""
    path = resources.folder("templates") / "documents" / "style.css"
    return path.read_text(encoding="utf-8")


def way(text: str) -> str:
    """Return which way a text runs, by its first letter: ``ltr`` or ``rtl``."""
    return next((_STRONG[kind] for kind in map(bidirectional, text) if kind in _STRONG), "ltr")


def own(text: str) -> str:
    """Return a text so that it keeps its own order within a sentence of another direction."""
    return f"{_ISOLATE}{text}{_END}"
