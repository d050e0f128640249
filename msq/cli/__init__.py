"""The commands; each is a thin hand on one verb."""

import sys
import traceback
from importlib import import_module
from pathlib import Path

import click

from msq.cli.texts import with_sound_texts
from msq.problems import BadInput, Problem

PACKAGE = Path(__file__).parents[1]
MOST_SAID = 200

# Each command is looked up in the module that is named here, in the order of a first use.
MODULES = {
    "demo": "demo",
    "serve": "serving",
    "worker": "serving",
    "db": "databases",
    "forms": "forms",
    "units": "units",
    "edition": "editions",
    "invite": "editions",
    "responses": "responses",
    "links": "links",
    "export": "exports",
    "user": "users",
    "verify": "verifying",
}


class Commands(click.Group):
    """Loads what a command needs when it is asked for: no command waits for the others."""

    def list_commands(self, _: click.Context) -> list[str]:
        """Return the names in the order in which a newcomer needs them."""
        return list(MODULES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, its module loaded; None where there is no such command."""
        if cmd_name in MODULES and cmd_name not in self.commands:
            module = import_module(f"msq.cli.{MODULES[cmd_name]}")
            self.add_command(with_sound_texts(getattr(module, cmd_name)))
        return super().get_command(ctx, cmd_name)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that is meant; a slip of the pen is answered with those like it."""
        if args[0] not in MODULES:
            for name in MODULES:
                self.get_command(ctx, name)
        return super().resolve_command(ctx, args)


SETTINGS = """
\b
Settings are read from the environment:
  MSQ_DATABASE_URL  sqlite:///path/to/file.db (var/msq.db when it is not set)
                    or postgresql://user:password@host/database
  MSQ_BASE_URL      address under which people reach the pages
  MSQ_MAIL_URL      smtp://… or smtps://… or folder:///path
  MSQ_SECRET_KEY    signs what pages send back; 32 characters or more
  MSQ_LINK_CHECKS   on or off: whether web addresses in answers are checked
"""


@click.group(
    cls=Commands,
    epilog=SETTINGS,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="msq")
def msq() -> None:
    """Hand the Member States Questionnaire to governments, review it with them, export it."""


def main() -> None:
    """Run a command: exit 0 when done, 1 with one clear line on a problem, 2 on wrong usage."""
    try:
        sys.exit(msq.main(prog_name="msq", standalone_mode=False))
    except click.UsageError as wrong:
        wrong.show()
        sys.exit(wrong.exit_code)
    except click.ClickException as wrong:
        sys.exit(f"msq: {wrong.format_message()}")
    except click.Abort:
        sys.exit("msq: stopped")
    except BadInput as problem:
        lines = (f"{name}: {str(one).rstrip('.')}" for name, one in problem.fields.items())
        sys.exit(f"msq: {'; '.join(lines)}.")
    except Problem as problem:
        sys.exit(f"msq: {problem}")
    except OSError as error:
        sys.exit(f"msq: {': '.join(filter(None, (error.filename, error.strerror or str(error))))}")
    except Exception as error:  # noqa: BLE001 - the last line of defence: no traceback for people
        sys.exit(f"msq: a mistake of ours: {what_went_wrong(error)}. Please report it.")


def what_went_wrong(error: Exception) -> str:
    """Return an unforeseen error on one line, with the place in our code that it came through."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if Path(frame.filename).is_relative_to(PACKAGE)]
    place = (ours or frames)[-1]
    said = " ".join(str(error).split())[:MOST_SAID]
    return f"{type(error).__name__} at {Path(place.filename).name}:{place.lineno} ({said})"
