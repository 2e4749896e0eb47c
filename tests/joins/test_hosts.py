import pytest

from drift.joins.hosts import added_lines, is_judged

WRITTEN = [
    "127.0.0.1\tlocalhost",
    "::1\tlocalhost ip6-localhost ip6-loopback",
    "fe00::0\tip6-localnet",
    "ff00::0\tip6-mcastprefix",
    "ff02::1\tip6-allnodes",
    "ff02::2\tip6-allrouters",
    "172.17.0.2\tweb.example.org web",
    "10.0.0.7\tdb",
    "172.17.0.1\thost.docker.internal",
    "2001:db8::7\tsix",
]


def inspected(mode: str = "bridge", **more):
    extra = ["db:10.0.0.7", "host.docker.internal:host-gateway", "six:[2001:db8::7]"]
    return {
        "HostsPath": "/var/lib/docker/containers/ab/hosts",
        "Config": {"Hostname": "web", "Domainname": "example.org"},
        "HostConfig": {"NetworkMode": mode, "ExtraHosts": extra},
        "Mounts": [],
        **more,
    }


def test_what_docker_writes_is_known():
    assert added_lines(WRITTEN, inspected()) == []


def test_what_stands_there_beside_it_is_told_and_no_comment():
    lines = [*WRITTEN, "# by hand", "", "10.0.0.9   database  db2 # for now"]
    assert added_lines(lines, inspected()) == ["10.0.0.9 database db2"]


@pytest.mark.parametrize(
    "line", ["10.0.0.8 db", "127.0.0.1 api.example.org", "10.0.0.9 localhost", "10.0.0.9 web evil"]
)
def test_a_known_name_elsewhere_and_another_name_at_a_known_address_are_told(line):
    assert added_lines([line], inspected()) == [line]


def test_own_names_are_known_at_any_address_since_each_start_takes_another():
    assert added_lines(["10.9.8.7 web", "fd00::2 web"], inspected()) == []


@pytest.mark.parametrize(
    ("engine", "document"),
    [
        ("podman", inspected()),
        ("docker", inspected("host")),
        ("docker", inspected("container:ab")),
        ("docker", inspected(HostsPath="")),
        ("docker", inspected(Mounts=[{"Type": "bind", "Destination": "/etc/hosts", "Source": "/srv/hosts"}])),
        ("docker", inspected(HostConfig={"Links": ["/db:/web/db"]})),
    ],
)
def test_a_file_that_docker_did_not_write_for_this_container_alone_is_not_judged(engine, document):
    assert not is_judged(document, engine)
    assert is_judged(inspected(), "docker")
