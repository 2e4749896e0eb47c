"""Which image a container is made from, and whether its replicas are alike."""

from benchmarks.accuracy.case import Against, Case, Told
from benchmarks.accuracy.images import PYTHON

REBUILT = (
    "printf 'FROM %s\\nUSER root\\nRUN pip install -q humanize\\nUSER app\\n' $IMAGE | docker build -q -t $IMAGE -"
)

CASES = (
    Case(
        "docker build of the same tag after the container was made",
        PYTHON,
        Told("its tag names another image by now", "tag", "tag-moved", says="shop/web:1"),
        outside=REBUILT,
    ),
    Case(
        "the same tag, rebuilt between two environments",
        PYTHON,
        Told("one tag, two images", "image", "image-tag-moved", says="humanize"),
        between=REBUILT,
        against=Against.SIBLING,
    ),
    Case(
        "one of three replicas edited",
        PYTHON,
        Told("shop.py is another than on the other replicas", "/srv/app/shop.py", "file-changed"),
        inside="sed -i 's/TIMEOUT = 30/TIMEOUT = 3/' /srv/app/shop.py",
        against=Against.REPLICAS,
    ),
    Case(
        "one of three replicas with another variable",
        PYTHON,
        Told("WORKERS is another than on the other replicas", "WORKERS", "replica-differs"),
        before=("--env=WORKERS=4",),
        flags=("--env=WORKERS=1",),
        against=Against.REPLICAS,
    ),
)
