"""Mails as the platform keeps them in a mailbox."""

from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime, formataddr


def invitation(address: str, name: str, subject: str) -> EmailMessage:
    """Return a mail with a link in it."""
    made = EmailMessage()
    made["From"] = "Survey secretariat <msq@example.org>"
    made["To"] = formataddr((name, address))
    made["Subject"] = subject
    made["Date"] = format_datetime(datetime(2027, 3, 1, 9, 0, tzinfo=UTC))
    made["Message-ID"] = "<1.msq@example.org>"
    made["Content-Language"] = "en"
    text = "Open http://127.0.0.1:8000/sign-in/secret\n<script>alert(1)</script>\n"
    made.set_content(text)
    made.add_alternative("<p>Open</p>", subtype="html")
    return made
