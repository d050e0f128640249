import re

import pytest

from msq.mail.mailers import FolderMailer, SmtpMailer, mailbox_folder, mailer_from
from msq.mail.smtp import Server
from msq.problems import BadSettings

SENDER = "Survey secretariat <msq@example.org>"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (
            "smtp://mail.example.org",
            Server("mail.example.org", 25, "", "", encrypted=False, starttls=None),
        ),
        (
            "smtp://mail.example.org:2525/?starttls=no",
            Server("mail.example.org", 2525, "", "", encrypted=False, starttls=False),
        ),
        (
            "smtp://user:p%40ss%2Fw%23rd@mail.example.org",
            Server("mail.example.org", 587, "user", "p@ss/w#rd", encrypted=False, starttls=True),
        ),
        (
            "smtp://user:secret@mail.example.org?starttls=no",
            Server("mail.example.org", 587, "user", "secret", encrypted=False, starttls=False),
        ),
        (
            "smtp://user:secret@127.0.0.1:1025",
            Server("127.0.0.1", 1025, "user", "secret", encrypted=False, starttls=None),
        ),
        (
            "smtps://user%40example.org:secret@[::1]",
            Server("::1", 465, "user@example.org", "secret", encrypted=True, starttls=None),
        ),
    ],
)
def test_address_of_a_mail_server_is_understood(url, expected):
    mailer = mailer_from(url, SENDER)

    assert isinstance(mailer, SmtpMailer)
    assert mailer._server == expected  # noqa: SLF001 - what was understood is nowhere else


def test_password_is_not_shown_where_a_server_is_printed():
    server = Server("mail.example.org", 587, "user", "hunter2", encrypted=False, starttls=True)

    assert "hunter2" not in repr(server)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "mail.example.org",
        "http://user:hunter2@mail.example.org",
        "smtp://",
        "smtp://user:hunter2@",
        "smtp://user:hunter2@mail.example.org:many",
        "smtp://user:hunter2@mail.example.org:99999",
        "smtp://user:hunter2/more@mail.example.org",
        "smtp://user:hunter2#more@mail.example.org",
        "smtp://user:hunter2?more@mail.example.org",
        "smtp://:hunter2@mail.example.org",
        "smtp://user:hunter2@mail.example.org/folder",
        "smtp://user:hunter2@mail.example.org?tls=yes",
        "smtp://user:hunter2@mail.example.org?starttls=perhaps",
        "smtp://user:hunter2@mail.example.org?starttls=yes&starttls=no",
        "smtps://user:hunter2@mail.example.org?starttls=yes",
        "smtp://[user:hunter2@mail.example.org",
    ],
)
def test_address_that_cannot_be_understood_is_explained_without_the_password(url):
    with pytest.raises(BadSettings, match=re.escape("MSQ_MAIL_URL cannot be understood.")) as error:
        mailer_from(url, SENDER)

    assert "hunter2" not in f"{error.value} {error.value!r} {error.value.details}"
    assert error.value.__cause__ is None
    assert error.value.__suppress_context__ or error.value.__context__ is None


def test_folder_is_taken_by_its_whole_path_as_it_is_written(tmp_path):
    folder = tmp_path / "mails %20 #1?"

    mailer = mailer_from(f"folder://{folder}", SENDER)

    assert isinstance(mailer, FolderMailer)
    assert mailbox_folder(f"folder://{folder}") == folder
    assert mailbox_folder("smtp://mail.example.org") is None
    assert list(folder.iterdir()) == []
    assert folder.stat().st_mode & 0o777 == 0o700


def test_folder_that_cannot_be_written_to_is_refused_before_the_first_mail(tmp_path):
    (tmp_path / "file").write_text("in the way")
    for folder in (tmp_path / "file", tmp_path / "file" / "mails"):
        with pytest.raises(BadSettings) as refused:
            mailer_from(f"folder://{folder}", SENDER)
        said = str(refused.value)
        assert said.startswith(f"MSQ_MAIL_URL names the folder {folder}, which cannot be written")


@pytest.mark.parametrize("url", ["folder://", "folder:///", "folder://var/mail", "folder:///a\0b"])
def test_folder_that_is_not_named_by_its_whole_path_is_refused(url):
    with pytest.raises(BadSettings, match="must name a folder by its whole path"):
        mailer_from(url, SENDER)


@pytest.mark.parametrize(
    ("sender", "name", "address"),
    [
        (SENDER, "Survey secretariat", "msq@example.org"),
        ("msq@example.org", "", "msq@example.org"),
        ("Enquête « MSQ » <msq@localhost>", "Enquête « MSQ »", "msq@localhost"),
        ('"Nations, United" <msq@example.org>', "Nations, United", "msq@example.org"),
        ("Survey (2028), DPIDG <msq@example.org>", "Survey (2028), DPIDG", "msq@example.org"),
    ],
)
def test_sender_is_understood(sender, name, address):
    found = mailer_from("smtp://mail.example.org", sender).sender

    assert (found.display_name, found.addr_spec) == (name, address)


@pytest.mark.parametrize(
    "sender",
    [
        "",
        "msq",
        "A <a@example.org>, B <b@example.org>",
        "A <a b@example.org>",
        "A <a@example.org",
        "A <a@example..org>",
        "A <a@example.org> B",
        "A",
        "@example.org",
        "A\r\nBcc: b@example.org <a@example.org>",
        "почта@example.org",
        "=?utf-8?q?A=0D=0ABcc:_b@example.org?= <a@example.org>",
    ],
)
def test_sender_that_is_none_is_refused(sender):
    with pytest.raises(BadSettings, match=re.escape("MSQ_MAIL_FROM must be one sender")):
        mailer_from("smtp://mail.example.org", sender)
