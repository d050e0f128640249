"""What a check finds at an address: on a real site, and what it makes of all that can happen."""

import socket
import time

import pytest

from msq.links.asking import Asker
from msq.response.links import Found
from tests.links.site import SENDER, Site, local_asker


def test_page_that_answers_is_asked_for_its_head_alone_and_told_who_asks(site: Site):
    assert local_asker().ask(site.url("/200?law=ça&n=1#top")) == Found("ok", 200)
    assert site.asked == [("HEAD", "/200?law=%C3%A7a&n=1", SENDER)]


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("/204", Found("ok", 204)),
        ("/404", Found("dead", 404, "", "http")),
        ("/410", Found("dead", 410, "", "http")),
        ("/403", Found("refused", 403, "", "http")),
        ("/429", Found("refused", 429, "", "http")),
        ("/500", Found("refused", 500, "", "http")),
        ("/503", Found("refused", 503, "", "http")),
        ("/get-only", Found("ok", 200)),
        ("/circle", Found("refused", 0, "", "too_many_redirects")),
        ("/nonsense", Found("not_reachable", 0, "", "no_answer")),
    ],
)
def test_answer_is_told_as_it_is(site: Site, path: str, found: Found):
    assert local_asker().ask(site.url(path)) == found


def test_where_an_address_leads_is_told(site: Site):
    end = site.url("/200")
    assert local_asker().ask(site.url(f"/to//to/{end}")) == Found("redirected", 200, end)
    gone = site.url("/404")
    assert local_asker().ask(site.url(f"/to/{gone}")) == Found("dead", 404, gone, "http")


def test_circle_is_left_after_five_redirects(site: Site):
    local_asker().ask(site.url("/circle"))
    assert len(site.asked) == 6


@pytest.mark.parametrize("path", ["/slow", "/letter-by-letter"])
def test_slow_site_holds_nobody_up(site: Site, path: str):
    asker = local_asker(seconds=1, seconds_in_all=1)
    begun = time.monotonic()
    assert asker.ask(site.url(path)) == Found("not_reachable", 0, "", "no_answer")
    assert time.monotonic() - begun < 3


def test_site_without_a_certificate_is_told_as_such(site: Site):
    url = site.url("/200").replace("http:", "https:")
    assert local_asker().ask(url) == Found("refused", 0, "", "tls")


@pytest.mark.parametrize(
    "onward",
    [
        "http://192.168.1.1/",
        "http://169.254.169.254/latest/meta-data",
        "http://[::1]/",
        "file:///etc/passwd",
        "gopher://example.org/",
        "http://user:word@127.0.0.1/",
    ],
)
def test_redirect_is_looked_at_anew(site: Site, onward: str):
    def loopback_but_not_six(number):
        return number.is_loopback and number.version == 4

    asker = Asker(SENDER, may_ask=loopback_but_not_six, may_use=lambda _: True)
    assert asker.ask(site.url(f"/to/{onward}")) == Found("not_reachable", 0, "", "not_public")
    assert len(site.asked) == 1


def test_nothing_of_this_machine_is_asked_as_installed(site: Site):
    """Neither by number, however it is written, nor by name, nor on another port."""
    asker = Asker(SENDER)
    for host in ("127.0.0.1", "localhost", "0x7f.1", "2130706433", "[::1]", "0.0.0.0"):  # noqa: S104
        assert asker.ask(f"http://{host}:{site.port}/200").status == "not_reachable"
        assert asker.ask(f"http://{host}/200").problem == "not_public"
    assert asker.ask("http://example.org:22/").problem == "not_public"
    assert site.asked == []


def test_name_is_looked_up_once_and_that_very_address_is_asked(site: Site, monkeypatch):
    """A name that leads elsewhere the second time leads nowhere."""
    asked: list[str] = []
    really = socket.getaddrinfo

    def each_time_another(host, port, *more, **named):
        if host[0].isdigit():
            return really(host, port, *more, **named)
        asked.append(host)
        return [(2, 1, 6, "", ("127.0.0.1" if len(asked) == 1 else "10.0.0.1", port))]

    monkeypatch.setattr(socket, "getaddrinfo", each_time_another)
    found = local_asker().ask(f"http://ministry.example.org:{site.port}/200")

    assert found == Found("ok", 200)
    assert asked == ["ministry.example.org"]
