"""The register of an edition: who answers for which unit, brought in from a spreadsheet."""

from dataclasses import dataclass

from msq.desk._verb import Act, verb
from msq.desk.rows import WrongRow
from msq.instrument.item_types.addresses import read_email
from msq.problems import BadValue
from msq.response.rights import FOCAL_POINT, RESPONDENT_ROLES, STAFF_ROLES
from msq.sheets.reading import Row, Table, read_table
from msq.store import people, responses
from msq.store.responses import Response
from msq.store.units import Names
from msq.store.visibility import visible_to

LANGUAGES = ("ar", "zh", "en", "fr", "ru", "es")
LONGEST_NAME = 200
_ROLE_WORDS = {role: role for role in RESPONDENT_ROLES} | {
    "": FOCAL_POINT,
    "focal": FOCAL_POINT,
    "permanent_mission": "mission",
}
_LANGUAGE_WORDS = {code: code for code in LANGUAGES} | {
    "": "en",
    "arabic": "ar",
    "chinese": "zh",
    "english": "en",
    "french": "fr",
    "russian": "ru",
    "spanish": "es",
}


@dataclass(frozen=True, slots=True)
class RegisterReport:
    """What came of an import of people: counts, and the rows that are wrong."""

    added: int
    already: int
    wrong: tuple[WrongRow, ...]


@dataclass(frozen=True, slots=True)
class _Entry:
    response: Response
    name: str
    email: str
    role: str
    language: str


def read_register(content: bytes, filename: str) -> Table:
    """Return the table of a file of people.

    Raises:
        BadFile: it cannot be read, or has not the columns ``unit``, ``name`` and ``email``.
    """
    return read_table(
        content, filename, required=("unit", "name", "email"), optional=("role", "language")
    )


@verb("import_register", "register.manage")
def import_register(act: Act, edition_code: str, table: Table) -> RegisterReport:
    """Give the people of a table their roles; right rows pass, wrong rows are listed.

    A person who is there already keeps their account; name and language are brought up to date
    unless the person is staff. Nobody is written to: that is ``invite``.

    Raises:
        NotFound: there is no such edition.
    """
    # Held, so that two files at once do not each make the same person.
    edition = act.edition(edition_code, for_update=True)
    asked = {
        one.unit.code: one
        for one in responses.of_edition(act.db, edition.id, visible_to(act.actor.grants))
    }
    names = Names(one.unit for one in asked.values())
    added, already, wrong = 0, 0, []
    for row in table.rows:
        try:
            entry = _read(row, asked, names)
        except BadValue as problem:
            wrong.append(WrongRow(row.number, str(problem)))
            continue
        if _grant(act, entry):
            added += 1
        else:
            already += 1
    act.details.update(added=added, already=already, wrong=len(wrong))
    return RegisterReport(added, already, tuple(wrong))


def _read(row: Row, asked: dict[str, Response], names: Names) -> _Entry:
    code = names.code(row.values["unit"])
    name = row.values["name"].strip()
    if not name or len(name) > LONGEST_NAME:
        raise BadValue("The name must have 1 to {most} characters.", most=LONGEST_NAME)
    role = row.values.get("role", "").strip().casefold().replace(" ", "_")
    if role not in _ROLE_WORDS:
        raise BadValue(
            "“{role}” is not a role; use focal_point, contributor or mission.", role=role
        )
    language = row.values.get("language", "").strip().casefold()
    if language not in _LANGUAGE_WORDS:
        raise BadValue(
            "“{language}” is not one of the languages ar, zh, en, fr, ru, es.", language=language
        )
    return _Entry(
        response=asked[code],
        name=name,
        email=read_email(row.values["email"]),
        role=_ROLE_WORDS[role],
        language=_LANGUAGE_WORDS[language],
    )


def _grant(act: Act, entry: _Entry) -> bool:
    person = people.by_email(act.db, entry.email)
    if person is None:
        person = people.add(act.db, entry.email, entry.name, entry.language, act.now)
    elif not any(grant.role in STAFF_ROLES for grant in people.grants_of(act.db, person.id)):
        people.change(act.db, person.id, entry.name, entry.language)
    return people.grant(act.db, person.id, entry.role, entry.response.id, act.now)
