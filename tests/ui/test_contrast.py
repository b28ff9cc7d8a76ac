"""The contrast of every pair of tokens that stand on each other, computed for all hues a vendor may choose (WCAG 2.2, 1.4.3 and 1.4.11)."""

import math
import re
from pathlib import Path

import pytest

TOKENS = (Path(__file__).parents[2] / "lms" / "static" / "design.css").read_text(encoding="utf-8").split("@layer base", maxsplit=1)[0]
SURFACES = ("sheet", "raised", "sunken", "bg")
TEXT = [
    *((ink, surface) for ink in ("ink", "ink-2", "ink-3", "accent") for surface in SURFACES),
    *((ink, "tint") for ink in ("ink", "ink-2", "ink-3", "accent", "accent-2")),
    ("on-accent", "accent"), ("on-accent", "accent-2"), ("on-deep", "deep"), ("on-deep-2", "deep"), ("ink-of-deep", "on-deep"),
    *((meaning, f"{meaning}-bg") for meaning in ("ok", "warn", "bad", "plum")),
    *((ink, f"{meaning}-bg") for meaning in ("ok", "warn", "bad", "plum") for ink in ("ink", "ink-2", "ink-3", "accent")),
    *((meaning, surface) for meaning in ("ok", "warn", "bad") for surface in ("sheet", "raised")),
    *((f"code-{kind}", surface) for kind in ("key", "str", "num", "name", "note", "bad") for surface in ("sunken", "mark-bg")),
    ("ink", "mark-bg"),
]  # fmt: skip
SHAPES = [(shape, surface) for shape in ("line-3", "spark", "accent") for surface in ("sheet", "raised", "bg")] + [("on-logo", "logo")]
HUES = [150, 180, 212, 240, 300, 340, 100]


def token(name: str, *, dark: bool, hue: int) -> tuple[float, float, float]:
    """Lightness, chroma and hue of a token in one of the two themes."""
    found = re.search(rf"--{name}: (.*?);", TOKENS)
    assert found, name
    colours = re.findall(r"oklch\(([\d.]+) ([\d.]+) ([\d.]+|var\(--hue\))\)", found[1])
    light, chroma, angle = colours[-1 if dark else 0]
    return float(light), float(chroma), float(hue if angle.startswith("var") else angle)


def luminance(light: float, chroma: float, hue: float) -> float:
    """The relative luminance of an OKLCH colour, clipped into sRGB (matrices of Björn Ottosson's OKLab)."""
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (light + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (light - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (light - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red = 4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short
    red, green, blue = (min(1.0, max(0.0, part)) for part in (red, green, blue))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(front: str, back: str, *, dark: bool, hue: int = 212) -> float:
    """The contrast ratio of two tokens, 1 to 21."""
    pair = sorted((luminance(*token(name, dark=dark, hue=hue)) for name in (front, back)), reverse=True)
    return (pair[0] + 0.05) / (pair[1] + 0.05)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "back"), TEXT, ids=lambda name: name)
def test_text_can_be_read(front: str, back: str, *, dark: bool) -> None:
    assert min(contrast(front, back, dark=dark, hue=hue) for hue in HUES) >= 4.5


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "back"), SHAPES, ids=lambda name: name)
def test_shapes_can_be_seen(front: str, back: str, *, dark: bool) -> None:
    assert min(contrast(front, back, dark=dark, hue=hue) for hue in HUES) >= 3


def test_the_measure_is_the_one_of_the_web() -> None:
    assert luminance(1, 0, 0) == pytest.approx(1, abs=1e-3)
    assert luminance(0, 0, 0) == 0
    assert luminance(0.6279553639, 0.2576833077, 29.2338802796) == pytest.approx(0.2126, abs=1e-3)
