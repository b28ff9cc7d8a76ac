"""What the parsers of YAML and XML complain of, in our words."""

from lms.core.text import Message, msg

YAML = {
    "did not find expected ',' or ']'": msg("a list in brackets is not closed, or a comma is missing"),
    "did not find expected ',' or '}'": msg("a group in braces is not closed, or a comma is missing"),
    "mapping values are not allowed in this context": msg("a colon stands where none may stand"),
    "did not find expected key": msg("a key is expected here; look at the indentation"),
    "could not find expected ':'": msg("a colon is missing behind a key"),
    "did not find expected '-' indicator": msg("the entries of a list are not indented alike"),
    "block sequence entries are not allowed in this context": msg("a list may not begin here"),
    "found unexpected end of stream": msg("a text in quotes is not closed"),
    "found unexpected document indicator": msg("a line of three hyphens stands inside a text"),
    "found character that cannot start any token": msg("no value may begin with this sign; put it into quotes"),
    "found unknown escape character": msg("behind a backslash stands a sign that means nothing there"),
    "did not find expected <document start>": msg("something stands behind the end of the document"),
    "did not find expected alphabetic or numeric character": msg("a name is missing behind & or *"),
    "did not find expected comment or line break": msg("behind the sign for a long text stands something else"),
    "but found another document": msg("a second document begins here"),
    "did not find expected node content": msg("a value is missing"),
}  # fmt: skip
XML = {
    "mismatched tag": msg("an element is closed that is not the last one opened"),
    "no element found": msg("the file ends before its elements are closed"),
    "not well-formed (invalid token)": msg("a sign stands where none may stand"),
    "unclosed token": msg("a tag is not closed"),
    "duplicate attribute": msg("an attribute stands twice"),
    "junk after document element": msg("something stands behind the end of the picture"),
    "undefined entity": msg("an entity is used that there is not"),
    "unbound prefix": msg("a prefix is used that is not declared"),
    "reference to invalid character number": msg("a character is named by a number that none has"),
    "syntax error": msg("the file does not begin like XML"),
}  # fmt: skip
UNKNOWN = msg("a fault that we have no word for")


def problem(of: dict[str, Message], said: str | None) -> Message | str:
    """Our words for what a parser said; its own where we have none."""
    return of.get(said or "") or said or UNKNOWN
