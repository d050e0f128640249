"""The command that holds a receipt against the record."""

from pathlib import Path

import click

from msq.cli._house import FILE, desk_here
from msq.desk.verify import DIFFERS, MATCHES, UNKNOWN, compare
from msq.documents.receipt import read_receipt

SAID = {
    MATCHES: "The receipt matches the record.",
    DIFFERS: "The receipt does not match the record: one of the two was changed.",
    UNKNOWN: "No such submission was received here.",
}


@click.command()
@click.argument("receipt", type=FILE)
def verify(receipt: Path) -> None:
    """Say whether RECEIPT, a PDF, matches the record.

    The checksum is worked out anew from the answers on record. The exit code is 0 where it is the
    one of the receipt, else 1. What is printed for people to read is not looked at, only what the
    receipt says to machines: edition, State, submission, revision, moment and checksum.
    """
    found = read_receipt(receipt.read_bytes())
    with desk_here() as desk:
        outcome = compare(desk, found)
    if outcome != MATCHES:
        raise click.ClickException(SAID[outcome])
    click.echo(SAID[outcome])
