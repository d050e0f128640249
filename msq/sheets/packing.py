"""A zip file that depends on nothing but what is put in: no clock, no file times, no owner."""

from datetime import datetime
from pathlib import Path
from shutil import copyfileobj
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_FIRST_YEAR = 1980  # a zip file cannot hold an earlier date


class FixedZip(ZipFile):
    """A new zip file whose entries all bear the same time, as openpyxl's writer fills it."""

    def __init__(self, stream: BinaryIO, moment: datetime) -> None:
        """Begin a zip file on ``stream``; the time zone of ``moment`` is not looked at."""
        super().__init__(stream, "w", ZIP_DEFLATED)
        year = max(moment.year, _FIRST_YEAR)
        self._moment = (year, moment.month, moment.day, moment.hour, moment.minute, moment.second)

    # Only what openpyxl calls: it passes a name and contents, or a file and a name.
    def writestr(self, zinfo_or_arcname: object, data: str | bytes) -> None:  # type: ignore[override]
        """Add an entry of this name with these contents."""
        super().writestr(self._entry(str(zinfo_or_arcname)), data)

    def write(self, filename: str, arcname: str) -> None:  # type: ignore[override]
        """Add a file under another name."""
        entry = self._entry(arcname)
        entry.file_size = Path(filename).stat().st_size  # decides whether zip64 is needed
        with Path(filename).open("rb") as source, self.open(entry, "w") as sink:
            copyfileobj(source, sink, 1 << 20)

    def _entry(self, name: str) -> ZipInfo:
        entry = ZipInfo(name, self._moment)
        entry.compress_type = ZIP_DEFLATED
        entry.external_attr = 0o644 << 16
        return entry
