"""Programs, libraries and code: what has to be there, of the right kind, for a program to start."""

from benchmarks.why.scenario import NODE, Scenario, Side, culprit
from drift.model.records import Kind
from tests.engines.recipes import TRIXIE

FAMILY = "programs and libraries"
SQLITE = "import sqlite3\n\n\ndef start(settings):\n    sqlite3.connect(':memory:').execute('select 1')\n"
CALLS = "import subprocess\n\n\ndef start(settings):\n    subprocess.run(['{}'], check=True)\n"
PLUGIN = (
    "import sys\n\nsys.path.append('/opt/plugins')\nimport payment\n\n\ndef start(settings):\n    payment.ready()\n"
)
LIBRARY = "usr/lib/x86_64-linux-gnu"
REPORT = "#!/bin/sh\ncat /var/lib/shop/stock.csv > /dev/null\n"
SHOPLIB = "import shoplib\n\n\ndef start(settings):\n    shoplib.tax('DE')\n"
WHEEL = "RUN cp -a /opt/wheels/shoplib-{}/. /usr/local/lib/python3.11/dist-packages/\n"


def newer_program() -> bytes:
    """Of a Debian one release younger: it wants a C library that the base has not."""
    return (TRIXIE.root() / "usr/bin/sort").read_bytes()


def foreign_program() -> bytes:
    """A program of this machine whose header says that it is for another processor: e_machine of elf(5) is AArch64."""
    own = bytearray((TRIXIE.root() / "usr/bin/true").read_bytes())
    own[18:20] = (183).to_bytes(2, "little")
    return bytes(own)


SCENARIOS = (
    Scenario(
        "library-removed",
        "a shared library that Python's sqlite3 loads is gone",
        culprit(Kind.LIBRARIES, "/usr/lib/python3.11/lib-dynload/_sqlite3")
        + culprit(Kind.FILES, f"/{LIBRARY}/libsqlite3"),
        feature=SQLITE,
        fails=Side(steps=f"RUN rm /{LIBRARY}/libsqlite3.so.0*"),
    ),
    Scenario(
        "library-removed-by-hand",
        "somebody removed a shared library in the container",
        culprit(Kind.LIBRARIES, "/usr/lib/python3.11/lib-dynload/_sqlite3")
        + culprit(Kind.FILES, f"/{LIBRARY}/libsqlite3"),
        feature=SQLITE,
        fails=Side(hand=f"rm /{LIBRARY}/libsqlite3.so.0*"),
    ),
    Scenario(
        "library-path-unset",
        "LD_LIBRARY_PATH is not set, and a library lies where only that leads",
        culprit(Kind.ENV, "LD_LIBRARY_PATH") + culprit(Kind.LIBRARIES, "/usr/lib/python3.11/lib-dynload/_sqlite3"),
        feature=SQLITE,
        both=Side(steps=f"RUN mkdir /opt/lib && mv /{LIBRARY}/libsqlite3.so.0* /opt/lib/"),
        works=Side(env={"LD_LIBRARY_PATH": "/opt/lib"}),
    ),
    Scenario(
        "loader-configuration-removed",
        "the file that leads the loader to the program's own libraries is gone",
        culprit(Kind.FILES, "/etc/ld.so") + culprit(Kind.LIBRARIES, "/usr/lib/python3.11/lib-dynload/_sqlite3"),
        feature=SQLITE,
        both=Side(
            steps=f"RUN mkdir /opt/lib && mv /{LIBRARY}/libsqlite3.so.0* /opt/lib/ && echo /opt/lib > /etc/ld.so.conf.d/shop.conf && ldconfig"
        ),
        fails=Side(hand="rm /etc/ld.so.conf.d/shop.conf && ldconfig"),
    ),
    Scenario(
        "glibc-too-old",
        "a program was built for a newer C library",
        culprit(Kind.LIBRARIES, "/usr/local/bin/report") + culprit(Kind.FILES, "/usr/local/bin/report"),
        entry="report --version > /dev/null",
        both=Side(steps="RUN cp /usr/bin/sort /usr/local/bin/report"),
        fails=Side(files={"usr/local/bin/report": newer_program}),
    ),
    Scenario(
        "wrong-architecture",
        "a program is for another processor",
        culprit(Kind.LIBRARIES, "/usr/local/bin/report") + culprit(Kind.FILES, "/usr/local/bin/report"),
        feature=CALLS.format("/usr/local/bin/report"),
        both=Side(steps="RUN cp /usr/bin/true /usr/local/bin/report"),
        fails=Side(files={"usr/local/bin/report": foreign_program}),
    ),
    Scenario(
        "interpreter-removed",
        "the interpreter that a script names is gone",
        culprit(Kind.SCRIPTS, "/usr/local/bin/prices")
        + culprit(Kind.FILES, "/usr/bin/perl")
        + culprit(Kind.LIBRARIES, "/usr/bin/perl"),
        feature=CALLS.format("/usr/local/bin/prices"),
        both=Side(files={"usr/local/bin/prices": b"#!/usr/bin/perl\nprint 'ok';\n"}),
        fails=Side(steps="RUN rm /usr/bin/perl*"),
    ),
    Scenario(
        "crlf-in-entrypoint",
        "the entrypoint has the line ends of Windows",
        culprit(Kind.FILES, "/usr/local/bin/entrypoint.sh") + culprit(Kind.SCRIPTS, "/usr/local/bin/entrypoint.sh"),
        fails=Side(steps="RUN sed -i 's/$/\\r/' /usr/local/bin/entrypoint.sh"),
    ),
    Scenario(
        "entrypoint-not-executable",
        "the entrypoint may not be run",
        culprit(Kind.FILES, "/usr/local/bin/entrypoint.sh"),
        fails=Side(steps="RUN chmod 0644 /usr/local/bin/entrypoint.sh"),
    ),
    Scenario(
        "link-broken",
        "a link leads to a release that is not there",
        culprit(Kind.FILES, "/opt/report"),
        feature=CALLS.format("/usr/local/bin/report"),
        both=Side(
            steps="RUN mkdir -p /opt/report-1.4 && cp /usr/bin/true /opt/report-1.4/report && ln -s /opt/report-1.4 /opt/report && ln -s /opt/report/report /usr/local/bin/report"
        ),
        fails=Side(hand="ln -sfn /opt/report-1.5 /opt/report"),
    ),
    Scenario(
        "python-package-removed",
        "a Python package of the distribution is gone",
        culprit(Kind.PACKAGES, "pkg:deb/debian/python3-yaml", "pkg:pypi/pyyaml")
        + culprit(Kind.FILES, "/usr/lib/python3/dist-packages/yaml"),
        feature="import yaml\n\n\ndef start(settings):\n    yaml.safe_load(open('/etc/shop/features.yaml'))\n",
        fails=Side(steps="RUN dpkg --remove python3-yaml"),
    ),
    Scenario(
        "python-package-downgraded",
        "a Python package is older and lacks a function",
        culprit(Kind.PACKAGES, "pkg:pypi/shoplib")
        + culprit(Kind.FILES, "/usr/local/lib/python3.11/dist-packages/shoplib"),
        feature=SHOPLIB,
        works=Side(steps=WHEEL.format("2.1.0")),
        fails=Side(steps=WHEEL.format("1.9.2")),
    ),
    Scenario(
        "python-package-removed-by-hand",
        "somebody removed a Python package in the container",
        culprit(Kind.PACKAGES, "pkg:pypi/shoplib")
        + culprit(Kind.FILES, "/usr/local/lib/python3.11/dist-packages/shoplib"),
        feature=SHOPLIB,
        both=Side(steps=WHEEL.format("2.1.0")),
        fails=Side(hand="rm -r /usr/local/lib/python3.11/dist-packages/shoplib*"),
    ),
    Scenario(
        "module-not-copied",
        "a module of the program did not get into the image",
        culprit(Kind.FILES, "/opt/plugins"),
        feature=PLUGIN,
        works=Side(
            steps="RUN mkdir /opt/plugins && printf 'def ready():\\n    return True\\n' > /opt/plugins/payment.py"
        ),
    ),
    Scenario(
        "module-edited",
        "somebody edited a module in the container, and it no longer parses",
        culprit(Kind.FILES, "/opt/plugins"),
        feature=PLUGIN,
        both=Side(
            steps="RUN mkdir /opt/plugins && printf 'def ready():\\n    return True\\n' > /opt/plugins/payment.py"
        ),
        fails=Side(hand="sed -i 's/return True/return True if/' /opt/plugins/payment.py"),
    ),
    Scenario(
        "npm-module-missing",
        "a module of node_modules is not there",
        culprit(Kind.PACKAGES, "pkg:npm/prices") + culprit(Kind.FILES, "/srv/shop/node_modules"),
        base=NODE,
        feature="const prices = require('prices');\nmodule.exports = { start: () => prices.of('1') };\n",
        works=Side(
            steps='RUN mkdir -p /srv/shop/node_modules/prices && cd /srv/shop/node_modules/prices && echo \'{"name": "prices", "version": "3.0.2", "main": "index.js"}\' > package.json && echo \'exports.of = (sku) => 100;\' > index.js'
        ),
    ),
    Scenario(
        "command-not-on-path",
        "PATH lacks the directory of a program",
        culprit(Kind.ENV, "PATH"),
        entry="stock-report",
        both=Side(steps="RUN mkdir -p /opt/shop/bin && cp /usr/bin/true /opt/shop/bin/stock-report"),
        works=Side(env={"PATH": "/opt/shop/bin:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"}),
        fails=Side(env={"PATH": "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"}),
    ),
    Scenario(
        "python-path-unset",
        "PYTHONPATH is not set",
        culprit(Kind.ENV, "PYTHONPATH"),
        feature="import payment\n\n\ndef start(settings):\n    payment.ready()\n",
        both=Side(
            steps="RUN mkdir /opt/plugins && printf 'def ready():\\n    return True\\n' > /opt/plugins/payment.py"
        ),
        works=Side(env={"PYTHONPATH": "/opt/plugins"}),
    ),
    Scenario(
        "helper-script-removed",
        "a script that the entrypoint calls was removed",
        culprit(Kind.FILES, "/usr/local/bin/warm-up"),
        entry="/usr/local/bin/warm-up",
        both=Side(
            steps="RUN printf '#!/bin/sh\\ncat /var/lib/shop/stock.csv > /dev/null\\n' > /usr/local/bin/warm-up && chmod 0755 /usr/local/bin/warm-up"
        ),
        fails=Side(hand="rm /usr/local/bin/warm-up"),
    ),
)
