"""What the tests of the verbs start from."""

import pytest

from msq.desk._verb import Desk
from tests.factories.round import Round, open_round


@pytest.fixture
def a_round(desk: Desk) -> Round:
    """Give an open edition with people, on each engine."""
    return open_round(desk)
