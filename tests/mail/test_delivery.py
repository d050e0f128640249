import logging
import re

import pytest

from msq.desk.actor import COMMAND_LINE
from msq.desk.invite import invite
from msq.desk.sign_in import ask_for_link, sign_in, who, whose_link
from msq.mail.delivery import Delivered
from msq.problems import LinkSpent
from msq.store import outbox, people
from msq.store.base import metadata
from tests.mail.conftest import LANGUAGES
from tests.mail.delivering import LINK, deliver, letters


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
        "fr": "Date limite\u00a0: 30 juin 2027",
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
