"""What templates may say and do: words of the catalogues alone, nothing inline, declared views."""

import html
import re
from dataclasses import fields

import pytest
from jinja2 import Environment, nodes

from msq import resources
from msq.documents import receipt, whole_response
from msq.web import comparing, problem_pages, verify
from msq.web.account import pages as account
from msq.web.manage import drafts, forms, mail, tagging
from msq.web.manage import pages as manage
from msq.web.respond import attaching, section_page, sending, versions
from msq.web.respond import pages as respond
from msq.web.review import pages as review
from msq.web.review import response_page
from msq.wording import Wording

FOLDER = resources.folder("templates")
DECLARED = {
    "account/home.html": account.HomePage,
    "account/link.html": account.LinkPage,
    "account/link_sent.html": account.LinkSentPage,
    "account/link_spent.html": problem_pages.ProblemPage,
    "account/sign_in.html": account.SignInPage,
    "account/signed_out.html": problem_pages.SignedOutPage,
    "manage/draft.html": drafts.DraftPage,
    "changes.html": comparing.ChangesPage,
    "documents/answers.html": whole_response.AnswersDocument,
    "documents/receipt.html": receipt.ReceiptDocument,
    "manage/edition.html": manage.OneEditionPage,
    "manage/editions.html": manage.ManagePage,
    "manage/form.html": forms.VersionPage,
    "manage/form_changes.html": forms.FormChangesPage,
    "manage/forms.html": forms.FormsPage,
    "manage/item_tags.html": tagging.ItemTagsPage,
    "manage/mail.html": mail.MailPage,
    "manage/mails.html": mail.MailsPage,
    "manage/new_edition.html": manage.NewEditionPage,
    "manage/staff.html": mail.StaffPage,
    "manage/tags.html": tagging.TagsPage,
    "problem.html": problem_pages.ProblemPage,
    "respond/check.html": sending.CheckPage,
    "respond/declare.html": sending.DeclarePage,
    "respond/files.html": attaching.FilesPage,
    "respond/history.html": versions.HistoryPage,
    "respond/queries.html": sending.QueriesPage,
    "respond/section.html": section_page.SectionPage,
    "respond/sent.html": sending.SentPage,
    "respond/tasklist.html": respond.TasklistPage,
    "review/editions.html": review.EditionsPage,
    "review/response.html": response_page.ReviewPage,
    "review/worklist.html": review.WorklistPage,
    "verify/answer.html": verify.VerifiedPage,
    "verify/ask.html": verify.VerifyPage,
}
"""What each template is filled with."""

VIEWS = {template: view.__name__ for template, view in DECLARED.items()}
FOR_OTHERS = {
    problem_pages.ProblemPage: {
        "status",
        "code",
        "sentences",
        "reference",
        "typed",
        "again",
        "kept",
        "back",
    },
    section_page.SectionPage: {"language"},
    forms.FormsPage: {"language"},
    forms.FormChangesPage: {"language"},
    tagging.TagsPage: {"language"},
    sending.DeclarePage: {"errors"},
    manage.NewEditionPage: {"values", "errors"},
    manage.OneEditionPage: {"errors"},
    mail.StaffPage: {"errors"},
}
"""Fields that a template need not name: they are read through a method, or by one of two."""

PAGES = sorted(
    path.relative_to(FOLDER).as_posix()
    for path in FOLDER.rglob("*.html")
    if not path.is_relative_to(FOLDER / "mail")
)
VISIBLE = ("alt", "aria-label", "aria-description", "placeholder", "title", "data-text")
CLASSES = {"width_header", "shell", "typed"}
"""Blocks that hold names of classes and forms."""
PARTS: dict[type[nodes.Node], tuple[str, ...]] = {
    nodes.If: ("body", "elif_", "else_"),
    nodes.For: ("body", "else_"),
}
"""The fields of a statement in which markup can stand."""
LETTER = re.compile(r"[^\W\d_]")
FORMATS = re.compile(r"%[sd]|%%")
OWN_NAMES = {"xlsx", "CSV", "SHA-256", "lang"}


@pytest.fixture(scope="module")
def environment():
    return Wording(FOLDER).environment("en")


def tree_of(environment: Environment, template: str) -> nodes.Template:
    return environment.parse((FOLDER / template).read_text())


def test_every_template_has_a_declared_view():
    frames = {"base.html", "documents/layout.html"}
    parts = {one for one in PAGES if one.startswith("parts/")} | frames

    assert set(PAGES) - parts == DECLARED.keys()


@pytest.mark.parametrize("template", DECLARED)
def test_template_names_what_its_view_has_and_all_of_it(environment, template):
    view = DECLARED[template]
    named = {
        one.attr
        for one in tree_of(environment, template).find_all(nodes.Getattr)
        if isinstance(one.node, nodes.Name) and one.node.name == "page"
    }
    there = {one.name for one in fields(view)}
    methods = {name for name in vars(view) if not name.startswith("_")}

    assert named - there - methods == set()
    assert there - named - FOR_OTHERS.get(view, set()) == set()


def said(node: nodes.Node) -> list[str]:
    """Return the texts that an expression shows without asking the catalogues for them.

    What a call is given is seen where a macro shows it, and ``_()`` is such a call.
    """
    match node:
        case nodes.Const(value=str(text)):
            return [text]
        case nodes.CondExpr(expr1=one, expr2=other):
            shown = [one, other]
        case nodes.Or(left=one, right=other) | nodes.And(left=one, right=other):
            shown = [one, other]
        case nodes.Filter(node=one):
            shown = [one]
        case nodes.Concat(nodes=several):
            shown = list(several)
        case _:
            shown = []
    return [text for one in shown if one is not None for text in said(one)]


def flattened(node: nodes.Node, shown: list[nodes.Node]) -> str:
    """Return the markup of a template, with a mark for each expression that is shown in it."""
    if isinstance(node, nodes.TemplateData):
        return node.data
    if isinstance(node, nodes.Output):
        parts = []
        for one in node.nodes:
            if isinstance(one, nodes.TemplateData):
                parts.append(one.data)
            else:
                shown.append(one)
                parts.append(f"\x01{len(shown) - 1}\x02")
        return "".join(parts)
    if isinstance(node, nodes.Block) and node.name in CLASSES:
        return ""
    below = node.iter_child_nodes(only=PARTS.get(type(node)))
    return "".join(flattened(one, shown) for one in below)


def texts_of(markup: str) -> list[str]:
    """Return what a reader sees of markup that need not be whole: texts and some attributes."""
    attributes = "|".join(VISIBLE)
    found = re.findall(rf"(?<![\w-])(?:{attributes})=\"([^\"]*)\"", markup)
    bare = re.sub(r"(?s)<(script|style).*?</\1>", " ", markup)
    # A macro may write an attribute that another puts into its tag.
    outside = (re.sub(r"\s[a-z-]+=\"[^\"]*\"", " ", one) for one in re.split(r"<[^>]*>", bare))
    return [html.unescape(one) for one in (*found, *outside)]


def words_in(text: str) -> str:
    """Return a text when it has words of a language in it, else nothing."""
    rest = FORMATS.sub("", text)
    for name in OWN_NAMES:
        rest = rest.replace(name, "")
    return text.strip() if LETTER.search(rest) else ""


def unsaid(environment: Environment, template: str) -> list[str]:
    """Return what a template says without asking the catalogues."""
    shown: list[nodes.Node] = []
    markup = flattened(tree_of(environment, template), shown)
    found = []
    for text in texts_of(markup):
        found.append(words_in(re.sub(r"\x01\d+\x02", " ", text)))
        for number in re.findall(r"\x01(\d+)\x02", text):
            found += [words_in(one) for one in said(shown[int(number)])]
    return [one for one in found if one]


@pytest.mark.parametrize("template", PAGES)
def test_all_words_of_a_template_come_from_the_catalogues(environment, template):
    assert unsaid(environment, template) == []


@pytest.mark.parametrize(
    "source",
    [
        "<p>Hello</p>",
        '<p>{{ "Hello" if page else _("Bye") }}</p>',
        '<a aria-label="Hello"></a>',
        "{% if page %}<p>Hello</p>{% endif %}",
        "{% macro m() %}<b>Hello</b>{% endmacro %}",
        '{{ "Hello"|upper }}',
        "{% for one in page %}{% else %}Hello{% endfor %}",
    ],
)
def test_the_lint_sees_words_that_are_not_translated(environment, source, monkeypatch, tmp_path):
    (tmp_path / "one.html").write_text(source)
    monkeypatch.setitem(globals(), "FOLDER", tmp_path)

    assert unsaid(environment, "one.html") == ["Hello"]


@pytest.mark.parametrize("template", PAGES)
def test_templates_hold_no_style_and_no_script_of_their_own(template):
    source = (FOLDER / template).read_text()

    assert re.findall(r"<style|\sstyle\s*=|\son[a-z]+\s*=|javascript:|\|\s*safe\b", source) == []
    assert all("src=" in one for one in re.findall(r"<script[^>]*>", source))
    assert re.findall(r"https?://(?!127)", source) == []


@pytest.mark.parametrize("template", PAGES)
def test_every_form_that_changes_something_carries_the_token(template):
    source = (FOLDER / template).read_text()
    forms = re.findall(r'(?s)<form[^>]*method="post".*?</form>', source)

    bare = [
        form[:60]
        for form in forms
        if "token(frame)" not in form and 'name="token"' not in form and " in kept " not in form
    ]

    assert bare == []
