"""The catalogues of translations: one readable .po file a language, turned into gettext at use."""

from datetime import UTC, datetime
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from msq.instrument.translating import UNOFFICIAL
from msq.wording.languages import LANGUAGES

FOLDER: Final = Path(__file__).with_name("locale")
DOMAIN: Final = "msq"
HEADER: Final = """\
# Translations of msq: {name}.
# A text marked “unofficial” was not checked by a translator; who checks it takes the mark away.
# Run `make texts` after a change of what is said."""
_WIDTH: Final = 96


def path_of(code: str, folder: Path = FOLDER) -> Path:
    """Return where the catalogue of a language is."""
    return folder / code / "LC_MESSAGES" / f"{DOMAIN}.po"


def read_catalogue(code: str, folder: Path = FOLDER) -> Catalog:
    """Return the catalogue of a language.

    Raises:
        FileNotFoundError: the language has none: the installation is incomplete.
        babel.messages.pofile.PoFileError: it is malformed.
    """
    with path_of(code, folder).open("rb") as file:
        return read_po(file, locale=code, domain=DOMAIN, abort_invalid=True)


def new_catalogue(code: str, domain: str = DOMAIN) -> Catalog:
    """Return an empty catalogue of a language."""
    now = datetime.now(UTC)
    return Catalog(
        locale=code,
        domain=domain,
        header_comment=HEADER.format(name=LANGUAGES[code].own_name),
        fuzzy=False,
        project=DOMAIN,
        version="1",
        msgid_bugs_address="see CONTRIBUTING",
        creation_date=now,
        revision_date=now,
        last_translator="nobody yet",
        language_team=LANGUAGES[code].own_name,
    )


def write_catalogue(catalogue: Catalog, path: Path) -> bool:
    """Write a catalogue; return whether that changed the file."""
    made = BytesIO()
    # Without line numbers a change of a template changes no catalogue.
    write_po(made, catalogue, width=_WIDTH, include_lineno=False)
    content = made.getvalue()
    if path.is_file() and path.read_bytes() == content:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return True


def is_unofficial(code: str, folder: Path = FOLDER) -> bool:
    """Return whether a catalogue holds translations that no translator has checked."""
    return any(UNOFFICIAL in one.flags for one in read_catalogue(code, folder) if one.id)


def translations(code: str, folder: Path = FOLDER) -> GNUTranslations:
    """Return the translations of a language; what has none yet is left in English."""
    compiled = BytesIO()
    write_mo(compiled, read_catalogue(code, folder))
    compiled.seek(0)
    return GNUTranslations(compiled)
