"""What users call false alarms, row by row: harmless things that happen to containers, and what may be said of each."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum

from benchmarks.accuracy.case import Against, Scene, Told
from benchmarks.accuracy.images import NGINX, PYTHON


class Wanted(Enum):
    SILENT = "nothing, and the reason on request"
    EQUAL = "nothing: it is no difference"
    STATE = "one line below the threshold for the folder"
    BELOW = "a line below the threshold"
    COUNTED = "nothing but its number, and the line of the policy on request"
    PASSED_OVER = "no container that is judged, counted"


@dataclass(frozen=True, slots=True)
class Noise:
    """A row of the table; `key` is what could be said, `reason` a word of why it is not."""

    row: str
    remedy: str
    wanted: Wanted
    scene: Scene
    key: str = ""
    told: Told | None = None
    reason: str = ""
    policy: str = ""
    forbidden: Sequence[str] = field(default=())
    """What no output may hold."""


ASLEEP, SLEEP = ("--entrypoint=sleep",), ("100000",)
"""In place of a program that writes by itself."""


def python(name: str, inside: str = "", *, flags: tuple[str, ...] = ()) -> Scene:
    return Scene(name, PYTHON, inside=inside, flags=(*ASLEEP, *flags), command=SLEEP)


NOISE = (
    Noise(
        "hosts, hostname, resolv.conf, /run, /dev, /proc, /sys",
        "a fixed set that the engine makes",
        Wanted.SILENT,
        Scene("a container just started", NGINX, flags=ASLEEP, command=SLEEP),
        "/etc/hosts",
        reason="docker makes it",
    ),
    Noise(
        "mount-point stubs, deletions under mounts",
        "mounts are looked at before judging",
        Wanted.SILENT,
        python("a tmpfs on a folder that the image lacks", flags=("--tmpfs=/srv/cache/pages",)),
        "/srv/cache/pages",
        reason="mounted there",
    ),
    Noise(
        "pid files, state of supervisors, logs",
        "a class of its own, counted apart",
        Wanted.STATE,
        python(
            "pid files and a log",
            "echo 1 > /run/app.pid; mkdir /run/s6; echo up > /run/s6/state; echo x > /var/log/app.log",
        ),
        "/run",
    ),
    Noise(
        "growing and rotated logs",
        "an attribute of a class, no plain ignore",
        Wanted.STATE,
        python(
            "a log that grew and was rotated twice",
            "for n in 1 2; do echo line >> /var/log/shop/shop.log; chown app:app /var/log/shop/shop.log;"
            " logrotate -f /etc/logrotate.d/shop; done; echo line >> /var/log/shop/shop.log",
        ),
        "/var/log",
    ),
    Noise(
        "ldconfig's auxiliary cache",
        "its content is ignored; ld.so.cache is read",
        Wanted.SILENT,
        python("ldconfig without a new library", "ldconfig"),
        "/var/cache/ldconfig/aux-cache",
        reason="ldconfig",
    ),
    Noise(
        "logs and lists of package managers",
        "a class of their own",
        Wanted.STATE,
        python(
            "apt-get update",
            "apt-get update -q; apt-get clean; echo x >> /var/log/dpkg.log; echo x >> /var/log/alternatives.log",
        ),
        "/var/log",
    ),
    Noise(
        "package databases",
        "parsed to packages, never hashed",
        Wanted.STATE,
        python("the same package unpacked again", "dpkg -i /opt/mirror/acme-tools_1.0_all.deb"),
        "/var/log",
    ),
    Noise(
        "bytecode",
        "silent where the source is there and as in the image",
        Wanted.SILENT,
        python(
            "compileall",
            "rm -rf /usr/lib/python3.11/json/__pycache__; python3 -m compileall -q -f /usr/lib/python3.11/json /srv/app",
        ),
        "/srv/app/__pycache__",
        reason="compiled",
    ),
    Noise(
        "the date in /etc/shadow",
        "fields without the third column",
        Wanted.EQUAL,
        python("a password's date set", "chage -d 2024-02-03 app"),
        "/etc/shadow",
    ),
    Noise(
        "times of files",
        "no part of the comparison",
        Wanted.EQUAL,
        python("touch of the whole program", "find /srv/app /usr/local/lib -exec touch {} +"),
        "/srv/app/shop.py",
    ),
    Noise(
        "inode, link count, device",
        "no part of the comparison",
        Wanted.EQUAL,
        python("copied, and moved back", "cp -a /srv/app/shop.py /srv/app/.new && mv /srv/app/.new /srv/app/shop.py"),
        "/srv/app/shop.py",
    ),
    Noise(
        "files that change often",
        "shown as volatile, never silently",
        Wanted.BELOW,
        python(
            "a counter that changes all the time",
            "(while :; do date +%s%N > /srv/app/uploads/counter; done) > /dev/null 2>&1 < /dev/null & sleep 0.1",
        ),
        "/srv/app/uploads/counter",
    ),
    Noise(
        "legitimate edits of configuration",
        "a class of lower weight, with the text's difference",
        Wanted.BELOW,
        python("a comment in a conffile", "echo '# for the audit' >> /etc/acme/acme.conf"),
        "/etc/acme/acme.conf",
    ),
    Noise(
        "a whole class hidden by too wide an ignore",
        "exact, counted, and explained on request",
        Wanted.COUNTED,
        python("a file that the policy ignores", "echo x > /srv/app/uploads/new"),
        "/srv/app/uploads/new",
        reason="/srv/app/uploads/",
        policy='[ignore]\nfiles = ["/srv/app/uploads/"]\n',
    ),
    Noise(
        "defaults of the engine",
        "a set of defaults",
        Wanted.EQUAL,
        Scene(
            "options that say what is so anyway",
            PYTHON,
            command=SLEEP,
            command_before=SLEEP,
            before=ASLEEP,
            flags=(
                *ASLEEP,
                "--restart=no",
                "--shm-size=64m",
                "--pids-limit=0",
                "--cgroupns=host",
                "--ipc=private",
                "--memory-swappiness=-1",
            ),
            against=Against.SIBLING,
        ),
        "ShmSize",
    ),
    Noise(
        "containers of builds and of CI",
        "known by name and label, left out and counted",
        Wanted.PASSED_OVER,
        Scene(
            "a one-off run of Compose",
            PYTHON,
            command=SLEEP,
            inside="touch /srv/app/new",
            flags=(*ASLEEP, "--label=com.docker.compose.oneoff=True"),
        ),
        "/srv/app/new",
    ),
    Noise(
        "another digest for the same content",
        "layers and configuration are compared",
        Wanted.EQUAL,
        Scene(
            "the same image with another ID",
            NGINX,
            before=ASLEEP,
            flags=ASLEEP,
            command=SLEEP,
            command_before=SLEEP,
            between="printf 'FROM %s\\nSTOPSIGNAL SIGQUIT\\n' $IMAGE | docker build -q -t $IMAGE -",
            against=Against.SIBLING,
        ),
        "image",
    ),
    Noise(
        "secrets in output",
        "a keyed hash: equal or different, no value",
        Wanted.BELOW,
        Scene(
            "a secret that differs",
            PYTHON,
            command=SLEEP,
            command_before=SLEEP,
            before=(*ASLEEP, "--env=API_TOKEN=q7Rw2xLk90"),
            flags=(*ASLEEP, "--env=API_TOKEN=Vb31nTz84p"),
            against=Against.SIBLING,
        ),
        "API_TOKEN",
        forbidden=("q7Rw2xLk90", "Vb31nTz84p"),
    ),
)
