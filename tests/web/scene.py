"""Two open editions, their people and staff, prepared once and copied for each test."""

from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from litestar.testing import TestClient

from msq import resources
from msq.desk import sign_in
from msq.desk._verb import Desk
from msq.desk.actor import COMMAND_LINE, Actor
from msq.desk.answer import Change, save_answers
from msq.desk.edition import Plan, create_edition, open_edition
from msq.desk.import_units import import_units, read_units
from msq.desk.publish import publish
from msq.desk.reading.response import look_at
from msq.desk.register import import_register, read_register
from msq.desk.review import Verdict, accept, review, send_back
from msq.desk.staff import add_staff
from msq.desk.submit import Declaration, submit
from msq.instrument import yaml_form
from msq.instrument.whole import Instrument
from msq.mail.mailers import mailbox_folder
from msq.settings import Settings
from msq.store import people
from tests.factories.clock import Clock
from tests.factories.instruments import instrument
from tests.web.browser import Browser, Page

PLAIN = "http://127.0.0.1:8000"
SMALL, WHOLE = "small-1", "msq-2028"
UNIT = "MLT"
UNITS = """\
code,name,kind,region,subregion,ldc,lldc,sids,short_en
MLT,Malta,member_state,Europe,Southern Europe,,,,Malta
FJI,Fiji,member_state,Oceania,Melanesia,,,yes,Fiji
CIV,Côte d'Ivoire,member_state,Africa,Sub-Saharan Africa,,,,Côte d'Ivoire
"""
PEOPLE = """\
unit,name,email,role
MLT,Fiona Focal,focal@example.org,focal_point
MLT,Connie Contributor,contributor@example.org,contributor
MLT,Mira Mission,mission@example.org,mission
FJI,Felix Other,other@example.org,focal_point
"""
STAFF = {
    "reviewer": ("Rita Reviewer", "reviewer@example.org"),
    "second": ("Ravi Reviewer", "second@example.org"),
    "manager": ("Max Manager", "manager@example.org"),
    "administrator": ("Ada Administrator", "administrator@example.org"),
}
NAMES = {
    "focal": "Fiona Focal",
    "contributor": "Connie Contributor",
    "mission": "Mira Mission",
    "other": "Felix Other",
    **{who: name for who, (name, _) in STAFF.items()},
}

TABLE = """
| code | type | text | required | choices | relevant | details | missing | row_title |
| A1 | text | What is your name? | yes | | | | none | |
| A2 | email | Your e-mail address | | | | | none | |
| A3 | phone | Your telephone | | | | | none | |
| B1 | yes_no | Is there a law on this? | yes | | | evidence | not_available | |
| B2 | select_multiple | Which tools are used? | | polls, forums, none! | | | none | |
| B3 | select_one | Which licence is it? | | open, other* | ${B1} = 'yes' | | not_applicable | |
| B4 | integer | How many services? | yes | | | | not_available, refused | |
| B5 | amount | What does it cost? | | | | | none | |
| B6 | date | Since when? | | | | | none | |
| B7 | long_text | Tell us more. | | | | | none | |
| B8 | web_address | Where is it described? | | | | | not_available | |
| B9 | file | Which files prove it? | | | | | not_available | |
| C1 | repeat | Which other portals are there? | | | | | | Portal |
| .name | text | Name | yes | | | | none | |
| .users | integer | Users | | | | | none | |
| C2 | table | Which strategies are there? | | | | evidence | | |
| .ai | row | Artificial intelligence | | | | | | |
| .cloud | row | Cloud | | | | | | |
| .has | yes_no | Is there one? | | | | | none | |
| C3 | table | How many people? | | | | | | |
| .women | row | Women | | | | | | |
| .men | row | Men | | | | | | |
| .count | integer | Count | | | | | none | |
| .share | decimal | Share | | | | | none | |
"""
EVIDENCE = """
| code    | type        | text        | required | missing |
| title   | text        | Title       | yes      | none    |
| year    | year        | Year        |          | none    |
| address | web_address | Web address |          | none    |
"""
ENOUGH = {"A1": "Fiona Focal", "B1": "no", "B4": "12"}
"""Answers to all that is required of the small questionnaire."""

SIGNER = Declaration("Minister Signer", "Minister", "Ministry of Tests", agreed=True)


def prepare(desk: Desk, *, whole: bool) -> None:
    """Fill an empty database; with the whole questionnaire as a second edition, or without."""
    small = instrument(
        TABLE,
        code="small",
        unit_kind="member_state",
        personal="A",
        details={"evidence": EVIDENCE},
        codelists={"currencies": "usd, eur"},
    )
    publish(desk, COMMAND_LINE, small)
    import_units(desk, COMMAND_LINE, read_units(UNITS.encode(), "units.csv"))
    for who, (name, email) in STAFF.items():
        role = "reviewer" if who == "second" else who
        add_staff(desk, COMMAND_LINE, email, name, role)
    _edition(desk, SMALL, "small")
    if whole:
        publish(desk, COMMAND_LINE, yaml_form.load(resources.folder("forms") / "msq-2028"))
        _edition(desk, WHOLE, "msq-2028")


def _edition(desk: Desk, code: str, form: str) -> None:
    opens, deadline = date(2027, 1, 1), date(2027, 6, 30)
    plan = Plan(code, f"Edition {code}", "The year 2026", form, opens, deadline, grace=14)
    create_edition(desk, COMMAND_LINE, plan)
    open_edition(desk, COMMAND_LINE, code)
    table = read_register(PEOPLE.encode(), "people.csv")
    report = import_register(desk, COMMAND_LINE, code, table)
    assert report.wrong == ()


@dataclass
class Scene:
    """The application over a prepared database, and everybody who uses it.

    ``client`` may serve many scenes, one after the other: making an application takes longer than
    most tests, and only what it stands on differs between them.
    """

    desk: Desk
    clock: Clock
    settings: Settings
    client: TestClient[Any]
    edition: str = SMALL
    browsers: dict[str, Browser] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Put the application on this scene's database and mailbox."""
        state = self.client.app.state
        mailbox = mailbox_folder(self.settings.mail_url)
        state.site = replace(state.site, desk=self.desk, mailbox=mailbox)

    def ask(self, form: Instrument, name: str, *, opens: date | None = None) -> None:
        """Go on in another edition, which asks another questionnaire of the same people."""
        publish(self.desk, COMMAND_LINE, form, with_gaps=True)
        today = self.desk.now().date()
        self.edition = f"{form.code}-1"
        deadline = date(today.year, 12, 31)
        plan = Plan(self.edition, name, "", form.code, opens or today, deadline)
        create_edition(self.desk, COMMAND_LINE, plan)
        open_edition(self.desk, COMMAND_LINE, self.edition)
        table = read_register(PEOPLE.encode(), "people.csv")
        assert import_register(self.desk, COMMAND_LINE, self.edition, table).wrong == ()

    def stranger(self) -> Browser:
        """Return a browser in which nobody is signed in."""
        return Browser(self.client, self.settings.base_url)

    def link(self, who: str) -> str:
        """Return the secret of a fresh sign-in link of somebody."""
        person = self.actor(who).id
        assert person is not None
        return sign_in.issue_link(self.desk, person)

    def enter(self, who: str) -> Browser:
        """Return another browser in which somebody has just signed in."""
        browser = self.stranger()
        page = browser.get(f"/sign-in/{self.link(who)}")
        entered = browser.send(page.form(), follow=False)
        assert entered.status == 303
        return browser

    def __getitem__(self, who: str) -> Browser:
        """Return the browser of somebody, signed in."""
        if who not in self.browsers:
            self.browsers[who] = self.enter(who)
        return self.browsers[who]

    def actor(self, who: str) -> Actor:
        """Return somebody as the desk knows them."""
        with self.desk.database.reading() as db:
            person = people.by_email(db, f"{who}@example.org")
            assert person is not None, who
            grants = people.grants_of(db, person.id)
        return Actor(person.id, person.name, person.email, person.language, grants)

    @property
    def base(self) -> str:
        """Where the response of Malta is filled in."""
        return f"/respond/{self.edition}/{UNIT}"

    @property
    def desk_of_review(self) -> str:
        """Where the response of Malta is reviewed."""
        return f"/review/{self.edition}/{UNIT}"

    def section(self, who: str, code: str) -> Page:
        """Open a section."""
        return self[who].get(f"{self.base}/section/{code}")

    def answers(self) -> dict[str, tuple[object, str, str]]:
        """Return what is on record of Malta: value, missing reason and note of each item."""
        look = look_at(self.desk, COMMAND_LINE, self.edition, UNIT)
        return {item: one.said for item, one in look.answers.items()}

    def state(self) -> str:
        """Return the state of Malta's response."""
        return look_at(self.desk, COMMAND_LINE, self.edition, UNIT).response.state

    def last_number(self) -> int:
        """Return the number of the newest revision."""
        return look_at(self.desk, COMMAND_LINE, self.edition, UNIT).response.last_number

    def give(self, answers: dict[str, str] | None = None) -> None:
        """Save answers as the focal point, without pages."""
        look = look_at(self.desk, COMMAND_LINE, self.edition, UNIT)
        changes = [
            Change(item, (text,), seen=look.answers[item].number if item in look.answers else 0)
            for item, text in (ENOUGH if answers is None else answers).items()
        ]
        request = f"scene-{look.response.last_number}"
        saved = save_answers(self.desk, self.actor("focal"), self.edition, UNIT, changes, request)
        assert not saved.problems, [str(one) for one in saved.problems]
        assert not saved.clashes

    def submit(self) -> None:
        """Submit as the focal point, without pages."""
        submit(self.desk, self.actor("focal"), self.edition, UNIT, SIGNER, self.last_number())

    def review(self, **verdicts: str) -> None:
        """Record verdicts as the reviewer, without pages."""
        found = [
            Verdict(item.replace("_", "."), verdict, "Is it?" if verdict == "queried" else "")
            for item, verdict in verdicts.items()
        ]
        review(self.desk, self.actor("reviewer"), self.edition, UNIT, found)

    def send_back(self, message: str = "Please look again.") -> None:
        """Return the response, without pages."""
        send_back(self.desk, self.actor("reviewer"), self.edition, UNIT, message)

    def accept(self) -> None:
        """Accept the response, without pages."""
        accept(self.desk, self.actor("reviewer"), self.edition, UNIT)


def settings_for(database_url: str, folder: Path, base_url: str = PLAIN) -> Settings:
    """Return the settings of an installation in a folder."""
    return Settings(
        database_url=database_url,
        base_url=base_url,
        mail_url=f"folder://{folder / 'mailbox'}",
        mail_from="Survey secretariat <msq@example.org>",
        given_key=b"a key for tests that is long enough",
        folder=folder,
    )
