"""Small instruments written as tables, built by the same constructs as those in ``forms/``.

    instrument('''
        | code  | type       | text        | required | choices           |
        | A1    | yes_no     | Is it so?   | yes      |                   |
        | A2    | select_one | Which?      |          | red, blue, other* |
        | A3    | repeat     | Portals     |          |                   |
        | .name | text       | Name        | yes      |                   |
        | A4    | table      | Laws        |          |                   |
        | .ai   | row        | On AI       |          |                   |
        | .is   | yes_no     | Is there?   |          |                   |
    ''')

Sections follow from the letters of the codes. A code that begins with a point is a field of the
repeating group above it, or a row or column of the table above it; one that begins with two is a
field of the repeating group inside of that. Any other heading is a key of
``forms/`` itself; what is left empty is not given. Choices are the name of a codelist, or codes
with commas; ``*`` asks to specify, ``!`` excludes the others. ``missing`` is a list of reasons, or
``none``; tags are ``kind=value value; kind=value``; ``required`` and ``personal`` are yes or no.
"""

from collections.abc import Iterable, Iterator, Mapping

from msq.instrument.building import Faults, Place, build
from msq.instrument.checks import check
from msq.instrument.whole import Instrument

_FLAGS = {"": "false", "yes": "true", "no": "false"}
_WHOLE = ("max_length", "max_rows")
Block = dict[object, object]


def instrument(
    table: str,
    *,
    code: str = "test",
    unit_kind: str = "",
    personal: Iterable[str] = (),
    codelists: Mapping[str, str | list[Block]] | None = None,
    details: Mapping[str, str] | None = None,
    sections: Mapping[str, Block] | None = None,
    checked: bool = True,
) -> Instrument:
    """Return the instrument that a table describes.

    Args:
        personal: letters of the sections of personal data.
        codelists: lists by name, written as choices are, or as blocks where they have attributes.
        details: tables by name of what is asked after a yes.
        sections: what else the file of a section says, by its letter.
        checked: whether it must keep the rules across items, such as that all can be asked.

    Raises:
        BadForm: it breaks a rule.
    """
    entries = _entries(_rows(table))
    lists: Block = {
        name: _choices(found) if isinstance(found, str) else found
        for name, found in (codelists or {}).items()
    }
    parts = {
        name: [_block(row, needs_concept=False) for row in _rows(text)]
        for name, text in (details or {}).items()
    }
    blocks: Block = {name: {"parts": found} for name, found in parts.items()}
    head: Block = {
        "code": code,
        "title": f"Test {code}",
        "unit_kind": unit_kind,
        "tags": _tags([*entries, *(part for found in parts.values() for part in found)]),
    }
    made = [
        {**one, **(sections or {}).get(str(one["section"]), {})}
        for one in _sections(entries, set(personal))
    ]
    return _built(head, lists, blocks, made, checked=checked)


def _built(
    head: Block, lists: Block, details: Block, sections: Iterable[Block], *, checked: bool
) -> Instrument:
    faults = Faults()
    built = build(
        Place("instrument", 1, head),
        Place("codelists", 1, lists),
        Place("details", 1, details),
        [Place("section", 1, one) for one in sections],
        faults,
    )
    faults.raise_if_any()
    if checked:
        check(built, faults)
    faults.raise_if_any()
    return built


def _rows(table: str) -> Iterator[dict[str, str]]:
    """Yield the rows of a table, without cells that are empty."""
    lines = [
        [cell.strip() for cell in line.strip().strip("|").split("|")]
        for line in table.strip().splitlines()
        if line.strip() and not set(line.strip()) <= set("|-: ")
    ]
    for cells in lines[1:]:
        yield {key: cell for key, cell in zip(lines[0], cells, strict=True) if cell}


def _block(row: Mapping[str, str], *, needs_concept: bool) -> Block:
    """Return a row as a form's file would say it."""
    name = row["code"].strip(".")
    block: Block = {"text": f"Question {name}"}
    block.update(row)
    block["code"] = name
    if needs_concept:
        block.setdefault("concept", f"concept.{name.lower()}")
    block["required"] = _FLAGS.get(row.get("required", ""), row.get("required", ""))
    if "personal" in row:
        block["personal"] = _FLAGS[row["personal"]]
    for key in _WHOLE:
        if key in row:
            block[key] = int(row[key])
    if "choices" in row and ("," in row["choices"] or row["choices"][-1] in "*!"):
        block["choices"] = _choices(row["choices"])
    if "missing" in row:
        block["missing"] = [] if row["missing"] == "none" else row["missing"].split(", ")
    if "tags" in row:
        kinds = (part.partition("=") for part in row["tags"].split("; "))
        block["tags"] = {kind: values.split() for kind, _, values in kinds}
    return block


def _choices(text: str) -> list[Block]:
    """Return choices from their codes, whose labels are the codes with a capital."""
    found: list[Block] = []
    for written in text.split(","):
        code = written.strip().rstrip("*!")
        label = code.replace("_", " ").capitalize()
        block: Block = {"code": code, "text": label}
        for mark, key in (("*", "specify"), ("!", "exclusive")):
            if mark in written:
                block[key] = "true"
        found.append(block)
    return found


def _entries(rows: Iterable[dict[str, str]]) -> list[Block]:
    """Return the entries, with what belongs to a table or group inside it."""
    found: list[Block] = []
    for row in rows:
        if not row["code"].startswith("."):
            found.append(_block(row, needs_concept=row["type"] != "note"))
            continue
        whole = found[-1]
        if row["code"].startswith(".."):
            *_, whole = _listed(whole, "fields")
        if row["type"] == "row":
            kept = {key: value for key, value in row.items() if key != "type"}
            part = _block(kept, needs_concept=False)
            part.setdefault("concept", f"{whole['concept']}.{part['code']}")
            del part["required"]
            _into(whole, "rows", part)
        else:
            key = "columns" if whole["type"] == "table" else "fields"
            _into(whole, key, _block(row, needs_concept=False))
    return found


def _into(whole: Block, key: str, part: Block) -> None:
    parts = whole.setdefault(key, [])
    assert isinstance(parts, list)
    parts.append(part)


def _sections(entries: Iterable[Block], personal: set[str]) -> list[Block]:
    found: dict[str, Block] = {}
    for entry in entries:
        letter = str(entry["code"]).rstrip("0123456789")
        start: Block = {
            "section": letter,
            "title": f"Section {letter}",
            "personal": "true" if letter in personal else "false",
        }
        _into(found.setdefault(letter, start), "items", entry)
    return list(found.values())


def _tags(entries: Iterable[Block]) -> dict[str, dict[str, str]]:
    """Return the vocabulary of all tags in use."""
    found: dict[str, dict[str, str]] = {}
    for entry in entries:
        parts = [
            entry,
            *_listed(entry, "rows"),
            *_listed(entry, "columns"),
            *_listed(entry, "fields"),
        ]
        for part in parts:
            tags = part.get("tags", {})
            assert isinstance(tags, dict)
            for kind, values in tags.items():
                found.setdefault(kind, {}).update({value: value for value in values})
    return found


def _listed(entry: Block, key: str) -> list[Block]:
    parts = entry.get(key, [])
    assert isinstance(parts, list)
    return parts
