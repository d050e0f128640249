"""Logic: no item decides, however far round, whether it is asked itself or what it comes to."""

from graphlib import CycleError, TopologicalSorter

from msq.instrument.building import Faults
from msq.instrument.whole import Instrument


def logic_has_no_circle(instrument: Instrument, faults: Faults) -> None:
    """List every circle; each is broken where it closes, to find the next one."""
    needs = {code: set(others) for code, others in instrument.needs.items()}
    while circle := _circle(needs):
        trail = " → ".join(circle)
        calculated = [code for code in circle if instrument.items[code].calculation]
        what, key = ("calculation", "calculation") if calculated else ("relevance", "relevant")
        where = calculated[0] if calculated else circle[0]
        faults.add_at(where, f"{what} runs in a circle: {trail}", key)
        needs[circle[0]].discard(circle[1])


def _circle(needs: dict[str, set[str]]) -> list[str]:
    """Return a circle in which each item looks at the next, its first item again at the end."""
    try:
        TopologicalSorter(needs).prepare()
    except CycleError as error:
        found: list[str] = error.args[1]
        return found[::-1]
    return []
