import re
from string import Formatter

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import PoFileError

from msq import resources
from msq.instrument.translating import UNOFFICIAL
from msq.response.rights import ROLE_TEXTS
from msq.wording import LANGUAGES
from msq.wording.catalogues import path_of, read_catalogue, translations, write_catalogue
from msq.wording.extract import PACKAGE, Said, in_problems, in_templates, template_of, update

OTHERS = [code for code in LANGUAGES if code != "en"]
MAIL = template_of(in_templates(resources.folder("templates"), "mail"))
NAMED = re.compile(r"%\((\w+)\)s")


def forms(message):
    """Return the translations of a message: one for each plural form."""
    return message.string if isinstance(message.string, tuple) else (message.string,)


def wants(text):
    """Return what a message leaves open, whichever way it is written."""
    braces = {name for _, name, _, _ in Formatter().parse(text) if name} if "{" in text else set()
    return set(NAMED.findall(text)) | braces


@pytest.mark.parametrize("code", OTHERS)
def test_every_sentence_of_every_mail_is_translated(code):
    catalogue = read_catalogue(code)

    assert len(MAIL) > 30
    lacking = [
        message.id
        for message in MAIL
        if message.id and not (catalogue.get(message.id) and all(forms(catalogue[message.id])))
    ]
    assert lacking == []


@pytest.mark.parametrize("code", OTHERS)
def test_roles_are_translated(code):
    catalogue = read_catalogue(code)

    assert [text for text in ROLE_TEXTS.values() if not catalogue[text].string] == []


@pytest.mark.parametrize("code", OTHERS)
def test_translations_name_what_their_message_names(code):
    wrong = []
    for message in read_catalogue(code):
        if not message.id:
            continue
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        for text in filter(None, forms(message)):
            # "One query" and "two queries" are words of their own in some languages.
            needed = wants(ids[0]) if len(ids) == 1 else set()
            if not needed <= wants(text) <= wants(ids[-1]):
                wrong.append(text)
    assert wrong == []


@pytest.mark.parametrize("code", OTHERS)
def test_everything_that_is_said_is_translated_and_marked_unofficial(code):
    catalogue = read_catalogue(code)
    messages = [message for message in catalogue if message.id]

    assert len(messages) > 500
    assert [one.id for one in messages if not all(forms(one))] == []
    assert [one.id for one in messages if UNOFFICIAL not in one.flags] == []
    assert catalogue.fuzzy is False
    assert not any(one.fuzzy for one in messages)


@pytest.mark.parametrize("code", LANGUAGES)
def test_catalogue_as_it_is_written_is_read_the_same(code):
    assert write_catalogue(read_catalogue(code), path_of(code)) is False


def test_messages_are_found_in_templates(tmp_path):
    (tmp_path / "a.html").write_text(
        "{# translators: of a thing #}\n"
        "{{ _('One') }}{% trans name=x %}\n  Dear\n  {{ name }}\n{% endtrans %}"
    )
    (tmp_path / "b.txt").write_text("{% trans n=n %}a{% pluralize %}b{% endtrans %}")
    (tmp_path / "c.css").write_text("{{ _('Not said') }}")

    assert list(in_templates(tmp_path)) == [
        Said("One", "templates/a.html", ("of a thing",)),
        Said("Dear %(name)s", "templates/a.html"),
        Said(("a", "b"), "templates/b.txt"),
    ]


def test_messages_are_found_in_the_problems_that_code_raises(tmp_path):
    package = tmp_path / "pack"
    package.mkdir()
    (package / "room.py").write_text(
        "raise BadValue('One {thing} '\n 'more', thing='x')\n"
        "raise ProblemWithAnswer('A1', 'Two')\n"
        "raise BadInput({'field': BadValue('Three')})\n"
        "raise NotFound('Four' if x else 'Five')\n"
        "raise ValueError('Not said')\n"
    )

    found = {one.text for one in in_problems(package)}

    assert found == {"One {thing} more", "Two", "Three", "Four", "Five"}
    assert "There is no edition “{edition}”." in {one.text for one in in_problems(PACKAGE)}


def test_update_keeps_translations_and_adds_what_is_new(tmp_path):
    before = template_of([Said("Old", "a"), Said("Gone", "a"), Said("Never translated", "a")])
    assert update("fr", before, tmp_path) == (path_of("fr", tmp_path), True, 3)
    catalogue = read_catalogue("fr", tmp_path)
    catalogue["Old"].string, catalogue["Gone"].string = "Ancien", "Parti"
    write_catalogue(catalogue, path_of("fr", tmp_path))

    after = template_of([Said("Old", "b"), Said("Older", "b"), Said(("one", "many"), "b")])
    assert update("fr", after, tmp_path) == (path_of("fr", tmp_path), True, 2)
    assert update("fr", after, tmp_path) == (path_of("fr", tmp_path), False, 2)

    found = read_catalogue("fr", tmp_path)
    assert {message.id: message.string for message in found if message.id} == {
        "Old": "Ancien",
        "Older": "",
        ("one", "many"): ("", ""),
    }
    assert {one.id: one.string for one in found.obsolete.values()} == {"Gone": "Parti"}
    assert translations("fr", tmp_path).gettext("Old") == "Ancien"
    assert translations("fr", tmp_path).gettext("Older") == "Older"


def test_malformed_catalogue_is_an_error(tmp_path):
    path = path_of("fr", tmp_path)
    write_catalogue(Catalog(locale="fr"), path)
    with path.open("a") as file:
        file.write('\nmsgid "open\n')

    with pytest.raises(PoFileError):
        read_catalogue("fr", tmp_path)
