from datetime import timedelta

import pytest

from msq.desk.actor import COMMAND_LINE
from msq.desk.invite import invite
from msq.desk.sign_in import ask_for_link
from msq.mail.delivery import Delivered, pause_after
from msq.mail.mailers import mailer_from
from msq.store import outbox, people
from msq.store.base import metadata
from tests.mail.conftest import SENDER
from tests.mail.delivering import deliver, letters
from tests.mail.post_office import PostOffice, free_port


def test_refused_recipient_is_given_up_and_the_others_get_theirs(
    desk, edition, database, mailer, paper, clock, post_office
):
    post_office.refuse["zh@example.no"] = "550 5.1.1 No such user"
    invite(desk, COMMAND_LINE, edition.code)

    assert deliver(database, mailer, paper, clock) == Delivered(sent=5, given_up=1)

    letter = letters(database)["zh@example.no"]
    assert (letter.state, letter.attempts) == (outbox.GIVEN_UP, 1)
    assert letter.failure == "The recipient's address was refused: 550 5.1.1 No such user."
    clock.forward(days=3)
    assert deliver(database, mailer, paper, clock) == Delivered()


def test_mail_given_up_can_be_queued_again_by_hand(
    desk, edition, database, mailer, paper, clock, post_office
):
    post_office.refuse["en@example.no"] = "550 5.2.1 Mailbox disabled"
    ask_for_link(desk, "en@example.no")
    deliver(database, mailer, paper, clock)
    post_office.refuse.clear()

    with database.writing() as db:
        assert outbox.retry(db, letters(database)["en@example.no"].id, clock())
    assert deliver(database, mailer, paper, clock) == Delivered(sent=1)

    letter = letters(database)["en@example.no"]
    assert (letter.state, letter.failure) == (outbox.SENT, "")


def test_link_of_a_mail_that_never_left_is_forgotten(
    desk, edition, database, mailer, paper, clock, post_office
):
    post_office.refuse["en@example.no"] = "550 5.1.1 No such user"
    ask_for_link(desk, "en@example.no")
    deliver(database, mailer, paper, clock)

    with database.reading() as db:
        assert db.execute(metadata.tables["sign_in_link"].select()).all() == []


def test_server_that_quotes_the_link_puts_no_secret_into_the_database(
    desk, edition, database, mailer, paper, clock, post_office
):
    post_office.refuse_data["en@example.no"] = "554 5.7.1 Blocked: {content}"
    ask_for_link(desk, "en@example.no")

    assert deliver(database, mailer, paper, clock) == Delivered(given_up=1)

    failure = letters(database)["en@example.no"].failure
    said = "The mail was refused: 554 5.7.1 Blocked: https://msq.example.org/sign-in/…."
    assert failure == said


def test_busy_mailbox_is_tried_again_a_minute_later(
    desk, edition, database, mailer, paper, clock, post_office
):
    post_office.refuse["en@example.no"] = "451 4.7.1 Greylisted, please come back"
    invite(desk, COMMAND_LINE, edition.code)
    assert deliver(database, mailer, paper, clock) == Delivered(sent=5, failed=1)
    post_office.refuse.clear()

    clock.forward(seconds=59)
    assert deliver(database, mailer, paper, clock) == Delivered()
    clock.forward(seconds=1)
    assert deliver(database, mailer, paper, clock) == Delivered(sent=1)

    assert len(post_office.to("en@example.no")) == 1


def test_server_down_waits_longer_each_time_and_delivers_when_it_is_up(
    desk, edition, database, mailer, paper, clock, post_office
):
    invite(desk, COMMAND_LINE, edition.code)
    post_office.close()

    pauses = []
    for attempt in range(1, 5):
        assert deliver(database, mailer, paper, clock) == Delivered(failed=6)
        letter = letters(database)["ar@example.no"]
        assert (letter.state, letter.attempts) == (outbox.QUEUED, attempt)
        assert letter.failure.startswith("The mail server cannot be reached at present (")
        pauses.append(letter.due_at - clock())
        clock.moment = letter.due_at
    assert pauses == [timedelta(minutes=minutes) for minutes in (1, 2, 4, 8)]

    post_office.open()
    assert deliver(database, mailer, paper, clock) == Delivered(sent=6)
    assert len(post_office.arrived) == 6


def test_server_that_stays_down_is_given_up_visibly(desk, edition, database, paper, clock):
    ask_for_link(desk, "en@example.no")
    nowhere = mailer_from(f"smtp://127.0.0.1:{free_port()}", SENDER)

    for _ in range(outbox.MOST_ATTEMPTS - 1):
        assert deliver(database, nowhere, paper, clock) == Delivered(failed=1)
        clock.forward(hours=4)
    assert deliver(database, nowhere, paper, clock) == Delivered(given_up=1)

    with database.reading() as db:
        assert outbox.counts(db) == {outbox.GIVEN_UP: 1}


def test_pause_doubles_from_a_minute_to_four_hours():
    minutes = [pause_after(attempts).total_seconds() / 60 for attempts in range(1, 12)]
    assert minutes == [1, 2, 4, 8, 16, 32, 64, 128, 240, 240, 240]
    assert pause_after(10**6) == timedelta(hours=4)


def test_server_that_closes_for_now_keeps_all_mails_for_later(
    desk, edition, database, mailer, paper, clock, post_office
):
    post_office.refuse["ar@example.no"] = "421 4.3.2 Shutting down"
    for address in ("en@example.no", "ar@example.no", "fr@example.no"):
        ask_for_link(desk, address)

    assert deliver(database, mailer, paper, clock) == Delivered(sent=1, failed=2)

    post_office.refuse.clear()
    clock.forward(minutes=1)
    assert deliver(database, mailer, paper, clock) == Delivered(sent=2)


def test_wrong_mail_does_not_keep_the_others_from_leaving(
    desk, edition, database, mailer, paper, clock, post_office
):
    with database.writing() as db:
        kari = people.by_email(db, "en@example.no")
        bad = people.add(db, "no address", "Nobody", "en", clock())
        outbox.put(db, "sign_in", bad.id, {}, clock())
        outbox.put(db, "birthday", kari.id, {}, clock())
        outbox.put(db, "receipt", kari.id, {"n": "one"}, clock())
        outbox.put(db, "accepted", kari.id, {"n": "1"}, clock())
        outbox.put(db, "sign_in", kari.id, {}, clock())

    assert deliver(database, mailer, paper, clock) == Delivered(sent=1, failed=3, given_up=1)

    with database.reading() as db:
        failures = [letter.failure for letter in reversed(outbox.newest(db, 10))]
    assert failures == [
        "The address is not one that mail can be sent to.",
        "Mails of the kind “birthday” are not known to this worker.",
        "The facts of this mail (receipt) are not complete.",
        "The mail could not be written or sent. The worker's log says where.",
        "",
    ]


def test_server_without_the_encryption_that_is_asked_for_gets_no_mail(
    desk, edition, database, paper, clock, post_office
):
    ask_for_link(desk, "en@example.no")
    strict = mailer_from(f"{post_office.url}?starttls=yes", SENDER)

    assert deliver(database, strict, paper, clock) == Delivered(failed=1)

    assert post_office.arrived == []
    failure = letters(database)["en@example.no"].failure
    assert failure == (
        "The mail server cannot be reached at present (SMTP STARTTLS extension not supported by "
        "server)."
    )


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
@pytest.mark.parametrize(
    ("password", "expected", "failure"),
    [
        ("p%40ss%2Fw%23rd", Delivered(sent=1), ""),
        (
            "wrong",
            Delivered(failed=1),
            "The mail server does not accept the user or the password (535).",
        ),
    ],
)
def test_server_with_a_password_takes_the_right_one_only(
    desk, edition, database, paper, clock, password, expected, failure
):
    office = PostOffice(free_port())
    office.options = {
        "authenticator": office.authenticate,
        "auth_required": True,
        "auth_require_tls": False,
    }
    office.open()
    ask_for_link(desk, "en@example.no")
    mailer = mailer_from(
        f"smtp://msq%40example.org:{password}@127.0.0.1:{office.port}?starttls=no", SENDER
    )

    came = deliver(database, mailer, paper, clock)
    office.close()

    assert came == expected
    assert letters(database)["en@example.no"].failure == failure


def test_address_in_another_script_is_reached_where_the_server_can(
    desk, edition, database, paper, clock
):
    office = PostOffice(free_port())
    office.options = {"enable_SMTPUTF8": True}
    office.open()
    with database.writing() as db:
        person = people.add(db, "почта@пример.рф", "Ирина, Петрова", "ru", clock())
        outbox.put(db, "sign_in", person.id, {}, clock())

    came = deliver(database, mailer_from(office.url, SENDER), paper, clock)
    office.close()

    assert came == Delivered(sent=1)
    assert [one.recipients for one in office.arrived] == [["почта@xn--e1afmkfd.xn--p1ai"]]
    assert 'To: "Ирина, Петрова" <почта@' in office.arrived[0].content.decode()


def test_address_in_another_script_is_given_up_where_the_server_cannot(
    desk, edition, database, mailer, paper, clock, post_office
):
    with database.writing() as db:
        person = people.add(db, "почта@example.org", "Ирина", "ru", clock())
        outbox.put(db, "sign_in", person.id, {}, clock())

    assert deliver(database, mailer, paper, clock) == Delivered(given_up=1)

    assert letters(database)["почта@example.org"].failure == (
        "The mail server cannot send to addresses in this script."
    )
