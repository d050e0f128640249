"""From what is written in a form's files to the immutable model, expanding the constructs.

``places`` names where a fault stands, ``reading`` takes plain values out of a block, ``codelists``
and ``items`` and ``entries`` build what their names say, ``form`` puts all together.
"""

from msq.instrument.building.form import build
from msq.instrument.building.places import Block, Faults, Place, perhaps

__all__ = ["Block", "Faults", "Place", "build", "perhaps"]
