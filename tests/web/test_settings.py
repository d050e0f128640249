"""The configuration: what is read from the environment, what is refused, the key that is kept."""

import stat
from concurrent.futures import ThreadPoolExecutor

import pytest

from msq import app as assembly
from msq.app import make_app
from msq.problems import BadSettings
from msq.settings import Settings, from_environment, kept_key
from tests.web.scene import settings_for

KEY = "k" * 32


def test_defaults_are_for_one_machine(tmp_path):
    found = from_environment({"MSQ_FOLDER": str(tmp_path / "var")})

    assert found == Settings(
        database_url=f"sqlite:///{tmp_path / 'var' / 'msq.db'}",
        base_url="http://127.0.0.1:8000",
        mail_url=f"folder://{tmp_path / 'var' / 'mailbox'}",
        mail_from="Member States Questionnaire <msq@localhost>",
        given_key=None,
        folder=tmp_path / "var",
    )
    assert found.is_https is False
    assert not (tmp_path / "var").exists(), "nothing is written until something is needed"
    assert found.secret_key() == (tmp_path / "var" / "secret-key").read_bytes()


def test_everything_can_be_said(tmp_path):
    found = from_environment(
        {
            "MSQ_FOLDER": str(tmp_path),
            "MSQ_DATABASE_URL": "postgresql://u:p@host/db",
            "MSQ_BASE_URL": "https://msq.example.org/",
            "MSQ_MAIL_URL": "smtp://mail.example.org",
            "MSQ_MAIL_FROM": "a@example.org",
            "MSQ_SECRET_KEY": KEY,
        }
    )

    assert found == Settings(
        database_url="postgresql://u:p@host/db",
        base_url="https://msq.example.org",
        mail_url="smtp://mail.example.org",
        mail_from="a@example.org",
        given_key=KEY.encode(),
        folder=tmp_path,
    )
    assert found.is_https is True
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "address",
    [
        "",
        "msq.example.org",
        "ftp://msq.example.org",
        "https://",
        "https://msq.example.org/survey",
        "https://msq.example.org?x=1",
        "https://msq.example.org#x",
        "https://user:word@msq.example.org",
        "https://msq.example.org:port",
        "https://msq.example.org:99999",
        "https://[::1",
    ],
)
def test_address_that_people_cannot_use_is_refused_by_name(tmp_path, address):
    with pytest.raises(BadSettings, match="MSQ_BASE_URL"):
        from_environment({"MSQ_FOLDER": str(tmp_path), "MSQ_BASE_URL": address})


def test_short_key_is_refused_with_a_way_to_make_one(tmp_path):
    with pytest.raises(BadSettings, match=r"MSQ_SECRET_KEY .* 32 characters .*token_urlsafe"):
        from_environment({"MSQ_FOLDER": str(tmp_path), "MSQ_SECRET_KEY": "k" * 31})


def test_several_machines_need_a_key_for_pages_and_for_nothing_else(tmp_path):
    found = from_environment(
        {"MSQ_FOLDER": str(tmp_path), "MSQ_DATABASE_URL": "postgresql://u:p@host/db"}
    )

    with pytest.raises(BadSettings, match="MSQ_SECRET_KEY is needed with PostgreSQL"):
        found.secret_key()
    assert list(tmp_path.iterdir()) == []


def test_kept_key_stays_and_is_its_owners_alone(tmp_path):
    folder = tmp_path / "new" / "var"

    first, again = kept_key(folder), kept_key(folder)

    assert first == again
    assert len(first) >= 64
    assert stat.S_IMODE((folder / "secret-key").stat().st_mode) == 0o600
    assert [path.name for path in folder.iterdir()] == ["secret-key"]


def test_processes_that_start_at_once_have_the_same_key(tmp_path):
    with ThreadPoolExecutor(8) as together:
        keys = list(together.map(kept_key, [tmp_path] * 32))

    assert set(keys) == {(tmp_path / "secret-key").read_bytes()}


def test_key_that_was_cut_short_is_refused(tmp_path):
    (tmp_path / "secret-key").write_bytes(b"")

    with pytest.raises(BadSettings, match="too short"):
        kept_key(tmp_path)


def test_folder_that_is_a_file_is_refused_by_name(tmp_path):
    (tmp_path / "var").write_text("")

    with pytest.raises(BadSettings, match="MSQ_FOLDER"):
        kept_key(tmp_path / "var")


def test_application_without_its_stylesheets_says_what_to_run(tmp_path, monkeypatch):
    monkeypatch.setattr(assembly, "STATIC", tmp_path)

    with pytest.raises(BadSettings, match="make assets"):
        make_app(settings_for(f"sqlite:///{tmp_path / 'x.db'}", tmp_path))


def test_database_address_that_cannot_work_is_refused_by_name(tmp_path):
    for address in ("mysql://x", "nonsense", "sqlite://", "", "sqlite:///:memory:"):
        with pytest.raises(BadSettings, match="MSQ_DATABASE_URL"):
            make_app(settings_for(address, tmp_path))


def test_link_checks_are_on_or_off():
    assert from_environment({}).link_checks is True
    assert from_environment({"MSQ_LINK_CHECKS": "off"}).link_checks is False
    with pytest.raises(BadSettings, match="MSQ_LINK_CHECKS must be on or off"):
        from_environment({"MSQ_LINK_CHECKS": "no"})
