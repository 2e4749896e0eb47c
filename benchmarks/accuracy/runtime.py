"""How the container is run: flags of `docker run` that are other than the image's, or than in the environment before it."""

from benchmarks.accuracy.case import Against, Case, Told
from benchmarks.accuracy.images import NGINX, PYTHON


def alone(
    name: str, words: str, key: str, rule: str, *flags: str, says: str = "", command: tuple[str, ...] = ()
) -> Case:
    return Case(name, PYTHON, Told(words, key, rule, says=says), flags=flags, command=command)


def pair(
    name: str, words: str, key: str, rule: str, *flags: str, says: str = "", command: tuple[str, ...] = ()
) -> Case:
    """What is given at run time is no drift of the image, but of the environment before."""
    told = Told(words, key, rule, says=says)
    return Case(name, PYTHON, told, flags=flags, command=command, against=Against.SIBLING)


CASES = (
    alone("docker run --privileged", "it may do anything to the host", "privileged", "privileged", "--privileged"),
    alone(
        "docker run --cap-add",
        "it has one more capability",
        "cap_add",
        "capability-added",
        "--cap-add=SYS_ADMIN",
        says="SYS_ADMIN",
    ),
    alone("docker run --user 0", "it runs as root", "user", "user-changed", "--user=0"),
    pair(
        "docker run --entrypoint",
        "it starts another program",
        "entrypoint",
        "start-command-differs",
        "--entrypoint=/bin/sleep",
        command=("1000",),
    ),
    pair(
        "docker run with another command",
        "it starts with other options",
        "cmd",
        "start-command-differs",
        command=("gunicorn", "--version"),
    ),
    pair(
        "docker run --workdir",
        "it starts in another folder",
        "working_dir",
        "working-directory-differs",
        "--workdir=/tmp",
    ),
    pair(
        "docker run --no-healthcheck",
        "nobody asks whether it lives",
        "healthcheck",
        "health-check-off",
        "--no-healthcheck",
    ),
    pair(
        "docker run --stop-signal",
        "it is stopped otherwise",
        "stop_signal",
        "stop-signal-differs",
        "--stop-signal=KILL",
    ),
    alone("docker run --pid host", "it sees the host's processes", "pid_mode", "confinement-off", "--pid=host"),
    pair(
        "docker run --network host", "it is in the host's network", "network_mode", "network-differs", "--network=host"
    ),
    alone(
        "docker run without seccomp",
        "system calls are not filtered",
        "security_opt",
        "confinement-off",
        "--security-opt=seccomp=unconfined",
    ),
    alone(
        "docker run with the engine's socket",
        "it may command the engine",
        "/var/run/docker.sock",
        "engine-socket-mounted",
        "--volume=$SOCKET:/var/run/docker.sock",
    ),
    alone(
        "docker run -v over the program",
        "the image's program is hidden",
        "/srv/app",
        "mount-hides-image-files",
        "--volume=$FOLDER:/srv/app",
    ),
    alone(
        "docker run --tmpfs over the templates",
        "the image's templates are hidden",
        "/srv/app/templates",
        "mount-hides-image-files",
        "--tmpfs=/srv/app/templates",
    ),
    alone("docker run --device", "it has one more device", "devices", "device-mapped", "--device=/dev/null:/dev/acme"),
    Case(
        "a named volume filled by an older image",
        NGINX,
        Told("the page is an older image's", "/var/www/shop", "stale-volume", says="index.html"),
        flags=("--volume=$NAME-pages:/var/www/shop",),
        inside="echo '<h1>Old</h1>' > /var/www/shop/index.html",
    ),
    pair("docker run --memory", "it has less memory", "memory", "limit-changed", "--memory=64m"),
    pair("docker run --cpus", "it has less processor time", "nano_cpus", "limit-changed", "--cpus=0.5"),
    pair(
        "docker run --pids-limit", "it may start fewer processes", "pids_limit", "pids-limit-differs", "--pids-limit=50"
    ),
    pair(
        "docker run --ulimit",
        "it may open fewer files",
        "ulimits",
        "ulimit-differs",
        "--ulimit=nofile=256:256",
        says="256",
    ),
    pair("docker run --shm-size", "shared memory is smaller", "shm_size", "shared-memory-differs", "--shm-size=16m"),
    pair("docker run --read-only", "it cannot write", "read_only", "read-only-root-differs", "--read-only"),
    pair(
        "docker run --restart",
        "it is started again otherwise",
        "restart_policy",
        "restart-policy-differs",
        "--restart=on-failure:3",
    ),
    pair("docker run --dns", "names are resolved by another server", "dns", "dns-differs", "--dns=10.0.0.53"),
    pair(
        "docker run --add-host",
        "a name resolves to another address",
        "extra_hosts",
        "dns-differs",
        "--add-host=db:10.0.0.7",
    ),
    pair(
        "docker run --cap-drop", "it lacks a capability", "cap_drop", "runtime-changed", "--cap-drop=NET_BIND_SERVICE"
    ),
    pair("docker run --log-driver", "its logs go elsewhere", "log_driver", "runtime-changed", "--log-driver=none"),
    pair("docker run --init", "its first process is another", "init", "runtime-changed", "--init"),
    pair(
        "docker run -v of one more folder",
        "a folder of the host is mounted",
        "/srv/data",
        "mount-differs",
        "--volume=$FOLDER:/srv/data",
    ),
)
