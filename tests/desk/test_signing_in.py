"""Signing in: a link works once, for a while, for one person; the session is new each time."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import text

from msq.desk.sign_in import ask_for_link, issue_link, sign_in, sign_out, who, whose_link
from msq.problems import LinkSpent
from msq.response.rights import Grant
from tests.factories.round import Round


def link(a_round: Round, name: str = "focal_point") -> str:
    """Return a fresh link of somebody."""
    person_id = a_round.actors[name].id
    assert person_id is not None
    return issue_link(a_round.desk, person_id)


def letters(a_round: Round) -> list[tuple[str, int]]:
    """Return kind and person of what was queued."""
    with a_round.desk.database.reading() as db:
        return [tuple(one) for one in db.execute(text("SELECT kind, person_id FROM outbox"))]


def test_link_signs_in_once_and_only_its_hash_is_kept(a_round: Round) -> None:
    secret = link(a_round)
    assert whose_link(a_round.desk, secret) == "Fay"
    assert whose_link(a_round.desk, secret) == "Fay"

    session = sign_in(a_round.desk, secret)

    assert who(a_round.desk, session) == a_round.actors["focal_point"]
    for again in (sign_in, whose_link):
        with pytest.raises(LinkSpent):
            again(a_round.desk, secret)
    with a_round.desk.database.reading() as db:
        kept = [
            *db.execute(text("SELECT * FROM sign_in_link")),
            *db.execute(text("SELECT * FROM web_session")),
        ]
    assert secret not in str(kept)
    assert session not in str(kept)


def test_of_many_who_use_one_link_at_once_one_is_signed_in(a_round: Round) -> None:
    secret, start = link(a_round), Barrier(6)

    def use(_: int) -> str:
        start.wait()
        try:
            return sign_in(a_round.desk, secret)
        except LinkSpent:
            return ""

    with ThreadPoolExecutor(6) as pool:
        sessions = [one for one in pool.map(use, range(6)) if one]

    assert [who(a_round.desk, one) for one in sessions] == [a_round.actors["focal_point"]]


def test_link_works_for_48_hours(a_round: Round) -> None:
    first, second = link(a_round), link(a_round)
    a_round.clock.forward(hours=48, seconds=-1)
    assert who(a_round.desk, sign_in(a_round.desk, first))

    a_round.clock.forward(seconds=1)
    for use in (whose_link, sign_in):
        with pytest.raises(LinkSpent, match="works once and for 48 hours"):
            use(a_round.desk, second)


@pytest.mark.parametrize("secret", ["", "never issued", "\x00", "é" * 500])
def test_secret_that_was_never_issued_signs_nobody_in(a_round: Round, secret: str) -> None:
    for use in (whose_link, sign_in):
        with pytest.raises(LinkSpent):
            use(a_round.desk, secret)
    assert who(a_round.desk, secret) is None


def test_each_sign_in_is_a_new_session_and_ends_the_one_before(a_round: Round) -> None:
    first = sign_in(a_round.desk, link(a_round))

    second = sign_in(a_round.desk, link(a_round, "contributor"), first)

    assert first != second
    assert (who(a_round.desk, first), who(a_round.desk, second)) == (
        None,
        a_round.actors["contributor"],
    )


def test_session_ends_after_14_days_or_when_its_holder_leaves(a_round: Round) -> None:
    left, kept = sign_in(a_round.desk, link(a_round)), sign_in(a_round.desk, link(a_round))
    sign_out(a_round.desk, left)
    a_round.clock.forward(days=14, seconds=-1)
    assert (who(a_round.desk, left), who(a_round.desk, kept)) == (
        None,
        a_round.actors["focal_point"],
    )

    a_round.clock.forward(seconds=1)
    assert who(a_round.desk, kept) is None
    sign_in(a_round.desk, link(a_round))
    with a_round.desk.database.reading() as db:
        assert db.scalar(text("SELECT count(*) FROM web_session")) == 1


def test_roles_of_a_session_are_those_held_now(a_round: Round) -> None:
    session = sign_in(a_round.desk, link(a_round, "stranger"))
    before = who(a_round.desk, session)
    a_round.arrive("stranger", CHL="mission")

    after = who(a_round.desk, session)

    assert before is not None
    assert after is not None
    assert [one.role for one in after.grants] == ["focal_point", "mission"]
    assert before.grants == (Grant("focal_point", after.grants[0].response),)


def test_somebody_without_any_role_can_sign_in(a_round: Round) -> None:
    with a_round.desk.database.writing() as db:
        db.execute(text("UPDATE role_grant SET withdrawn_at = granted_at"))

    found = who(a_round.desk, sign_in(a_round.desk, link(a_round)))

    assert found is not None
    assert (found.name, found.grants) == ("Fay", ())


def test_link_of_somebody_who_may_not_sign_in_does_not_work(a_round: Round) -> None:
    secret = link(a_round)
    with a_round.desk.database.writing() as db:
        db.execute(text("UPDATE person SET active = false WHERE name = 'Fay'"))

    for use in (whose_link, sign_in):
        with pytest.raises(LinkSpent):
            use(a_round.desk, secret)
    ask_for_link(a_round.desk, "focal_point@example.org")
    assert letters(a_round) == []


def test_link_is_asked_for_by_address_whatever_its_case(a_round: Round) -> None:
    ask_for_link(a_round.desk, "  Focal_Point@EXAMPLE.org ")
    ask_for_link(a_round.desk, "nobody@example.org")

    assert letters(a_round) == [("sign_in", a_round.actors["focal_point"].id)]


def test_more_than_six_links_an_hour_are_not_sent_even_while_no_mail_leaves(
    a_round: Round,
) -> None:
    for _ in range(9):
        ask_for_link(a_round.desk, "focal_point@example.org")
    assert len(letters(a_round)) == 6

    a_round.clock.forward(hours=1)
    ask_for_link(a_round.desk, "focal_point@example.org")
    assert len(letters(a_round)) == 7


@pytest.mark.parametrize("roles", [1, 3])
def test_who_it_is_takes_one_look_however_many_roles(
    a_round: Round, statements: list[str], roles: int
) -> None:
    units = dict(list({"ALB": "mission", "BTN": "mission", "CHL": "mission"}.items())[:roles])
    a_round.arrive("both", **units)
    session = sign_in(a_round.desk, link(a_round, "both"))
    statements.clear()

    found = who(a_round.desk, session)

    assert found is not None
    assert (len(found.grants), len(statements)) == (roles, 1)
