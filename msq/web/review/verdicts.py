"""What a review page sends: the verdicts that the reviewer changed on it."""

from msq.desk.reading.response import Look
from msq.desk.review import Verdict
from msq.response.reviewing import ACCEPTED, CLEARED, QUERIED
from msq.web.forms import Form

VERDICT, MESSAGE, WAS, SAID = "~verdict", "~message", "~was", "~said"
SHOWN = {ACCEPTED: ACCEPTED, QUERIED: QUERIED, CLEARED: ""}
"""How the verdicts stand on the page: a cleared one is none."""


def changed_verdicts(look: Look, form: Form) -> list[Verdict]:
    """Return what the reviewer changed on the page, compared with what the page showed them.

    What another reviewer decided meanwhile is not undone by a page that shows it as it was before.
    """
    found = []
    for name in form.names():
        item = name.removesuffix(VERDICT)
        if item == name:
            continue
        verdict, message = form.text(name), _unwrapped(form.text(item + MESSAGE))
        if verdict != QUERIED:
            message = ""
        now = look.standing.get(item)
        if not verdict and not now and form.ticked("all"):
            verdict = ACCEPTED
        showed = (form.text(item + WAS), _unwrapped(form.text(item + SAID)))
        # A verdict on an answer that changed since is given anew by saving it again.
        again = look.changed_since_verdict(item) and form.ticked(f"{item}~again")
        if again or (verdict, message) != showed:
            found.append(Verdict(item, verdict or CLEARED, message, showed))
    return found


def _unwrapped(text: str) -> str:
    """Return a text with the line breaks that it had before a browser sent it."""
    return text.replace("\r\n", "\n").strip()
