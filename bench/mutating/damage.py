"""Damage that can be repeated: a tree with one to four of its files hurt, cut, mixed up, renamed or lost."""

from collections.abc import Mapping
from random import Random

SPLINTERS = [
    b"---", b"\n", b"\r\n", b"\r", b"\x00", b"\xff", b"\xef\xbb\xbf", "\u2028".encode(), "\u202e".encode(), "\u0430".encode(), b"{", b"}",
    b"[", b"]", b": ", b"- ", b"#", b"## ", b"#### ", b"> ", b"```", b"~~~", b"&a *a", b"<<: *a", b"!!python/object", b"<script>",
    b"<!--", b"-->", b"::check x#y", b"::check ", b"{#id}", b"{: .x }", b"[x]", b"- [x] ", b"99999999999999999999", b"-1", b"1e999",
    b"none", b"null", b"true", b"\\(", b"\\[ \\frac{", b"$", b"%(n)s", b"%s", b"{{ 7 }}", b"[a](../../../x.md)", b"[a](#nowhere)",
    b"![](media/x.svg)", b"![a](http://x/y.png)", b"[^1]", b"*[A]: b\n", b'=== "A"\n', b'??? "A"\n', b"| a | b |\n|---|\n", b"[" * 80,
    b"> " * 90, b"**a" * 60, b"\t", b"    ", b"",
]  # fmt: skip
NAMES = [
    "courses/x/course.md", "quizzes/Ä.md", "courses/../x.md", "materials/x", "certificates/x.ru.md", "quizzes/.md", "courses/a b/01-c.md",
]  # fmt: skip


def damaged(whole: Mapping[str, bytes], rng: Random) -> dict[str, bytes]:
    """A copy of these files with one to four of them hurt."""
    files = dict(whole)
    for _ in range(rng.choice([1, 1, 1, 2, 3, 4])):
        _hurt(files, rng.choice(sorted(files)), rng)
    return files


def _hurt(files: dict[str, bytes], path: str, rng: Random) -> None:
    data = files[path]
    start = rng.randrange(len(data) + 1)
    end = min(len(data), start + rng.choice([0, 0, 1, 5, 40, 400]))
    match rng.randrange(20):
        case 0:
            del files[path]
        case 1:
            files[path] = data[:start]
        case 2:
            files[path] = files[rng.choice(sorted(files))]
        case 3:
            lines = data.split(b"\n")
            rng.shuffle(lines)
            files[path] = b"\n".join(lines)
        case 4:
            files[rng.choice([*NAMES, f"{path}.md", path.upper(), path.replace("-", "_")])] = files.pop(path)
        case 5:
            files[path] = data[:end] + data[start:end] * rng.choice([1, 3, 50]) + data[end:]
        case 6 if data:
            at = rng.randrange(len(data))
            files[path] = data[:at] + bytes([data[at] ^ 1 << rng.randrange(8)]) + data[at + 1 :]
        case 7:
            lines = data.split(b"\n")
            at = rng.randrange(len(lines))
            files[path] = b"\n".join([*lines[:at], b" " * rng.choice([1, 2, 4]) + lines[at], *lines[at + 1 :]])
        case 8:
            files[path] = data.replace(b"\n", b"\r\n") if rng.random() < 0.5 else data.decode("utf-8", "replace").encode("utf-16")
        case _:
            files[path] = data[:start] + rng.choice(SPLINTERS) + data[end:]
