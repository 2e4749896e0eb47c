"""How the container is run: flags of `docker run` that are other than the image's, or than in the environment before it."""

from benchmarks.accuracy.case import Against, Case, Told
from benchmarks.accuracy.images import NGINX, POSTGRES, PYTHON


def alone(name: str, words: str, key: str, *flags: str, says: str = "", command: tuple[str, ...] = ()) -> Case:
    return Case(name, PYTHON, Told(words, key, says=says), flags=flags, command=command)


def pair(name: str, words: str, key: str, *flags: str, says: str = "") -> Case:
    return Case(name, PYTHON, Told(words, key, says=says), flags=flags, against=Against.SIBLING)


CASES = (
    alone("docker run --privileged", "it may do anything to the host", "Privileged", "--privileged"),
    alone("docker run --cap-add", "it has one more capability", "CapAdd", "--cap-add=SYS_ADMIN", says="SYS_ADMIN"),
    alone("docker run --user 0", "it runs as root", "User", "--user=0"),
    alone(
        "docker run --entrypoint",
        "it starts another program",
        "Entrypoint",
        "--entrypoint=/bin/sleep",
        command=("1000",),
    ),
    alone("docker run with another command", "it starts with other options", "Cmd", command=("gunicorn", "--version")),
    alone("docker run --workdir", "it starts in another folder", "WorkingDir", "--workdir=/tmp"),
    alone("docker run --no-healthcheck", "nobody asks whether it lives", "Healthcheck", "--no-healthcheck"),
    alone("docker run --stop-signal", "it is stopped otherwise", "StopSignal", "--stop-signal=KILL"),
    alone("docker run --pid host", "it sees the host's processes", "PidMode", "--pid=host"),
    alone("docker run --network host", "it is in the host's network", "NetworkMode", "--network=host"),
    alone(
        "docker run without seccomp",
        "system calls are not filtered",
        "SecurityOpt",
        "--security-opt=seccomp=unconfined",
    ),
    alone(
        "docker run with the engine's socket",
        "it may command the engine",
        "/var/run/docker.sock",
        "--volume=$SOCKET:/var/run/docker.sock",
    ),
    alone("docker run -v over the program", "the image's program is hidden", "/srv/app", "--volume=$FOLDER:/srv/app"),
    alone(
        "docker run --tmpfs over the templates",
        "the image's templates are hidden",
        "/srv/app/templates",
        "--tmpfs=/srv/app/templates",
    ),
    alone("docker run --device", "it has one more device", "Devices", "--device=/dev/null:/dev/acme"),
    Case(
        "a named volume filled by an older image",
        NGINX,
        Told("the page is an older image's", "/var/www/shop/index.html"),
        flags=("--volume=$NAME-pages:/var/www/shop",),
        inside="echo '<h1>Old</h1>' > /var/www/shop/index.html",
        by_people=False,
    ),
    Case(
        "docker network of a database",
        POSTGRES,
        Told("it is in the host's network", "NetworkMode"),
        flags=("--network=host",),
        command=("postgres", "-c", "config_file=/etc/postgresql/15/main/postgresql.conf", "-c", "port=54391"),
    ),
    pair("docker run --memory", "it has less memory", "Memory", "--memory=64m"),
    pair("docker run --cpus", "it has less processor time", "NanoCpus", "--cpus=0.5"),
    pair("docker run --pids-limit", "it may start fewer processes", "PidsLimit", "--pids-limit=50"),
    pair("docker run --ulimit", "it may open fewer files", "Ulimits", "--ulimit=nofile=256:256", says="256"),
    pair("docker run --shm-size", "shared memory is smaller", "ShmSize", "--shm-size=16m"),
    pair("docker run --read-only", "it cannot write", "ReadonlyRootfs", "--read-only"),
    pair("docker run --restart", "it is started again otherwise", "RestartPolicy", "--restart=on-failure:3"),
    pair("docker run --dns", "names are resolved by another server", "Dns", "--dns=10.0.0.53"),
    pair("docker run --add-host", "a name resolves to another address", "ExtraHosts", "--add-host=db:10.0.0.7"),
    pair("docker run --cap-drop", "it lacks a capability", "CapDrop", "--cap-drop=NET_BIND_SERVICE"),
    pair("docker run --log-driver", "its logs go elsewhere", "LogConfig", "--log-driver=none"),
    pair("docker run --init", "its first process is another", "Init", "--init"),
    pair(
        "docker run -v of one more folder", "a folder of the host is mounted", "/srv/data", "--volume=$FOLDER:/srv/data"
    ),
)
