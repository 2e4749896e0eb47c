"""What the demo's containers are called, and what each injector changes in which of them."""

import os
import time

NAMES = [
    *(f"shop-{stage}-{service}" for stage in ("dev", "integration", "staging") for service in ("web", "api", "worker")),
    *(
        "shop-production-web-1",
        "shop-production-web-2",
        "shop-production-web-3",
        "shop-production-api",
        "shop-production-worker",
    ),
]
STATUS = ("var/lib/dpkg/status", "var/lib/dpkg/status-old", "var/lib/dpkg/info/stock-report.md5sums")
CHANGES = {
    "hand-edited-config": {"shop-staging-api": {"etc/shop/api.json"}},
    "upgraded-package": {"shop-staging-worker": {"usr/bin/stock-report", *STATUS}},
    "missing-variable": {"shop-production-api": {"process.env"}},
    "changed-secret": {"shop-production-web-2": {"process.env"}},
    "stray-binary": {"shop-integration-web": {"usr/local/bin/debug"}},
    "chmod": {"shop-dev-web": {"opt/shop/app/web.py"}},
    "hidden-directory": {"shop-production-worker": {"mounts"}},
    "other-image": {"shop-production-api": {"annotations", "process.env", "opt/shop/app/api.py"}},
    "different-replica": {"shop-production-web-3": {"process.env"}},
    "lower-limit": {"shop-production-worker": {"linux.resources"}},
    "other-user": {"shop-integration-api": {"process.user"}},
    "moved-file": {"shop-dev-worker": {"opt/shop/app/tasks/reports.py", "opt/shop/app/tasks/reports.py.off"}},
}


def unmeasured() -> dict[str, str]:
    """For a process that gets signals: a handler that leaves coverage's own code keeps its lock taken, and the process hangs at the next line."""
    return {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}


def until(holds) -> None:
    deadline = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.001)
