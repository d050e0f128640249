"""What a receipt says of a submission to machines: enough to find it and to compare its hash."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Receipt:
    """Whose submission it is, which one, the revision that it ends at, its moment and its hash.

    ``at`` is written as in ISO 8601, ``sha256`` in hexadecimal.
    """

    edition: str
    unit: str
    submission: int
    revision: int
    at: str
    sha256: str
