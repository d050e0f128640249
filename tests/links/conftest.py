"""The site that the tests of link checks ask."""

from collections.abc import Iterator

import pytest

from tests.links.site import Site, serve


@pytest.fixture
def site() -> Iterator[Site]:
    """A web site on this machine."""
    with serve(Site()) as served:
        yield served
