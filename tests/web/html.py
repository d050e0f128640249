"""Pages as a browser sees them: a tree of elements, and the forms in it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr")
)
SILENT = frozenset(("script", "style", "title"))
IN_LINE = frozenset(
    ("a", "abbr", "b", "bdi", "code", "del", "em", "i", "ins", "mark", "small", "span", "strong")
)


@dataclass(eq=False)
class Element:
    """One element; texts stand among its children."""

    tag: str
    attributes: dict[str, str]
    parent: "Element | None" = None
    children: list["Element | str"] = field(default_factory=list)

    def __getitem__(self, name: str) -> str:
        """Return an attribute, empty when it is not there."""
        return self.attributes.get(name, "")

    def every(self, *tags: str, **attributes: str) -> Iterator["Element"]:
        """Yield the elements below with one of some tags and with some attributes."""
        for child in self.children:
            if isinstance(child, str):
                continue
            fits = not tags or child.tag in tags
            if fits and all(child[name] == value for name, value in attributes.items()):
                yield child
            yield from child.every(*tags, **attributes)

    def only(self, *tags: str, **attributes: str) -> "Element":
        """Return the one element below that fits."""
        found = list(self.every(*tags, **attributes))
        assert len(found) == 1, f"{len(found)} of {tags} {attributes}"
        return found[0]

    def with_class(self, name: str) -> list["Element"]:
        """Return the elements below of a class."""
        return [one for one in self.every() if name in one["class"].split()]

    @property
    def raw_text(self) -> str:
        """The text in it exactly as it stands."""
        return "".join(
            child if isinstance(child, str) else child.raw_text for child in self.children
        )

    @property
    def text(self) -> str:
        """The visible text in it, blanks folded."""
        return " ".join(self.spaced_text().split())

    def spaced_text(self) -> str:
        """Return the text in it as it stands, elements that are no part of a line set apart."""
        parts = [
            child if isinstance(child, str) else child.spaced_text()
            for child in self.children
            if isinstance(child, str) or child.tag not in SILENT
        ]
        inside = "".join(parts)
        return inside if self.tag in IN_LINE else f" {inside} "

    def above(self) -> Iterator["Element"]:
        """Yield the elements around it, from the inside out."""
        one = self.parent
        while one is not None:
            yield one
            one = one.parent


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("", {})
        self.open = self.root

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"<{tag}> has an attribute twice: {names}"
        made = Element(tag, {name: value or "" for name, value in attrs}, self.open)
        self.open.children.append(made)
        if tag not in VOID:
            self.open = made

    def handle_endtag(self, tag: str) -> None:
        assert self.open.tag == tag, f"</{tag}> ends <{self.open.tag}>"
        assert self.open.parent is not None
        self.open = self.open.parent

    def handle_data(self, data: str) -> None:
        self.open.children.append(data)


def parse(source: str) -> Element:
    """Return a page as a tree; it must be well formed, every element closed."""
    builder = _Builder()
    builder.feed(source)
    builder.close()
    assert builder.open is builder.root, f"<{builder.open.tag}> is never closed"
    return builder.root


Files = list[tuple[str, tuple[str, bytes]]]


@dataclass
class Filled:
    """A form with what stands in its controls, to be filled in further and sent."""

    element: Element
    values: list[tuple[str, str]]
    files: Files = field(default_factory=list)

    @property
    def action(self) -> str:
        """Where it goes."""
        return self.element["action"]

    @property
    def names(self) -> set[str]:
        """The names of all its controls, buttons apart."""
        controls = self.element.every("input", "textarea", "select")
        return {one["name"] for one in controls if one["name"]}

    def texts(self, name: str) -> list[str]:
        """Return what stands in the controls of a name."""
        return [value for key, value in self.values if key == name]

    def __setitem__(self, name: str, wanted: str | list[str]) -> None:
        """Do what a person can do with the controls of a name, and nothing else."""
        controls = [
            one
            for one in self.element.every("input", "textarea", "select")
            if one["name"] == name and one["type"] != "hidden"
        ]
        assert controls, f"there is no field {name}"
        texts = [wanted] if isinstance(wanted, str) else wanted
        kind = controls[0]["type"] if controls[0].tag == "input" else controls[0].tag
        if kind in {"radio", "checkbox", "select"}:
            offered = [one["value"] for one in controls]
            if kind == "select":
                offered = [_value(option) for option in controls[0].every("option")]
            texts = [text for text in texts if text or kind != "checkbox"]
            assert set(texts) <= set(offered), f"{name} offers {offered}"
        else:
            assert len(texts) == len(controls), f"{name} has {len(controls)} controls"
        place = next((n for n, (key, _) in enumerate(self.values) if key == name), None)
        self.values = [pair for pair in self.values if pair[0] != name]
        where = len(self.values) if place is None else place
        self.values[where:where] = [(name, text) for text in texts]

    def untick(self, name: str) -> None:
        """Take back what was chosen among the controls of a name."""
        self.values = [pair for pair in self.values if pair[0] != name]

    def attach(self, name: str, filename: str, content: bytes) -> None:
        """Choose a file, beside those that were chosen before."""
        assert any(one["name"] == name for one in self.element.every("input", type="file"))
        self.files.append((name, (filename, content)))

    def buttons(self) -> Iterator[Element]:
        """Yield the buttons of the form as they stand on the page, those outside it included."""
        *_, root = self.element.above()
        for one in root.every("button"):
            inside = self.element in one.above()
            if one["form"] == self.element["id"] if one["form"] else inside:
                yield one

    def sent(self, button: str = "") -> list[tuple[str, str]]:
        """Return what a browser sends when a button is pressed, the first one when unnamed."""
        buttons = list(self.buttons())
        if button:
            buttons = [one for one in buttons if button in (one["value"], one.text)]
        assert buttons, f"there is no button {button}"
        pressed = buttons[0]
        pairs = [*self.values]
        if pressed["name"]:
            pairs.append((pressed["name"], pressed["value"]))
        return [(name, _broken_by_browsers(text)) for name, text in pairs]


def _value(option: Element) -> str:
    return option.attributes.get("value", option.text)


def _broken_by_browsers(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\n", "\r\n")


def fill(form: Element) -> Filled:
    """Return a form with what stands in it when the page is opened."""
    found: list[tuple[str, str]] = []
    for one in form.every("input", "textarea", "select"):
        name, kind = one["name"], one["type"]
        if not name or kind == "file":
            continue
        if one.tag == "textarea":
            found.append((name, one.raw_text.removeprefix("\n")))
        elif one.tag == "select":
            options = list(one.every("option"))
            chosen = [each for each in options if "selected" in each.attributes] or options[:1]
            found += [(name, _value(each)) for each in chosen]
        elif kind not in {"radio", "checkbox"} or "checked" in one.attributes:
            found.append((name, one["value"]))
    return Filled(form, found)
