"""Form folders written from texts, and the faults that loading them finds."""

from collections.abc import Mapping
from pathlib import Path
from textwrap import dedent

from msq.instrument.yaml_form import load
from msq.problems import BadForm

HEAD = """\
format: 1
code: test
title: Test
sections: [a]
tags:
  osi: {law: Legal framework, part: Participation}
"""
SECTION = """\
section: A
title: First
items:
"""
LISTS = """\
colours:
  - {code: red, text: Red}
  - {code: blue, text: Blue}
asking:
  - {code: red, text: Red}
  - {code: other, text: Other, specify: true}
"""
DETAILS = """\
evidence:
  parts:
    - {code: title, type: text, text: Title, required: true}
    - {code: page, type: web_address, text: Page}
"""


def items(*lines: str) -> str:
    """Return lines of a section's file as one text; the first stands on line 4."""
    return "\n".join(lines)


def folder(path: Path, lines: str = "", **files: str) -> Path:
    """Write a form: the items of its section A from line 4 on, and other files as they are."""
    whole: Mapping[str, str] = {
        "instrument": HEAD,
        "a": SECTION + "".join(f"  {line}\n" for line in dedent(lines).strip().splitlines()),
        "codelists": LISTS,
        "details": DETAILS,
        **files,
    }
    for name, text in whole.items():
        (path / f"{name}.yaml").write_bytes(text.encode("utf-8", "surrogateescape"))
    return path


def faults(path: Path) -> list[str]:
    """Return the faults of a form folder, none if it can be loaded."""
    try:
        load(path)
    except BadForm as problem:
        return list(problem.faults)
    return []
