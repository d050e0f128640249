"""A process that saves without end and says what was acknowledged, until it is killed.

``python -m tests.faults.saver DATABASE_URL`` writes a line after each save: number, item, value.
"""

import sys
from itertools import count

from msq.desk._verb import Desk
from msq.desk.answer import Change
from msq.store.engine import Database
from tests.factories.clock import Clock
from tests.factories.round import Round, person

ITEMS = ("A2", "B1", "A5[1].name", "A5[2].name")


def main() -> None:
    """Save one answer after another."""
    clock = Clock()
    desk = Desk(Database(sys.argv[1]), clock)
    a_round = Round(desk, clock, {"focal_point": person(desk, "focal_point@example.org")})
    answers = a_round.look("focal_point").answers
    seen = {item: answers[item].number if item in answers else 0 for item in ITEMS}
    for turn in count(start=sum(seen.values())):
        item, value = ITEMS[turn % len(ITEMS)], f"{turn}-{'x' * (turn % 400)}"
        saved = a_round.send(Change(item, (value,), seen=seen[item]))
        seen[item] = saved.numbers[item]
        sys.stdout.write(f"{seen[item]}\t{item}\t{value}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
