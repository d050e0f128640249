"""Every route says who may reach it; every form is read where forged ones are refused."""

import pytest
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler
from litestar.routes import HTTPRoute

from msq.app import make_app
from msq.web.visitors import ANYONE, SIGNED_IN
from tests.web.scene import settings_for

FOR_ANYONE = {
    ("GET", "/"),
    ("GET", "/health"),
    ("POST", "/language"),
    ("GET", "/sign-in"),
    ("POST", "/sign-in"),
    ("GET", "/sign-in/{secret:str}"),
    ("POST", "/sign-in/{secret:str}"),
    ("POST", "/sign-out"),
    ("GET", "/static/{file_path:path}"),
    ("HEAD", "/static/{file_path:path}"),
    ("GET", "/verify"),
    ("POST", "/verify"),
    ("GET", "/verify/{checksum:str}"),
}


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    folder = tmp_path_factory.mktemp("routes")
    return make_app(settings_for(f"sqlite:///{folder / 'msq.db'}", folder))


def handlers(app: Litestar) -> dict[tuple[str, str], HTTPRouteHandler]:
    """Return every handler of ours by method and path."""
    return {
        (method, route.path): handler
        for route in app.routes
        if isinstance(route, HTTPRoute)
        for method, handler in ((one, route.route_handler_map[one][0]) for one in route.methods)
        if method != "OPTIONS"
    }


def test_every_route_says_who_may_reach_it(app):
    silent = {
        where
        for where, handler in handlers(app).items()
        if handler.opt.get("who") not in {ANYONE, SIGNED_IN}
    }

    assert silent == set()


def test_routes_for_anyone_are_these(app):
    found = {where for where, handler in handlers(app).items() if handler.opt["who"] == ANYONE}

    assert found == FOR_ANYONE


def test_every_route_for_somebody_asks_who_that_is(app):
    unasked = {
        where
        for where, handler in handlers(app).items()
        if handler.opt["who"] == SIGNED_IN and "actor" not in handler.parsed_fn_signature.parameters
    }

    assert unasked == set()


def test_every_form_is_read_by_the_one_reader(app):
    """Reading it is what refuses forms of other sites and of other people."""
    unread = {
        where
        for where, handler in handlers(app).items()
        if where[0] == "POST" and "form" not in handler.parsed_fn_signature.parameters
    }

    assert unread == set()


def test_pages_are_read_with_get_and_changed_with_post_alone(app):
    methods = {method for method, _ in handlers(app)}

    assert methods == {"GET", "HEAD", "POST"}


def test_nothing_the_framework_offers_by_itself_is_there(app):
    paths = {path for _, path in handlers(app)}

    assert not any(path.startswith(("/schema", "/metrics", "/docs")) for path in paths)
