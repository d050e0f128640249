"""Web addresses in the answers of an edition, to be checked again."""

from msq.desk._verb import Act, verb
from msq.response.links import WEB_ADDRESS
from msq.store import instruments, link_checks


@verb("recheck_links", "edition.manage")
def recheck_links(act: Act, edition_code: str) -> list[str]:
    """Queue every web address in the answers of an edition once more; return them, in order.

    Raises:
        NotFound: there is no such edition.
    """
    edition = act.edition(edition_code)
    instrument = instruments.load(act.db, edition.instrument_hash)
    urls = sorted(
        {
            str(value)
            for item, value in link_checks.answers_of_edition(act.db, edition.id)
            if instrument.item(item).type == WEB_ADDRESS
        }
    )
    link_checks.queue(act.db, urls, act.now, again=True)
    act.details["addresses"] = len(urls)
    return urls
