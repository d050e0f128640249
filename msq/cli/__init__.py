"""The commands; each is a thin hand on one verb."""

import sys
import traceback

import click

from msq.cli import databases, demo, editions, exports, forms, responses, serving, units, users
from msq.problems import BadInput, Problem


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="msq")
def msq() -> None:
    """Hand the Member States Questionnaire to governments, review it with them, export it."""


for command in (
    demo.demo,
    serving.serve,
    serving.worker,
    databases.db,
    forms.forms,
    units.units,
    editions.edition,
    editions.invite,
    responses.responses,
    exports.export,
    users.user,
):
    msq.add_command(command)


def main() -> None:
    """Run a command: exit 0 when done, 1 with one clear line on a problem, 2 on wrong usage."""
    try:
        msq.main(standalone_mode=False)
    except click.exceptions.Exit as leaving:
        sys.exit(leaving.exit_code)
    except click.Abort:
        sys.exit("msq: stopped")
    except click.ClickException as wrong:
        wrong.show()
        sys.exit(wrong.exit_code)
    except BadInput as problem:
        lines = (f"{name}: {one}" for name, one in problem.fields.items())
        sys.exit("msq: " + "; ".join(lines))
    except Problem as problem:
        sys.exit(f"msq: {problem}")
    except OSError as error:
        sys.exit(f"msq: {error.strerror or error}: {error.filename or ''}".rstrip(": "))
    except Exception as error:  # noqa: BLE001 - the last line of defence: no traceback for people
        place = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{place.filename}:{place.lineno}"
        sys.exit(f"msq: a mistake of ours: {type(error).__name__} at {where}. Please report it.")
