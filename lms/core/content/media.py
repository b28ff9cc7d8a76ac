"""Pictures and files of a content tree: which types are taken, and whether an SVG picture is only a picture."""

from dataclasses import dataclass, field
from xml.parsers import expat

from lms.core.content.faults import Faults, Position
from lms.core.content.problems import XML, problem
from lms.core.text import Message, msg

PICTURES = {
    "svg": "image/svg+xml", "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "webp": "image/webp", "gif": "image/gif",
}  # fmt: skip
DOCUMENTS = {
    "pdf": "application/pdf", "txt": "text/plain", "csv": "text/csv", "zip": "application/zip", "mp4": "video/mp4",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}  # fmt: skip
BEGINNINGS = {
    "png": b"\x89PNG\r\n", "jpg": b"\xff\xd8\xff", "jpeg": b"\xff\xd8\xff", "gif": b"GIF8", "webp": b"RIFF", "pdf": b"%PDF-",
    "zip": b"PK", "docx": b"PK", "xlsx": b"PK", "pptx": b"PK",
}  # fmt: skip
SVG = "http://www.w3.org/2000/svg"
ELEMENTS = {
    "svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan", "title", "desc", "defs",
    "linearGradient", "radialGradient", "stop", "clipPath", "mask", "marker", "pattern", "symbol", "use",
}  # fmt: skip


def ending(path: str) -> str:
    """The ending of a file name in lower case, without the dot."""
    return path.rpartition(".")[2].lower()


def media_type(path: str) -> str | None:
    """The type by which a file is served; `None` for a file that is not taken."""
    return {**PICTURES, **DOCUMENTS}.get(ending(path))


def is_picture(path: str) -> bool:
    """Whether the name is one of a picture."""
    return ending(path) in PICTURES


def inspect(path: str, data: bytes, faults: Faults) -> str | None:
    """The media type of a file that is what its name says and carries nothing that runs; else a located fault and `None`."""
    kind = media_type(path)
    if kind is None:
        faults.add(
            path, Position(), "FILE_TYPE",
            msg("Files of this type are not taken."), msg("Use one of: %(allowed)s.", allowed=", ".join([*PICTURES, *DOCUMENTS])),
        )  # fmt: skip
        return None
    if not data.startswith(BEGINNINGS.get(ending(path), b"")):
        faults.add(
            path, Position(), "FILE_NOT_AS_NAMED",
            msg("The content of the file is not what its ending says."), msg("Export it again, or give it its true ending."),
        )  # fmt: skip
        return None
    before = len(faults.found)
    if ending(path) == "svg":
        _inspect_svg(path, data, faults)
    return kind if len(faults.found) == before else None


class _Stop(Exception):
    pass


@dataclass(slots=True)
class _Svg:
    path: str
    faults: Faults
    parser: expat.XMLParserType
    depth: int = 0
    drawn: bool = field(default=False)

    def doctype(self, *_: object) -> None:
        self._add("SVG_DOCTYPE", msg("An SVG picture has no DOCTYPE and no entities."), msg("Take the DOCTYPE out."))
        raise _Stop

    def instruction(self, *_: object) -> None:
        self._add("SVG_NOT_ALLOWED", msg("Processing instructions are not taken."), msg("Take the line <?...?> out."))

    def start(self, name: str, attributes: dict[str, str]) -> None:
        namespace, _, local = name.rpartition(" ")
        if self.depth == 0 and (namespace, local) != (SVG, "svg"):
            self._add(
                "SVG_ROOT", msg("The picture does not begin with an svg element."), msg('Begin with <svg xmlns="%(space)s">.', space=SVG)
            )
        self.depth += 1
        if namespace != SVG or local not in ELEMENTS:
            self._add(
                "SVG_NOT_ALLOWED",
                msg("The element <%(name)s> is not taken in pictures.", name=local),
                msg("Draw with plain shapes and text."),
            )
        for attribute, value in attributes.items():
            self._attribute(attribute.rpartition(" ")[2], value)

    def _attribute(self, name: str, value: str) -> None:
        lower, plain = name.lower(), "".join(value.lower().split())
        outside = plain.replace("url(#", "").replace("url('#", "").replace('url("#', "")
        runs = lower.startswith("on") or lower == "style" or "javascript:" in plain or "data:" in plain or "url(" in outside
        if runs or (lower in ("href", "src") and not plain.startswith("#")):
            self._add(
                "SVG_NOT_ALLOWED", msg("The attribute %(name)s=“%(value)s” is not taken in pictures.", name=name, value=value[:60]),
                msg("Pictures carry plain attributes only: no style, no script, nothing from elsewhere."),
            )  # fmt: skip

    def _add(self, code: str, message: Message, repair: Message) -> None:
        at = Position(self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1)
        self.faults.add(self.path, at, code, message, repair)


def _inspect_svg(path: str, data: bytes, faults: Faults) -> None:
    parser = expat.ParserCreate(namespace_separator=" ")
    svg = _Svg(path, faults, parser)
    parser.StartDoctypeDeclHandler = svg.doctype
    parser.EntityDeclHandler = svg.doctype
    parser.ProcessingInstructionHandler = svg.instruction
    parser.StartElementHandler = svg.start
    try:
        parser.Parse(data, True)  # noqa: FBT003 - expat's parameter has no name
    except _Stop:
        return
    except (expat.ExpatError, ValueError) as fault:
        line, column = getattr(fault, "lineno", 1), getattr(fault, "offset", 0)
        faults.add(
            path, Position(max(line, 1), column + 1), "SVG_SYNTAX",
            msg("This is not well-formed XML: %(problem)s.", problem=problem(XML, expat.ErrorString(getattr(fault, "code", 0)))),
            msg("Open it in a browser, which shows the place, and mend it."),
        )  # fmt: skip
