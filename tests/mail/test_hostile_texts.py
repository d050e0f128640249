import re
from string import printable

import pytest
from hypothesis import given
from hypothesis import strategies as some

from msq.mail.messages import one_line
from msq.mail.trouble import NotNow, Refused
from msq.store.outbox import Matter
from tests.mail.post_office import decoded
from tests.mail.writing import letter, written


def test_name_with_markup_is_shown_as_it_is():
    one = written(letter(name='<b>Kari</b> & "Co"'))

    assert "<bdi>&lt;b&gt;Kari&lt;/b&gt; &amp; &#34;Co&#34;</bdi>" in one.html
    assert 'Dear <b>Kari</b> & "Co",' in one.text


INJECTIONS = [
    "Kari\r\nBcc: everybody@example.org",
    "Kari\nSubject: other\n\nbody",
    "Kari\rX: y",
    "Kari\x00\x0b\x0cX: y",
    "Kari\u2028Bcc: a@b.org\u2029\x85",
    "Kari <evil@example.org>, Other",
    '"Kari" <evil@example.org>',
    "\u202egro.elpmaxe@live",
    "=?utf-8?q?Kari=0D=0ABcc:_a@b.org?=",
    "=?utf-8?b?S2FyaQ==?= <evil@example.org>",
]


@pytest.mark.parametrize("name", INJECTIONS)
def test_name_cannot_add_a_header_or_a_recipient(name):
    one = written(letter("invitation", name=name), Matter(name, name, {}, name))

    plain = written(letter("invitation")).message
    assert one.message.keys() == plain.keys()
    assert [to.addr_spec for to in one.message["To"].addresses] == ["kari@example.no"]
    assert re.search(rb"^(Bcc|X|Subject: other)", one.content, re.MULTILINE) is None
    assert "\u202e" not in one.to_name + one.subject


@given(name=some.text(some.characters(exclude_categories=["Cs"]), max_size=200))
def test_any_name_arrives_as_it_is_and_changes_nothing_else(name):
    one = written(letter(name=name))

    assert one.message.keys() == written(letter()).message.keys()
    assert [to.addr_spec for to in one.message["To"].addresses] == ["kari@example.no"]
    assert one.to_name == one_line(name)
    assert max(len(line) for line in one.content.split(b"\r\n")) <= 998


def test_long_names_keep_every_space():
    """Python's own policy loses one here."""
    name = "акннджемина ллдзвбклзжн ддмазжгггжде гббмедкмднбн азилемдкдднн"

    one = written(letter("invitation", name=name), Matter(name, name, {}, ""))

    assert one.to_name == name
    assert name in one.subject


@given(
    edition=some.text(some.sampled_from(printable + "éжد中\u202e"), max_size=200),
)
def test_any_edition_name_arrives_in_the_subject(edition):
    one = written(letter("accepted"), Matter(edition, "Norway", {}, "member_state"))

    assert decoded(one.content, "Subject") == one_line(f"Accepted: {one_line(edition)}, Norway")


@pytest.mark.parametrize(
    "email", ["", "kari", "@example.no", "kari@", "a b@example.no", "a@b\r\nBcc: c@d.org", "a@b..c"]
)
def test_address_that_is_none_is_refused(email):
    with pytest.raises(Refused):
        written(letter(email=email))


@pytest.mark.parametrize(
    "found", [letter("birthday"), letter("receipt", n="one"), letter("invitation", deadline="soon")]
)
def test_mail_that_this_worker_cannot_write_is_kept_for_later(found):
    with pytest.raises(NotNow):
        written(found)


def test_domain_in_another_script_is_written_as_mail_servers_know_it():
    one = written(letter(email="kari@пример.рф"))

    assert one.message["To"].addresses[0].addr_spec == "kari@xn--e1afmkfd.xn--p1ai"
