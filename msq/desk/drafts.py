"""Drafts: questionnaires that managers write before they publish them.

What a manager uploads is kept also when it has faults. Whoever changes, publishes or deletes a
draft names the upload that they had before them: where another came between, nothing is done.
"""

from dataclasses import dataclass

from msgspec.structs import replace

from msq.desk._verb import Act, verb
from msq.desk.publish import record
from msq.instrument.building.form import INSTRUMENT_CODE
from msq.instrument.covering import counted_in, stale_since
from msq.instrument.model import in_language
from msq.instrument.translating import WHOLE, Counts
from msq.instrument.whole import Instrument
from msq.problems import BadInput, BadValue, Conflict, NotFound, Untranslated, WrongState, short
from msq.store import drafts, instruments, tags
from msq.store.drafts import Content, Draft
from msq.store.instruments import Published


@dataclass(frozen=True, slots=True)
class ReadWorkbook:
    """A workbook as it was read.

    Attributes:
        code, title: of its questionnaire, also where it has faults.
        instrument: ``None`` where there are faults.
        faults: sheet, row, column and message of each.
        unread: what of it is passed over, each as a sentence.
    """

    filename: str
    content: bytes
    code: str
    title: str
    instrument: Instrument | None
    faults: tuple[tuple[str, int, str, str], ...] = ()
    unread: tuple[str, ...] = ()


@verb("start_draft", "form.publish")
def start_draft(act: Act, upload: ReadWorkbook) -> int:
    """Keep a workbook as a new draft, with its faults if it has some; return its id."""
    draft_id = drafts.add(act.db, _content(act, upload, None), None, act.actor.name, act.now)
    act.details.update(draft=draft_id, code=upload.code, faults=len(upload.faults))
    return draft_id


@verb("copy_form", "form.publish")
def copy_form(act: Act, version: str, code: str) -> int:
    """Begin a draft as a copy of a published version, its tags as they are now; return its id.

    Args:
        code: of the new questionnaire.

    Raises:
        NotFound: there is no such version.
        BadInput: the code cannot be one.
    """
    base = instruments.by_hash(act.db, version)
    if base is None:
        raise NotFound("There is no published questionnaire with this address.")
    if not INSTRUMENT_CODE.fullmatch(code):
        raise BadInput(
            {
                "code": BadValue(
                    "Enter a code for the copy: small letters, digits, points and hyphens, such as "
                    "{example}.",
                    example="msq-2030",
                )
            }
        )
    made = Instrument(replace(tags.tagged(act.db, version).form, code=code))
    content = Content(
        code=code,
        title=in_language(made.form.title, "en"),
        filename="",
        workbook=None,
        content=made.content,
        coverage=instruments.coverage_of(act.db, version),
    )
    draft_id = drafts.add(act.db, content, version, act.actor.name, act.now)
    act.details.update(draft=draft_id, code=code, base=version)
    return draft_id


@verb("change_draft", "form.publish")
def change_draft(act: Act, draft_id: int, seen: int, upload: ReadWorkbook) -> None:
    """Put a workbook in the place of what a draft holds.

    Args:
        seen: the number of the upload that the manager had before them.

    Raises:
        NotFound: the draft is not there any more.
        Conflict: somebody else uploaded another workbook meanwhile.
        BadInput: the workbook is of another questionnaire than that which the copy is to become.
    """
    found = _held(act, draft_id, seen)
    base = found.line.base_hash
    if base and upload.code != found.line.code:
        raise BadInput(
            {
                "file": BadValue(
                    "This workbook is of the questionnaire “{other}”, and this is the draft of "
                    "“{code}”. Write {code} under form_id on the sheet settings, or start a draft "
                    "of its own from this workbook.",
                    other=short(upload.code),
                    code=found.line.code,
                )
            }
        )
    content = _content(act, upload, base)
    if not drafts.change(act.db, draft_id, seen, content, act.actor.name, act.now):
        raise _overtaken(act, draft_id)
    act.details.update(draft=draft_id, code=upload.code, faults=len(upload.faults))


@verb("delete_draft", "form.publish")
def delete_draft(act: Act, draft_id: int, seen: int) -> None:
    """Throw a draft away.

    Raises:
        NotFound: the draft is not there any more.
        Conflict: somebody else uploaded another workbook meanwhile.
    """
    found = _held(act, draft_id, seen)
    if not drafts.remove(act.db, draft_id, seen):
        raise _overtaken(act, draft_id)
    act.details.update(draft=draft_id, code=found.line.code)


@verb("publish_draft", "form.publish")
def publish_draft(
    act: Act, draft_id: int, seen: int, *, with_gaps: bool = False
) -> tuple[Published, bool]:
    """Publish what a draft holds, and end the draft; return the version and whether it is new.

    Args:
        with_gaps: whether texts may be said in English, or in a translation older than they are.

    Raises:
        NotFound: the draft is not there any more.
        Conflict: somebody else uploaded another workbook meanwhile.
        WrongState: it has faults.
        Untranslated: texts have no translation, or a stale one, and nobody said that they may.
    """
    held = _held(act, draft_id, seen).content
    if held.content is None:
        raise WrongState(
            "This draft has faults. Mend them in the workbook and upload it again, then publish."
        )
    instrument = Instrument.from_bytes(held.content)
    coverage = held.coverage or counted_in(instrument.form, unofficial=False)
    lacking = {} if with_gaps else _lacking(coverage)
    if lacking:
        raise Untranslated(
            "Not all texts are translated, or a translation is older than its text: {counts}. "
            "A text without translation would be said in English, and an old translation as it "
            "stands. Say so expressly if that is meant.",
            counts=", ".join(f"{language} {count}" for language, count in lacking.items()),
        )
    published, new = record(act, instrument, held.coverage)
    if not drafts.remove(act.db, draft_id, seen):
        raise _overtaken(act, draft_id)
    act.details.update(draft=draft_id)
    return published, new


def _content(act: Act, upload: ReadWorkbook, base: str | None) -> Content:
    made = upload.instrument
    return Content(
        code=upload.code,
        title=upload.title,
        filename=upload.filename,
        workbook=upload.content,
        content=made.content if made else None,
        coverage=_coverage(act, made, base) if made else None,
        faults=upload.faults,
        unread=upload.unread,
    )


def _coverage(act: Act, made: Instrument, base: str | None) -> Counts:
    """Return how far the languages of a workbook cover it: no translator of ours has checked it.

    What changed in English alone since the version that it began from, or else since the newest
    of the same code, has stale translations.
    """
    newest = instruments.newest(act.db, made.code)
    before = base or (newest.hash if newest else None)
    stale = stale_since(instruments.load(act.db, before).form, made.form) if before else {}
    return counted_in(made.form, stale, unofficial=True)


def _lacking(coverage: Counts) -> dict[str, int]:
    counts = {
        language: sections[WHOLE][0] - sections[WHOLE][1] for language, sections in coverage.items()
    }
    return {language: count for language, count in counts.items() if count}


def _held(act: Act, draft_id: int, seen: int) -> Draft:
    found = draft_there(act, draft_id)
    if found.line.number != seen:
        raise _overtaken(act, draft_id)
    return found


def draft_there(act: Act, draft_id: int) -> Draft:
    """Return a draft.

    Raises:
        NotFound: it is not there any more.
    """
    found = drafts.by_id(act.db, draft_id)
    if found is None:
        raise NotFound("This draft is not there any more: it was published or deleted.")
    return found


def _overtaken(act: Act, draft_id: int) -> Conflict:
    """Return why nothing was done.

    Raises:
        NotFound: the draft is not there any more.
    """
    found = draft_there(act, draft_id)
    return Conflict(
        "{name} uploaded a workbook into this draft after you opened this page, so nothing was "
        "done. Look at what is there now. If it is still right, do it again.",
        name=found.line.changed_by,
    )
