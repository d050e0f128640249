"""Sending a mail again that was given up."""

from msq.desk._verb import Act, verb
from msq.problems import NotFound
from msq.store import outbox


@verb("retry_mail", "mail.read")
def retry_mail(act: Act, letter: int) -> None:
    """Queue a mail once more.

    Raises:
        NotFound: there is no such mail, or it was not given up.
    """
    if not outbox.retry(act.db, letter, act.now):
        raise NotFound("There is no undelivered mail {letter}.", letter=letter)
    act.details.update(letter=letter)
