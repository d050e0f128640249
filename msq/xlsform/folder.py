"""Keeping an imported questionnaire as the files of a form."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

from msq.instrument.yaml_form import CODELISTS, DETAILS, HEAD, catalogue_path
from msq.problems import BadFile
from msq.wording.catalogues import write_catalogue
from msq.xlsform.importing import Imported

_WIDTH = 98
_WHOLE = re.compile(r"0|[1-9][0-9]{0,8}")
_NUMBERS = frozenset({"format", "minutes", "min", "max", "max_length", "max_rows"})
_NOT_IN_STEM = re.compile(r"[^a-z0-9]+")
_LONGEST_STEM = 30
_FIRST = ("code", "concept", "type")


class _Dumper(yaml.SafeDumper):
    """YAML as forms have it: everything written out where it stands, lists indented."""

    def ignore_aliases(self, _data: object) -> bool:
        """Write what is used twice twice: a form's reader follows no aliases."""
        return True

    def represent_sequence(
        self,
        tag: str,
        sequence: Iterable[object],
        flow_style: bool | None = None,  # noqa: FBT001 - as PyYAML has it
    ) -> yaml.SequenceNode:
        """Write a list of words on one line, and a list of blocks one below the other."""
        found = list(sequence)
        plain = not any(isinstance(one, dict | list) for one in found)
        return super().represent_sequence(tag, found, plain or flow_style)

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: FBT001, FBT002, ARG002
        """Indent the entries of a list below their key."""
        super().increase_indent(flow, False)


def write_folder(imported: Imported, folder: Path) -> tuple[Path, ...]:
    """Write a questionnaire as a folder of readable files, and return these.

    Args:
        folder: is made; one that is there must be empty.

    Raises:
        BadFile: there is something in the folder, or it cannot be written.
    """
    try:
        folder.mkdir(exist_ok=True)
        if any(folder.iterdir()):
            raise BadFile("There is something in {folder} already; name a new one.", folder=folder)
        return tuple(_written(imported, folder))
    except OSError as error:
        raise BadFile(
            "{folder} cannot be written: {reason}.", folder=folder, reason=error.strerror
        ) from error


def _written(imported: Imported, folder: Path) -> list[Path]:
    stems = [_stem(str(one["section"]), _english(one["title"])) for one in imported.sections]
    files: dict[str, Mapping[object, object]] = {
        HEAD: {**imported.head, "sections": stems},
        CODELISTS: imported.codelists,
        DETAILS: imported.details,
        **dict(zip(stems, imported.sections, strict=True)),
    }
    paths = []
    for name, content in files.items():
        if content:
            path = folder / f"{name}.yaml"
            text = yaml.dump(
                _plain(content), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=_WIDTH
            )
            path.write_text(text, encoding="utf-8")
            paths.append(path)
    for language, catalogue in imported.catalogues.items():
        path = catalogue_path(folder, language)
        write_catalogue(catalogue, path)
        paths.append(path)
    return paths


def _english(text: object) -> str:
    return str(text["en"] if isinstance(text, Mapping) else text)


def _stem(letter: str, title: str) -> str:
    """Return the name of a section's file: ``b-portals``."""
    words = _NOT_IN_STEM.sub("-", title.casefold())[:_LONGEST_STEM].strip("-")
    return "-".join(filter(None, (letter.lower(), words)))


def _plain(value: object, key: object = "") -> Any:  # noqa: ANN401 (whatever YAML can hold)
    """Return blocks as plain dictionaries, numbers as numbers."""
    if isinstance(value, Mapping):
        keys = [
            *(one for one in _FIRST if one in value),
            *(one for one in value if one not in _FIRST),
        ]
        return {inner: _plain(value[inner], inner) for inner in keys}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, str) and key in _NUMBERS and _WHOLE.fullmatch(value):
        return int(value)
    return value
