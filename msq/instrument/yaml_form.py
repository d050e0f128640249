"""Reading an instrument from its folder: the one place of the core that opens files."""

from pathlib import Path

import yaml

from msq.instrument.building import Faults, Place, build
from msq.instrument.checks import check
from msq.instrument.model import Instrument

FORMAT = 1
LARGEST_FILE = 2_000_000


class _Mapping(dict[object, object]):
    """A mapping that knows the line it began on."""

    line: int = 0


class _Loader(yaml.SafeLoader):
    """YAML without aliases (they can blow up) and without keys given twice."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        """Refuse aliases before they are followed."""
        if self.check_event(yaml.AliasEvent):
            raise yaml.MarkedYAMLError(
                problem="aliases are not allowed",
                problem_mark=self.peek_event().start_mark,  # type: ignore[no-untyped-call]
            )
        return super().compose_node(parent, index)

    def mapping(self, node: yaml.MappingNode) -> _Mapping:
        """Build a mapping that remembers its line."""
        result = _Mapping()
        result.line = node.start_mark.line + 1
        for key_node, value_node in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in result:
                raise yaml.MarkedYAMLError(
                    problem=f"“{key}” is given twice", problem_mark=key_node.start_mark
                )
            result[key] = self.construct_object(value_node, deep=True)
        return result


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _Loader.mapping)
# Dates, and yes and no as truth values, are surprises in a file that people write by hand.
_Loader.yaml_implicit_resolvers = {
    first: [
        (tag, expression)
        for tag, expression in resolvers
        if tag not in {"tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:bool"}
    ]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def load(folder: Path) -> Instrument:
    """Return the instrument that a folder holds.

    Args:
        folder: holds ``instrument.yaml``, the section files it names, and where they are needed
            ``codelists.yaml`` and ``details.yaml``.

    Raises:
        BadForm: with every fault found, each with its file and line.
    """
    faults = Faults()
    head = _read(folder / "instrument.yaml", faults, needed=True)
    codelists = _read(folder / "codelists.yaml", faults)
    details = _read(folder / "details.yaml", faults)
    sections = [
        _read(folder / f"{stem}.yaml", faults, needed=True) for stem in _stems(head, faults)
    ]
    faults.raise_if_any()
    instrument = build(head, codelists, details, sections, faults)
    faults.raise_if_any()
    check(instrument, faults)
    faults.raise_if_any()
    return instrument


def _stems(head: Place, faults: Faults) -> list[str]:
    stems = head.values.get("sections")
    if head.values.get("format") != FORMAT:
        faults.add(head, f"“format” must be {FORMAT}")
    if not isinstance(stems, list) or not stems:
        faults.add(head, "“sections” must list the section files, without .yaml")
        return []
    safe = [stem for stem in stems if isinstance(stem, str) and Path(stem).name == stem]
    if len(safe) != len(stems):
        faults.add(head, "“sections” may only name files of this folder")
    return safe


def _read(path: Path, faults: Faults, *, needed: bool = False) -> Place:
    empty = Place(path.name, 1, {})
    if not path.is_file():
        if needed:
            faults.add(empty, "this file is missing")
        return empty
    try:
        text = path.read_bytes()
        if len(text) > LARGEST_FILE:
            faults.add(empty, "this file is too large for a questionnaire")
            return empty
        found = yaml.load(text.decode(), _Loader)  # noqa: S506 - _Loader is a SafeLoader
    except UnicodeDecodeError as error:
        faults.add(empty, f"this file is not UTF-8 text (byte {error.start})")
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        faults.add(Place(path.name, line, {}), f"not readable as YAML: {error.problem}")
    except (yaml.YAMLError, RecursionError) as error:
        faults.add(empty, f"not readable as YAML: {type(error).__name__}")
    else:
        if isinstance(found, dict):
            return Place(path.name, 1, found)
        faults.add(empty, "this file must hold “key: value” lines")
    return empty
