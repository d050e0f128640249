import asyncio
import logging
import re
from datetime import timedelta

import pytest

from msq.desk.actor import COMMAND_LINE
from msq.desk.invite import invite
from msq.desk.sign_in import ask_for_link, sign_in, who, whose_link
from msq.mail.delivery import Delivered, deliver_due, pause_after, work
from msq.mail.mailers import mailer_from
from msq.problems import LinkSpent
from msq.store import outbox, people
from msq.store.engine import Database
from msq.store.tables import metadata
from tests.mail.conftest import LANGUAGES, SENDER
from tests.mail.post_office import PostOffice, free_port

LINK = re.compile(r"https://msq\.example\.org/sign-in/([\w-]{43})")


def deliver(database, mailer, paper, clock):
    return asyncio.run(deliver_due(database, mailer, paper, now=clock))


def letters(database):
    with database.reading() as db:
        return {letter.email: letter for letter in outbox.newest(db, 100)}


def everything_in(database):
    """Return the text of every value of every row of every table."""
    with database.reading() as db:
        return "\n".join(
            repr(value)
            for table in metadata.sorted_tables
            for row in db.execute(table.select())
            for value in row
        )


def test_invitations_arrive_in_the_language_of_each_person(
    desk, edition, database, mailer, paper, clock, post_office
):
    assert invite(desk, COMMAND_LINE, edition.code) == 6

    assert deliver(database, mailer, paper, clock) == Delivered(sent=6)

    subjects = {one.recipients[0]: one.subject for one in post_office.arrived}
    assert subjects == {
        "ar@example.no": "دعوة: Member States Questionnaire 2028، النرويج",
        "zh@example.no": "邀请：Member States Questionnaire 2028，挪威",
        "en@example.no": "Invitation: Member States Questionnaire 2028, Norway",
        "fr@example.no": "Invitation : Member States Questionnaire 2028, Norvège",
        "ru@example.no": "Приглашение: Member States Questionnaire 2028, Норвегия",
        "es@example.no": "Invitación: Member States Questionnaire 2028, Noruega",
    }
    assert {one.to_name for one in post_office.arrived} == {
        "محمد العلي",
        "王芳",
        "Nordmann, Kari",
        "Zoë Lefèvre",
        "Ирина Петрова",
        "José Núñez",
    }
    deadlines = {
        "ar": "الموعد النهائي: 30 يونيو 2027",
        "zh": "截止日期：2027年6月30日",
        "en": "Deadline: 30 June 2027",
        "fr": "Date limite : 30 juin 2027",
        "ru": "Крайний срок: 30 июня 2027\u202fг.",
        "es": "Fecha límite: 30 de junio de 2027",
    }
    for language in LANGUAGES:
        (one,) = post_office.to(f"{language}@example.no")
        assert one.message["Content-Language"] == language
        assert deadlines[language] in one.text.splitlines()
        assert LINK.search(one.text).group() == LINK.search(one.html).group()
        direction = "rtl" if language == "ar" else "ltr"
        assert f'<html lang="{language}" dir="{direction}">' in one.html
    assert post_office.connections == 1


def test_delivery_again_sends_nothing_twice(
    desk, edition, database, mailer, paper, clock, post_office
):
    invite(desk, COMMAND_LINE, edition.code)
    deliver(database, mailer, paper, clock)

    assert deliver(database, mailer, paper, clock) == Delivered()

    assert len(post_office.arrived) == 6
    assert {letter.state for letter in letters(database).values()} == {outbox.SENT}


def test_more_mails_than_one_batch_all_leave(
    desk, edition, database, mailer, paper, clock, post_office
):
    with database.writing() as db:
        person = people.by_email(db, "en@example.no")
        for _ in range(45):
            outbox.put(db, "sign_in", person.id, {}, clock())

    assert deliver(database, mailer, paper, clock) == Delivered(sent=45)

    assert len({one.message["Message-ID"] for one in post_office.arrived}) == 45
    assert post_office.connections == 1


def test_link_signs_in_once_and_its_secret_is_nowhere_in_the_database(
    desk, edition, database, mailer, paper, clock, post_office
):
    ask_for_link(desk, "ar@example.no")
    deliver(database, mailer, paper, clock)
    secret = LINK.search(post_office.arrived[0].text).group(1)

    assert secret not in everything_in(database)
    assert whose_link(desk, secret) == "محمد العلي"
    session = sign_in(desk, secret)

    assert who(desk, session).email == "ar@example.no"
    with pytest.raises(LinkSpent):
        sign_in(desk, secret)
    assert secret not in everything_in(database)


def test_link_ends_when_the_mail_says(desk, edition, database, mailer, paper, clock, post_office):
    ask_for_link(desk, "en@example.no")
    deliver(database, mailer, paper, clock)
    secret = LINK.search(post_office.arrived[0].text).group(1)
    said = "The link works once and for 48 hours, until 3 March 2027, 09:00 UTC."
    assert said in post_office.arrived[0].text

    clock.forward(hours=47, minutes=59)
    assert whose_link(desk, secret) == "Nordmann, Kari"
    clock.forward(minutes=1)
    with pytest.raises(LinkSpent):
        sign_in(desk, secret)


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


def test_server_that_stays_down_is_given_up_visibly(
    desk, edition, database, paper, clock
):
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


def test_two_workers_at_once_send_each_mail_once(
    desk, edition, database_url, database, paper, clock, post_office
):
    with database.writing() as db:
        person = people.by_email(db, "en@example.no")
        for _ in range(120):
            outbox.put(db, "sign_in", person.id, {}, clock())
    others = [Database(database_url) for _ in range(3)]

    async def together():
        mailers = [mailer_from(post_office.url, SENDER) for _ in others]
        return await asyncio.gather(
            *(
                deliver_due(one, mailer, paper, now=clock)
                for one, mailer in zip(others, mailers, strict=True)
            )
        )

    came = asyncio.run(together())
    for one in others:
        one.close()

    assert sum((one.sent for one in came)) == 120
    assert len(post_office.arrived) == 120
    assert len({one.message["Message-ID"] for one in post_office.arrived}) == 120
    assert len({LINK.search(one.text).group(1) for one in post_office.arrived}) == 120


def test_mail_claimed_by_a_worker_that_died_is_sent_after_the_claim_has_ended(
    desk, edition, database, mailer, paper, clock, post_office
):
    ask_for_link(desk, "en@example.no")
    with database.writing() as db:
        assert len(outbox.claim(db, clock(), 10)) == 1

    clock.forward(seconds=outbox.CLAIM_LASTS.total_seconds() - 1)
    assert deliver(database, mailer, paper, clock) == Delivered()
    clock.forward(seconds=1)
    assert deliver(database, mailer, paper, clock) == Delivered(sent=1)

    assert letters(database)["en@example.no"].attempts == 2


def test_mail_that_stops_every_worker_is_given_up(
    desk, edition, database, mailer, paper, clock, post_office
):
    ask_for_link(desk, "en@example.no")
    for _ in range(outbox.MOST_ATTEMPTS):
        with database.writing() as db:
            assert len(outbox.claim(db, clock(), 10)) == 1
        clock.forward(seconds=outbox.CLAIM_LASTS.total_seconds())

    assert deliver(database, mailer, paper, clock) == Delivered(given_up=1)

    assert post_office.arrived == []


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


def test_log_names_mails_by_number_and_kind_never_by_address_or_secret(
    desk, edition, database, mailer, paper, clock, post_office, caplog
):
    caplog.set_level(logging.DEBUG)
    post_office.refuse["zh@example.no"] = "550 5.1.1 <zh@example.no> unknown"
    post_office.refuse["ru@example.no"] = "450 4.2.0 <ru@example.no> busy"
    invite(desk, COMMAND_LINE, edition.code)
    with database.writing() as db:
        outbox.put(db, "accepted", people.by_email(db, "en@example.no").id, {"n": "1"}, clock())

    deliver(database, mailer, paper, clock)

    # The server of this test logs too, in the same process.
    ours = [one for one in caplog.records if not one.name.startswith("mail.log")]
    log = "\n".join(f"{one.name} {one.getMessage()} {one.exc_text or ''}" for one in ours)
    assert re.search(r"Mail \d+ \(invitation\) was sent\.", log)
    assert re.search(r"Mail \d+ \(invitation\) was not sent \(Refused, attempt 1\); given up", log)
    assert re.search(r"Mail \d+ \(accepted\): UndefinedError at ", log)
    assert "@example" not in log
    for one in post_office.arrived:
        assert LINK.search(one.text).group(1) not in log


def test_stop_puts_back_what_was_not_tried(
    desk, edition, database, mailer, paper, clock, post_office
):
    invite(desk, COMMAND_LINE, edition.code)

    async def stopped_at_the_first():
        stop = asyncio.Event()
        post_office.hang = None
        original = post_office.handle_DATA

        async def take_and_stop(server, session, envelope):
            loop.call_soon_threadsafe(stop.set)
            await asyncio.sleep(0.05)
            return await original(server, session, envelope)

        loop = asyncio.get_running_loop()
        post_office.handle_DATA = take_and_stop
        try:
            return await deliver_due(database, mailer, paper, now=clock, stop=stop)
        finally:
            post_office.handle_DATA = original

    assert asyncio.run(stopped_at_the_first()) == Delivered(sent=1)

    waiting = [one for one in letters(database).values() if one.state == outbox.QUEUED]
    assert [one.attempts for one in waiting] == [0] * 5
    assert deliver(database, mailer, paper, clock) == Delivered(sent=5)


def test_slow_delivery_leaves_the_rest_before_its_claim_ends(
    desk, edition, database, mailer, paper, clock, post_office
):
    invite(desk, COMMAND_LINE, edition.code)
    original = post_office.handle_DATA

    async def take_slowly(server, session, envelope):
        clock.forward(minutes=2)
        return await original(server, session, envelope)

    post_office.handle_DATA = take_slowly

    assert deliver(database, mailer, paper, clock) == Delivered(sent=6)

    assert len(post_office.arrived) == 6
    assert {one.attempts for one in letters(database).values()} == {1}


def test_worker_outlives_a_database_that_fails_and_delivers_when_it_is_back(
    desk, edition, database, mailer, paper, clock, post_office, caplog
):
    caplog.set_level(logging.WARNING)
    ask_for_link(desk, "en@example.no")
    with database.engine.begin() as db:
        db.exec_driver_sql("ALTER TABLE outbox RENAME TO outbox_away")

    async def through_trouble():
        stop = asyncio.Event()
        worker = asyncio.create_task(
            work(database, mailer, paper, stop, now=clock, poll=0.02)
        )
        while "the next try is in" not in caplog.text:
            await asyncio.sleep(0.02)
        with database.engine.begin() as db:
            db.exec_driver_sql("ALTER TABLE outbox_away RENAME TO outbox")
        while not post_office.arrived:
            await asyncio.sleep(0.02)
        stop.set()
        await asyncio.wait_for(worker, 10)

    asyncio.run(asyncio.wait_for(through_trouble(), 60))

    assert len(post_office.arrived) == 1
    assert letters(database)["en@example.no"].state == outbox.SENT


def test_worker_delivers_what_is_queued_while_it_runs(
    desk, edition, database, mailer, paper, clock, post_office
):
    async def some_time():
        stop = asyncio.Event()
        worker = asyncio.create_task(
            work(database, mailer, paper, stop, now=clock, poll=0.02)
        )
        for count in (1, 2):
            await asyncio.to_thread(ask_for_link, desk, "en@example.no")
            while len(post_office.arrived) < count:
                await asyncio.sleep(0.02)
        stop.set()
        await asyncio.wait_for(worker, 10)

    asyncio.run(asyncio.wait_for(some_time(), 60))

    assert len(post_office.arrived) == 2


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
    ("password", "expected"),
    [("p%40ss%2Fw%23rd", Delivered(sent=1)), ("wrong", Delivered(failed=1))],
)
def test_server_with_a_password_takes_the_right_one_only(
    desk, edition, database, paper, clock, password, expected
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
    assert password not in letters(database)["en@example.no"].failure


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
