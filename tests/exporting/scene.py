"""One small edition, filled and reviewed through the public verbs, and its workbook read back."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from io import BytesIO
from itertools import count

import openpyxl

from msq.desk._verb import Desk
from msq.desk.actor import COMMAND_LINE, Actor
from msq.desk.answer import Change, Saved, save_answers
from msq.desk.edition import Plan, create_edition, open_edition
from msq.desk.import_units import import_units, read_units
from msq.desk.publish import publish
from msq.desk.register import import_register, read_register
from msq.desk.review import Verdict, accept, reopen, review, send_back
from msq.desk.staff import add_staff
from msq.desk.submit import Declaration, submit
from msq.exporting.spec import Spec, load
from msq.exporting.workbook import ExportReport, write
from msq.instrument.whole import Instrument
from msq.resources import folder
from msq.store import people, responses, revisions, visibility
from msq.store.submissions import Submission
from tests.factories.clock import Clock

EDITION = "round-1"
UNITS = """\
code,name,alpha2,m49,region,subregion,ldc,lldc,sids
AFG,Afghanistan,AF,004,Asia,Southern Asia,yes,yes,
CIV,Côte d'Ivoire,CI,384,Africa,Sub-Saharan Africa,,,
FJI,Fiji,FJ,242,Oceania,Melanesia,,,yes
"""
FOCAL = {
    "AFG": ("Amina Testname", "amina@example.org"),
    "CIV": ("Koffi Testname", "koffi@example.org"),
    "FJI": ("Sela Testname", "sela@example.org"),
}
SIGNER = "Minister Signname"
OWN = {"A1": "Somebody", "B1": "no", "C2.ai.has": "no"}
"""What has to be answered before a response can be sent."""

Cells = list[tuple[object, ...]]


@dataclass
class Book:
    """A workbook as it was read back: the rows of each sheet, the heading first."""

    sheets: dict[str, Cells]
    report: ExportReport

    def rows(self, sheet: str) -> list[dict[str, object]]:
        """Return the rows of a sheet by heading."""
        heading, *rest = self.sheets[sheet]
        return [dict(zip(map(str, heading), row, strict=True)) for row in rest]

    def values(self) -> dict[tuple[object, object], object]:
        """Return the value, or the missing reason, of each unit and item of the long sheet."""
        return {
            (row["unit"], row["item"]): row["missing"] or row["value"]
            for row in self.rows("answers")
        }

    def points(self) -> dict[object, tuple[object, object, object]]:
        """Return state, basis and submission of each unit in the wide sheet."""
        return {
            row["unit"]: (row["state"], row["basis"], row["submission"])
            for row in self.rows("wide")
        }

    def every_cell(self) -> list[object]:
        """Return what stands in all cells of all sheets."""
        return [cell for rows in self.sheets.values() for row in rows for cell in row]


def read_back(content: bytes, report: ExportReport) -> Book:
    """Read a workbook with openpyxl; sheets by name, all rows as wide as the heading."""
    book = openpyxl.load_workbook(BytesIO(content))
    return Book({one.title: list(one.iter_rows(values_only=True)) for one in book}, report)


@dataclass
class Scene:
    """An open edition of one instrument for some units, and everybody who acts in it."""

    desk: Desk
    instrument: Instrument
    units: str = UNITS
    actors: dict[str, Actor] = field(default_factory=dict)
    sent: list[Submission] = field(default_factory=list)
    _requests: Iterator[int] = field(default_factory=lambda: count(1))

    def begin(self) -> "Scene":
        """Publish the instrument, make the edition and give everybody their role."""
        publish(self.desk, COMMAND_LINE, self.instrument)
        import_units(self.desk, COMMAND_LINE, read_units(self.units.encode(), "units.csv"))
        opens, deadline = date(2027, 1, 1), date(2027, 6, 30)
        plan = Plan(EDITION, "Round one", "2026", self.instrument.code, opens, deadline, grace=30)
        create_edition(self.desk, COMMAND_LINE, plan)
        open_edition(self.desk, COMMAND_LINE, EDITION)
        codes = [line.split(",")[0] for line in self.units.splitlines()[1:]]
        people_of = {code: FOCAL[code] for code in codes if code in FOCAL}
        lines = [f"{unit},{name},{email}" for unit, (name, email) in people_of.items()]
        table = "\n".join(["unit,name,email", *lines]).encode()
        import_register(self.desk, COMMAND_LINE, EDITION, read_register(table, "people.csv"))
        add_staff(self.desk, COMMAND_LINE, "rev@example.org", "Rita Reviewname", "reviewer")
        add_staff(self.desk, COMMAND_LINE, "man@example.org", "Max Managername", "manager")
        self.actors = {unit: self._actor(email) for unit, (_, email) in people_of.items()}
        self.actors |= {
            "reviewer": self._actor("rev@example.org"),
            "manager": self._actor("man@example.org"),
        }
        return self

    @property
    def clock(self) -> Clock:
        """The clock of the desk, to be moved."""
        assert isinstance(self.desk.now, Clock)
        return self.desk.now

    def _actor(self, email: str) -> Actor:
        with self.desk.database.reading() as db:
            person = people.by_email(db, email)
            assert person is not None
            grants = people.grants_of(db, person.id)
        return Actor(person.id, person.name, person.email, person.language, grants)

    def save(self, unit: str, answers: Mapping[str, str | Sequence[str]], **of_all: str) -> Saved:
        """Save answers as the focal point; a text like ``!refused`` is a missing reason."""
        with self.desk.database.reading() as db:
            response = responses.find(db, EDITION, unit, visibility.visible_to(COMMAND_LINE.grants))
            assert response is not None
            now = revisions.answers(db, response.id)
        changes = []
        for item, given in answers.items():
            missing = given[1:] if isinstance(given, str) and given.startswith("!") else ""
            raw = () if missing else ((given,) if isinstance(given, str) else tuple(given))
            seen = now[item].number if item in now else 0
            changes.append(Change(item, raw, missing, of_all.get("comment"), seen))
        request = f"request-{next(self._requests)}"
        saved = save_answers(self.desk, self.actors[unit], EDITION, unit, changes, request)
        assert not saved.problems, [str(one) for one in saved.problems]
        assert not saved.clashes
        return saved

    def submit(self, unit: str, signer: str = SIGNER, **reasons: str) -> Submission:
        """Submit as the focal point, warnings passed with reasons by the code of the check."""
        declaration = Declaration(signer, "Minister", "Ministry of Tests", agreed=True)
        with self.desk.database.reading() as db:
            response = responses.find(db, EDITION, unit, visibility.visible_to(COMMAND_LINE.grants))
        assert response is not None
        number = response.last_number
        made = submit(self.desk, self.actors[unit], EDITION, unit, declaration, number, reasons)
        self.sent.append(made)
        return made

    def review(self, unit: str, **verdicts: str) -> None:
        """Record verdicts; keys are item codes with ``_`` for a point."""
        found = [
            Verdict(
                item.replace("_", "."), verdict, "Please check." if verdict == "queried" else ""
            )
            for item, verdict in verdicts.items()
        ]
        review(self.desk, self.actors["reviewer"], EDITION, unit, found)

    def send_back(self, unit: str, message: str = "Please look again.") -> None:
        """Return the response to the unit."""
        send_back(self.desk, self.actors["reviewer"], EDITION, unit, message)

    def accept(self, unit: str) -> None:
        """Accept the response."""
        accept(self.desk, self.actors["reviewer"], EDITION, unit)

    def reopen(self, unit: str) -> None:
        """Open the response for changes again."""
        reopen(self.desk, self.actors["manager"], EDITION, unit, "A late correction.")

    def write(
        self,
        spec: Spec | None = None,
        *,
        basis: str = "best",
        personal: bool = False,
        as_of: datetime | None = None,
        edition: str = EDITION,
    ) -> tuple[bytes, ExportReport]:
        """Return the workbook of the edition as bytes, and the report."""
        target = BytesIO()
        report = write(
            self.desk.database,
            spec or load(folder("exports"), "pipeline"),
            edition,
            target,
            basis=basis,
            personal=personal,
            as_of=as_of,
            now=self.desk.now(),
            by="the secretariat",
        )
        return target.getvalue(), report

    def export(
        self,
        spec: Spec | None = None,
        *,
        basis: str = "best",
        personal: bool = False,
        as_of: datetime | None = None,
    ) -> Book:
        """Return the workbook of the edition, read back."""
        return read_back(*self.write(spec, basis=basis, personal=personal, as_of=as_of))
