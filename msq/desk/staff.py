"""Giving staff their roles."""

from msq.desk._verb import Act, verb
from msq.desk.register import LONGEST_NAME
from msq.instrument.item_types.addresses import read_email
from msq.problems import BadValue
from msq.response.rights import STAFF_ROLES
from msq.store import people
from msq.store.people import Person


@verb("add_staff", "people.manage")
def add_staff(act: Act, email: str, name: str, role: str, language: str = "en") -> Person:
    """Give somebody a staff role; a new person gets an account.

    Raises:
        BadValue: the address, the name or the role is not one.
    """
    if role not in STAFF_ROLES:
        raise BadValue(
            "“{role}” is not a staff role: {known}.", role=role, known=", ".join(STAFF_ROLES)
        )
    if not name.strip():
        raise BadValue("Enter a name.")
    if len(name) > LONGEST_NAME:
        raise BadValue("The name must have 1 to {most} characters.", most=LONGEST_NAME)
    address = read_email(email)
    person = people.by_email(act.db, address) or people.add(
        act.db, address, name.strip(), language, act.now
    )
    people.grant(act.db, person.id, role, None, act.now)
    act.details.update(role=role, person=person.id)
    return person
