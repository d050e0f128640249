"""Lists modules over 300 lines and functions over 40: a prompt to look, never a failure.

A long one that is right as it is says why in a comment `# long: …`: on the first lines of the
module, or on the line of the `def`.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOMS = ("msq", "migrations", "tests", "bench", "tools")
MODULE_LINES = 300
FUNCTION_LINES = 40
REASON_WITHIN = 15

REASON = re.compile(r"# long: (?P<reason>.+)")


def reason_in(lines: list[str]) -> str:
    """Return the reason given in these lines, ready to print, or nothing."""
    found = REASON.search("\n".join(lines))
    return f"  ({found['reason'].strip()})" if found else ""


def long_parts(path: Path) -> Iterator[str]:
    """Yield a line of text for the module when it is long, and for each of its long functions."""
    text = path.read_text(encoding="utf-8")
    lines = text.splitlines()
    if len(lines) > MODULE_LINES:
        yield f"{len(lines):5} lines  {path}{reason_in(lines[:REASON_WITHIN])}"
    for node in ast.walk(ast.parse(text, filename=str(path))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > FUNCTION_LINES:
                where = f"{path}:{node.lineno} {node.name}"
                head = lines[node.lineno - 1 : node.body[0].lineno]
                yield f"{length:5} lines  {where}{reason_in(head)}"


def main() -> None:
    """Print the list."""
    paths = sorted(path for room in ROOMS for path in Path(room).rglob("*.py"))
    ours = [path for path in paths if "node_modules" not in path.parts]
    found = [line for path in ours for line in long_parts(path)]
    print(f"Modules over {MODULE_LINES} lines, functions over {FUNCTION_LINES}: {len(found)}")
    print("\n".join(found))


if __name__ == "__main__":
    main()
