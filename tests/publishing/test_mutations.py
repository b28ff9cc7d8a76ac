"""However a tree is damaged, it is accepted or refused with a place in a file that has that line; nothing is ever raised."""

from random import Random

import pytest

from lms.core.content.tree import Tree
from lms.publishing.check import check
from tests.content.manual import manual_files

MUTATIONS = 300
SPLINTERS = [
    b"---", b"\n", b"\r\n", b"\r", b"\x00", b"\xff", "\u2028".encode(), b"{", b"}", b"[", b"]", b": ", b"- ", b"#", b"## ", b"> ", b"```",
    b"&a *a", b"!!python/object", b"<script>", b"::check x#y", b"{#id}", b"[x]", b"99999999999999999999", b"-1", b"none", b"null", b"\\(",
    b"$", b"%(n)s", b"",
]  # fmt: skip


def damaged(rng: Random) -> dict[str, bytes]:
    """The manual's files with one to four of them hurt."""
    files = manual_files()
    for _ in range(rng.randint(1, 4)):
        path = rng.choice(sorted(files))
        data = files[path]
        start = rng.randrange(len(data) + 1)
        end = min(len(data), start + rng.choice([0, 0, 1, 5, 40]))
        match rng.randrange(6):
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
            case _:
                files[path] = data[:start] + rng.choice(SPLINTERS) + data[end:]
    return files


@pytest.mark.parametrize("part", range(6))
def test_a_damaged_tree_is_accepted_or_refused_at_a_place(part: int):
    for seed in range(part * MUTATIONS // 6, (part + 1) * MUTATIONS // 6):
        files = damaged(Random(seed))  # noqa: S311 - chance that can be repeated, no secret
        checked = check(Tree(files))

        assert (checked.library is None) == (checked.errors > 0), seed
        for fault in checked.faults:
            lines = files[fault.path].count(b"\n") + 1 if fault.path in files else 1
            assert 1 <= fault.at.line <= lines, (seed, fault)
            assert fault.at.column >= 1, (seed, fault)
