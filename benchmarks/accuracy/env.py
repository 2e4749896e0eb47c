"""Variables, against the environment before: those of the image, and those that are given where it is run."""

from benchmarks.accuracy.case import Against, Case, Told
from benchmarks.accuracy.images import PYTHON

URL = "DATABASE_URL=postgres://shop@db.dev.example:5432/shop"


def pair(name: str, words: str, key: str, rule: str, before: tuple[str, ...], flags: tuple[str, ...]) -> Case:
    variables = (tuple(f"--env={one}" for one in side) for side in (before, flags))
    one, other = variables
    return Case(name, PYTHON, Told(words, key, rule), before=one, flags=other, against=Against.SIBLING)


CASES = (
    pair(
        "docker run -e over a variable of the image",
        "LOG_LEVEL is another",
        "LOG_LEVEL",
        "env-differs",
        (),
        ("LOG_LEVEL=debug",),
    ),
    pair(
        "docker run -e with PATH turned round",
        "programs are looked up in another order",
        "PATH",
        "env-path-differs",
        (),
        ("PATH=/usr/bin:/bin:/usr/sbin:/sbin:/usr/local/bin:/usr/local/sbin",),
    ),
    pair(
        "a variable that production lacks",
        "QUEUE_URL is missing",
        "QUEUE_URL",
        "env-missing",
        ("QUEUE_URL=amqp://q",),
        (),
    ),
    pair("a variable that only production has", "NEW_UI is not in dev", "NEW_UI", "env-extra", (), ("NEW_UI=1",)),
    pair("a variable with another value", "WORKERS differs", "WORKERS", "env-differs", ("WORKERS=4",), ("WORKERS=1",)),
    pair(
        "a variable that is empty",
        "CACHE_DIR is empty",
        "CACHE_DIR",
        "env-empty",
        ("CACHE_DIR=/var/cache",),
        ("CACHE_DIR=",),
    ),
    pair(
        "a secret that differs",
        "SECRET_KEY differs",
        "SECRET_KEY",
        "env-secret-differs",
        ("SECRET_KEY=aK3jd8Qw1",),
        ("SECRET_KEY=Zz81hQp3m",),
    ),
    pair(
        "the same kind of address on another host",
        "DATABASE_URL names another host",
        "DATABASE_URL",
        "env-same-shape",
        (URL,),
        (URL.replace("dev", "prod"),),
    ),
    pair(
        "a proxy",
        "requests go through a proxy",
        "HTTPS_PROXY",
        "env-proxy-differs",
        (),
        ("HTTPS_PROXY=http://proxy.example:3128",),
    ),
    pair("another time zone", "time is shown otherwise", "TZ", "time-zone-differs", ("TZ=UTC",), ("TZ=Europe/Berlin",)),
    pair("another locale", "text is encoded otherwise", "LANG", "locale-differs", (), ("LANG=C",)),
)
