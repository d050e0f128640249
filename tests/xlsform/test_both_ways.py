"""The law: what is written as XLSForm is read back to the same instrument, in every language."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from pyxform.xls2xform import convert

from msq import resources
from msq.instrument.whole import Instrument
from msq.instrument.yaml_form import load
from msq.xlsform.exporting import write_xlsform
from msq.xlsform.folder import write_folder
from msq.xlsform.importing import read_xlsform
from tests.instrument.samples import everything, programmes
from tests.xlsform.generated import instruments


def through(instrument: Instrument, folder: Path) -> Instrument:
    """Return an instrument that was written as a workbook and then as a folder."""
    path = folder / "form.xlsx"
    write_xlsform(instrument, path)
    imported = read_xlsform(path.read_bytes(), path.name)
    assert imported.unread == ()
    write_folder(imported, folder / "form")
    loaded = load(folder / "form")
    assert loaded == imported.instrument
    return loaded


@settings(
    max_examples=12,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
    deadline=None,
)
@given(instrument=instruments())
def test_instrument_comes_back_as_it_went_and_other_tools_take_it(instrument):
    with TemporaryDirectory() as folder:
        assert through(instrument, Path(folder)) == instrument
        assert convert(f"{folder}/form.xlsx", validate=False).xform


SAMPLES = {"everything": everything, "programmes": programmes}


@pytest.mark.parametrize("name", ["everything", "programmes", "msq-2028"])
def test_whole_questionnaires_come_back_as_they_went(name, tmp_path):
    folder = resources.folder("forms") / name
    instrument = SAMPLES[name]() if name in SAMPLES else load(folder)
    again = through(instrument, tmp_path)
    assert again == instrument
    assert again.hash == instrument.hash
    taken = convert(str(tmp_path / "form.xlsx"), validate=False)
    assert taken.warnings == []


def test_same_questionnaire_gives_the_same_bytes(tmp_path):
    for name in ("one", "two"):
        write_xlsform(everything(), tmp_path / f"{name}.xlsx")
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()
