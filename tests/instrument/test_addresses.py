"""Web addresses, e-mail addresses and telephone numbers: what leads somewhere, and safely."""

import pytest

from tests.instrument.samples import parsed, refusal


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("https://www.example.org/page", "https://www.example.org/page"),
        ("http://example.org", "http://example.org"),
        ("example.org", "https://example.org"),
        ("www.example.org/a?b=c&d=e#f", "https://www.example.org/a?b=c&d=e#f"),
        ("example.org:8443/x", "https://example.org:8443/x"),
        ("https://example.org:8080/", "https://example.org:8080/"),
        ("HTTPS://Example.ORG/Page", "HTTPS://Example.ORG/Page"),
        ("https://例え.テスト/ページ#一", "https://例え.テスト/ページ#一"),
        ("https://وزارة.السعودية/خدمات", "https://وزارة.السعودية/خدمات"),
        ("https://हिन्दी.भारत/", "https://हिन्दी.भारत/"),
        ("https://xn--e1afmkfd.xn--p1ai/", "https://xn--e1afmkfd.xn--p1ai/"),
        ("https://example.org/a@b", "https://example.org/a@b"),
        (
            "https://example.org/?q=javascript:alert(1)",
            "https://example.org/?q=javascript:alert(1)",
        ),
        ("https://8.8.8.8/", "https://8.8.8.8/"),
        ("\u200fhttps://example.org\u200e", "https://example.org"),
        ("  https://example.org  ", "https://example.org"),
        ("", None),
        ("   ", None),
    ],
)
def test_web_address_of_a_page_is_kept(typed, kept):
    assert parsed("web_address", typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        "java\tscript:alert(1)",
        "javascript:1",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "ftp://example.org",
        "mailto:name@example.org",
        "name@example.org",
        "https://user:secret@example.org",
        "https://example.org@evil.example",
        "https://example.org\\@evil.example",
        "https:\\\\example.org",
        "//example.org/x",
        "https:example.org",
        "https:/example.org",
        "https://",
        "https://localhost",
        "https://intranet/",
        "https://10.0.0.1/",
        "https://127.0.0.1/",
        "https://169.254.169.254/",
        "https://999.1.1.1/",
        "https://1.2.3/",
        "https://[::1]/",
        "https://example.org:0/",
        "https://example.org:99999/",
        "https://example.org:port/",
        "https://-a.example",
        "https://a-.example",
        "https://a..example",
        "https://.example",
        "https://example.org.",
        "https://exa mple.org",
        "https://example.org/a b",
        "https://example.org/\nb",
        "https://example.org/<script>",
        'https://example.org/"onclick=',
        "https://exam\u202eple.org",
        "https://example。org",
        "https://ex%61mple.org",
        "https://℀.example",
        f"https://{'a' * 64}.example",
        f"https://{'a.' * 130}example",
        "no address",
        "n/a",
    ],
)
def test_web_address_that_leads_nowhere_or_astray_is_refused(typed):
    assert refusal("web_address", typed).endswith(
        "Enter one page, for example https://www.example.org/page."
    )


def test_web_address_that_is_long_with_its_scheme_can_be_saved_again_or_not_at_all():
    longest = "example.org/" + "a" * (2000 - len("https://example.org/"))
    kept = parsed("web_address", longest)
    assert kept == f"https://{longest}"
    assert parsed("web_address", kept) == kept
    expected = "Use 2000 characters or fewer. You entered 2001."
    assert refusal("web_address", f"{longest}a") == expected


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("name@example.org", "name@example.org"),
        (" Name.Surname@EXAMPLE.ORG ", "Name.Surname@example.org"),
        ("имя@пример.рф", "имя@пример.рф"),
        ("name@xn--e1afmkfd.xn--p1ai", "name@пример.рф"),
        ("\u200ename@example.org\u200f", "name@example.org"),
        ("", None),
    ],
)
def test_email_address_is_kept_in_its_usual_form(typed, kept):
    assert parsed("email", typed) == kept


@pytest.mark.parametrize(
    "typed",
    ["name", "name@", "@example.org", "name@localhost", "a@b@example.org", "name@example",
     "Name <name@example.org>", "name@example..org", "name@[127.0.0.1]", "na me@example.org",
     "name@example.org, other@example.org", "name@example.org\nBcc: x@example.org"],
)  # fmt: skip
def test_email_address_that_is_none_is_refused(typed):
    assert refusal("email", typed).endswith(
        "is not an e-mail address. It should look like name@example.org."
    )


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("+1 212 555 0100", "+1 212 555 0100"),
        ("+1–212–555\u00a00100", "+1-212-555 0100"),
        ("(0)20 7946 0958 ext. 12", "(0)20 7946 0958 ext. 12"),
        ("+47 22 24 90 90 / 91", "+47 22 24 90 90 / 91"),
        ("+٩٦٦ ١١ ٢٣٤ ٥٦٧٨", "+٩٦٦ ١١ ٢٣٤ ٥٦٧٨"),
        ("\u202a+1 212 555 0100\u202c", "+1 212 555 0100"),
        ("", None),
    ],
)
def test_phone_number_is_kept_with_single_blanks(typed, kept):
    assert parsed("phone", typed) == kept


@pytest.mark.parametrize(
    "typed", ["1234", "call me", "+1 212 HELLO", "++123456", "1" * 41, "²" * 9]
)
def test_phone_number_that_is_none_is_refused(typed):
    assert "is not a telephone number. Start with the country code" in refusal("phone", typed)


def test_phone_number_of_endless_hyphens_is_refused():
    expected = "Use 100 characters or fewer. You entered 1006."
    assert refusal("phone", "123456" + "-" * 1000) == expected


@pytest.mark.parametrize("kind", ["web_address", "email", "phone", "text", "long_text"])
def test_text_with_half_a_character_or_a_null_is_refused(kind):
    for broken in ("https://example.org/\ud800", "\x00name@example.org"):
        assert refusal(kind, broken)
