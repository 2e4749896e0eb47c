"""Mounts, limits, networks and devices: what is round the program."""

from benchmarks.why.scenario import Companion, Scenario, Side, culprit
from drift.model.records import Kind

FAMILY = "mounts, limits and networks"
PLUGIN = (
    "import sys\n\nsys.path.append('/opt/plugins')\nimport payment\n\n\ndef start(settings):\n    payment.ready()\n"
)
PLUGINS = "RUN mkdir /opt/plugins && printf 'def ready():\\n    return True\\n' > /opt/plugins/payment.py"
SCHEMA = "def start(settings):\n    assert open('/opt/schema/version').read().strip() == '7'\n"
ORDERS = "def start(settings):\n    open('/data/orders.csv', 'a').write('1')\n"
ALLOCATES = "def start(settings):\n    bytearray(120 << 20)[:] = b'x' * (120 << 20)\n"
THREADS = "import threading\nimport time\n\n\ndef start(settings):\n    for _ in range(40):\n        threading.Thread(target=time.sleep, args=(600,), daemon=True).start()\n"
OPENS = "FILES = []\n\n\ndef start(settings):\n    for _ in range(200):\n        FILES.append(open('/etc/hostname'))\n"
SHARES = (
    "def start(settings):\n    with open('/dev/shm/exchange', 'wb') as file:\n        file.write(bytes(100 << 20))\n"
)
RESOLVES = "import socket\n\n\ndef start(settings):\n    socket.gethostbyname('{}')\n"
DATABASE = Companion(
    "database",
    command=("python3", "-m", "http.server", "5432", "--bind", "127.0.0.1"),
    run=("--entrypoint=",),
    stays=True,
)
CONNECTS = "import socket\nimport time\n\n\ndef start(settings):\n    for _ in range(20):\n        try:\n            socket.create_connection(('127.0.0.1', 5432), timeout=1)\n            return open('/run/connected', 'w').close()\n        except ConnectionRefusedError:\n            time.sleep(0.1)\n    raise SystemExit('no database')\n"

SCENARIOS = (
    Scenario(
        "bind-mount-hides",
        "an empty directory of the host hides the program's plug-ins",
        culprit(Kind.MOUNTS, "/opt/plugins"),
        feature=PLUGIN,
        both=Side(steps=PLUGINS),
        fails=Side(run=("--volume={folder}/plugins:/opt/plugins",), files={"{folder}/plugins/.keep": b""}),
    ),
    Scenario(
        "stale-volume",
        "a volume has kept what an older image had there",
        culprit(Kind.MOUNTS, "/opt/schema"),
        feature=SCHEMA,
        both=Side(steps="RUN mkdir /opt/schema && echo 7 > /opt/schema/version"),
        fails=Side(
            run=("--volume=kept-schema:/opt/schema",),
            companions=(
                Companion(
                    "older",
                    run=("--volume=kept-schema:/opt/schema", "--entrypoint="),
                    command=("true",),
                    steps="RUN mkdir /opt/schema && echo 6 > /opt/schema/version",
                ),
            ),
        ),
    ),
    Scenario(
        "volume-not-mounted",
        "the directory for orders is not mounted",
        culprit(Kind.MOUNTS, "/data"),
        feature=ORDERS,
        works=Side(run=("--volume=orders:/data",)),
    ),
    Scenario(
        "mount-read-only",
        "the directory for orders may not be written",
        culprit(Kind.MOUNTS, "/data"),
        feature=ORDERS,
        works=Side(run=("--volume=orders:/data",)),
        fails=Side(run=("--volume=orders:/data:ro",)),
    ),
    Scenario(
        "configuration-not-mounted",
        "the file that brings the prices is not mounted",
        culprit(Kind.MOUNTS, "/opt/prices"),
        feature="def start(settings):\n    open('/opt/prices/prices.csv')\n",
        works=Side(run=("--volume={folder}/prices:/opt/prices:ro",), files={"{folder}/prices/prices.csv": b"1,100\n"}),
    ),
    Scenario(
        "shared-memory-small",
        "/dev/shm is as small as it is by default",
        culprit(Kind.RUNTIME, "shm_size"),
        feature=SHARES,
        works=Side(run=("--shm-size=256m",)),
    ),
    Scenario(
        "memory-limit",
        "the memory limit is below what the program needs",
        culprit(Kind.RUNTIME, "memory"),
        feature=ALLOCATES,
        works=Side(run=("--memory=768m",)),
        fails=Side(run=("--memory=96m",)),
    ),
    Scenario(
        "process-limit",
        "fewer processes are allowed than the program has threads",
        culprit(Kind.RUNTIME, "pids_limit"),
        feature=THREADS,
        works=Side(run=("--pids-limit=200",)),
        fails=Side(run=("--pids-limit=12",)),
    ),
    Scenario(
        "open-files-limit",
        "fewer open files are allowed than the program holds",
        culprit(Kind.RUNTIME, "ulimits") + culprit(Kind.PROCESSES, "limit:"),
        feature=OPENS,
        works=Side(run=("--ulimit=nofile=1024:1024",)),
        fails=Side(run=("--ulimit=nofile=64:64",)),
    ),
    Scenario(
        "host-name-unknown",
        "the name of another machine is not known",
        culprit(Kind.RUNTIME, "extra_hosts"),
        feature=RESOLVES.format("payments.shop.internal"),
        works=Side(run=("--add-host=payments.shop.internal:127.0.0.1",)),
    ),
    Scenario(
        "other-network",
        "the container is not in the network of its database",
        culprit(Kind.RUNTIME, "network_mode"),
        feature=CONNECTS,
        both=Side(companions=(DATABASE,), env={"PORT": "0"}),
        check="test -e /run/connected",
        works=Side(run=("--network=container:database",)),
    ),
    Scenario(
        "port-below-1024",
        "a kernel parameter keeps users from the port",
        culprit(Kind.RUNTIME, "sysctls"),
        feature="import socket\n\n\ndef start(settings):\n    socket.create_server(('127.0.0.1', 80)).close()\n",
        both=Side(steps="USER shop"),
        works=Side(run=("--sysctl=net.ipv4.ip_unprivileged_port_start=0",)),
        fails=Side(run=("--sysctl=net.ipv4.ip_unprivileged_port_start=1024",)),
    ),
    Scenario(
        "device-not-given",
        "the container lacks a device",
        culprit(Kind.RUNTIME, "devices"),
        feature="def start(settings):\n    open('/dev/labels', 'rb')\n",
        works=Side(run=("--device=/dev/null:/dev/labels",)),
    ),
    Scenario(
        "system-call-refused",
        "a seccomp profile refuses a system call that the program makes",
        culprit(Kind.RUNTIME, "security_opt"),
        feature="import os\n\n\ndef start(settings):\n    os.mkdir('/var/lib/shop/new')\n",
        fails=Side(
            run=("--security-opt=seccomp={folder}/profile.json",),
            files={
                "{folder}/profile.json": b'{"defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{"names": ["mkdir", "mkdirat"], "action": "SCMP_ACT_ERRNO"}]}'
            },
        ),
    ),
    Scenario(
        "data-volume-of-another",
        "a volume of another environment lacks a table",
        culprit(Kind.MOUNTS, "/opt/schema"),
        feature=SCHEMA,
        both=Side(steps="RUN mkdir /opt/schema && echo 7 > /opt/schema/version"),
        works=Side(run=("--volume=schema-a:/opt/schema",)),
        fails=Side(
            run=("--volume=schema-b:/opt/schema",),
            companions=(
                Companion(
                    "another",
                    run=("--volume=schema-b:/opt/schema", "--entrypoint="),
                    command=("touch", "/opt/schema/version"),
                ),
            ),
        ),
    ),
)
