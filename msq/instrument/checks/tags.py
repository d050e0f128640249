"""Tags: every one is of the instrument's vocabulary."""

from msq.instrument.building import Faults, perhaps
from msq.instrument.whole import Instrument


def tags_are_known(instrument: Instrument, faults: Faults) -> None:
    """Every kind of tag and every value is listed in the head of the form."""
    vocabulary = instrument.form.tags
    for item in instrument.items.values():
        for kind, values in item.tags.items():
            if kind not in vocabulary:
                near = perhaps(kind, vocabulary)
                faults.add_at(item.code, f"there is no kind of tag “{kind}”{near}", "tags")
                continue
            for value in values:
                if value not in vocabulary[kind]:
                    near = perhaps(value, vocabulary[kind])
                    faults.add_at(item.code, f"there is no tag {kind}: {value}{near}", "tags")
