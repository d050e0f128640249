"""Files of an answer: attached beside each other, kept once, shown to whoever sees the response."""

from hashlib import sha256
from threading import Thread

import pytest
from sqlalchemy import text

from msq.desk._verb import Desk
from msq.desk.answer import Change
from msq.desk.attach import Attached, attach_files, attached_file, detach_file
from msq.desk.carry_over import confirm
from msq.desk.review import send_back
from msq.problems import NotAllowed, NotFound, WrongState
from msq.response.attaching import Upload
from tests.desk.test_carrying_over import NEXT, accepted, fresh, look, next_round
from tests.factories.clock import Clock
from tests.factories.instruments import instrument
from tests.factories.round import EDITION, Round, open_round

LAW, CHART = Upload("law.pdf", b"%PDF-1.7 law"), Upload("chart.png", b"\x89PNG\r\n\x1a\n chart")


def reference(upload: Upload) -> str:
    """Return how a file stands in an answer."""
    return f"{sha256(upload.content).hexdigest()} {upload.name}"


def attach(
    a_round: Round, *uploads: Upload, who: str = "focal_point", unit: str = "ALB", request: str
) -> Attached:
    """Attach files to B2."""
    return attach_files(a_round.desk, a_round.actors[who], EDITION, unit, "B2", uploads, request)


def test_files_stand_beside_each_other_and_are_fetched_as_they_were(a_round: Round) -> None:
    attach(a_round, LAW, request="1")
    attach(a_round, CHART, who="contributor", request="2")

    assert a_round.values() == {"B2": [reference(LAW), reference(CHART)]}
    digest = sha256(CHART.content).hexdigest()
    for who in ("focal_point", "mission", "reviewer"):
        found = attached_file(a_round.desk, a_round.actors[who], EDITION, "ALB", digest)
        assert (found.content, found.facts.name) == (CHART.content, "chart.png")
        assert (found.facts.media_type, found.facts.size) == ("image/png", len(CHART.content))
    facts = a_round.look().files
    assert {one.name for one in facts.values()} == {"law.pdf", "chart.png"}


def test_wrong_file_does_not_keep_the_others_away(a_round: Round) -> None:
    bad = Upload("tool.exe", b"MZ")
    sent = attach(a_round, bad, LAW, request="1")

    assert (sent.count, [str(one) for one in sent.problems]) == (
        1,
        ["“tool.exe” is a kind of file that is not taken. Save it as PDF and attach that."],
    )
    assert a_round.values() == {"B2": [reference(LAW)]}


def test_more_files_than_the_question_takes_are_left_out_by_name(a_round: Round) -> None:
    many = [Upload(f"{n}.txt", str(n).encode()) for n in range(12)]
    sent = attach(a_round, *many, request="1")

    assert sent.count == 10
    assert [str(one) for one in sent.problems] == [
        f"“{n}.txt” is one file too many: attach 10 or fewer." for n in (10, 11)
    ]


def test_the_same_again_changes_nothing(a_round: Round) -> None:
    attach(a_round, LAW, request="1")
    attach(a_round, LAW, CHART, request="1")
    attach(a_round, Upload("same law.pdf", LAW.content), request="2")

    assert a_round.values() == {"B2": [reference(LAW)]}
    assert len(a_round.revisions()) == 1


def test_bytes_are_kept_once_for_all_states(a_round: Round) -> None:
    attach(a_round, LAW, request="1")
    attach(a_round, Upload("loi.pdf", LAW.content), who="stranger", unit="BTN", request="1")

    with a_round.desk.database.reading() as db:
        assert db.scalar(text("SELECT count(*) FROM file")) == 1
    digest = sha256(LAW.content).hexdigest()
    found = attached_file(a_round.desk, a_round.actors["stranger"], EDITION, "BTN", digest)
    assert found.facts.name == "loi.pdf"


def test_two_people_who_attach_at_once_both_keep_their_files(a_round: Round) -> None:
    files = [Upload(f"{n}.txt", str(n).encode()) for n in range(6)]
    people = ["focal_point", "contributor"] * 3
    threads = [
        Thread(target=attach, args=(a_round, one), kwargs={"who": who, "request": one.name})
        for one, who in zip(files, people, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    value = a_round.values()["B2"]
    assert isinstance(value, list)
    assert sorted(value) == sorted(map(reference, files))
    assert [one.number for one in a_round.revisions()] == [1, 2, 3, 4, 5, 6]


def test_file_that_is_taken_away_stays_with_what_was_submitted(a_round: Round) -> None:
    a_round.save(A1="no")
    attach(a_round, LAW, CHART, request="1")
    a_round.submit()
    digest = sha256(LAW.content).hexdigest()
    focal = a_round.actors["focal_point"]
    with pytest.raises(WrongState):
        detach_file(a_round.desk, focal, EDITION, "ALB", "B2", digest, "2")
    a_round.review(B2="Is it in force?")
    send_back(a_round.desk, a_round.actors["reviewer"], EDITION, "ALB")
    detach_file(a_round.desk, focal, EDITION, "ALB", "B2", digest, "3")
    detach_file(a_round.desk, focal, EDITION, "ALB", "B2", digest, "4")

    assert a_round.values()["B2"] == [reference(CHART)]
    assert a_round.look(n=1).answers["B2"].value == [reference(LAW), reference(CHART)]
    assert attached_file(a_round.desk, focal, EDITION, "ALB", digest).content == LAW.content


def test_files_stand_instead_of_a_reason_and_keep_the_note(a_round: Round) -> None:
    a_round.send(a_round.change("B2", missing="not_available", comment="On paper only."))
    attach(a_round, LAW, request="1")

    assert a_round.look().answers["B2"].said == ([reference(LAW)], "", "On paper only.")


def test_file_of_another_state_cannot_be_had_by_its_hash(a_round: Round) -> None:
    attach(a_round, LAW, who="stranger", unit="BTN", request="1")
    digest, focal = sha256(LAW.content).hexdigest(), a_round.actors["focal_point"]

    for unit in ("ALB", "BTN"):
        with pytest.raises(NotFound):
            attached_file(a_round.desk, focal, EDITION, unit, digest)
    saved = a_round.send(Change("B2", (reference(LAW),)))
    assert [str(one) for one in saved.problems] == [
        "“law.pdf” is not attached here. Attach the file itself."
    ]
    brought = a_round.bring_in([f"ALB,B2,{reference(LAW)}"])
    assert [one.reason for one in brought.wrong] == [
        "“law.pdf” is not attached here. Attach the file itself."
    ]
    assert a_round.values() == {}


def test_file_keeps_the_kind_that_was_looked_at(a_round: Round) -> None:
    attach(a_round, LAW, request="1")
    renamed = reference(LAW).replace("law.pdf", "law.exe")
    saved = a_round.send(a_round.change("B2", renamed))

    assert [str(one) for one in saved.problems] == [
        "“law.exe” is not attached here. Attach the file itself."
    ]
    saved = a_round.send(a_round.change("B2", reference(LAW).replace("law.pdf", "the act.PDF")))
    assert not saved.problems


def test_file_that_is_there_is_not_one_too_many(a_round: Round) -> None:
    many = [Upload(f"{n}.txt", str(n).encode()) for n in range(10)]
    attach(a_round, *many, request="1")

    assert attach(a_round, many[3], request="2") == Attached("B2", 1, ())


def test_files_of_two_people_in_a_new_row_each_are_rows_of_their_own(
    desk: Desk, clock: Clock
) -> None:
    table = "| code | type |\n| A1 | repeat |\n| .name | text |\n| .proof | file |"
    a_round = open_round(desk, clock, instrument(table, code="small"))
    for who, upload in (("focal_point", LAW), ("contributor", CHART)):
        actor, item = a_round.actors[who], "A1[1].proof"
        done = attach_files(desk, actor, EDITION, "ALB", item, [upload], who, new_row=True)
        again = attach_files(desk, actor, EDITION, "ALB", item, [upload], who, new_row=True)
        assert done == again
    assert a_round.values() == {"A1[1].proof": [reference(LAW)], "A1[2].proof": [reference(CHART)]}


def test_only_who_may_answer_attaches_and_only_to_what_takes_files(a_round: Round) -> None:
    with pytest.raises(NotAllowed):
        attach(a_round, LAW, who="reviewer", request="1")
    with pytest.raises(NotFound):
        attach(a_round, LAW, unit="BTN", request="1")
    focal = a_round.actors["focal_point"]
    with pytest.raises(NotFound, match="takes no files"):
        attach_files(a_round.desk, focal, EDITION, "ALB", "B1", [LAW], "1")


def test_page_that_sends_the_files_back_as_they_are_changes_nothing(a_round: Round) -> None:
    attach(a_round, LAW, CHART, request="1")
    saved = a_round.send(a_round.change("B2", reference(LAW), reference(CHART)))

    assert (saved.problems, len(a_round.revisions())) == ([], 1)


def test_files_come_along_into_the_next_round_and_are_its_own_once_confirmed(
    a_round: Round,
) -> None:
    attach(a_round, LAW, request="1")
    accepted(a_round, A1="no")
    next_round(a_round, same=True)
    digest = sha256(LAW.content).hexdigest()

    offered = look(a_round)
    assert offered.along is not None
    assert offered.along.carried["B2"].answer.value == [reference(LAW)]
    assert offered.files[digest].name == "law.pdf"
    assert attached_file(a_round.desk, fresh(a_round), NEXT, "ALB", digest).content == LAW.content
    confirm(a_round.desk, fresh(a_round), NEXT, "ALB", ["B2"], "2")

    confirmed = look(a_round)
    assert confirmed.answers["B2"].value == [reference(LAW)]
    with a_round.desk.database.reading() as db:
        count = text("SELECT count(*) FROM attachment WHERE response_id = :id")
        assert db.scalar(count, {"id": confirmed.response.id}) == 1
