"""The shop's services as their environments have them: small real record sets, and changed files."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from drift.model.canonical import Document
from drift.model.changes import Change, ChangeType, Comparison, Relation, Side
from drift.model.records import Kind, RecordSet, record
from drift.model.snapshot import Section, Snapshot
from drift.report import Report
from drift.report.file_tree import file_trees
from drift.report.file_tree import weights_of as file_weights
from drift.report.joined import weights_of
from drift.report.side_by_side import Deployed, Held, SideBySide, side_by_side
from tests.render.builders import shop
from tests.render.shop import ENVIRONMENTS, digest, file, secret

Contents = Mapping[str, Document]


def section(kind: Kind, contents: Contents) -> Section:
    return Section.ok(RecordSet.of(kind, [record(kind, key, dict(content)) for key, content in contents.items()]))


def held(documents: Mapping[str, Document | None] | None = None, **kinds: Contents | str) -> Held:
    """`kinds` by their values; a text is the reason why a kind could not be read."""
    sections = {
        Kind(name): Section.failed(contents) if isinstance(contents, str) else section(Kind(name), contents)
        for name, contents in kinds.items()
    }
    return Held(Snapshot(digest("image"), sections), ("shop-1",), 1, documents or {})


def values(**named: Any) -> dict[str, Document]:
    return {name: {"value": value} for name, value in named.items()}


def package(version: str, name: str = "") -> Document:
    return {
        "versions": [version],
        "architectures": ["amd64"],
        "licences": ["MIT"],
        "evidence": ["/var/lib/dpkg/status"],
        "source": name or None,
    }


def packages(number: int, **changed: str) -> Contents:
    """`number` equal ones, and some by name."""
    equal = {f"pkg:deb/debian/lib{n:04}": package(f"1.{n}.0-1") for n in range(number)}
    return equal | {f"pkg:deb/debian/{name}": package(version) for name, version in changed.items()}


def lines(*text: str) -> Document:
    return {"format": "text", "lines": list(text)}


NGINX = ("worker_processes 4;", "events { worker_connections 1024; }", "http {", "  server_tokens off;", "}")


def web() -> Deployed:
    """Equal in dev and integration; staging has another package, production also another configuration and no debug."""
    env: Contents = {"LOG_LEVEL": {"value": "debug"}, "STRIPE_API_KEY": secret("sk_test_1"), "TZ": {"value": "UTC"}}
    first = held(
        identity={"reference": {"value": "registry.example/shop/web:1.5.0-rc1"}, "image": {"identity": "a1" * 32}},
        env=env,
        packages=packages(1204, openssl="3.0.15-1~deb12u1", curl="7.88.1-10"),
        libraries={"/usr/lib/x86_64-linux-gnu/libssl.so.3": {"soname": "libssl.so.3", "build_id": "77aa"}},
        host=values(kernel="6.1.0-28-amd64", cpus=4, memory=8589934592),
        mounts={},
        documents={"/etc/nginx/nginx.conf": lines(*NGINX), "/etc/app/app.yaml": settings(4, "debug")},
    )
    staging = held(
        identity={"reference": {"value": "registry.example/shop/web:1.4.2"}, "image": {"identity": "b2" * 32}},
        env={**env, "LOG_LEVEL": {"value": "info"}},
        packages=packages(1204, openssl="3.0.17-1~deb12u2", curl="7.88.1-10"),
        libraries={"/usr/lib/x86_64-linux-gnu/libssl.so.3": {"soname": "libssl.so.3", "build_id": "91bc"}},
        host=values(kernel="6.1.0-28-amd64", cpus=8, memory=17179869184),
        mounts={},
        documents={"/etc/nginx/nginx.conf": lines(*NGINX), "/etc/app/app.yaml": settings(8, "info")},
    )
    changed = (NGINX[0].replace("4", "16"), *NGINX[1:3], "  server_tokens on;", "  gzip on;", "}")
    production = held(
        identity={"reference": {"value": "registry.example/shop/web:1.4.2"}, "image": {"identity": "b2" * 32}},
        env={
            "JAVA_OPTS": {"value": "-Xmx512m -XX:+UseG1GC"},
            "LOG_LEVEL": {"value": "info"},
            "STRIPE_API_KEY": secret("sk_live_1"),
            "TZ": {"value": "UTC"},
        },
        packages=packages(1204, openssl="3.0.17-1~deb12u2", vim="9.0.1378-2"),
        libraries={"/usr/lib/x86_64-linux-gnu/libssl.so.3": {"soname": "libssl.so.3", "build_id": "91bc"}},
        host=values(kernel="5.15.0-130-generic", cpus=16, memory=68719476736),
        mounts={"/data": {"type": "volume", "source": "shop_data", "rw": True}},
        documents={"/etc/nginx/nginx.conf": lines(*changed), "/etc/app/app.yaml": settings(8, "info", tls=True)},
    )
    production = replace(production, containers=("shop-web-1", "shop-web-2"), of=3)
    return Deployed("web", dict(zip(ENVIRONMENTS, (first, first, staging, production), strict=True)))


def settings(workers: int, level: str, **more: Any) -> Document:
    return {
        "format": "yaml",
        "document": {"server": {"workers": workers, "port": 8080}, "log": {"level": level}} | more,
    }


def api() -> Deployed:
    """The same everywhere, but that the packages of production could not be read."""
    equal = held(env=values(TZ="UTC", LANG="C.UTF-8"), packages=packages(300))
    unread = held(env=values(TZ="UTC", LANG="C.UTF-8"), packages="var/lib/dpkg/status ends within a stanza")
    return Deployed("api", dict(zip(ENVIRONMENTS, (equal, equal, equal, unread), strict=True)))


def worker() -> Deployed:
    """The same in all that have it."""
    equal = held(env=values(TZ="UTC"), packages=packages(88))
    return Deployed("worker", dict.fromkeys(("dev", "integration", "production"), equal))


def batch() -> Deployed:
    return Deployed("batch", {"dev": held(env=values(TZ="UTC"))})


def sides() -> SideBySide:
    made = side_by_side(ENVIRONMENTS, [api(), batch(), web(), worker()], weights_of(_findings()))
    assert made
    return made


def _findings() -> list[Any]:
    return [one.finding for one in shop().findings]


def changed(key: str, change: ChangeType = ChangeType.CHANGED, before: int = 1204, after: int = 2048) -> Change:
    old = None if change is ChangeType.ADDED else file(size=before, content=f"{key} {before}")
    new = None if change is ChangeType.REMOVED else file(size=after, content=f"{key} {after}")
    if change is ChangeType.MOVED:
        old = {"path": f"{key}.old", **file(size=after)}
    return Change(Kind.FILES, key, change, old, new)


def compared(changes: Sequence[Change], container: str = "shop-web-1", environment: str = "production") -> Comparison:
    """Of a container of web with its image."""
    after = Side(f"container:{container}", environment, container, snapshot=digest(environment))
    return Comparison(Relation.CONTAINER_IMAGE, "web", Side("image:web:1.4.2"), after, tuple(changes))


FILES = (
    changed("/etc/nginx/nginx.conf"),
    changed("/etc/nginx/conf.d/default.conf", ChangeType.REMOVED, before=1093),
    changed("/etc/nginx/conf.d/shop.conf", ChangeType.ADDED, after=3140),
    changed("/usr/share/nginx/html/index.html", before=615, after=599),
    changed("/usr/share/nginx/html/assets/app.js", ChangeType.ADDED, after=1_250_000),
    changed("/usr/share/nginx/html/assets/app.css", ChangeType.MOVED),
    Change(Kind.FILES, "/usr/bin/tool", ChangeType.CHANGED, file("0755", content="t"), file("4755", content="t")),
)


def shop_beside() -> Report:
    """The shop, with all that stands side by side."""
    comparisons = [
        compared(FILES),
        compared(FILES, "shop-web-2"),
        replace(compared(FILES[3:]), relation=Relation.ENVIRONMENTS, before=Side("env:staging", "staging")),
    ]
    return replace(shop(), side_by_side=sides(), changed_files=file_trees(comparisons, file_weights(_findings())))
