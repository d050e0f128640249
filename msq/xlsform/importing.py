"""Reading an XLSForm workbook as an instrument."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePath

from babel.messages.catalog import Catalog

from msq.instrument.building import Block, Place, build
from msq.instrument.checks import check
from msq.instrument.model import Form
from msq.instrument.tagging import with_tags
from msq.instrument.translating import SOURCE, UNOFFICIAL, in_languages, updated
from msq.instrument.whole import Instrument
from msq.problems import BadForm
from msq.wording.catalogues import new_catalogue
from msq.wording.languages import LANGUAGES
from msq.xlsform.assembling import Assembler, nothing_is_lost, vocabulary
from msq.xlsform.expressions import Expressions
from msq.xlsform.languages import heading_of
from msq.xlsform.lists import OTHER, Lists
from msq.xlsform.outline import outline
from msq.xlsform.places import (
    SETTINGS,
    SURVEY,
    RowBlock,
    SheetFault,
    SheetFaults,
)
from msq.xlsform.planning import Planned, plan
from msq.xlsform.questions import Questions
from msq.xlsform.reading import Book, read_book
from msq.xlsform.texts import Texts

_NOT_IN_CODE = re.compile(r"[^a-z0-9.]+")
_LONGEST_CODE = 64


@dataclass(frozen=True)
class Imported:
    """What a workbook holds.

    Attributes:
        instrument: in all of its languages.
        head, codelists, details, sections: the same as the files of a form would say it.
        catalogues: the translations, one for each language but English.
        unread: what was passed over, each as a sentence.
    """

    instrument: Instrument
    head: Block
    codelists: Block
    details: Block
    sections: tuple[Block, ...]
    catalogues: dict[str, Catalog]
    unread: tuple[str, ...]


@dataclass(frozen=True)
class Examined:
    """What became of a workbook: its questionnaire, or what is wrong with it.

    Attributes:
        code: that of the questionnaire, also where there are faults.
        title: the same for its title.
        imported: ``None`` where there are faults.
        unread: what was passed over, each as a sentence.
    """

    code: str
    title: str
    imported: Imported | None
    faults: tuple[SheetFault, ...]
    unread: tuple[str, ...]


def examine(content: bytes, filename: str) -> Examined:
    """Return what an XLSForm workbook holds, with its faults where it has some.

    Raises:
        BadFile: it is no workbook, is damaged or unsafe, or has no sheet ``survey``.
    """
    faults = SheetFaults()
    book = read_book(content, filename, faults)
    code, title = _code(book, filename), _title(book, filename)
    try:
        imported = _imported(book, filename, faults)
    except BadForm:
        return Examined(code, title, None, tuple(faults.all), book.unread)
    return Examined(code, title, imported, (), book.unread)


def read_xlsform(content: bytes, filename: str) -> Imported:
    """Return the questionnaire of an XLSForm workbook.

    Args:
        content: the workbook, of any spreadsheet program, as .xlsx.
        filename: names it in messages, and the questionnaire where the settings do not.

    Raises:
        BadFile: it is no workbook, is damaged or unsafe, or has no sheet ``survey``.
        BadForm: with every fault found, each with its sheet, row and column.
    """
    faults = SheetFaults()
    return _imported(read_book(content, filename, faults), filename, faults)


def _imported(book: Book, filename: str, faults: SheetFaults) -> Imported:
    texts = _texts(book, faults)
    head = _head(book, filename, texts, faults)
    lists = Lists(book.choices, texts, faults)
    assembler, sections = _sections(book, _title(book, filename), lists, texts, faults)
    details = Block()
    details.update(assembler.details)
    codelists = lists.named()
    built = build(
        Place(SETTINGS, book.settings.number, head),
        codelists,
        Place(SURVEY, 1, details),
        [Place(SURVEY, block.line, block) for block in sections],
        faults,
    )
    nothing_is_lost(built, assembler.made_anew, faults)
    faults.raise_if_any()
    check(built, faults)
    faults.raise_if_any()
    built = with_tags(built, {k: v for k, v in assembler.cell_tags.items() if k in built.items})
    catalogues = _catalogues(built.form, texts)
    whole = Instrument(in_languages(built.form, catalogues))
    named = Block(codelists.values)
    return Imported(whole, head, named, details, sections, catalogues, book.unread)


def _texts(book: Book, faults: SheetFaults) -> Texts:
    has_english = SOURCE in book.languages
    if book.languages and not has_english:
        message = f"there is no column label::{heading_of(SOURCE)}, and every text is needed in it"
        faults.add(Place(SURVEY, 1, {}), message)
    return Texts(faults, has_english=has_english)


def _sections(
    book: Book, title: str, lists: Lists, texts: Texts, faults: SheetFaults
) -> tuple[Assembler, tuple[Block, ...]]:
    """Return the blocks of the sections, and who made them and knows the details."""
    planned = plan(outline(book.survey, faults), title, faults)
    if not planned:
        faults.add(Place(SURVEY, 1, {}), "the sheet has no questions")
    expressions = Expressions(faults)
    for section in planned:
        _name_all(section.entries, expressions)
    assembler = Assembler(Questions(texts, lists, expressions, faults), faults, book.checks)
    return assembler, tuple(assembler.section(section) for section in planned)


def _title(book: Book, filename: str) -> str:
    return book.settings.get("form_title") or PurePath(filename).stem


def _code(book: Book, filename: str) -> str:
    code = book.settings.get("form_id") or PurePath(filename).stem
    return _NOT_IN_CODE.sub("-", code.casefold()).strip("-.")[:_LONGEST_CODE] or "form"


def _head(book: Book, filename: str, texts: Texts, faults: SheetFaults) -> RowBlock:
    row = book.settings
    said = row.get("msq::languages").split()
    for language in said:
        if language not in LANGUAGES:
            message = f"the language “{language}” is not spoken here; take it out"
            faults.at(row, message, "msq::languages")
    spoken = [one for one in (*said, *book.languages) if one in LANGUAGES]
    languages = list(dict.fromkeys(spoken))
    if SOURCE not in languages:
        languages.insert(0, SOURCE)
    block = RowBlock(
        row,
        format="1",
        code=_code(book, filename),
        title=texts.kept(_title(book, filename), row.text("msq::title")),
        unit_kind=row.get("msq::unit_kind"),
        languages=languages,
    )
    block.put(tags=vocabulary(book.tags))
    return block


def _name_all(entries: Iterable[Planned], expressions: Expressions) -> None:
    """Say by which names expressions call the questions."""
    for one in entries:
        expressions.name(one.node.name, one.code)
        if one.node.words[1:] == ("or_other",):
            expressions.name(f"{one.node.name}_{OTHER}", f"{one.code}.{OTHER}")
        _name_all(one.inside, expressions)
        _name_all(one.following, expressions)


def _catalogues(form: Form, texts: Texts) -> dict[str, Catalog]:
    """Return what was said in the other languages; no translator of ours has checked it."""
    found = {}
    for language in form.languages:
        if language == SOURCE:
            continue
        said = Catalog(locale=language)
        for source, words in texts.said.get(language, {}).items():
            said.add(source, words, flags=[UNOFFICIAL])
        empty = new_catalogue(language, form.code)
        said.creation_date, said.revision_date = empty.creation_date, empty.revision_date
        found[language] = updated(form, said, empty)
    return found
