"""What the containers run: a small web service with an entrypoint script, its configuration and its data, as teams write them."""

from benchmarks.why.scenario import NODE, PYTHON, Scenario

ENTRYPOINT = """#!/bin/sh
set -e
: "${{SHOP_NAME:=shop}}"
{entry}
exec "$@"
"""
SERVER = '''import configparser
import http.server
import os

import feature

SETTINGS = configparser.ConfigParser()
SETTINGS.read("/etc/shop/shop.ini")


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        answer = feature.serve(self.path).encode() if hasattr(feature, "serve") else b"ok"
        self.send_response(200)
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_):
        """Nobody reads it."""


if hasattr(feature, "start"):
    feature.start(SETTINGS)
port = int(os.environ.get("PORT") or SETTINGS["server"]["port"])
http.server.HTTPServer((os.environ.get("BIND", "127.0.0.1"), port), Handler).serve_forever()
'''
CHECK = """import urllib.request
opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
assert opener.open("http://127.0.0.1:8080/health", timeout=3).status == 200
"""
NODE_SERVER = """const feature = require('./feature.js');
if (feature.start) feature.start();
require('http').createServer((request, response) => response.end(feature.serve ? feature.serve() : 'ok')).listen(8080, '127.0.0.1');
"""
NODE_CHECK = """require('http').get('http://127.0.0.1:8080/health', (answer) => process.exit(answer.statusCode === 200 ? 0 : 1)).on('error', () => process.exit(1));
"""
SETTINGS = b"""# The shop's settings.
[server]
port = 8080
workers = 4

[catalogue]
currency = EUR
page_size = 50
data = /var/lib/shop/stock.csv
"""
FILES = {
    "etc/shop/shop.ini": SETTINGS,
    "etc/shop/logging.json": b'{"version": 1, "root": {"level": "INFO"}}\n',
    "etc/shop/features.yaml": b"search: true\nreviews: false\n",
    "var/lib/shop/stock.csv": b"sku,stock\n1,20\n2,5\n",
    "usr/share/doc/shop/README.md": b"# Shop\n\nSells things.\n",
    "usr/share/doc/shop/changelog.txt": b"1.4: sells more things\n",
    "srv/shop/templates/index.html": b"<h1>Shop</h1>\n",
}
SERVERS = {
    PYTHON: {"server.py": SERVER, "check.py": CHECK},
    NODE: {"server.js": NODE_SERVER, "check.js": NODE_CHECK},
}
START = {PYTHON: '"python3", "/srv/shop/server.py"', NODE: '"node", "/srv/shop/server.js"'}

DEBS = (("shop-theme", "1.0"), ("shop-theme", "1.1"), ("shop-tools", "2.0"), ("shop-fonts", "1.3"))
"""Packages of the team's own; the first is installed."""
PACKED = """
for one in {debs}; do
    name=${{one%_*}} version=${{one#*_}}
    mkdir -p /tmp/deb/DEBIAN /tmp/deb/usr/share/$name /opt/debs
    printf 'Package: %s\\nVersion: %s\\nArchitecture: all\\nMaintainer: Shop <shop@shop.internal>\\nDescription: of the shop\\n' $name $version > /tmp/deb/DEBIAN/control
    echo "$name $version" > /tmp/deb/usr/share/$name/about
    dpkg-deb --build /tmp/deb /opt/debs/${{name}}_${{version}}_all.deb > /dev/null
    rm -r /tmp/deb
done
"""
WHEELS = {
    f"opt/wheels/{name}-{version}/{path}": text.encode()
    for name, version, source in (
        ("shoplib", "2.1.0", "def price(sku):\n    return 100\n\n\ndef tax(country):\n    return 19\n"),
        ("shoplib", "1.9.2", "def price(sku):\n    return 100\n"),
        ("shop_metrics", "0.3.1", "COUNTERS = {}\n"),
    )
    for path, text in (
        (f"{name}/__init__.py", source),
        (f"{name}-{version}.dist-info/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"),
        (f"{name}-{version}.dist-info/INSTALLER", "pip\n"),
        (f"{name}-{version}.dist-info/RECORD", f"{name}/__init__.py,,\n{name}-{version}.dist-info/RECORD,,\n"),
    )
}
"""Python packages as pip leaves them, each in a folder to be copied from."""


PREPARED = (
    "useradd --uid 1000 --home-dir /srv/shop --no-create-home shop",
    "chown -R shop:shop /var/lib/shop",
    "sh -e /tmp/pack",
    "dpkg -i /opt/debs/shop-theme_1.0_all.deb",
    "rm /tmp/pack",
)


def base_files(base: str) -> dict[str, bytes]:
    """Of the image that all programs of a base are made from."""
    servers = {f"srv/shop/{name}": text.encode() for name, text in SERVERS[base].items()}
    packing = PACKED.format(debs=" ".join("_".join(one) for one in DEBS))
    return {f"root/{path}": content for path, content in (FILES | servers | WHEELS).items()} | {
        "pack": packing.encode()
    }


def base_dockerfile(base: str, root: str) -> str:
    return "\n".join(
        (
            f"FROM {root}",
            "COPY root/ /",
            "COPY pack /tmp/pack",
            f"RUN {' && '.join(PREPARED)}",
            "ENV SHOP_VERSION=1.4 LOG_LEVEL=info",
            "LABEL org.opencontainers.image.title=shop org.opencontainers.image.revision=4f2a1c9",
            "WORKDIR /srv/shop",
            "EXPOSE 8080",
            'ENTRYPOINT ["/usr/local/bin/entrypoint.sh"]',
            f"CMD [{START[base]}]",
            "",
        )
    )


def files(scenario: Scenario) -> dict[str, bytes]:
    """What is the scenario's own; what begins with #! is executable."""
    entry = ENTRYPOINT.format(entry=scenario.entry)
    feature = ("feature.js", "module.exports = {};\n") if scenario.base == NODE else ("feature.py", "")
    own = {"usr/local/bin/entrypoint.sh": entry, f"srv/shop/{feature[0]}": scenario.feature or feature[1]}
    return {f"root/{path}": text.encode() for path, text in own.items()}


def check(scenario: Scenario) -> str:
    return scenario.check or ("node /srv/shop/check.js" if scenario.base == NODE else "python3 /srv/shop/check.py")
