"""Users, owners, modes and capabilities: what a program may do."""

from benchmarks.why.scenario import Scenario, Side, culprit
from drift.model.records import Kind

FAMILY = "rights"
WRITES = "def start(settings):\n    open('/var/lib/shop/basket', 'w').write('1')\n"
READS = "def start(settings):\n    open('/etc/shop/token').read()\n"
TOKEN = "RUN echo t > /etc/shop/token && chown shop:shop /etc/shop/token && chmod 0400 /etc/shop/token\nUSER shop"
HELPER = "RUN cp /bin/cat /usr/local/bin/read-key && chmod 4755 /usr/local/bin/read-key && echo k > /etc/shop/key && chmod 0600 /etc/shop/key\nUSER shop"
CALLS_HELPER = "import subprocess\n\n\ndef start(settings):\n    subprocess.run(['/usr/local/bin/read-key', '/etc/shop/key'], check=True)\n"
UNPACKS = "import os\nimport subprocess\n\n\ndef start(settings):\n    open('/tmp/helper', 'w').write('#!/bin/sh\\nexit 0\\n')\n    os.chmod('/tmp/helper', 0o755)\n    subprocess.run(['/tmp/helper'], check=True)\n"
CHOWNS = "import os\n\n\ndef start(settings):\n    open('/var/lib/shop/spool', 'w').close()\n    os.chown('/var/lib/shop/spool', 1000, 1000)\n"

SCENARIOS = (
    Scenario(
        "file-not-readable",
        "a file lost the right to be read by the program's user",
        culprit(Kind.FILES, "/etc/shop/token"),
        feature=READS,
        both=Side(steps=TOKEN),
        fails=Side(hand="chmod 0000 /etc/shop/token"),
    ),
    Scenario(
        "file-of-root",
        "a file belongs to root, as docker cp leaves it",
        culprit(Kind.FILES, "/etc/shop/token"),
        feature=READS,
        both=Side(steps=TOKEN),
        fails=Side(hand="chown root:root /etc/shop/token"),
    ),
    Scenario(
        "directory-of-root",
        "the image was built with data that belongs to root",
        culprit(Kind.FILES, "/var/lib/shop"),
        feature=WRITES,
        both=Side(steps="USER shop"),
        fails=Side(steps="USER root\nRUN chown -R root:root /var/lib/shop\nUSER shop"),
    ),
    Scenario(
        "other-user",
        "the container runs as a user that owns nothing",
        culprit(Kind.CONFIG, "user") + culprit(Kind.ACCOUNTS, "runs-as"),
        feature=WRITES,
        both=Side(steps="USER shop"),
        fails=Side(run=("--user=10077:0",)),
    ),
    Scenario(
        "no-longer-root",
        "the newer image runs as a user that may not write its data",
        culprit(Kind.CONFIG, "user") + culprit(Kind.ACCOUNTS, "runs-as"),
        feature="def start(settings):\n    open('/srv/shop/cache.db', 'w').write('1')\n",
        fails=Side(steps="USER shop"),
    ),
    Scenario(
        "directory-not-searchable",
        "a directory of the program may not be entered",
        culprit(Kind.FILES, "/srv/shop/templates"),
        feature="def start(settings):\n    open('/srv/shop/templates/index.html')\n",
        both=Side(steps="USER shop"),
        fails=Side(steps="USER root\nRUN chmod 0700 /srv/shop/templates\nUSER shop"),
    ),
    Scenario(
        "read-only-root",
        "the root file system is read-only, and the program writes",
        culprit(Kind.RUNTIME, "read_only"),
        feature=WRITES,
        fails=Side(run=("--read-only",)),
    ),
    Scenario(
        "tmp-may-not-run",
        "the tmpfs on /tmp is noexec, and the program unpacks a helper there",
        culprit(Kind.RUNTIME, "tmpfs") + culprit(Kind.MOUNTS, "/tmp"),
        feature=UNPACKS,
        works=Side(run=("--tmpfs=/tmp:exec",)),
        fails=Side(run=("--tmpfs=/tmp",)),
    ),
    Scenario(
        "capability-dropped",
        "the capability to give files away is dropped",
        culprit(Kind.RUNTIME, "cap_drop"),
        feature=CHOWNS,
        fails=Side(run=("--cap-drop=CHOWN",)),
    ),
    Scenario(
        "capability-not-added",
        "the capability to set the clock's priority is not added",
        culprit(Kind.RUNTIME, "cap_add"),
        feature="import os\n\n\ndef start(settings):\n    os.nice(-5)\n",
        works=Side(run=("--cap-add=SYS_NICE",)),
    ),
    Scenario(
        "set-uid-lost",
        "a helper lost its set-uid bit",
        culprit(Kind.FILES, "/usr/local/bin/read-key"),
        feature=CALLS_HELPER,
        both=Side(steps=HELPER),
        fails=Side(hand="chmod 0755 /usr/local/bin/read-key"),
    ),
    Scenario(
        "no-new-privileges",
        "a helper's set-uid bit has no effect",
        culprit(Kind.RUNTIME, "security_opt"),
        feature=CALLS_HELPER,
        both=Side(steps=HELPER),
        fails=Side(run=("--security-opt=no-new-privileges",)),
    ),
    Scenario(
        "file-capability-lost",
        "a program lost the capability that it had by its file",
        culprit(Kind.FILES, "/usr/local/bin/set-priority"),
        feature="import subprocess\n\n\ndef start(settings):\n    subprocess.run(['/usr/local/bin/set-priority', '-n', '-5', 'true'], check=True)\n    assert subprocess.run(['/usr/local/bin/set-priority', '-n', '-5', 'true'], capture_output=True).stderr == b''\n",
        both=Side(
            run=("--cap-add=SYS_NICE",),
            steps="RUN cp /usr/bin/nice /usr/local/bin/set-priority && setcap cap_sys_nice=ep /usr/local/bin/set-priority\nUSER shop",
        ),
        fails=Side(steps="USER root\nRUN setcap -r /usr/local/bin/set-priority\nUSER shop"),
    ),
    Scenario(
        "account-gone",
        "the account that the entrypoint gives files to is not in the image",
        culprit(Kind.ACCOUNTS, "user:shop", "shop", "group:shop") + culprit(Kind.FILES, "/etc/passwd"),
        entry="chown shop /var/lib/shop/stock.csv",
        fails=Side(steps="RUN userdel shop"),
    ),
    Scenario(
        "group-not-given",
        "the container lacks the group that may read a file",
        culprit(Kind.RUNTIME, "group_add") + culprit(Kind.ACCOUNTS, "runs-as"),
        feature=READS,
        both=Side(
            steps="RUN echo t > /etc/shop/token && chgrp 2000 /etc/shop/token && chmod 0040 /etc/shop/token\nUSER shop"
        ),
        works=Side(run=("--group-add=2000",)),
    ),
)
