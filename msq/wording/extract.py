"""Bringing the catalogues up to date with what is said: ``python -m msq.wording.extract``.

Messages are found in templates (``_()`` and ``{% trans %}``), in the problems that our code raises,
and in the words of the core. Translations stay as they are; a message that is no longer said is
kept at the end of its file.
"""

import ast
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract

from msq import problems, resources
from msq.wording.catalogues import (
    DOMAIN,
    FOLDER,
    HEADER,
    new_catalogue,
    path_of,
    read_catalogue,
    write_catalogue,
)
from msq.wording.languages import DEFAULT, LANGUAGES

_CONSTANT = re.compile(r"_?(?:[A-Z]+_)*(?:TEXTS?|NOTICES|REFUSALS)")
"""What a constant is called that holds texts as they are said, itself or as values by a name."""

PACKAGE = Path(__file__).resolve().parents[1]
_TEMPLATES = frozenset({".html", ".txt", ".jinja", ".xml"})
_JINJA = {"trimmed": "true", "newstyle_gettext": "true", "silent": "false"}


@dataclass(frozen=True, slots=True)
class Said:
    """One message: what is said, where, and what its translators should know.

    ``text`` is a pair where there is a plural.
    """

    text: str | tuple[str, str]
    place: str
    notes: tuple[str, ...] = field(default=())


def in_templates(folder: Path, under: str = "") -> Iterator[Said]:
    """Yield what templates say, file by file.

    Args:
        folder: the folder of templates.
        under: only those below this folder in it.

    Raises:
        jinja2.TemplateSyntaxError: a template is malformed.
    """
    for path in sorted((folder / under).rglob("*")):
        if path.suffix not in _TEMPLATES:
            continue
        place = f"templates/{path.relative_to(folder).as_posix()}"
        with path.open("rb") as file:
            found = extract(
                "jinja2.ext:babel_extract",
                file,
                comment_tags=["translators:"],
                options=_JINJA,
                strip_comment_tags=True,
            )
            for _, text, notes, _ in found:
                pair = text if isinstance(text, str) else (str(text[0]), str(text[1]))
                yield Said(pair, place, tuple(notes))


def in_core() -> Iterator[Said]:
    """Yield the titles of the problems."""
    for kind in _kinds(problems.Problem):
        yield Said(kind.title, "msq/problems.py")


def in_problems(package: Path) -> Iterator[Said]:
    """Yield the messages of the problems that the code of a package raises, file by file."""
    kinds = {kind.__name__ for kind in _kinds(problems.Problem)}
    for path in sorted(package.rglob("*.py")):
        place = path.relative_to(package.parent).as_posix()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and _name(node.func) in kinds:
                yield from _messages(node, place)


def in_constants(package: Path) -> Iterator[Said]:
    """Yield the texts that constants of a package hold, file by file."""
    for path in sorted(package.rglob("*.py")):
        place = path.relative_to(package.parent).as_posix()
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.Assign) and any(map(_is_said, node.targets)):
                values = node.value.values if isinstance(node.value, ast.Dict) else [node.value]
                for one in values:
                    if isinstance(one, ast.Constant) and isinstance(one.value, str):
                        yield Said(one.value, place)


def _is_said(target: ast.expr) -> bool:
    return isinstance(target, ast.Name) and _CONSTANT.fullmatch(target.id) is not None


def _messages(call: ast.Call, place: str) -> Iterator[Said]:
    # An answer's problem names its item before its message; other arguments are details.
    first = 1 if _name(call.func) == problems.ProblemWithAnswer.__name__ else 0
    for argument in call.args[first : first + 1]:
        choices = (
            [argument.body, argument.orelse] if isinstance(argument, ast.IfExp) else [argument]
        )
        for one in choices:
            if isinstance(one, ast.Constant) and isinstance(one.value, str):
                yield Said(one.value, place)


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else ""


def _kinds(kind: type[problems.Problem]) -> list[type[problems.Problem]]:
    return [kind, *(below for one in kind.__subclasses__() for below in _kinds(one))]


def template_of(said: Iterable[Said]) -> Catalog:
    """Return an empty catalogue of all that is said, each message once with all its places."""
    template = Catalog(domain=DOMAIN, fuzzy=False)
    for one in said:
        template.add(one.text, locations=[(one.place, 0)], auto_comments=one.notes)
    return template


def update(code: str, template: Catalog, folder: Path = FOLDER) -> tuple[Path, bool, int]:
    """Bring the catalogue of a language up to date; a language without one gets it.

    Returns:
        Its path, whether the file changed, and how many messages have no translation.
    """
    path = path_of(code, folder)
    catalogue = read_catalogue(code, folder) if path.is_file() else new_catalogue(code)
    # A near miss is not a translation: it would be said to a minister.
    catalogue.update(template, no_fuzzy_matching=True, update_creation_date=False)
    catalogue.fuzzy = False
    for key, gone in list(catalogue.obsolete.items()):
        if not _translated(gone.string):
            del catalogue.obsolete[key]
    catalogue.header_comment = HEADER.format(name=LANGUAGES[code].own_name)
    missing = sum(1 for one in catalogue if one.id and not _translated(one.string))
    return path, write_catalogue(catalogue, path), missing


def _translated(string: object) -> bool:
    return all(string) if isinstance(string, list | tuple) else bool(string)


def main() -> None:
    """Update the catalogue of every language and say what is still to translate."""
    template = template_of(
        [
            *in_templates(resources.folder("templates")),
            *in_core(),
            *in_problems(PACKAGE),
            *in_constants(PACKAGE),
        ]
    )
    for code in LANGUAGES:
        path, changed, missing = update(code, template)
        said = "updated" if changed else "unchanged"
        lacks = "" if code == DEFAULT else f", {missing} of {len(template)} not translated"
        sys.stdout.write(f"{path.relative_to(PACKAGE.parent)}: {said}{lacks}\n")


if __name__ == "__main__":
    main()
