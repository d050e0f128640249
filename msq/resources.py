"""Where the folders that travel with the package are: templates, forms, exports, migrations."""

from pathlib import Path
from typing import Final, Literal, get_args

FolderName = Literal["templates", "forms", "exports", "migrations"]

FOLDER_NAMES: Final[tuple[FolderName, ...]] = get_args(FolderName)

_PACKAGE: Final = Path(__file__).resolve().parent


def folder(name: FolderName) -> Path:
    """Return the absolute path of one packaged folder.

    An installed msq has it inside the package (`msq/_packed/`), a checkout beside it.
    Raises FileNotFoundError when neither is there: the installation is incomplete.
    """
    packed = _PACKAGE / "_packed" / name
    # A checkout never has `_packed`: there, what is being edited is what is read.
    found = packed if packed.is_dir() else _PACKAGE.parent / name
    if not found.is_dir():
        raise FileNotFoundError(f"msq is installed without its folder {name!r}; install it again")
    return found
