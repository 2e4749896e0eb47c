"""One shop of three services in four environments, and a dozen things that went wrong in it."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from drift.model.canonical import Json
from drift.model.changes import Change, ChangeType, Comparison, Detail, Relation, Side
from drift.model.coverage import SERVICE
from drift.model.findings import Effect, Finding, Hidden, Member, Severity
from drift.model.fleet import EngineScan, FleetState
from drift.model.records import Kind
from drift.model.snapshot import Coverage, EngineIdentity, Observation, Route, ServiceName, TargetFailure

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
ENVIRONMENTS = ("dev", "integration", "staging", "production")
SIZE_AND_MTIME = "Edits that keep a file's size and mtime were not looked for; `drift scan --verify` reads every byte and finds them."

CONTAINERS = {
    ("api", "dev"): ("shop-dev-api-1",),
    ("api", "integration"): ("shop-int-api-1",),
    ("api", "staging"): ("shop-stage-api-1",),
    ("api", "production"): ("shop-api-1", "shop-api-2", "shop-api-3"),
    ("web", "dev"): ("shop-dev-web-1",),
    ("web", "integration"): ("shop-int-web-1",),
    ("web", "staging"): ("shop-stage-web-1",),
    ("web", "production"): ("shop-web-1", "shop-web-2"),
    ("worker", "dev"): ("shop-dev-worker-1",),
    ("worker", "integration"): ("shop-int-worker-1",),
    ("worker", "production"): ("shop-worker-1",),
}
AGES = {"dev": 34, "integration": 34, "staging": 12, "production": 4}


@dataclass(frozen=True)
class Sighting:
    first_seen: datetime
    last_seen: datetime = NOW


def digest(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()


def image(service: str, environment: str) -> str:
    return f"registry.example/shop/{service}:{'1.5.0-rc1' if environment == 'dev' else '1.4.2'}"


def engine(environment: str) -> EngineIdentity:
    version = "26.1.5" if environment == "production" else "28.5.1"
    return EngineIdentity(f"uid-{environment}", f"ssh://{environment}.example", "docker", version, "1.45")


def observation(service: str, environment: str, container: str, **changed: Any) -> Observation:
    plain = Observation(
        at=NOW - timedelta(minutes=AGES.get(environment, 7)),
        environment=environment,
        service=ServiceName("", service),
        engine=engine(environment),
        container_uid=digest(container).hex(),
        container_name=container,
        image_reference=image(service, environment),
        state="running",
        route=Route.API,
        snapshot=digest(f"snapshot of {container}"),
        coverage=Coverage(Route.API, {"files": 1, "env": 1}, (SIZE_AND_MTIME,), engine_made=7),
    )
    return replace(plain, **changed)


def observations() -> tuple[Observation, ...]:
    return tuple(
        observation(service, environment, container)
        for environment in ENVIRONMENTS
        for service in ("api", "web", "worker")
        for container in CONTAINERS.get((service, environment), ())
    )


def state(failures: Sequence[TargetFailure] = ()) -> FleetState:
    return FleetState(NOW, ENVIRONMENTS, observations(), tuple(failures), skipped=1, scans=scans())


def scans() -> tuple[EngineScan, ...]:
    ends = {name: NOW - timedelta(minutes=AGES[name]) for name in ENVIRONMENTS}
    took = timedelta(seconds=8.25)
    return tuple(EngineScan(name, engine(name), ends[name], took, ends[name]) for name in ENVIRONMENTS)


def comparisons(seen: Sequence[Observation]) -> tuple[Comparison, ...]:
    """Each container with its image."""
    return tuple(
        Comparison(
            relation=Relation.CONTAINER_IMAGE,
            service=one.service.name,
            before=Side(f"image:{one.image_reference}", image=digest(one.image_reference)),
            after=Side(
                f"container:{one.container_name}",
                one.environment,
                one.container_name,
                digest(one.image_reference),
                one.snapshot,
                one.at.isoformat(),
            ),
            changes=(Change(Kind.FILES, "/etc/nginx/nginx.conf", ChangeType.CHANGED),)
            if one.service.name == "web"
            else (),
            equal=1204,
        )
        for one in seen
    )


def file(mode: str = "0644", owner: str = "0:0", size: int = 1204, content: str = "", **more: Json) -> dict[str, Json]:
    uid, gid = (int(part) for part in owner.split(":"))
    content = content or f"{mode}{owner}{size}"
    fields: dict[str, Json] = {"type": "file", "mode": mode, "uid": uid, "gid": gid, "size": size}
    return fields | {"sha256": digest(content).hex()} | more


def secret(value: str) -> dict[str, Json]:
    """As the store has it: the value itself is nowhere."""
    return {"hmac": digest(f"keyed {value}").hex(), "key_id": "8c1f02aa"}


def finding(rule: str, severity: Severity, kind: Kind, key: str, **changed: Any) -> Finding:
    plain = Finding(
        rule=rule,
        severity=severity,
        relation=Relation.CONTAINER_IMAGE,
        service="api",
        environments=("production",),
        kind=kind,
        key=key,
        change=ChangeType.CHANGED,
        title=f"{key} differs",
    )
    return replace(plain, **changed)


STAGED = {"relation": Relation.ENVIRONMENTS, "environments": ("staging", "production")}

FINDINGS = (
    finding(
        "set-uid-added", Severity.CRITICAL, Kind.FILES, "/usr/local/bin/nethelper",
        change=ChangeType.ADDED,
        title="/usr/local/bin/nethelper is a set-uid root program that the image does not have",
        after=file("4755", size=16384),
        instances=("shop-api-2",),
        attribution="No package owns it, and no layer of the image has it.",
        consequence="Whoever can run it in this container becomes root.",
        effect=Effect.EXPOSED,
        remedy="docker rm -f shop-api-2 and start it again from its image; then find out who put it there.",
    ),
    finding(
        "env-missing", Severity.HIGH, Kind.ENV, "PAYMENT_TIMEOUT_MS",
        **STAGED,
        change=ChangeType.REMOVED,
        title="PAYMENT_TIMEOUT_MS is set in staging and missing in production",
        before={"value": "2500"},
        instances=("shop-api-1", "shop-api-2", "shop-api-3"),
        consequence="Programs fall back to a default, or fail at the first use, long after start.",
        remedy="Set it where production is declared, or list it under [env] may_differ.",
    ),
    finding(
        "config-file-changed", Severity.HIGH, Kind.FILES, "/etc/nginx/nginx.conf",
        service="web",
        title="/etc/nginx/nginx.conf was edited in the container",
        before=file(size=1310, content="shipped"),
        after=file(size=1348, content="edited"),
        details=(
            Detail("line 14", "    keepalive_timeout 65;", "    keepalive_timeout 5;"),
            Detail(
                "line 31",
                "    location /api/ {\n        proxy_pass http://api:8080;\n        proxy_read_timeout 60s;\n    }",
                "    location /api/ {\n        proxy_pass http://10.4.7.21:8080;\n        proxy_read_timeout 60s;\n"
                "        proxy_buffering off;\n    }",
            ),
        ),
        instances=("shop-web-1",),
        attribution="Layer step 6 made the original: COPY nginx.conf /etc/nginx/nginx.conf. Package nginx owns the path.",
        step="COPY nginx.conf /etc/nginx/",
        consequence="Requests to /api/ go to the fixed address 10.4.7.21 instead of the service api.",
        effect=Effect.DIFFERS,
        remedy="Put the change into nginx.conf in the repository and deploy, or recreate the container.",
    ),
    finding(
        "replica-differs", Severity.HIGH, Kind.PACKAGES, "pkg:deb/debian/libssl3",
        relation=Relation.INSTANCES,
        title="One of three replicas has another version of libssl3",
        before={"versions": ["3.0.15-1~deb12u1"], "architectures": ["amd64"], "source": "openssl", "evidence": ["/var/lib/dpkg/status"]},
        after={"versions": ["3.0.17-1~deb12u2"], "architectures": ["amd64"], "source": "openssl", "evidence": ["/var/lib/dpkg/status"]},
        members=tuple(
            Member(f"/usr/lib/x86_64-linux-gnu/{name}", ChangeType.CHANGED, "shop-api-3", file(content=name), file(content=name + "2"))
            for name in ("libssl.so.3", "libcrypto.so.3", "engines-3/afalg.so", "engines-3/loader_attic.so", "engines-3/padlock.so")
        ),
        instances=("shop-api-3",),
        attribution="Upgraded inside the container: /var/lib/dpkg/status and 5 files of the package changed with it.",
        consequence="Requests are answered by another TLS library, depending on which replica they reach.",
        remedy="Recreate shop-api-3; put the upgrade into the Dockerfile if it is wanted.",
    ),
    finding(
        "mount-hides-image-files", Severity.HIGH, Kind.MOUNTS, "/app/static",
        service="web", environments=("staging",),
        change=ChangeType.ADDED,
        title="A mount at /app/static hides 214 files of the image",
        after={"type": "bind", "source": "/srv/static", "rw": True, "hides": {"count": 214, "examples": ["/app/static/app.css", "/app/static/app.js", "/app/static/favicon.ico"]}},
        instances=("shop-stage-web-1",),
        consequence="The container serves what lies on the host, whatever the image has.",
        remedy="Remove the mount, or mount a directory that the image does not fill.",
    ),
    finding(
        "user-changed", Severity.HIGH, Kind.CONFIG, "user",
        service="worker", environments=("production",),
        title="worker runs as root instead of 10001:10001",
        before={"value": "10001:10001"}, after={"value": "0"},
        instances=("shop-worker-1",),
        attribution="Overridden where the container is declared (docker run --user, or user: in the Compose file).",
        consequence="A fault in the program is a fault with root's rights; new files in /data belong to root.",
        remedy="Take the override away and chown /data to 10001:10001.",
    ),
    finding(
        "service-missing", Severity.HIGH, Kind.COVERAGE, SERVICE,
        **(STAGED | {"environments": ("integration", "staging")}), service="worker",
        change=ChangeType.REMOVED,
        title="worker runs in integration and not in staging",
        consequence="Staging cannot have tested what worker does.",
        remedy="Start it in staging, or leave it out under [services].",
    ),
    finding(
        "image-differs", Severity.MEDIUM, Kind.IDENTITY, "image",
        relation=Relation.ENVIRONMENTS, environments=("dev", "integration"),
        title="api: integration runs 1.4.2, dev 1.5.0-rc1",
        before={"identity": digest(image("api", "dev")).hex()}, after={"identity": digest(image("api", "production")).hex()},
        members=tuple(Member(f"/app/{name}.py", ChangeType.CHANGED) for name in ("orders", "payments", "stock")),
        attribution="The images explain 41 other differences: 38 files, 3 packages.",
        remedy="Nothing, if dev is ahead on purpose; [[pair]] same_image = true makes it high.",
    ),
    finding(
        "limit-changed", Severity.MEDIUM, Kind.RUNTIME, "memory",
        **STAGED,
        title="api may use 512 MiB in production and 2 GiB in staging",
        before={"value": 2147483648}, after={"value": 536870912},
        instances=("shop-api-1", "shop-api-2", "shop-api-3"),
        consequence="What fits into memory in staging can be killed in production.",
        remedy="Give both the same limit.",
    ),
    finding(
        "file-moved", Severity.MEDIUM, Kind.FILES, "/app/templates.old/mail.html",
        service="worker", environments=("integration",),
        change=ChangeType.MOVED,
        title="/app/templates/mail.html was moved to /app/templates.old/mail.html",
        before=file(content="mail") | {"path": "/app/templates/mail.html"}, after=file(content="mail"),
        instances=("shop-int-worker-1",),
        remedy="Recreate the container.",
    ),
    finding(
        "env-differs", Severity.LOW, Kind.ENV, "LOG_LEVEL",
        **STAGED, service="web",
        title="LOG_LEVEL differs between staging and production",
        before={"value": "debug"}, after={"value": "info"},
        instances=("shop-web-1", "shop-web-2"),
        remedy="List it under [env] may_differ if it should differ.",
    ),
    finding(
        "env-secret-differs", Severity.INFO, Kind.ENV, "STRIPE_API_KEY",
        **STAGED,
        title="STRIPE_API_KEY differs between staging and production, as secrets should",
        before=secret("sk_test_1"), after=secret("sk_live_1"),
        instances=("shop-api-1", "shop-api-2", "shop-api-3"),
    ),
)  # fmt: skip


def waived() -> tuple[Hidden, ...]:
    certificate = finding("file-added", Severity.MEDIUM, Kind.FILES, "/etc/ssl/certs/proxy-ca.pem", service="web")
    caches = [finding("file-added", Severity.LOW, Kind.FILES, f"/app/cache/{n}.bin") for n in range(18)]
    return (
        Hidden(certificate, "waiver 1 (drift.toml line 31)", "the office proxy re-signs TLS; ends 2027-01-31"),
        *(Hidden(one, "ignore files line 12: app/cache/", "") for one in caches),
    )
