import pytest

from drift.joins.passwords import COPY, DATES, same_passwords
from drift.tree.delta import Delta
from tests.joins.trees import facts_of, regular, tree_of

HASH = "$y$j9T$salt$" + "x" * 43
BUILT = b"root:*:19000:0:99999:7:::\napp:!:19000:0:99999:7:::\n"
DATED = BUILT.replace(b"!:19000", b"!:20000")
OPENED = BUILT.replace(b"root:*", f"root:{HASH}".encode())
IMAGE = tree_of(regular("etc/shadow", BUILT, mode=0o640, gid=42), regular("etc/passwd", b"x", mode=0o644))


def explained(path: str, content: bytes, mode: int = 0o640, gid: int = 42):
    entry = regular(path, content, mode=mode, gid=gid)
    facts = facts_of({"etc/shadow": BUILT}, behind=facts_of({path: content}))
    return same_passwords(Delta({path: entry}, frozenset()), IMAGE, facts).get(path, "")


def test_dates_alone_are_no_drift():
    assert explained("etc/shadow", DATED) == DATES


@pytest.mark.parametrize(
    "content",
    [
        OPENED,
        BUILT.replace(b"app:!", b"app:"),
        BUILT.replace(b"99999", b"90"),
        BUILT.replace(b"!:19000", b"!:0"),
        BUILT + b"helper:*:19000::::::\n",
        BUILT + b"nonsense\n",
        b"",
    ],
)
def test_anything_else_in_it_is(content):
    assert explained("etc/shadow", content) == ""


def test_that_everybody_may_read_it_is_drift():
    assert explained("etc/shadow", DATED, mode=0o644) == ""
    assert explained("etc/shadow", DATED, gid=1000) == ""


def test_a_copy_of_what_the_image_has_is_no_drift_and_one_of_a_later_state_is():
    assert explained("etc/shadow-", BUILT) == COPY
    assert explained("etc/shadow-", DATED) == COPY
    assert explained("etc/shadow-", OPENED) == ""
    assert explained("etc/passwd-", b"x", mode=0o644, gid=0) == COPY
    assert explained("etc/passwd-", b"y", mode=0o644, gid=0) == ""
