"""What the demonstration tells: invented people and answers, responses in every state.

Everything goes through the public verbs, so the record, the trail and the mails are real.
"""

import hashlib
from collections.abc import Iterator
from datetime import timedelta

from msq import resources
from msq.desk import edition as editions
from msq.desk import sign_in
from msq.desk._verb import Desk
from msq.desk.actor import COMMAND_LINE, Actor
from msq.desk.answer import Change, save_answers
from msq.desk.import_units import import_units, read_units
from msq.desk.invite import invite
from msq.desk.publish import publish
from msq.desk.reading.response import Look, look_at
from msq.desk.register import import_register, read_register
from msq.desk.review import Verdict, accept, review, send_back
from msq.desk.staff import add_staff
from msq.desk.submit import Declaration, submit
from msq.instrument import yaml_form
from msq.instrument.building import Faults
from msq.instrument.codes import instance_code, split_instance
from msq.instrument.model import Item
from msq.instrument.translating import counts_of
from msq.instrument.whole import Instrument
from msq.response.relevance import asked_codes
from msq.response.rights import Grant
from msq.response.values import choices_of
from msq.store import people, sessions

FORMS = ("losi-2028", "msq-2026", "msq-2028")
"""Those that are published; the last one is asked."""
EDITION = "msq-2028"
YOURS = "MLT"
LANGUAGES = ("en", "fr", "es", "ar", "ru", "zh")
OTHERS = {
    "BRB": "accepted",
    "CHL": "under_review",
    "CIV": "submitted",
    "FJI": "returned",
    "GHA": "submitted",
    "JOR": "in_progress",
    "KAZ": "accepted",
    "MNG": "in_progress",
    "NZL": "under_review",
    "OMN": "submitted",
    "PRY": "in_progress",
}
LEFT_FOR_YOU = ("K", "L")
"""The sections that are left blank in your own response, so that there is something to do."""

STAFF = {
    "reviewer": "Robin Reviewer (demo)",
    "manager": "Maria Manager (demo)",
    "administrator": "Adam Administrator (demo)",
}
FITTING = {
    "strategy.digital_government.start": "2024",
    "strategy.digital_government.end": "2027",
    "use.services.total": "900",
    "use.services.online": "300",
    "participation.consultation.opened": "2026-02-01",
    "participation.consultation.closed": "2026-04-30",
    "sign_off.declaration": "yes",
}
"""Answers by concept that must fit one another, where chance would break a rule."""
BEFORE = "msq-2026"
"""The edition before: what you answered in it was accepted, and comes along into this one."""
TWO_YEARS = timedelta(days=730)

_NO_BRACKETS = str.maketrans({"[": "-", "]": ""})
_SIGNER = Declaration("Invented Minister (demo)", "Minister", "Ministry of Examples", agreed=True)


def _address(local: str) -> str:
    return f"{local}@demo.example.org"


def tell(desk: Desk) -> Iterator[str]:
    """Fill the database; yield a line before each step."""
    yield "the register of the 193 Member States"
    register = resources.folder("forms") / "registers" / "member-states.csv"
    import_units(desk, COMMAND_LINE, read_units(register.read_bytes(), register.name))
    yield f"the questionnaires {', '.join(FORMS)}"
    forms = {}
    for code in FORMS:
        folder = resources.folder("forms") / code
        found = forms[code] = yaml_form.load(folder)
        catalogues = yaml_form.read_catalogues(folder, found.form, Faults())
        publish(desk, COMMAND_LINE, found, coverage=counts_of(found.form, catalogues))
    yield "the staff: a reviewer, a manager, an administrator"
    for role, name in STAFF.items():
        add_staff(desk, COMMAND_LINE, _address(role), name, role)
    yield f"the edition before, in which {YOURS} was accepted"
    _tell_before(desk, forms[BEFORE])
    yield "the edition, open for the 193 Member States"
    _open_edition(desk, EDITION, "2028 edition (demo)")
    yield f"invented focal points and invitations for {len(OTHERS) + 1} of them"
    _register(desk)
    for unit, state in {**OTHERS, YOURS: "yours"}.items():
        yield f"invented answers: {unit} ({state.replace('_', ' ')})"
        _play(desk, forms[EDITION], EDITION, unit, state)


def _tell_before(desk: Desk, instrument: Instrument) -> None:
    """Let the edition before take place, two years ago, and end."""
    then = Desk(desk.database, lambda: desk.now() - TWO_YEARS)
    _open_edition(then, BEFORE, "2026 edition (demo)")
    people = f"unit,name,email\n{YOURS},{_name_of(YOURS)},{_email_of(YOURS)}\n"
    import_register(then, COMMAND_LINE, BEFORE, read_register(people.encode(), "register.csv"))
    _play(then, instrument, BEFORE, YOURS, "accepted")
    editions.close_edition(desk, COMMAND_LINE, BEFORE)


def _open_edition(desk: Desk, code: str, name: str) -> None:
    """Open an edition that asks the questionnaire of the same code."""
    today = desk.now().date()
    plan = editions.Plan(
        code=code,
        name=name,
        reference_period="The 12 months before you answer",
        instrument=code,
        opens=today - timedelta(days=14),
        deadline=today + timedelta(days=120),
        grace=14,
    )
    editions.create_edition(desk, COMMAND_LINE, plan)
    editions.open_edition(desk, COMMAND_LINE, code)


def _name_of(unit: str) -> str:
    return f"Focal Point of {unit} (demo)"


def _email_of(unit: str) -> str:
    return _address(f"focal-point-{unit.lower()}")


def _register(desk: Desk) -> None:
    lines = ["unit,name,email,role,language"]
    for place, unit in enumerate((YOURS, *OTHERS)):
        language = LANGUAGES[place % len(LANGUAGES)]
        lines.append(f"{unit},{_name_of(unit)},{_email_of(unit)},,{language}")
    lines.append(f"{YOURS},Contributor (demo),{_address('contributor')},contributor,en")
    lines.append(f"{YOURS},Permanent Mission (demo),{_address('mission')},mission,en")
    table = read_register("\n".join(lines).encode(), "register.csv")
    import_register(desk, COMMAND_LINE, EDITION, table)
    invite(desk, COMMAND_LINE, EDITION)


def _person(desk: Desk, local: str) -> Actor:
    with desk.database.reading() as db:
        person = people.by_email(db, _address(local))
        if person is None:
            raise LookupError(local)
        grants: tuple[Grant, ...] = people.grants_of(db, person.id)
    return Actor(person.id, person.name, person.email, person.language, grants)


def _play(desk: Desk, instrument: Instrument, edition: str, unit: str, state: str) -> None:
    """Bring a response to a state, as its people and the reviewer would."""
    focal = _person(desk, f"focal-point-{unit.lower()}")
    skipped = {"in_progress": "CDEFGHIJKLMNOP", "yours": "".join(LEFT_FOR_YOU)}.get(state, "")
    fill(desk, focal, instrument, edition, unit, skipped)
    if state in {"in_progress", "yours"}:
        return
    look = look_at(desk, focal, edition, unit)
    submit(desk, focal, edition, unit, _SIGNER, look.response.last_number)
    if state == "submitted":
        return
    reviewer = _person(desk, "reviewer")
    leads = [code for code in look.answers if not instrument.item(code).lead]
    verdicts = [Verdict(code, "accepted") for code in leads]
    if state != "accepted":
        verdicts = [*verdicts[:20], *_queries(look)]
    review(desk, reviewer, edition, unit, verdicts)
    if state == "returned":
        send_back(desk, reviewer, edition, unit, "Thank you. Two answers are not clear to us.")
    elif state == "accepted":
        accept(desk, reviewer, edition, unit)


def _queries(look: Look) -> list[Verdict]:
    asked = [code for code in ("B1", "C1", "D1", "H1", "I1") if code in look.answers][:2]
    return [
        Verdict(code, "queried", "The page does not open from here. Is this the right address?")
        for code in asked
    ]


def fill(
    desk: Desk,
    actor: Actor,
    instrument: Instrument,
    edition: str,
    unit: str,
    skipped: str = "",
) -> None:
    """Answer everything that is asked, in plainly invented words, but for the skipped sections."""
    done: set[str] = set()
    for _ in range(6):
        look = look_at(desk, actor, edition, unit)
        wanted = [
            code
            for code in (*asked_codes(instrument, look.answers), *_first_rows(instrument))
            if code not in look.answers
            and code not in done
            and instrument.section_of[split_instance(code)[0]].code not in skipped
        ]
        if not wanted:
            return
        done.update(wanted)
        changes = [
            Change(code, invented(instrument, instrument.item(code), code, unit))
            for code in dict.fromkeys(wanted)
        ]
        saved = save_answers(desk, actor, edition, unit, changes, sessions.new_secret())
        if saved.problems:
            raise saved.problems[0]


def _first_rows(instrument: Instrument) -> list[str]:
    return [
        instance_code(item.code, (1,) * instrument.depth(item.code))
        for entry in instrument.entries.values()
        if entry.kind == "repeat"
        for item in entry.items
        if not item.relevant
    ]


def invented(instrument: Instrument, item: Item, code: str, unit: str) -> tuple[str, ...]:
    """Return raw texts of an invented answer; the same unit and item give the same one."""
    if item.concept in FITTING:
        return (FITTING[item.concept],)
    chance = int(hashlib.sha256(f"{unit} {item.code}".encode()).hexdigest(), 16)
    choices = [one for one in choices_of(instrument, item) if not one.exclusive]
    least = int(float(item.min or 0))
    most = int(float(item.max or least + 1000))
    number = str(least + chance % (most - least + 1))
    host = f"https://{unit.lower()}.demo.example.org"
    made: dict[str, tuple[str, ...]] = {
        "yes_no": ("no" if chance % 4 == 0 else "yes",),
        "select_one": (choices[chance % len(choices)].code,) if choices else (),
        "select_multiple": tuple(one.code for one in choices[: 1 + chance % 3]),
        "ranking": tuple(one.code for one in reversed(choices[chance % 2 : 3])),
        "integer": (number,),
        "decimal": (number,),
        "percentage": (number,),
        "amount": (number,),
        "year": (str(max(2015 + chance % 10, least)),),
        "date": (f"{2020 + chance % 5}-03-{1 + chance % 28:02}",),
        "web_address": (f"{host}/{code.lower().translate(_NO_BRACKETS)}",),
        "email": (_address(f"{code.lower().translate(_NO_BRACKETS)}-{unit.lower()}"),),
        "phone": (f"+999 555 {chance % 10000:04}",),
        "long_text": (f"Invented answer to {code} for the demonstration.\nIt has two lines.",),
        "calculate": (),
        "file": (),
        "text": (f"Invented: {code} of {unit}"[: item.max_length or 200],),
    }
    return made[item.type]


def links(desk: Desk) -> list[tuple[str, str]]:
    """Return a fresh sign-in secret for each person of the demonstration, by what they are."""
    wanted = {"focal point": f"focal-point-{YOURS.lower()}"} | {role: role for role in STAFF}
    found = []
    for role, local in wanted.items():
        person = _person(desk, local)
        if person.id is not None:
            found.append((role, sign_in.issue_link(desk, person.id)))
    return found
