import asyncio
from datetime import UTC, datetime

import pytest

from msq.desk.actor import COMMAND_LINE
from msq.desk.invite import invite
from msq.desk.sign_in import ask_for_link
from msq.mail.delivery import Delivered, deliver_due
from msq.mail.mailbox import KeptMail, read_mail, read_mailbox
from msq.mail.mailers import mailer_from
from msq.problems import NotFound
from msq.store import outbox, people, tables
from tests.mail.conftest import SENDER


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "mailbox"


@pytest.fixture
def deliver(database, paper, clock, folder):
    mailer = mailer_from(f"folder://{folder}", SENDER)
    return lambda: asyncio.run(deliver_due(database, mailer, paper, now=clock))


def test_mailbox_shows_what_was_sent_newest_first(desk, edition, deliver, folder, clock):
    invite(desk, COMMAND_LINE, edition.code)
    deliver()
    clock.forward(minutes=5)
    ask_for_link(desk, "ar@example.no")
    assert deliver() == Delivered(sent=1)

    mails = read_mailbox(folder)

    assert len(mails) == 7
    newest = mails[0]
    assert newest == KeptMail(
        id=newest.id,
        at=datetime(2027, 3, 1, 9, 5, tzinfo=UTC),
        to_name="محمد العلي",
        to_address="ar@example.no",
        subject="رابط تسجيل الدخول الخاص بكم",
        language="ar",
        text=newest.text,
        html=newest.html,
    )
    assert newest.text.startswith("السيد/السيدة محمد العلي، تحية طيبة وبعد،\n")
    assert newest.html.startswith('<!doctype html>\n<html lang="ar" dir="rtl">')
    assert {mail.to_name for mail in mails} >= {"Nordmann, Kari", "王芳", "José Núñez"}
    assert [read_mail(folder, mail.id) for mail in mails] == mails
    assert read_mailbox(folder, most=2) == mails[:2]


def test_mailbox_is_for_its_owner_alone_and_holds_whole_mails_only(desk, edition, deliver, folder):
    ask_for_link(desk, "en@example.no")
    deliver()

    (path,) = folder.iterdir()
    assert path.suffix == ".eml"
    assert path.stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700


def test_same_mail_again_is_still_one_mail(desk, edition, database, deliver, folder, clock):
    ask_for_link(desk, "en@example.no")
    deliver()
    with database.writing() as db:
        (letter,) = outbox.newest(db, 1)
        outbox.mark_sent(db, letter.id, clock())
        db.execute(tables.outbox.update().values(state=outbox.QUEUED))

    assert deliver() == Delivered(sent=1)

    assert len(read_mailbox(folder)) == 1


def test_long_name_and_subject_are_read_as_they_were_written(
    desk, edition, database, deliver, folder, clock
):
    name = "عبد الرحمن، بن عبد الله آل سعود " * 6
    with database.writing() as db:
        person = people.add(db, "long@example.no", name.strip(), "ar", clock())
        outbox.put(db, "sign_in", person.id, {}, clock())
    deliver()

    assert [mail.to_name for mail in read_mailbox(folder)] == [name.strip()]


def test_address_in_another_script_is_read_as_it_was_written(
    desk, edition, database, deliver, folder, clock
):
    with database.writing() as db:
        person = people.add(db, "почта@пример.рф", "Ирина, Петрова", "ru", clock())
        outbox.put(db, "sign_in", person.id, {}, clock())
    deliver()

    (mail,) = read_mailbox(folder)
    assert (mail.to_name, mail.to_address, mail.subject) == (
        "Ирина, Петрова",
        "почта@xn--e1afmkfd.xn--p1ai",
        "Ваша ссылка для входа",
    )


def test_mailbox_that_is_not_there_yet_is_empty(folder):
    assert read_mailbox(folder) == []


def test_other_files_in_the_folder_are_left_alone(desk, edition, deliver, folder):
    ask_for_link(desk, "en@example.no")
    deliver()
    (folder / "notes.eml").write_text("not ours")
    (folder / ".20270301T090000-0123456789abcdef.part").write_text("half")

    assert len(read_mailbox(folder)) == 1


@pytest.mark.parametrize(
    "mail_id", ["", "..", "../secret-key", "notes", "20270301T090000-0123456789abcdef", "a\0b"]
)
def test_mail_that_is_not_there_is_not_found(desk, edition, deliver, folder, mail_id):
    ask_for_link(desk, "en@example.no")
    deliver()
    (folder / "notes.eml").write_text("not ours")

    with pytest.raises(NotFound):
        read_mail(folder, mail_id)


def test_folder_that_cannot_be_written_to_keeps_the_mail_for_later(
    desk, edition, database, deliver, folder, clock
):
    folder.rmdir()
    folder.write_text("a file where the folder should be")
    ask_for_link(desk, "en@example.no")

    assert deliver() == Delivered(failed=1)

    with database.reading() as db:
        (letter,) = outbox.newest(db, 1)
    assert letter.failure == f"The folder {folder} cannot be written to (File exists)."
    folder.unlink()
    clock.forward(minutes=1)
    assert deliver() == Delivered(sent=1)
