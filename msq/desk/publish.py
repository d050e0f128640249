"""Publishing a version of an instrument: from then on it never changes."""

from msq.desk._verb import Act, verb
from msq.instrument.model import Instrument
from msq.store import instruments
from msq.store.instruments import Published


@verb("publish", "form.publish")
def publish(act: Act, instrument: Instrument) -> tuple[Published, bool]:
    """Publish an instrument; return the version and whether it is new."""
    published, new = instruments.publish(act.db, instrument, act.actor.name, act.now)
    act.details.update(
        instrument=published.code, number=published.number, hash=published.hash, new=new
    )
    return published, new
