"""Packages that come, go or get another version in a running container."""

from benchmarks.accuracy.case import Case, Told
from benchmarks.accuracy.images import NODE, PYTHON

SITE = "/usr/local/lib/python3.11/dist-packages"

CASES = (
    Case(
        "apt-get install of a tool",
        PYTHON,
        Told("tree is installed here and not in the image", "pkg:deb/debian/tree", "package-added"),
        inside="apt-get install -y tree",
    ),
    Case(
        "apt-get install of a tool with its libraries",
        PYTHON,
        Told("libonig5 came with jq", "pkg:deb/debian/libonig5", "package-added"),
        inside="apt-get install -y jq",
    ),
    Case(
        "dpkg -i of a newer package",
        PYTHON,
        Told(
            "acme-tools is newer than in the image", "pkg:deb/debian/acme-tools", "package-version-changed", says="1.1"
        ),
        inside="dpkg -i /opt/mirror/acme-tools_1.1_all.deb",
    ),
    Case(
        "dpkg -i of an older package",
        PYTHON,
        Told("acme-tools is older than in the image", "pkg:deb/debian/acme-tools", "package-downgraded", says="0.9"),
        inside="dpkg -i /opt/mirror/acme-tools_0.9_all.deb",
    ),
    Case(
        "apt-get upgrade",
        PYTHON,
        Told(
            "acme-tools is newer than in the image", "pkg:deb/debian/acme-tools", "package-version-changed", says="1.1"
        ),
        inside="apt-get upgrade -y",
    ),
    Case(
        "apt-get remove",
        PYTHON,
        Told("acme-tools is gone", "pkg:deb/debian/acme-tools", "package-removed"),
        inside="apt-get remove -y acme-tools",
    ),
    Case(
        "apt-get purge",
        PYTHON,
        Told("acme-tools is gone", "pkg:deb/debian/acme-tools", "package-removed"),
        inside="apt-get purge -y acme-tools",
    ),
    Case(
        "pip install of an older version",
        PYTHON,
        Told("requests is older than in the image", "pkg:pypi/requests", "package-downgraded", says="2.31.0"),
        inside="pip install requests==2.31.0",
    ),
    Case(
        "pip install --upgrade",
        PYTHON,
        Told("idna is newer than in the image", "pkg:pypi/idna", "package-version-changed", says="3.10"),
        inside="pip install --upgrade idna",
    ),
    Case(
        "pip install against requirements.txt",
        PYTHON,
        Told(
            "what is installed is not what requirements.txt pins",
            "pkg:pypi/idna",
            "package-version-changed",
            says="requirements.txt asks for 3.7",
        ),
        inside="pip install idna==3.10",
    ),
    Case(
        "pip install of one more library",
        PYTHON,
        Told("humanize is installed here and not in the image", "pkg:pypi/humanize", "package-added"),
        inside="pip install humanize",
    ),
    Case(
        "pip uninstall",
        PYTHON,
        Told("itsdangerous is gone", "pkg:pypi/itsdangerous", "package-removed"),
        inside="pip uninstall -y itsdangerous",
    ),
    Case(
        "pip install --target, beside the program",
        PYTHON,
        Told("six lies beside the program", "pkg:pypi/six", "package-added"),
        inside="pip install --target /srv/app/vendor six",
    ),
    Case(
        "a wheel unpacked by hand",
        PYTHON,
        Told("six is there and not in the image", "pkg:pypi/six", "package-added"),
        inside=f"python3 -m zipfile -e /opt/wheels/six-*.whl {SITE}",
    ),
    Case(
        "npm install of an older version",
        NODE,
        Told("ms is older than in the image", "pkg:npm/ms", "package-downgraded", says="2.0.0"),
        inside="cd /srv/web && npm install --offline /opt/npm/ms-2.0.0.tgz",
    ),
    Case(
        "npm install of one more library",
        NODE,
        Told("left-pad is installed here and not in the image", "pkg:npm/left-pad", "package-added"),
        inside="cd /srv/web && npm install --offline /opt/npm/left-pad-1.3.0.tgz",
    ),
    Case(
        "npm uninstall",
        NODE,
        Told("ms is gone", "pkg:npm/ms", "package-removed"),
        inside="cd /srv/web && npm uninstall --offline ms",
    ),
    Case(
        "dpkg --force-depends --purge of a library",
        PYTHON,
        Told(
            "the library that git and many others need is gone",
            "pkg:deb/debian/libpcre2-8-0",
            "package-removed",
            says="lack it",
        ),
        inside="dpkg --purge --force-depends libpcre2-8-0",
    ),
)
