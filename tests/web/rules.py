"""What holds for every page and every answer, whatever is in it."""

import re
from itertools import pairwise

from tests.web.html import Element

REFERRING = ("for", "aria-describedby", "aria-labelledby", "aria-controls")
NEEDS_NAME = ("input", "select", "textarea")
HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; "
        "base-uri 'none'"
    ),
}


def check_headers(headers: dict[str, str], path: str) -> None:
    """Fail when an answer lacks one of the headers that all must have."""
    assert {name: headers.get(name) for name in HEADERS} == HEADERS, path
    if not path.startswith("/static/"):
        assert headers.get("cache-control") == "no-store", path


def check_page(root: Element, path: str) -> None:
    """Fail when a page breaks a rule that every page keeps."""
    faults = [*_structure(root), *_references(root), *_names(root), *_safety(root)]
    assert not faults, f"{path}: {faults}"


def _structure(root: Element) -> list[str]:
    found = []
    page = root.only("html")
    if page["lang"] not in {"ar", "zh", "en", "fr", "ru", "es"} or page["dir"] not in {
        "ltr",
        "rtl",
    }:
        found.append("no language or direction")
    for tag, count in (("h1", 1), ("main", 1), ("title", 1), ("header", 1), ("footer", 1)):
        there = [one for one in root.every(tag) if not _inside_article(one)]
        if tag == "h1":
            there = list(root.every(tag))
        if len(there) != count:
            found.append(f"{len(there)} <{tag}>")
    if any(not one.text for one in root.every("h1", "h2", "h3", "legend", "th", "a", "button")):
        found.append("something without words")
    levels = [int(one.tag[1]) for one in root.every("h1", "h2", "h3", "h4", "h5")]
    main = levels[levels.index(1) :] if 1 in levels else []
    found += [
        f"a heading h{after} under h{before}"
        for before, after in pairwise(main)
        if after > before + 1
    ]
    return found


def _inside_article(element: Element) -> bool:
    return any(one.tag == "article" for one in element.above())


def _references(root: Element) -> list[str]:
    ids = [one["id"] for one in root.every() if "id" in one.attributes]
    found = [f"the id {one} twice" for one in sorted({one for one in ids if ids.count(one) > 1})]
    found += [f"the id “{one}”" for one in ids if not one or re.search(r"\s", one)]
    for one in root.every():
        for name in REFERRING:
            found += [f"{name}={to} leads nowhere" for to in one[name].split() if to not in ids]
        link = one["href"]
        if one.tag == "a" and link.startswith("#") and link[1:] not in ids:
            found.append(f"the link {link} leads nowhere")
    return found


def _names(root: Element) -> list[str]:
    labelled = {one["for"] for one in root.every("label") if one.text}
    found = []
    for one in root.every(*NEEDS_NAME):
        hidden = one["type"] == "hidden"
        named = one["id"] in labelled or one["aria-label"] or one["aria-labelledby"]
        if not hidden and not named:
            found.append(f"the field {one['name']} has no label")
    for form in root.every("form"):
        if form["method"] not in {"get", "post"}:
            found.append("a form without a method")
        if any(one.tag == "form" for one in form.above()):
            found.append("a form in a form")
    return found


def _safety(root: Element) -> list[str]:
    found = []
    for one in root.every():
        found += [f"{name} in <{one.tag}>" for name in one.attributes if name.startswith("on")]
        if "style" in one.attributes or one.tag == "style":
            found.append(f"a style in <{one.tag}>")
        if one.tag == "script" and (not one["src"].startswith("/static/") or one.raw_text.strip()):
            found.append("a script in the page")
        if one["target"] == "_blank" and "noopener" not in one["rel"].split():
            found.append("a new tab that can reach back")
        if re.match(r"\s*(javascript|data|vbscript):", one["href"], re.IGNORECASE) and (
            one.tag != "link"
        ):
            found.append(f"the link {one['href']}")
        if one.tag == "form" and one["method"] == "post" and not one["action"].startswith("/"):
            found.append("a form that leaves")
    return found
