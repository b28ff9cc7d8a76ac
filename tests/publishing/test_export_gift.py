"""A quiz goes out as GIFT and comes back the same; what GIFT cannot say is named."""

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.core.content.tree import Tree
from lms.core.errors import Invalid, NotFound
from lms.core.ids import Slug
from lms.core.translation import say
from lms.publishing.exports import EXPORTS
from lms.publishing.imports.arrival import Imported
from lms.publishing.imports.asked import Asked, Entry, QuizWish
from lms.publishing.imports.notation import quiz_file
from lms.quizzes.rules import QuestionType
from tests.publishing.test_import_questions import arrived, folder, text

KEYS = string.ascii_letters + string.digits + " .,;!?'\"()-_*`~=#{}:\\/%$&<>[]|+^@жЁ"
words = st.text(KEYS, min_size=1, max_size=25).map(str.strip).filter(lambda one: any(letter.isalnum() for letter in one))
WISH = QuizWish(quiz=Slug("bank"), title="Bank", objectives={"first-talk"})


def exported(files: dict[str, bytes]) -> tuple[str, list[str]]:
    """A quiz as GIFT, and what was said about it."""
    out = EXPORTS["gift"](Tree(files), "bank")
    return out.text, [f"{note.at.line}: {say(note.message, 'en')}" for note in out.notes]


def ours(body: str, head: str = "kind: practice\npass: 50") -> dict[str, bytes]:
    """A quiz of ours."""
    return {"quizzes/bank.md": f"---\ntitle: Bank\n{head}\n---\n\n{body}".encode()}


@pytest.mark.parametrize(("form", "source"), [("gift", "bank.gift"), ("aiken", "aiken"), ("checkbox", "checkbox")])
def test_in_and_out_and_in_again_gives_the_same_quiz(form, source, golden):
    first = arrived(form, folder(source))
    out, _ = exported(first.files)
    again = arrived("gift", out)

    assert again.left_out == []
    assert text(again) == text(first)
    golden(f"export_{form}.gift", out)


def texts(wording: str) -> st.SearchStrategy[str]:
    """Texts as a file of GIFT may hold them, in one of its wordings."""
    plain = st.lists(words, min_size=1, max_size=3).map(" ".join)
    marked = st.sampled_from(
        ["<b>%s</b>", "<p>%s</p>", "a %s", "<ul><li>%s</ul>", "<pre>%s</pre>", "x<br>%s"] if wording == "html" else ["%s"]
    )
    return st.tuples(marked, plain).map(lambda pair: pair[0] % pair[1])


def said(one: str) -> str:
    """Escaped for GIFT."""
    return "".join(f"\\{letter}" if letter in "\\~=#{}:" else letter for letter in one)


@st.composite
def gift(draw: st.DrawFn) -> str:
    """One question of any kind that GIFT can ask."""
    wording = draw(st.sampled_from(["html", "plain", "markdown", "moodle"]))
    one = texts(wording).map(said)
    several = st.lists(one, min_size=2, max_size=4, unique=True)
    stem = f"::{said(draw(words))}::[{wording}]{draw(one)}"
    feedback = st.one_of(st.just(""), one.map(lambda said: f"#{said}"))
    general = draw(st.one_of(st.just(""), one.map(lambda said: f"####{said}")))
    kind = draw(st.integers(0, 6))
    weights = draw(st.lists(st.sampled_from(["-100", "-50", "0", "50", "25"]), min_size=4, max_size=4))
    match kind:
        case 0:
            options = draw(several)
            inside = f"={options[0]}{draw(feedback)}" + "".join(f"\n~{option}{draw(feedback)}" for option in options[1:])
        case 1:
            inside = "\n".join(f"~%{weight}%{option}{draw(feedback)}" for weight, option in zip(weights, draw(several), strict=False))
        case 2:
            inside = draw(st.sampled_from(["T", "FALSE"])) + draw(feedback) + draw(feedback)
        case 3:
            share = draw(st.sampled_from(["", "%50%", "%33.3%"]))
            inside = f"={draw(one)}{draw(feedback)} ={share}{draw(one)}{draw(feedback)}"
        case 4:
            low, wide = draw(st.decimals(-1000, 1000, places=2)), draw(st.decimals(0, 5, places=1))
            inside = f"#={low}:{wide}{draw(feedback)}\n=%50%{low - 9}..{low - 8}"
        case 5:
            inside = "\n".join(f"={option} -> {draw(one)}" for option in draw(several))
        case _:
            inside = ""
    return f"{stem} {{{inside}{general}}}"


@settings(max_examples=60, deadline=None)
@given(st.lists(gift(), min_size=1, max_size=4))
def test_whatever_gift_asks_comes_back_the_same(questions):
    first = arrived("gift", "\n\n".join(questions))
    if not first.come:
        return
    out, _ = exported(first.files)
    again = arrived("gift", out)

    assert again.left_out == []
    assert text(again) == text(first)


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from([QuestionType.SINGLE, QuestionType.MULTIPLE]),
    st.sampled_from(["exact", "strict", "proportional", "penalty"]),
    st.lists(st.tuples(words, words), min_size=2, max_size=5, unique_by=lambda pair: pair[0]),
    words,
    words,
)
def test_a_quiz_of_ours_comes_back_with_its_way_of_marking_and_its_pins(kind, mode, options, stem, explanation):
    entries = tuple(
        Entry(text=f"x{one}", right=number == 0, feedback=f"y{two}", last=number == 1) for number, (one, two) in enumerate(options)
    )
    first = Imported()
    setting = {"mode": mode, "points": "3", "difficulty": "hard"} if kind is QuestionType.MULTIPLE else {"points": "2"}
    quiz_file(
        [Asked(path="x", line=1, type=kind, stem=f"x{stem}", entries=entries, explanation=f"z{explanation}", settings=setting)],
        (),
        WISH,
        first,
    )
    out, _ = exported(first.files)

    assert first.left_out == []
    assert text(arrived("gift", out)) == text(first)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("type=ordering}\n\n1. a {#a}\n2. b {#b}\n3. c {#c}\n", "7: GIFT has no questions of the kind ordering; this one is left out."),
        ("type=survey}\n\n- [ ] a {#a}\n- [ ] b {#b}\n", "7: GIFT has no questions of the kind survey; this one is left out."),
        ("type=essay}\n\n- (1) a {#a}\n- (2) b {#b}\n", "7: GIFT has no criteria; the question comes along without them."),
        ("type=single}\n\n- [x] a {#a}\n- [ ] b {#b pin=last}\n", "7: GIFT cannot keep an answer at the end; a comment remembers it."),
        ("type=essay}\n\n![A](media/x.svg)\n\n- (1) a {#a}\n", "7: Pictures do not travel in GIFT; their names stay in the text."),
        ("type=short_text}\n\n- = /a+b/ {#a}\n", "7: GIFT can say none of the right answers; the question is left out."),
        ("type=short_text case=keep}\n\n- = A {#a}\n", "7: GIFT has no place for case; a comment keeps it for an import here."),
        ("type=numeric unit=GB}\n\n- = 4 {#a}\n", "7: GIFT has no place for unit; a comment keeps it for an import here."),
        (
            "type=matching}\n\n- a {#a} -> c {#c}\n    > Well.\n- b {#b} -> d {#d}\n",
            "7: GIFT has no feedback for pairs; it stays behind.",
        ),
        (
            "type=multiple}\n\n- [x] a {#a}\n- [x] b {#b}\n- [ ] c {#c}\n",
            "7: GIFT has no place for mode; a comment keeps it for an import here.",
        ),
    ],
)  # fmt: skip
def test_what_gift_cannot_say_is_named_by_its_line(question, sentence):
    assert sentence in exported(ours(f"## Q? {{#q {question}"))[1]


def test_a_tolerance_in_percent_goes_out_as_what_it_is():
    out, _ = exported(ours("## Q? {#q type=numeric}\n\n- = 13 350 ± 5% {#a}\n"))

    assert "=%100%13350:667.5" in out


def test_a_pattern_with_stars_alone_goes_out_as_stars():
    out, _ = exported(ours("## Q? {#q type=short_text}\n\n- = /re.*\\*\\/x/ {#a}\n- = plain * {#b}\n"))

    assert "=%100%re*\\\\*/x\n" in out
    assert "=%100%plain \\\\*\n" in out


def test_a_quiz_that_is_not_there_or_has_faults_is_refused():
    with pytest.raises(NotFound):
        EXPORTS["gift"](Tree({}), "bank")
    with pytest.raises(Invalid):
        exported(ours("## Q? {#q type=single}\n\n- [ ] a {#a}\n- [ ] b {#b}\n"))
