"""Attaching files to an answer, taking them away again, and fetching one."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from msq.desk._recording import record, to_answer
from msq.desk._verb import Act, look, verb
from msq.instrument.codes import row_code, row_of, split_row
from msq.instrument.item_types.files import FILES, Reference, file_name, most_files, references
from msq.problems import BadValue, NotFound
from msq.response.attaching import Upload, kind_of
from msq.response.values import NO_ANSWER, Answer
from msq.store import files, revisions
from msq.store.files import StoredFile
from msq.store.responses import Response
from msq.store.revisions import Entry, Writer

SOURCE = "page"


@dataclass(frozen=True, slots=True)
class Attached:
    """What became of files that were sent: where, how many, and what is wrong with others."""

    item: str
    count: int
    problems: tuple[BadValue, ...]


@verb("attach", "response.answer", trail=False)
def attach_files(
    act: Act,
    edition_code: str,
    unit_code: str,
    item: str,
    uploads: Sequence[Upload],
    request_id: str,
    *,
    new_row: bool = False,
) -> Attached:
    """Attach files to an answer, beside those it has; wrong ones do not keep the others away.

    Files that two people attach at once all stay. A file that is attached already, and a request
    that was sent before, change nothing. The revisions are the trail.

    Args:
        new_row: whether the item stood in a row that nobody had written in. Where somebody has
            meanwhile, the files go into a row of their own.

    Raises:
        NotFound: no such response for this actor, or no such item that takes files.
        NotAllowed: the actor sees the response but may not answer.
        WrongState: the response or the edition takes no answers now.
    """
    response = _taking(act, edition_code, unit_code, item)
    before = revisions.of_request(act.db, response.id, request_id)
    if before:
        return Attached(next(iter(before)), len(uploads), ())
    if new_row:
        item = _in_free_row(act, response, item)
    now = _now(act, response, item)
    standing = {one.sha256: one for one in references(now.value)}
    most = most_files(act.instrument(response).item(item))
    problems: list[BadValue] = []
    count = 0
    for upload in uploads:
        try:
            kind = kind_of(upload)
            if len(standing) >= most and sha256(upload.content).hexdigest() not in standing:
                raise BadValue(
                    "“{name}” is one file too many: attach {most} or fewer.",
                    name=file_name(upload.name),
                    most=most,
                )
        except BadValue as problem:
            problems.append(problem)
            continue
        digest = files.keep(act.db, upload.content, kind.media_type)
        name = file_name(upload.name)
        files.attach(act.db, response.id, digest, name, act.now, act.actor.id)
        standing.setdefault(digest, Reference(digest, name))
        count += 1
    _record(act, response, item, now, list(standing.values()), request_id)
    return Attached(item, count, tuple(problems))


@verb("detach", "response.answer", trail=False)
def detach_file(
    act: Act, edition_code: str, unit_code: str, item: str, digest: str, request_id: str
) -> None:
    """Take a file away from an answer; what was submitted with it still shows it.

    One that is not there any more is left so. The revisions are the trail.

    Raises:
        NotFound: no such response for this actor, or no such item that takes files.
        NotAllowed: the actor sees the response but may not answer.
        WrongState: the response or the edition takes no answers now.
    """
    response = _taking(act, edition_code, unit_code, item)
    now = _now(act, response, item)
    left = [one for one in references(now.value) if one.sha256 != digest]
    if item not in revisions.of_request(act.db, response.id, request_id):
        _record(act, response, item, now, left, request_id)


@look("attached_file", "response.read")
def attached_file(act: Act, edition_code: str, unit_code: str, digest: str) -> StoredFile:
    """Return a file that a response shows, also one that came along from an earlier round.

    Raises:
        NotFound: no such response for this actor, or it has no such file.
    """
    response = act.response(edition_code, unit_code, "response.read")
    found = files.content_of(act.db, response.id, digest)
    if found is None:
        raise NotFound("There is no such file here.")
    return found


def _taking(act: Act, edition_code: str, unit_code: str, item: str) -> Response:
    """Return the response, held, once it takes files at an item now."""
    response = to_answer(act, edition_code, unit_code)
    if act.instrument(response).item(item).type != FILES:
        raise NotFound("Question {item} takes no files.", item=item)
    return response


def _in_free_row(act: Act, response: Response, item: str) -> str:
    """Return an item in the row where it stands, or in the next one where that is taken."""
    row = row_of(item)
    written = {row_of(one) for one in revisions.newest(act.db, response.id)}
    if row not in written:
        return item
    group, _ = split_row(row)
    numbers = [split_row(one)[1] for one in written if one and split_row(one)[0] == group]
    return row_code(group, max(numbers) + 1) + item.removeprefix(row)


def _now(act: Act, response: Response, item: str) -> Answer:
    return revisions.answers(act.db, response.id, [item]).get(item, NO_ANSWER)


def _record(
    act: Act,
    response: Response,
    item: str,
    now: Answer,
    standing: Sequence[Reference],
    request_id: str,
) -> None:
    """Record the files that an answer has; a reason why there is none gives way to them."""
    value = [str(one) for one in standing] or None
    said = Answer(value, now.missing if value is None else "", now.comment)
    if said.said != now.said:
        writer = Writer(act.actor.name, act.actor.id, act.now, SOURCE, request_id)
        record(act, response, [Entry(item, said, now.number, writer)])
