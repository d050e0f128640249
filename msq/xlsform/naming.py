"""Names that other tools take, for codes that hold what they do not."""

import re
from collections.abc import Iterable

_HIDDEN = re.compile(r"##|#\{")
_NOT_IN_NAME = re.compile(r"[^A-Za-z0-9_-]")


class Names:
    """Gives each code one name, ``E1.privacy.exists`` the name ``E1_privacy_exists``."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        """Begin with names that nothing gets."""
        self._taken = {name.casefold() for name in taken}
        self._names: dict[str, str] = {}

    def of(self, code: str, wish: str = "") -> str:
        """Return the name of a code; no two codes have the same, whatever the case.

        Args:
            wish: what it is called if that is free, in place of the code.
        """
        if code not in self._names:
            name = wanted = _NOT_IN_NAME.sub("_", wish or code)
            number = 1
            while name.casefold() in self._taken:
                number += 1
                name = f"{wanted}_{number}"
            self._taken.add(name.casefold())
            self._names[code] = name
        return self._names[code]


def hidden(source: str) -> str:
    """Return an expression as our own columns hold it: ``#{B2.title}`` for ``${B2.title}``.

    Other tools look for names in every column, also in those that they do not know.
    """
    return source.replace("#", "##").replace("${", "#{")


def shown(hidden_source: str) -> str:
    """Return an expression that one of our own columns holds."""
    return _HIDDEN.sub(lambda found: "#" if found[0] == "##" else "${", hidden_source)
