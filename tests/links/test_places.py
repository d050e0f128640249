"""No check goes anywhere but to the open web, however an address is dressed up."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from msq.links.places import NoWay, is_public, place_of

CLOSED = [
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
    "192.0.2.0/24", "192.168.0.0/16", "198.18.0.0/15", "203.0.113.0/24", "224.0.0.0/4",
    "240.0.0.0/4", "255.255.255.255/32",
    "::/128", "::1/128", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8", "2001:db8::/32",
    "64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "::ffff:0:0/96",
]  # fmt: skip


@given(st.data())
def test_closed_networks_are_never_asked(data):
    network = ip_network(data.draw(st.sampled_from(CLOSED)))
    number = data.draw(st.integers(int(network[0]), int(network[-1])))
    kind = IPv4Address if network.version == 4 else IPv6Address
    assert not is_public(kind(number))


@given(st.ip_addresses(v=4), st.sampled_from(["::ffff:{}", "64:ff9b::{}", "::{}"]))
def test_old_address_within_a_new_one_is_never_asked(number, dress):
    assert not is_public(ip_address(dress.format(number)))


@pytest.mark.parametrize("number", ["8.8.8.8", "193.0.6.139", "2606:4700:4700::1111"])
def test_open_web_is_asked(number):
    assert is_public(ip_address(number))


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("https://example.org", "/"),
        ("https://example.org/a b?q=é", "/a%20b?q=%C3%A9"),
        ("https://example.org/%E2%82%AC", "/%E2%82%AC"),
        ("https://example.org/x\r\nHost: other", "/xHost:%20other"),
    ],
)
def test_path_is_written_as_a_request_needs_it(url, path):
    assert place_of(url).path == path


def test_name_in_another_script_is_looked_up_as_the_name_service_has_it():
    assert place_of("https://правительство.рф/x").host == "xn--80aealotwbjpid2k.xn--p1ai"


@given(st.text(max_size=200) | st.text(max_size=50).map("http://{}".format))
def test_whatever_is_typed_is_a_place_or_none(text):
    try:
        place = place_of(text)
    except NoWay:
        return
    assert place.path.isascii()
    assert not set(place.path) & set(" \r\n\0")
