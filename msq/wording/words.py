"""Templates and messages in the reader's language."""

from collections.abc import Callable, Mapping
from functools import partial
from gettext import GNUTranslations
from pathlib import Path
from threading import RLock
from types import MappingProxyType
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from msq.problems import BadInput, Problem, Words
from msq.wording import catalogues, formats
from msq.wording.languages import Language, language_of

_FILTERS: Final[Mapping[str, Callable[..., object]]] = MappingProxyType(
    {
        "date": formats.long_date,
        "filesize": formats.filesize,
        "in_order": formats.in_order,
        "isolated": formats.isolated,
        "moment": formats.moment,
        "number": formats.number,
        "unit_name": formats.unit_name,
        "worded": formats.worded,
    }
)


class Wording:
    """All that is said to people, in six languages. Threads may share one.

    A language is loaded when it is first used: what has no translation is said in English.
    """

    def __init__(self, templates: Path) -> None:
        """Name the folder of templates; nothing is read yet."""
        self._templates = templates
        self._translations: dict[str, GNUTranslations] = {}
        self._environments: dict[tuple[str, bool], Environment] = {}
        self._unofficial: dict[str, bool] = {}
        self._loading = RLock()

    def render(
        self,
        template: str,
        language: str,
        context: Mapping[str, object],
        *,
        html: bool | None = None,
    ) -> str:
        """Return a template filled in.

        Args:
            template: its path below the folder of templates.
            language: the code of one of ``LANGUAGES``; any other gives English.
            context: what the template names; a name that is missing is an error.
            html: whether values are escaped; ``None`` goes by the template's ending.

        Raises:
            jinja2.TemplateError: the template is not there, is malformed, or lacks a value.
        """
        escaped = not template.endswith(".txt") if html is None else html
        environment = self.environment(language, html=escaped)
        return environment.get_template(template).render(context)

    # By position alone: a detail may be called "language" or "message" itself.
    def text(self, language: str, message: str, /, **details: object) -> str:
        """Return a message in a language.

        Args:
            language: the code of one of ``LANGUAGES``; any other gives English.
            message: the English ``str.format`` template that is its key in the catalogues.
            details: the values that it names.
        """
        if not message:
            # The empty key of a catalogue is its own header.
            return ""
        found = language_of(language)
        spoken = self._spoken(found)
        shown = {
            name: spoken.gettext(one) if isinstance(one, Words) else formats.detail(found, one)
            for name, one in details.items()
        }
        return spoken.gettext(message).format(**shown)

    def said(self, language: str, what: Problem | str) -> str:
        """Return a problem, or a sentence of the catalogues, in a language.

        Of several problems at once the sentences stand one after the other.
        """
        if isinstance(what, BadInput):
            return " ".join(self.said(language, one) for one in what.fields.values())
        if isinstance(what, Problem):
            return self.text(language, what.message, **what.details)
        return self._spoken(language_of(language)).gettext(what) if what else ""

    def is_unofficial(self, language: str) -> bool:
        """Return whether pages in a language say things that no translator has checked."""
        code = language_of(language).code
        with self._loading:
            if code not in self._unofficial:
                self._unofficial[code] = catalogues.is_unofficial(code)
            return self._unofficial[code]

    def unit_name(self, language: str, names: Mapping[str, str], name: str) -> str:
        """Return the short name of a unit in a language, as the filter of the same name does."""
        return formats.unit_name(language_of(language), names, name)

    def environment(self, language: str, *, html: bool = True) -> Environment:
        """Return the Jinja environment of a language, with or without escaping of values."""
        found = language_of(language)
        with self._loading:
            if (found.code, html) not in self._environments:
                self._environments[found.code, html] = self._made(found, html=html)
            return self._environments[found.code, html]

    def _spoken(self, language: Language) -> GNUTranslations:
        with self._loading:
            if language.code not in self._translations:
                self._translations[language.code] = catalogues.translations(language.code)
            return self._translations[language.code]

    def _made(self, language: Language, *, html: bool) -> Environment:
        environment = Environment(
            loader=FileSystemLoader(self._templates),
            autoescape=html,  # noqa: S701 - plain text has nothing to escape
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            extensions=["jinja2.ext.i18n"],
        )
        environment.policies["ext.i18n.trimmed"] = True
        environment.install_gettext_translations(  # type: ignore[attr-defined]
            self._spoken(language), newstyle=True
        )
        environment.filters.update(
            {name: partial(made, language) for name, made in _FILTERS.items()}
        )
        environment.filters["said"] = partial(self.said, language.code)
        environment.globals.update(language=language.code, direction=language.direction)
        return environment
