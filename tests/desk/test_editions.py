"""Editions: made from a plan, opened, given more time, closed; their people invited."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import text

from msq.desk import edition as editions
from msq.desk.actor import COMMAND_LINE
from msq.desk.edition import Plan, create_edition
from msq.desk.import_units import import_units, read_units
from msq.desk.invite import invite
from msq.desk.publish import publish
from msq.desk.reading.managing import edition_page, published_instruments
from msq.problems import BadInput, BadValue, Conflict, NotAllowed, NotFound, WrongState
from tests.factories.instruments import instrument
from tests.factories.round import EDITION, Round

PLAN = Plan("round-2", "Round 2", "2028", "small", date(2028, 1, 1), date(2028, 6, 30), grace=5)


def invited(a_round: Round) -> list[str]:
    """Return to whom invitations were queued."""
    asked = text(
        "SELECT person.name FROM outbox JOIN person ON person.id = outbox.person_id "
        "WHERE kind = 'invitation' ORDER BY outbox.id"
    )
    with a_round.desk.database.reading() as db:
        return list(db.scalars(asked))


def test_edition_in_draft_asks_every_unit(a_round: Round) -> None:
    made = create_edition(a_round.desk, a_round.actors["manager"], PLAN)

    page = edition_page(a_round.desk, a_round.actors["manager"], "round-2")
    assert page.edition == made
    assert (made.state, made.calendar.last_day) == ("draft", date(2028, 7, 5))
    assert (page.units, page.counts, page.to_invite) == (3, {"not_started": 3}, 0)


def test_edition_of_some_units_asks_those(a_round: Round) -> None:
    create_edition(a_round.desk, a_round.actors["manager"], PLAN, ["CHL", "ATL"])

    page = edition_page(a_round.desk, a_round.actors["manager"], "round-2")
    assert page.units == 1
    a_round.arrive("mila", CHL="mission")
    with pytest.raises(BadValue, match="no unit to ask"):
        create_edition(
            a_round.desk, a_round.actors["manager"], replace(PLAN, code="round-3"), ["ATL"]
        )


def test_instrument_of_cities_asks_no_states(a_round: Round) -> None:
    cities = "code,name,kind,parent\nTIA,Tirana,city,ALB\n"
    import_units(a_round.desk, COMMAND_LINE, read_units(cities.encode(), "cities.csv"))
    states = "code,name,kind\nALB,Albania,state\nBTN,Bhutan,state\nCHL,Chile,state\n"
    import_units(a_round.desk, COMMAND_LINE, read_units(states.encode(), "states.csv"))
    table = "| code | type | text |\n| A1 | text | Who? |"
    local = instrument(table, code="local", unit_kind="city")
    publish(a_round.desk, COMMAND_LINE, local)

    create_edition(a_round.desk, COMMAND_LINE, replace(PLAN, instrument="local"))

    assert edition_page(a_round.desk, COMMAND_LINE, "round-2").units == 1


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({"code": EDITION}, ["code"]),
        ({"code": "new"}, ["code"]),
        ({"code": "Round 2"}, ["code"]),
        ({"code": ""}, ["code"]),
        ({"code": "r" * 65}, ["code"]),
        ({"name": " "}, ["name"]),
        ({"name": "N" * 201}, ["name"]),
        ({"reference_period": "P" * 201}, ["reference_period"]),
        ({"deadline": date(2027, 12, 31)}, ["deadline"]),
        ({"grace": -1}, ["grace"]),
        ({"grace": 366}, ["grace"]),
        ({"instrument": "large"}, ["instrument"]),
        ({"code": "", "name": "", "instrument": ""}, ["code", "name", "instrument"]),
    ],
)
def test_plan_that_cannot_be_is_refused_by_field(
    a_round: Round, change: dict[str, Any], fields: list[str]
) -> None:
    with pytest.raises(BadInput) as caught:
        create_edition(a_round.desk, COMMAND_LINE, replace(PLAN, **change))
    assert list(caught.value.fields) == fields


def test_edition_made_twice_at_once_is_made_once(a_round: Round) -> None:
    def make(_: int) -> str:
        try:
            return create_edition(a_round.desk, COMMAND_LINE, PLAN).state
        except (BadInput, Conflict) as problem:
            return problem.code

    with ThreadPoolExecutor(4) as pool:
        told = list(pool.map(make, range(4)))

    assert told.count("draft") == 1
    assert set(told) <= {"draft", "bad-input", "conflict"}
    assert edition_page(a_round.desk, COMMAND_LINE, "round-2").units == 3


def test_edition_keeps_the_version_it_was_made_with(a_round: Round) -> None:
    before = edition_page(a_round.desk, COMMAND_LINE, EDITION).published
    table = "| code | type | text |\n| A1 | text | Who? |"
    newer, new = publish(a_round.desk, COMMAND_LINE, instrument(table, code="small"))
    again, same = publish(a_round.desk, COMMAND_LINE, instrument(table, code="small"))

    assert (before.number, newer.number, new, again, same) == (1, 2, True, newer, False)
    assert edition_page(a_round.desk, COMMAND_LINE, EDITION).published == before
    assert published_instruments(a_round.desk, COMMAND_LINE) == (newer,)
    create_edition(a_round.desk, COMMAND_LINE, PLAN)
    assert edition_page(a_round.desk, COMMAND_LINE, "round-2").published == newer


def test_edition_is_opened_once_and_closed_once(a_round: Round) -> None:
    manager = a_round.actors["manager"]
    with pytest.raises(WrongState, match="open already"):
        editions.open_edition(a_round.desk, manager, EDITION)
    assert editions.close_edition(a_round.desk, manager, EDITION).state == "closed"
    for act in (editions.open_edition, editions.close_edition):
        with pytest.raises(WrongState, match="closed"):
            act(a_round.desk, manager, EDITION)
    with pytest.raises(NotFound):
        editions.open_edition(a_round.desk, manager, "round-9")


def test_edition_is_given_more_time_until_it_is_closed(a_round: Round) -> None:
    manager = a_round.actors["manager"]
    longer = editions.extend_edition(a_round.desk, manager, EDITION, date(2027, 9, 30))
    assert (longer.deadline, longer.grace) == (date(2027, 9, 30), 10)
    longer = editions.extend_edition(a_round.desk, manager, EDITION, date(2027, 10, 31), 0)
    assert (longer.deadline, longer.grace) == (date(2027, 10, 31), 0)

    with pytest.raises(BadInput) as caught:
        editions.extend_edition(a_round.desk, manager, EDITION, date(2027, 1, 1), 366)
    assert list(caught.value.fields) == ["deadline", "grace"]
    editions.close_edition(a_round.desk, manager, EDITION)
    with pytest.raises(WrongState, match="cannot be extended"):
        editions.extend_edition(a_round.desk, manager, EDITION, date(2027, 12, 31))


def test_everybody_is_invited_once(a_round: Round) -> None:
    manager = a_round.actors["manager"]
    assert invite(a_round.desk, manager, EDITION) == 4
    assert invite(a_round.desk, manager, EDITION) == 0
    assert edition_page(a_round.desk, manager, EDITION).to_invite == 0
    a_round.arrive("late", CHL="focal_point")
    assert edition_page(a_round.desk, manager, EDITION).to_invite == 1
    assert invite(a_round.desk, manager, EDITION) == 1

    assert sorted(invited(a_round)) == ["Con", "Fay", "Mia", "Sam", "late"]


def test_some_are_invited_again_when_they_are_named(a_round: Round) -> None:
    manager = a_round.actors["manager"]
    invite(a_round.desk, manager, EDITION)
    held = edition_page(a_round.desk, manager, EDITION).people
    fay = next(one.grant for one in held if one.person.name == "Fay")

    assert invite(a_round.desk, manager, EDITION, [fay, 9999]) == 1
    assert invited(a_round).count("Fay") == 2


def test_invitations_sent_twice_at_once_reach_everybody_once(a_round: Round) -> None:
    with ThreadPoolExecutor(4) as pool:
        counts = list(pool.map(lambda _: invite(a_round.desk, COMMAND_LINE, EDITION), range(4)))

    assert sorted(counts) == [0, 0, 0, 4]
    assert sorted(invited(a_round)) == ["Con", "Fay", "Mia", "Sam"]


def test_nobody_is_invited_who_may_not_sign_in(a_round: Round) -> None:
    with a_round.desk.database.writing() as db:
        db.execute(text("UPDATE person SET active = false WHERE name = 'Fay'"))

    assert edition_page(a_round.desk, COMMAND_LINE, EDITION).to_invite == 3
    assert invite(a_round.desk, COMMAND_LINE, EDITION) == 3
    assert sorted(invited(a_round)) == ["Con", "Mia", "Sam"]


def test_nobody_is_invited_to_an_edition_that_is_not_open(a_round: Round) -> None:
    create_edition(a_round.desk, COMMAND_LINE, PLAN)
    with pytest.raises(WrongState, match="Open the edition first"):
        invite(a_round.desk, COMMAND_LINE, "round-2")


@pytest.mark.parametrize("who", ["focal_point", "reviewer", "administrator"])
def test_those_who_do_not_manage_make_no_edition(a_round: Round, who: str) -> None:
    with pytest.raises(NotAllowed):
        create_edition(a_round.desk, a_round.actors[who], PLAN)
