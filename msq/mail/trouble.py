"""Why a mail could not be handed over, sorted by what is to be done about it."""


class NotHandedOver(Exception):
    """The root. ``str()`` is a sentence for staff; a server may have put an address into it.

    ``perhaps_taken`` is set where the line broke before the answer: then the mail may have left.
    """

    def __init__(self, reason: str, *, perhaps_taken: bool = False) -> None:
        """Keep the reason, and whether the mail may have left all the same."""
        super().__init__(reason)
        self.perhaps_taken = perhaps_taken


class Refused(NotHandedOver):
    """The server will never take this mail."""


class NotNow(NotHandedOver):
    """This mail may be taken later; others may be taken now."""


class Unreachable(NotHandedOver):
    """No mail can be handed over now."""
