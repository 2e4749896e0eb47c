"""How the container is run: flags of `docker run` that are other than the image's, or than in the environment before it."""

from benchmarks.accuracy.case import Against, Case, Told
from benchmarks.accuracy.images import NGINX, POSTGRES, PYTHON


def alone(
    name: str, words: str, key: str, rule: str, *flags: str, says: str = "", command: tuple[str, ...] = ()
) -> Case:
    return Case(name, PYTHON, Told(words, key, rule, says=says), flags=flags, command=command)


def pair(name: str, words: str, key: str, rule: str, *flags: str, says: str = "") -> Case:
    return Case(name, PYTHON, Told(words, key, rule, says=says), flags=flags, against=Against.SIBLING)


CASES = (
    alone("docker run --privileged", "it may do anything to the host", "Privileged", "privileged", "--privileged"),
    alone(
        "docker run --cap-add",
        "it has one more capability",
        "CapAdd",
        "capability-added",
        "--cap-add=SYS_ADMIN",
        says="SYS_ADMIN",
    ),
    alone("docker run --user 0", "it runs as root", "User", "user-changed", "--user=0"),
    alone(
        "docker run --entrypoint",
        "it starts another program",
        "Entrypoint",
        "config-changed",
        "--entrypoint=/bin/sleep",
        command=("1000",),
    ),
    alone(
        "docker run with another command",
        "it starts with other options",
        "Cmd",
        "config-changed",
        command=("gunicorn", "--version"),
    ),
    alone("docker run --workdir", "it starts in another folder", "WorkingDir", "config-changed", "--workdir=/tmp"),
    alone(
        "docker run --no-healthcheck",
        "nobody asks whether it lives",
        "Healthcheck",
        "config-changed",
        "--no-healthcheck",
    ),
    alone("docker run --stop-signal", "it is stopped otherwise", "StopSignal", "config-changed", "--stop-signal=KILL"),
    alone("docker run --pid host", "it sees the host's processes", "PidMode", "confinement-off", "--pid=host"),
    alone(
        "docker run --network host", "it is in the host's network", "NetworkMode", "confinement-off", "--network=host"
    ),
    alone(
        "docker run without seccomp",
        "system calls are not filtered",
        "SecurityOpt",
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
    alone("docker run --device", "it has one more device", "Devices", "device-mapped", "--device=/dev/null:/dev/acme"),
    Case(
        "a named volume filled by an older image",
        NGINX,
        Told("the page is an older image's", "/var/www/shop/index.html", "mount-hides-image-files"),
        flags=("--volume=$NAME-pages:/var/www/shop",),
        inside="echo '<h1>Old</h1>' > /var/www/shop/index.html",
        by_people=False,
    ),
    Case(
        "docker network of a database",
        POSTGRES,
        Told("it is in the host's network", "NetworkMode", "confinement-off"),
        flags=("--network=host",),
        command=("postgres", "-c", "config_file=/etc/postgresql/15/main/postgresql.conf", "-c", "port=54391"),
    ),
    pair("docker run --memory", "it has less memory", "Memory", "limit-changed", "--memory=64m"),
    pair("docker run --cpus", "it has less processor time", "NanoCpus", "limit-changed", "--cpus=0.5"),
    pair("docker run --pids-limit", "it may start fewer processes", "PidsLimit", "limit-changed", "--pids-limit=50"),
    pair(
        "docker run --ulimit",
        "it may open fewer files",
        "Ulimits",
        "limit-changed",
        "--ulimit=nofile=256:256",
        says="256",
    ),
    pair("docker run --shm-size", "shared memory is smaller", "ShmSize", "limit-changed", "--shm-size=16m"),
    pair("docker run --read-only", "it cannot write", "ReadonlyRootfs", "runtime-changed", "--read-only"),
    pair(
        "docker run --restart",
        "it is started again otherwise",
        "RestartPolicy",
        "runtime-changed",
        "--restart=on-failure:3",
    ),
    pair("docker run --dns", "names are resolved by another server", "Dns", "runtime-changed", "--dns=10.0.0.53"),
    pair(
        "docker run --add-host",
        "a name resolves to another address",
        "ExtraHosts",
        "runtime-changed",
        "--add-host=db:10.0.0.7",
    ),
    pair("docker run --cap-drop", "it lacks a capability", "CapDrop", "runtime-changed", "--cap-drop=NET_BIND_SERVICE"),
    pair("docker run --log-driver", "its logs go elsewhere", "LogConfig", "runtime-changed", "--log-driver=none"),
    pair("docker run --init", "its first process is another", "Init", "runtime-changed", "--init"),
    pair(
        "docker run -v of one more folder",
        "a folder of the host is mounted",
        "/srv/data",
        "mount-differs",
        "--volume=$FOLDER:/srv/data",
    ),
)
