"""Personal data are in no cell and no part of a file, unless they are asked for."""

from datetime import UTC, datetime
from io import BytesIO
from zipfile import ZipFile

import pytest

from msq.desk._verb import Desk
from msq.desk.import_responses import import_responses, read_responses
from msq.exporting.authors import Authors
from msq.response.revisions import Revision
from tests.exporting.scene import EDITION, FOCAL, SIGNER, Scene, read_back
from tests.factories.instruments import instrument

AT = datetime(2027, 3, 1, 9, tzinfo=UTC)
SECRETS = ("Respondent Fullname", "Second Fullname", "Third Fullname")


@pytest.fixture
def filled(scene: Scene) -> Scene:
    """An edition in which personal data stand wherever they can: answers, history, review."""
    scene.save("AFG", {"A1": SECRETS[0], "A2[1].name": SECRETS[1], "B1": "no", "B7": "Words"})
    scene.save("AFG", {"A1": SECRETS[2]}, comment="Ask Respondent Fullname.")
    scene.save("FJI", {"B1": "!not_available"})
    scene.submit("AFG")
    scene.review("AFG", A1="accepted", B1="accepted", B7="queried")
    return scene


def names_of(scene: Scene) -> set[str]:
    """Return every name and address that somebody in the scene bears, and what is secret."""
    people = {part for actor in scene.actors.values() for part in (actor.name, actor.email)}
    return {*people, *SECRETS, SIGNER, "Minister"}


def parts_of(content: bytes) -> str:
    """Return all parts of a workbook's file as one text."""
    with ZipFile(BytesIO(content)) as archive:
        return "\n".join(archive.read(name).decode() for name in archive.namelist())


@pytest.mark.parametrize("basis", ["best", "submitted", "latest"])
def test_no_part_of_the_file_holds_personal_data(filled: Scene, basis: str) -> None:
    content, _ = filled.write(basis=basis)
    whole = parts_of(content)
    assert {name for name in names_of(filled) if name in whole} == set()
    assert "Words" in whole


def test_no_cell_holds_personal_data_and_the_codebook_says_what_is_left_out(filled: Scene) -> None:
    book = filled.export()
    texts = [str(cell) for cell in book.every_cell()]
    assert [text for text in texts for name in names_of(filled) if name in text] == []
    assert {row["section"] for row in book.rows("answers")} == {"B"}
    assert "A2" not in book.sheets
    assert [row["item"] for row in book.rows("codebook") if row["personal"] == "yes"] == [
        "A1",
        "A2.name",
    ]
    assert {"A1", "A2.rows"} & set(book.sheets["wide"][0]) == set()
    assert [(row["item"], row["number"]) for row in book.rows("revisions")] == [
        ("B1", 3),
        ("B7", 4),
        ("B1", 1),
    ]


def test_personal_data_are_there_when_they_are_asked_for(filled: Scene) -> None:
    book = filled.export(personal=True)
    texts = {str(cell) for cell in book.every_cell()}
    assert {*SECRETS, SIGNER, FOCAL["AFG"][0], "Ask Respondent Fullname."} <= texts
    facts = {row["name"]: row["text"] for row in book.rows("readme")}
    assert facts["personal data"] == "Included: handle this file with care."


@pytest.fixture
def mixed(desk: Desk) -> Scene:
    """An edition whose sections mix answers about persons with others."""
    table = """
    | code   | type   | text        | required | personal | relevant                |
    | B1     | text   | Ministry    |          |          |                         |
    | B2     | text   | Minister    |          | yes      |                         |
    | B3     | text   | Their age   |          |          | ${B2} = 'Secret Person' |
    | B4     | repeat | Officers    |          |          |                         |
    | .name  | text   | Name        |          | yes      |                         |
    | .post  | text   | Post        |          |          |                         |
    | B5     | repeat | Contacts    |          | yes      |                         |
    | .name  | text   | Name        |          |          |                         |
    """
    scene = Scene(desk, instrument(table)).begin()
    scene.save("AFG", {"B1": "Ministry", "B2": "Secret Person", "B3": "50"})
    scene.save("AFG", {"B4[1].name": "Secret Person", "B4[1].post": "Chief"})
    scene.save("AFG", {"B4[2].name": "Secret Person", "B5[1].name": "Secret Person"})
    return scene


def test_single_questions_about_persons_are_left_out_wherever_they_stand(mixed: Scene) -> None:
    content, report = mixed.write()
    assert "Secret Person" not in parts_of(content).replace("= 'Secret Person'", "")
    book = read_back(content, report)
    assert [row["item"] for row in book.rows("answers")] == ["B1", "B3", "B4[1].post"]
    assert [row["item"] for row in book.rows("revisions")] == ["B1", "B3", "B4[1].post"]
    assert book.sheets["wide"][0][12:] == ("B1", "B3", "B4.rows")
    assert book.sheets["wide"][1][12:] == ("Ministry", "50", 2)
    assert book.sheets["B4"] == [("unit", "row", "B4.post"), ("AFG", 1, "Chief"), ("AFG", 2, None)]
    assert "B5" not in book.sheets
    assert {row["item"]: row["personal"] for row in book.rows("codebook")} == {
        "B1": "no",
        "B2": "yes",
        "B3": "no",
        "B4.name": "yes",
        "B4.post": "no",
        "B5.name": "yes",
    }


def test_single_questions_about_persons_are_there_when_asked_for(mixed: Scene) -> None:
    book = mixed.export(personal=True)
    assert book.sheets["wide"][0][12:] == ("B1", "B2", "B3", "B4.rows", "B5.rows")
    assert book.sheets["B5"] == [("unit", "row", "B5.name"), ("AFG", 1, "Secret Person")]


def test_relevance_sees_personal_answers_that_are_not_exported(filled: Scene) -> None:
    assert filled.export().values() == {
        ("AFG", "B1"): "no",
        ("AFG", "B7"): "Words",
        ("FJI", "B1"): "not_available",
    }
    status = {row["unit"]: row["answered"] for row in filled.export().rows("status")}
    assert status == {"AFG": 4, "CIV": 0, "FJI": 1}


def test_pseudonyms_are_the_same_for_one_person_and_differ_between_persons(filled: Scene) -> None:
    authors = {row["unit"]: row["author"] for row in filled.export().rows("revisions")}
    assert authors == {"AFG": f"p{filled.actors['AFG'].id}", "FJI": f"p{filled.actors['FJI'].id}"}
    again = {row["unit"]: row["author"] for row in filled.export(basis="latest").rows("answers")}
    assert again == authors


def test_imports_keep_the_author_of_their_file_but_no_name_that_has_an_account(
    scene: Scene,
) -> None:
    manager, focal = scene.actors["manager"], scene.actors["AFG"]
    lines = (
        "unit,item,value,author",
        "AFG,B1,no,Statistics Office",
        "AFG,B6,2026-01-02,",
        f"AFG,B7,Words,{focal.name.upper()}",
        f"CIV,B7,Words,{focal.email}",
    )
    table = read_responses("\n".join(lines).encode(), "answers.csv")
    import_responses(scene.desk, manager, EDITION, table)
    book = scene.export()
    assert {(row["unit"], row["item"]): row["author"] for row in book.rows("answers")} == {
        ("AFG", "B1"): "Statistics Office",
        ("AFG", "B6"): f"p{manager.id}",
        ("AFG", "B7"): f"p{focal.id}",
        ("CIV", "B7"): f"p{focal.id}",
    }
    assert {row["source"] for row in book.rows("answers")} == {"import"}


@pytest.mark.parametrize(
    ("author", "author_id", "source", "named"),
    [
        ("Ann", 7, "page", "p7"),
        ("Ann", 7, "staff", "p7"),
        ("command line", None, "staff", "command line"),
        ("Office", None, "import", "Office"),
        ("Office", 7, "import", "Office"),
        ("Old Name", 7, "import", "p7"),
        ("Ben ", 7, "import", "p3/p5"),
    ],
)
def test_authors_by_account_and_source(
    author: str, author_id: int | None, source: str, named: str
) -> None:
    people, importers = {"ann": (7,), "ben": (3, 5)}, {(7, "Old Name")}
    revision = Revision(1, "B1", "no", "", "", author, AT, source, 0)
    hidden = Authors(personal=False, people=people, importers=importers)
    shown = Authors(personal=True, people=people, importers=importers)
    assert hidden.name(revision, author_id) == named
    assert shown.name(revision, author_id) == author
