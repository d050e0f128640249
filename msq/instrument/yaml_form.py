"""Reading an instrument from its folder: the one place of the core that opens files."""

import re
from io import BytesIO
from pathlib import Path

import yaml
from babel.messages.catalog import Catalog
from babel.messages.pofile import PoFileError, read_po
from yaml.reader import ReaderError

from msq.instrument.building import Block, Faults, Place, build, perhaps
from msq.instrument.checks import check
from msq.instrument.model import Form
from msq.instrument.translating import SOURCE, in_languages
from msq.instrument.whole import Instrument

FORMAT = "1"
LARGEST_FILE = 2_000_000
HEAD, CODELISTS, DETAILS = "instrument", "codelists", "details"
TRANSLATIONS = "translations"
_STEM = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")


class _Loader(yaml.SafeLoader):
    """YAML of texts, lists and blocks only.

    Numbers, dates, yes and no stay the texts that were written (16.10 is not 16.1, and 12:30 is
    not 750); aliases can blow up; a key given twice hides a part of the form.
    """

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        """Refuse aliases before they are followed."""
        if self.check_event(yaml.AliasEvent):
            raise yaml.MarkedYAMLError(
                problem="aliases are not allowed",
                problem_mark=self.peek_event().start_mark,  # type: ignore[no-untyped-call]
            )
        return super().compose_node(parent, index)

    def block(self, node: yaml.MappingNode) -> Block:
        """Build a block that remembers its lines."""
        result = Block()
        result.line = node.start_mark.line + 1
        for key_node, value_node in node.value:
            key = self.construct_object(key_node, deep=True)
            if not isinstance(key, str) or key in result:
                problem = (
                    f"“{key}” is given twice" if isinstance(key, str) else "a key must be a word"
                )
                raise yaml.MarkedYAMLError(problem=problem, problem_mark=key_node.start_mark)
            result[key] = self.construct_object(value_node, deep=True)
            result.lines[key] = key_node.start_mark.line + 1
        return result


_STR, _SEQ, _MAP, _NULL = (f"tag:yaml.org,2002:{name}" for name in ("str", "seq", "map", "null"))
_Loader.yaml_constructors = {
    _STR: yaml.SafeLoader.construct_yaml_str,
    _SEQ: yaml.SafeLoader.construct_yaml_seq,
    _NULL: yaml.SafeLoader.construct_yaml_null,
    _MAP: _Loader.block,
    None: yaml.SafeLoader.construct_undefined,
}
_Loader.yaml_implicit_resolvers = {
    first: [(tag, expression) for tag, expression in resolvers if tag == _NULL]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def load(folder: Path) -> Instrument:
    """Return the instrument that a folder holds.

    Args:
        folder: holds ``instrument.yaml``, the section files it names, and where they are needed
            ``codelists.yaml`` and ``details.yaml``; ``translations/fr.po`` holds its French.

    Raises:
        BadForm: with every fault found, each with its file and line.
    """
    faults = Faults()
    head = _read(folder / f"{HEAD}.yaml", faults, needed=True)
    codelists = _read(folder / f"{CODELISTS}.yaml", faults)
    details = _read(folder / f"{DETAILS}.yaml", faults)
    faults.raise_if_any()
    stems = _stems(head, folder, faults)
    sections = [_read(folder / f"{stem}.yaml", faults, needed=True) for stem in stems]
    faults.raise_if_any()
    instrument = build(head, codelists, details, sections, faults)
    faults.raise_if_any()
    check(instrument, faults)
    catalogues = read_catalogues(folder, instrument.form, faults)
    faults.raise_if_any()
    return Instrument(in_languages(instrument.form, catalogues)) if catalogues else instrument


def catalogue_path(folder: Path, language: str) -> Path:
    """Return where the translations of a form into a language are."""
    return folder / TRANSLATIONS / f"{language}.po"


def read_catalogues(folder: Path, form: Form, faults: Faults) -> dict[str, Catalog]:
    """Return the catalogues of the form's languages but English; one may not be there yet.

    One of a language that the form does not name is a fault, and so is one that is malformed.
    """
    wanted = [language for language in form.languages if language != SOURCE]
    for path in sorted((folder / TRANSLATIONS).glob("*")):
        if path.name not in {f"{language}.po" for language in wanted}:
            there = Place(f"{TRANSLATIONS}/{path.name}", 1, {})
            faults.add(there, "“languages” of instrument.yaml does not name this language")
    found = {}
    for language in wanted:
        path = catalogue_path(folder, language)
        try:
            found[language] = read_po(
                BytesIO(path.read_bytes()), locale=language, abort_invalid=True
            )
        except FileNotFoundError:
            found[language] = Catalog(locale=language)
        except (PoFileError, UnicodeDecodeError, OSError) as error:
            line = getattr(error, "lineno", -1) + 1
            faults.add(
                Place(f"{TRANSLATIONS}/{path.name}", max(line, 1), {}), f"not readable: {error}"
            )
    return found


def _stems(head: Place, folder: Path, faults: Faults) -> list[str]:
    """Return the names of the section files; every file of the folder must have its use."""
    if str(head.values.get("format")) != FORMAT:
        faults.add(head, f"“format” must be {FORMAT}", "format")
    stems = head.values.get("sections")
    if not isinstance(stems, list) or not stems:
        faults.add(head, "“sections” must list the section files, without .yaml", "sections")
        return []
    if len(set(map(str, stems))) != len(stems):
        faults.add(head, "“sections” names the same file twice", "sections")
    safe = [stem for stem in stems if isinstance(stem, str) and _STEM.fullmatch(stem)]
    if len(safe) != len(stems):
        faults.add(head, "“sections” may only name files of this folder", "sections")
    there = {path.stem for path in folder.glob("*.yaml")} - {HEAD, CODELISTS, DETAILS}
    for stem in sorted(there - set(safe)):
        faults.add(head, f"“sections” leaves out the file {stem}.yaml", "sections")
    for stem in safe:
        if stem not in there:
            faults.add(head, f"there is no file {stem}.yaml{perhaps(stem, there)}", "sections")
    return [stem for stem in dict.fromkeys(safe) if stem in there]


def _read(path: Path, faults: Faults, *, needed: bool = False) -> Place:
    empty = Place(path.name, 1, {})
    if not path.is_file():
        if needed:
            faults.add(empty, "this file is missing")
        return empty
    try:
        if path.stat().st_size > LARGEST_FILE:
            faults.add(empty, "this file is too large for a questionnaire")
            return empty
        content = path.read_bytes()
    except OSError as error:
        faults.add(empty, f"this file cannot be read: {error.strerror}")
        return empty
    return _parsed(content, path.name, faults)


def _parsed(content: bytes, name: str, faults: Faults) -> Place:
    line, problem = 1, "this file must hold “key: value” lines"
    try:
        found = yaml.load(content.decode("utf-8-sig"), _Loader)  # noqa: S506 - it is a SafeLoader
        if isinstance(found, Block):
            return Place(name, found.line, found)
    except UnicodeDecodeError as error:
        line += content[: error.start].count(b"\n")
        problem = "this file is not UTF-8 text"
    except yaml.MarkedYAMLError as error:
        line += error.problem_mark.line if error.problem_mark else 0
        problem = f"not readable as YAML: {error.problem}"
    except ReaderError as error:
        line += content.decode("utf-8-sig")[: error.position].count("\n")
        problem = f"not readable as YAML: the character U+{error.character:04X} is not allowed"
    except (yaml.YAMLError, RecursionError):
        problem = "not readable as YAML: it is nested too deeply"
    nothing = Place(name, line, {})
    faults.add(nothing, problem)
    return nothing
