"""How the headers of a mail are written: every letter and every space of a name arrives.

Python's own policy drops a space where a long header is split inside encoded words, so that
«Министерство развития» may arrive as one word (seen with 3.11).
"""

from email.header import Header
from email.headerregistry import AddressHeader
from email.policy import EmailPolicy
from email.utils import formataddr
from typing import Any

_LINE = 76


class _Policy(EmailPolicy):
    """RFC 2047 by the older of Python's two ways, which splits between letters."""

    def fold(self, name: str, value: Any) -> str:  # noqa: ANN401 - as the parent has it
        """Return a header's lines."""
        if self.utf8 or str(value).isascii() or isinstance(value, bytes):
            return str(super().fold(name, value))
        if isinstance(value, AddressHeader):
            written = (self._address(name, *one) for one in _named(value))
            return f"{name}: {f',{self.linesep} '.join(written)}{self.linesep}"
        return f"{name}: {self._encoded(name, str(value))}{self.linesep}"

    def fold_binary(self, name: str, value: Any) -> bytes:  # noqa: ANN401 - as the parent has it
        """Return a header's lines as they are sent."""
        return self.fold(name, value).encode("utf-8" if self.utf8 else "ascii", "surrogateescape")

    def _address(self, header: str, name: str, address: str) -> str:
        if name.isascii():
            return formataddr((name, address))
        return f"{self._encoded(header, name)} <{address}>"

    def _encoded(self, header: str, text: str) -> str:
        words = Header(text, "utf-8", maxlinelen=_LINE, header_name=header)
        return words.encode(linesep=self.linesep)


def _named(header: AddressHeader) -> list[tuple[str, str]]:
    return [(one.display_name, one.addr_spec) for one in header.addresses]


WRITTEN = _Policy(linesep="\r\n")
"""The policy of every mail that is sent."""
WRITTEN_UTF8 = WRITTEN.clone(utf8=True)
"""The same where an address is not ASCII: RFC 6532."""
