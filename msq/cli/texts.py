"""What is typed with a command, checked in one place: nothing that is no text reaches a verb."""

import click


class Sound(click.ParamType[object]):
    """Of another type, once it is known to be UTF-8: other bytes reach us as halves of characters.

    No database, page or mail takes those.
    """

    def __init__(self, inner: click.ParamType[object]) -> None:
        """Name the type."""
        self.name = inner.name
        self._inner = inner

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> object:
        """Take the value as the type does; wrong usage when it is not UTF-8."""
        if isinstance(value, str):
            try:
                value.encode()
            except UnicodeEncodeError:
                typed = value.encode(errors="surrogateescape").decode(errors="backslashreplace")
                self.fail(f"“{typed}” is not valid UTF-8", param, ctx)
        return self._inner.convert(value, param, ctx)


def with_sound_texts(command: click.Command) -> click.Command:
    """Return a command, with all that belong to it, that refuses texts that are not UTF-8.

    New files and folders are named in UTF-8 too; those that exist may have names in any bytes.
    """
    for one in command.params:
        is_new = isinstance(one.type, click.Path) and not one.type.exists
        if is_new or one.type is click.STRING:
            one.type = Sound(one.type)
    if isinstance(command, click.Group):
        for further in command.commands.values():
            with_sound_texts(further)
    return command
