"""Publishing a version of an instrument: from then on it never changes."""

from msq.desk._verb import Act, verb
from msq.instrument.translating import Counts, gaps
from msq.instrument.whole import Instrument
from msq.problems import Untranslated
from msq.store import instruments
from msq.store.instruments import Published


@verb("publish", "form.publish")
def publish(
    act: Act, instrument: Instrument, *, with_gaps: bool = False, coverage: Counts | None = None
) -> tuple[Published, bool]:
    """Publish an instrument; return the version and whether it is new.

    Args:
        coverage: how far its languages cover it, kept to be shown; ``None`` where nobody counted.
        with_gaps: whether texts that have no translation, or a stale one, may be said in English.

    Raises:
        Untranslated: there are such texts, and nobody said that they may.
    """
    lacking = {} if with_gaps else gaps(instrument.form)
    if lacking:
        counts = ", ".join(f"{language} {count}" for language, count in lacking.items())
        raise Untranslated(
            "Not all texts are translated, or a translation is older than its text: {counts}. "
            "These would be said in English. Say so expressly if that is meant.",
            counts=counts,
        )
    return record(act, instrument, coverage)


def record(act: Act, instrument: Instrument, coverage: Counts | None) -> tuple[Published, bool]:
    """Keep a version and note it for the trail; return it and whether it is new."""
    published, new = instruments.publish(act.db, instrument, act.actor.name, act.now, coverage)
    act.details.update(
        instrument=published.code, number=published.number, hash=published.hash, new=new
    )
    return published, new
