"""The application of the demo: a shop of three services that are one image, its configuration, and one real Python package."""

import random
from collections.abc import Mapping
from importlib.metadata import distribution

from drift.demo.nodes import Tree, file, folder, link, with_parents

SERVICES = ("web", "api", "worker")
ENVIRONMENTS = ("dev", "integration", "staging", "production")
REPLICAS = {("production", "web"): 3}
"""(environment, service) → how many containers, where it is more than one."""

VERSIONS = CURRENT, NEXT = "1.4", "1.5"
"""Builds of the image."""

USER = "1000:1000"
HOME = "opt/shop"
SITE = f"{HOME}/lib/site-packages"
WEB_CONF, API_JSON, WORKER_YAML = "etc/shop/web.conf", "etc/shop/api.json", "etc/shop/worker.yaml"
TEMPLATES = f"{HOME}/templates"
COMMAND = ("/bin/sh", f"/{HOME}/bin/start")
UNUSED = ("etc/issue",)
"""Paths of the base that the application's layer removes."""

LIBRARY = "platformdirs"
"""A dependency of this program, so that it is there to be copied."""

_START = f"""#!/bin/sh
# Stands for the service: it waits until it is stopped.
trap 'exit 0' TERM INT
cd /{HOME} || exit 1
sleep 2147483647 &
wait
"""
_WEB = '''"""Pages of the shop."""

from shop import RELEASE, page


def index(request):
    return page("index.html", release=RELEASE, user=request.user)


def order(request, number):
    return page("order.html", order=request.orders[number])
'''
_API = '''"""Orders and payments, as JSON."""


def pay(order, provider, timeout):
    answer = provider.charge(order.total, timeout=timeout)
    order.paid = answer.accepted
    return {"order": order.number, "paid": order.paid}
'''
_INVOICES = '''"""Sends an invoice for each order that was paid since yesterday."""


def send(orders, mailer):
    for order in orders:
        mailer.send(order.customer, "invoice", number=order.number, total=order.total)
'''
_REPORTS = '''"""Sums up what was sold, for the morning's mail."""


def totals(orders):
    sums = {}
    for order in orders:
        sums[order.article] = sums.get(order.article, 0) + order.total
    return sums
'''
_WEB_CONF = """[server]
port = 8080
threads = 4
keepalive = 15

[cache]
size_mb = 64
"""
_API_JSON = """{
  "payment": {"provider": "https://pay.example/v2", "timeout": 30, "retries": 3},
  "pagination": {"size": 50}
}
"""
_WORKER_YAML = """queue:
  name: orders
  prefetch: 10
schedule:
  invoices: "05:30"
  reports: "06:00"
"""
_LOGO = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><circle cx="5" cy="5" r="4"/></svg>
"""
_METADATA = """Metadata-Version: 2.1
Name: shop
Version: {version}.0
Summary: A shop that exists to drift
Requires-Dist: platformdirs
"""


def shop_layer(version: str) -> Tree:
    """All that the application's layer adds to the base."""
    package, metadata = f"{SITE}/shop", f"{SITE}/shop-{version}.0.dist-info"
    tree = {
        f"{HOME}/bin/start": file(_START, 0o755),
        f"{HOME}/app/web.py": file(_WEB),
        f"{HOME}/app/api.py": file(
            _API if version == CURRENT else _API.replace("order.total,", "order.total_with_tax,")
        ),
        f"{HOME}/app/tasks/invoices.py": file(_INVOICES),
        f"{HOME}/app/tasks/reports.py": file(_REPORTS),
        f"{TEMPLATES}/index.html": file("<title>Shop</title>\n<p>Welcome, {{ user }}. Release {{ release }}.</p>\n"),
        f"{TEMPLATES}/order.html": file("<title>Order</title>\n<p>Order {{ order.number }}: {{ order.total }}</p>\n"),
        f"{HOME}/static/logo.svg": file(_LOGO),
        f"{HOME}/current": link("app"),
        f"{package}/__init__.py": file(f'"""What the services share."""\n\nRELEASE = "{version}"\n'),
        f"{metadata}/METADATA": file(_METADATA.format(version=version)),
        f"{metadata}/INSTALLER": file("pip\n"),
        WEB_CONF: file(_WEB_CONF),
        API_JSON: file(_API_JSON),
        WORKER_YAML: file(_WORKER_YAML),
        "var/lib/shop/stock.csv": file("article,number\ntea,12\ncups,40\n").owned_by(1000, 1000),
        "var/lib/shop": folder().owned_by(1000, 1000),
    }
    return with_parents(tree | _library())


def image_environment(version: str) -> Mapping[str, str]:
    return {
        "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        "PYTHONPATH": f"/{SITE}",
        "SHOP_RELEASE": version,
    }


def image_labels(version: str) -> Mapping[str, str]:
    return {"org.opencontainers.image.title": "shop", "org.opencontainers.image.version": version}


def environment(service: str, stage: str, passwords: Mapping[str, str]) -> Mapping[str, str]:
    """What a container is started with: its database and its password differ by environment, as they should."""
    return {
        "SHOP_SERVICE": service,
        "SHOP_ENVIRONMENT": stage,
        "SHOP_THREADS": "4",
        "LOG_LEVEL": "info",
        "PAYMENT_TIMEOUT": "20",
        "DATABASE_URL": f"postgres://shop@db.{stage}.example:5432/shop",
        "DATABASE_PASSWORD": passwords[stage],
    }


def passwords(seed: int) -> Mapping[str, str]:
    """One for each environment, the same for the same seed; they open nothing."""
    made_up = random.Random(seed)  # noqa: S311 - nothing is protected by them
    letters = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKMNPQRSTUVWXYZ23456789"
    return {stage: "".join(made_up.choices(letters, k=24)) for stage in ENVIRONMENTS}


def _library() -> Tree:
    """An installed distribution's own files and metadata, as they lie in the site-packages of this program."""
    tree: Tree = {}
    for path in distribution(LIBRARY).files or ():
        place = path.locate()
        inside = ".." not in path.parts and path.suffix != ".pyc"
        if inside and hasattr(place, "is_file") and place.is_file():
            tree[f"{SITE}/{path.as_posix()}"] = file(path.read_binary())
    return tree
