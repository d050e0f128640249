"""Commands for the staff."""

import click

from msq.cli._house import desk_here
from msq.desk import sign_in
from msq.desk.actor import COMMAND_LINE
from msq.desk.register import LANGUAGES
from msq.desk.staff import add_staff
from msq.response.rights import STAFF_ROLES
from msq.settings import from_environment


@click.group()
def user() -> None:
    """Look after the staff."""


@user.command()
@click.argument("email")
@click.option("--name", required=True, help="Name as colleagues read it.")
@click.option("--role", type=click.Choice(STAFF_ROLES), required=True, help="What they may do.")
@click.option(
    "--language",
    type=click.Choice(LANGUAGES),
    default="en",
    show_default=True,
    help="Of the pages and mails.",
)
@click.option("--link", is_flag=True, help="Print a sign-in link, for a first start without mail.")
def add(email: str, name: str, role: str, language: str, link: bool) -> None:
    """Give EMAIL a staff role.

    A new person gets an account; one who is there already keeps theirs, and gets the role too.
    """
    settings = from_environment()
    with desk_here(settings) as desk:
        person = add_staff(desk, COMMAND_LINE, email, name, role, language)
        click.echo(f"{person.email} is {role}")
        if link:
            secret = sign_in.issue_link(desk, person.id)
            click.echo(f"sign-in link (works once): {settings.base_url}/sign-in/{secret}")
