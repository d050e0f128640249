"""Registers brought in from spreadsheets: units, and the people who answer for them; staff."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from msq.desk.actor import COMMAND_LINE
from msq.desk.import_units import UnitsReport, import_units, read_units
from msq.desk.mail import retry_mail
from msq.desk.reading.managing import edition_page, mails, staff
from msq.desk.register import RegisterReport, import_register, read_register
from msq.desk.rows import WrongRow
from msq.desk.sign_in import ask_for_link
from msq.desk.staff import add_staff
from msq.problems import BadValue, Conflict, NotAllowed, NotFound
from msq.response.rights import Grant
from msq.store import outbox, units
from tests.factories.round import EDITION, Round, person


def bring_units(a_round: Round, *lines: str) -> UnitsReport:
    """Import units as the manager; the first line is the heading."""
    table = read_units("\n".join(lines).encode(), "units.csv")
    return import_units(a_round.desk, a_round.actors["manager"], table)


def bring_people(a_round: Round, *lines: str) -> RegisterReport:
    """Import people as the manager."""
    content = "\n".join(("unit,name,email,role,language", *lines)).encode()
    table = read_register(content, "people.csv")
    return import_register(a_round.desk, a_round.actors["manager"], EDITION, table)


def test_units_are_added_changed_or_left_as_they_are(a_round: Round) -> None:
    heading = "code,name,kind,parent,short_fr,Region,LDC"
    report = bring_units(
        a_round,
        heading,
        "ALB,Albania,,,Albanie,,",
        "BTN,Bhutan,state,,Bhoutan,Asia,yes",
        "TIA,Tirana,city,ALB,,Europe,",
    )

    assert report == UnitsReport(("ALB", "BTN", "TIA"), added=1, changed=1, same=1, wrong=())
    with a_round.desk.database.reading() as db:
        found = {one.code: one for one in units.every(db)}
    assert (found["BTN"].names, found["BTN"].attributes) == (
        {"short_fr": "Bhoutan"},
        {"region": "Asia", "ldc": "yes"},
    )
    assert (found["TIA"].kind, found["TIA"].parent) == ("city", "ALB")
    assert a_round.look(unit="BTN").response.groups == ()


def test_wrong_units_are_named_and_the_others_taken(a_round: Round) -> None:
    code = "“{}” is not a code: use 1 to 100 characters without / \\ ? # %."
    report = bring_units(
        a_round,
        "code,name,kind",
        ",Nowhere,",
        "A/B,Slash,",
        "..,Dots,",
        f"{'C' * 101},Long,",
        "ATL,,",
        f"ATL,{'N' * 301},",
        f"ATL,Atlantis,{'k' * 33}",
        "alb,Albania,",
        "XYZ,Xyz,",
        "XYZ,Xyz,",
        "xyz,Xyz,",
        "Île,Island,",
    )

    assert report == UnitsReport(
        ("XYZ", "Île"),
        added=2,
        changed=0,
        same=0,
        wrong=(
            WrongRow(2, code.format("")),
            WrongRow(3, code.format("A/B")),
            WrongRow(4, code.format("..")),
            WrongRow(5, code.format("C" * 101)),
            WrongRow(6, "The name must have 1 to 300 characters."),
            WrongRow(7, "The name must have 1 to 300 characters."),
            WrongRow(8, "The kind may have 32 characters and the parent 100, or fewer."),
            WrongRow(9, "The code “alb” is spelt “ALB” in the register."),
            WrongRow(11, "The code “XYZ” stands in this file twice."),
            WrongRow(12, "The code “xyz” is spelt “XYZ” in the register."),
        ),
    )


def test_people_get_their_roles_once(a_round: Round) -> None:
    lines = (
        "CHL,Ana,ana@example.org,,es",
        "Chili,Ben,ben@example.org,contributor,English",
        "chl,Eva,eva@example.org,Permanent Mission,ar",
    )
    assert bring_people(a_round, *lines) == RegisterReport(added=3, already=0, wrong=())
    assert bring_people(a_round, *lines) == RegisterReport(added=0, already=3, wrong=())

    held = edition_page(a_round.desk, COMMAND_LINE, EDITION).people
    assert [
        (one.person.name, one.role, one.person.language) for one in held if one.unit_code == "CHL"
    ] == [
        ("Ana", "focal_point", "es"),
        ("Ben", "contributor", "en"),
        ("Eva", "mission", "ar"),
    ]


def test_wrong_people_are_named_and_the_others_taken(a_round: Round) -> None:
    report = bring_people(
        a_round,
        ",Ana,ana@example.org,,",
        "ATL,Ana,ana@example.org,,",
        "CHL,,ana@example.org,,",
        f"CHL,{'N' * 201},ana@example.org,,",
        "CHL,Ana,ana.example.org,,",
        "CHL,Ana,ana@example.org,reviewer,",
        "CHL,Ana,ana@example.org,,Klingon",
        "CHL,Ana,ana@example.org,,",
    )

    assert (report.added, report.already) == (1, 0)
    assert [one.number for one in report.wrong] == [2, 3, 4, 5, 6, 7, 8]
    assert report.wrong[5].reason == (
        "“reviewer” is not a role; use focal_point, contributor or mission."
    )


def test_person_is_one_whatever_the_case_of_the_address(a_round: Round) -> None:
    report = bring_people(a_round, "CHL,Faye,Focal_Point@Example.org,,fr")

    assert report.added == 1
    faye = person(a_round.desk, "focal_point@example.org")
    assert (faye.id, faye.name, faye.language) == (a_round.actors["focal_point"].id, "Faye", "fr")
    assert len(faye.grants) == 2


def test_name_of_staff_is_not_changed_by_a_register(a_round: Round) -> None:
    bring_people(a_round, "CHL,Somebody,reviewer@example.org,,ar")

    found = person(a_round.desk, "reviewer@example.org")
    assert (found.name, found.language, found.roles) == (
        "Reviewer",
        "en",
        ("reviewer", "focal_point"),
    )


def test_same_register_by_two_at_once_gives_each_role_once(a_round: Round) -> None:
    lines = [f"CHL,Person {n},person{n}@example.org,," for n in range(20)]
    with ThreadPoolExecutor(3) as pool:
        reports = list(pool.map(lambda _: bring_people(a_round, *lines), range(3)))

    assert sorted((one.added, one.already) for one in reports) == [(0, 20), (0, 20), (20, 0)]


def test_staff_role_is_held_once(a_round: Round) -> None:
    administrator = a_round.actors["administrator"]

    def add(_: int) -> str:
        try:
            return add_staff(a_round.desk, administrator, "rob@example.org", "Rob", "manager").name
        except Conflict:
            return "conflict"

    with ThreadPoolExecutor(4) as pool:
        told = list(pool.map(add, range(4)))

    assert set(told) <= {"Rob", "conflict"}
    assert person(a_round.desk, "rob@example.org").grants == (Grant("manager"),)
    held = [one.person.name for one in staff(a_round.desk, administrator)]
    assert held == ["Administrator", "Manager", "Reviewer", "Rob"]


@pytest.mark.parametrize(
    ("email", "name", "role"),
    [
        ("rob.example.org", "Rob", "manager"),
        ("rob@example.org", " ", "manager"),
        ("rob@example.org", "R" * 201, "manager"),
        ("rob@example.org", "Rob", "focal_point"),
    ],
)
def test_staff_that_cannot_be_is_refused(a_round: Round, email: str, name: str, role: str) -> None:
    with pytest.raises(BadValue):
        add_staff(a_round.desk, a_round.actors["administrator"], email, name, role)


@pytest.mark.parametrize("who", ["focal_point", "reviewer", "manager"])
def test_only_administrators_give_staff_roles(a_round: Round, who: str) -> None:
    with pytest.raises(NotAllowed):
        add_staff(a_round.desk, a_round.actors[who], "rob@example.org", "Rob", "reviewer")


def test_mail_that_was_given_up_is_queued_again_and_no_other(a_round: Round) -> None:
    manager = a_round.actors["manager"]
    ask_for_link(a_round.desk, "focal_point@example.org")
    (letter,) = mails(a_round.desk, manager).letters
    with pytest.raises(NotFound):
        retry_mail(a_round.desk, manager, letter.id)
    with a_round.desk.database.writing() as db:
        outbox.claim(db, a_round.clock(), 1)
        outbox.mark_failed(db, letter.id, "The address is unknown.", None)
    assert mails(a_round.desk, manager).counts == {"given_up": 1}

    retry_mail(a_round.desk, manager, letter.id)

    (letter,) = mails(a_round.desk, manager).letters
    assert (letter.state, letter.attempts, letter.failure) == (
        "queued",
        0,
        "The address is unknown.",
    )
