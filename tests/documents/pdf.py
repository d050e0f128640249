"""A PDF as another program reads it: texts, tags, fonts, outline."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from typing import Any

from pypdf import PdfReader


def squeezed(text: str) -> str:
    """Return a text without blanks: where lines are broken is not what is compared."""
    return "".join(text.split())


@dataclass(frozen=True)
class Pdf:
    """One document."""

    content: bytes

    @cached_property
    def reader(self) -> PdfReader:
        """The document, taken apart."""
        return PdfReader(BytesIO(self.content))

    @cached_property
    def pages(self) -> list[str]:
        """The text of each page, without blanks."""
        return [squeezed(page.extract_text()) for page in self.reader.pages]

    @property
    def text(self) -> str:
        """All text, without blanks."""
        return "".join(self.pages)

    def says(self, *texts: str) -> list[str]:
        """Return those of some texts that are not in it."""
        return [one for one in texts if squeezed(one) not in self.text]

    @property
    def catalogue(self) -> Any:
        """The root of the document."""
        return self.reader.trailer["/Root"]

    @property
    def title(self) -> str | None:
        """The title in its properties."""
        return self.reader.metadata.title if self.reader.metadata else None

    @property
    def outline(self) -> list[str]:
        """The bookmarks of the first level."""
        return [str(one["/Title"]) for one in self.reader.outline if not isinstance(one, list)]

    @property
    def tags(self) -> set[str]:
        """The kinds of structure elements."""
        return set(_kinds(self.catalogue["/StructTreeRoot"]))

    @property
    def fonts(self) -> dict[str, bool]:
        """Each font by name, and whether it is embedded."""
        found = {}
        for page in self.reader.pages:
            resources: Any = page["/Resources"]
            for font in resources["/Font"].values():
                below = font.get_object()["/DescendantFonts"][0].get_object()
                keys = below["/FontDescriptor"].get_object().keys()
                name = str(below["/BaseFont"]).rpartition("+")[2]
                found[name] = bool({"/FontFile2", "/FontFile3"} & set(keys))
        return found

    @property
    def links(self) -> set[str]:
        """The addresses outside that it links to."""
        notes = [
            note.get_object() for page in self.reader.pages for note in page.get("/Annots") or ()
        ]
        return {str(one["/A"]["/URI"]) for one in notes if "/URI" in one.get("/A", {})}


def _kinds(element: Any) -> Iterator[str]:
    below = element.get("/K", [])
    for one in below if isinstance(below, list) else [below]:
        found = one.get_object()
        if hasattr(found, "keys") and "/S" in found:
            yield str(found["/S"])
            yield from _kinds(found)
