from typing import Any

import pytest

from drift.collectors import runtime
from drift.model.facts import Status
from tests.collectors.recorded import ENGINES, REDACTOR, kind, said, values

DOCKERS = ENGINES[:3]


def run(engine: str = "docker", cgroup_version: str = "2", config: Any = None, **host: Any) -> dict[str, Any]:
    inspect = {"Id": "a" * 64, "Config": config or {}, "HostConfig": host}
    found = values(runtime.of_container(inspect, engine, REDACTOR, cgroup_version=cgroup_version))
    return {key: content["value"] for key, content in found.items()}


def differing(engine: str, container: str) -> dict[str, Any]:
    """What a recorded container has and one without any option has not."""

    def read(name: str) -> dict[str, Any]:
        section = runtime.of_container(said(engine, name), kind(engine), REDACTOR, cgroup_version="1")
        return {key: content["value"] for key, content in values(section).items()}

    plain, other = read("bare"), read(container)
    return {key: value for key, value in other.items() if value != plain[key]}


@pytest.mark.parametrize("engine", ENGINES)
def test_limits_are_found_on_every_engine(engine):
    found = differing(engine, "limits")
    if kind(engine) == "docker":
        assert found.pop("sysctls") == {"kernel.msgmax": "65536"}  # Podman's Docker API does not say them
    assert found == {
        "memory": 64 << 20,
        "memory_reservation": 32 << 20,
        "nano_cpus": 1_500_000_000,
        "cpu_shares": 512,
        "cpuset_cpus": "0",
        "oom_score_adj": 100,
        "pids_limit": 100,
        "shm_size": 128 << 20,
        "ulimits": ["core=0:0", "nofile=2048:4096"],
    }


@pytest.mark.parametrize("engine", ENGINES)
def test_a_quota_of_cpu_time_is_a_number_of_cpus(engine):
    assert differing(engine, "quota") == {"nano_cpus": 500_000_000}


@pytest.mark.parametrize("engine", DOCKERS)
def test_unlimited_swap_is_found(engine):
    assert differing(engine, "swap") == {"memory": 64 << 20, "memory_swap": -1}


@pytest.mark.parametrize("engine", ENGINES)
def test_privileged_says_it_all(engine):
    assert differing(engine, "privileged") == {"privileged": True}


@pytest.mark.parametrize("engine", ENGINES)
def test_capabilities_and_security_options_are_found(engine):
    assert differing(engine, "caps") == {
        "cap_add": ["NET_ADMIN", "SYS_TIME"],
        "cap_drop": ["MKNOD"],
        "security_opt": ["no-new-privileges", "seccomp=unconfined"],
    }


@pytest.mark.parametrize("engine", ENGINES)
def test_all_capabilities_dropped_is_one_form(engine):
    assert differing(engine, "capall") == {"cap_drop": ["ALL"]}


@pytest.mark.parametrize("engine", DOCKERS)
def test_unmasked_system_paths_are_found(engine):
    assert differing(engine, "unconfined") == {"security_opt": ["apparmor=unconfined"], "system_paths": "unconfined"}


@pytest.mark.parametrize("engine", DOCKERS)
def test_devices_are_found(engine):
    assert differing(engine, "device") == {"devices": ["/dev/null:/dev/xnull:rwm", "/dev/zero:/dev/xzero:r"]}


@pytest.mark.parametrize("engine", ENGINES)
def test_a_read_only_root_brings_nothing_else_with_it(engine):
    assert differing(engine, "readonly") == {"read_only": True}


@pytest.mark.parametrize("engine", DOCKERS)
def test_shared_namespaces_are_found(engine):
    modes = {f"{name}_mode": "host" for name in ("network", "ipc", "pid", "uts")}
    assert differing(engine, "namespaces") == modes


@pytest.mark.parametrize("engine", ENGINES)
def test_another_containers_namespace_is_not_named_by_its_id(engine):
    found = differing(engine, "joined")
    assert {found[f"{name}_mode"] for name in ("network", "ipc", "pid")} == {"container"}


@pytest.mark.parametrize("engine", DOCKERS)
def test_restart_logging_and_init_are_found(engine):
    assert differing(engine, "misc") == {
        "restart_policy": "on-failure:3",
        "log_driver": {"type": "json-file", "options": {"max-size": "10m"}},
        "init": True,
    }


@pytest.mark.parametrize("engine", ENGINES)
def test_ports_and_names_are_found(engine):
    found = differing(engine, "ports")
    assert found.pop("network_mode") is None  # the plain one has none
    if kind(engine) == "docker":
        assert found.pop("publish_all_ports") is True
    chosen = (
        "41861" if kind(engine) == "podman" else "*"
    )  # Podman chooses when the container is made, and writes it down
    assert found == {
        "published_ports": sorted([f"*:{chosen}->90/tcp", "*:8080->80/tcp", "127.0.0.1:53->53/udp"]),
        "dns": ["1.1.1.1"],
        "dns_options": ["ndots:2"],
        "dns_search": ["example.com"],
        "extra_hosts": ["db:10.0.0.2"],
    }


@pytest.mark.parametrize("none", [{}, {"Memory": 0, "PidsLimit": None}, {"Memory": -1, "PidsLimit": -1}])
def test_no_limit_has_one_form(none):
    found = run(**none)
    assert (found["memory"], found["pids_limit"]) == (None, None)


def test_twice_the_memory_is_the_swap_limit_that_nobody_set():
    assert run(Memory=100, MemorySwap=200)["memory_swap"] is None
    assert run(Memory=100, MemorySwap=300)["memory_swap"] == 300


def test_podmans_own_defaults_are_none():
    ulimits = [{"Name": "RLIMIT_NOFILE", "Soft": 1048576, "Hard": 1048576}]
    found = run("podman", PidsLimit=2048, ShmSize=65536000, Ulimits=ulimits)
    assert (found["pids_limit"], found["shm_size"], found["ulimits"]) == (None, None, None)
    assert run("docker", PidsLimit=2048)["pids_limit"] == 2048


@pytest.mark.parametrize(
    ("mode", "version", "found"),
    [("host", "1", None), ("host", "2", "host"), ("private", "2", None), ("", "2", None)],
)
def test_the_default_cgroup_namespace_depends_on_the_cgroup_version(mode, version, found):
    assert run(cgroup_version=version, CgroupnsMode=mode)["cgroupns_mode"] == found


@pytest.mark.parametrize("option", ["no-new-privileges", "no-new-privileges:true", "no-new-privileges=true"])
def test_a_security_option_has_one_spelling(option):
    assert run(SecurityOpt=[option])["security_opt"] == ["no-new-privileges"]


def test_a_seccomp_profile_is_known_by_its_digest():
    (option,) = run(SecurityOpt=['seccomp={"defaultAction": "SCMP_ACT_ALLOW"}'])["security_opt"]
    assert option.startswith("seccomp=sha256:")


def test_a_network_of_the_project_has_the_same_name_in_every_project():
    labels = {"com.docker.compose.project": "shop-dev"}
    assert run(config={"Labels": labels}, NetworkMode="shop-dev_default")["network_mode"] == "{project}_default"


def test_a_host_name_that_was_given_is_found():
    assert run(config={"Hostname": "a" * 12})["hostname"] is None
    assert run(config={"Hostname": "box"})["hostname"] == "box"
    assert run(config={"Hostname": "node7"}, NetworkMode="host")["hostname"] is None


def test_a_secret_of_a_log_driver_is_redacted():
    logging = {"Type": "splunk", "Config": {"splunk-token": "hunter2", "splunk-url": "https://splunk:8088"}}
    found = run(LogConfig=logging)["log_driver"]
    assert "hunter2" not in str(found)
    assert found["options"]["splunk-url"] == "https://splunk:8088"


def test_adding_what_is_there_and_dropping_what_is_not_is_no_difference():
    found = run(CapAdd=["CAP_CHOWN"], CapDrop=["SYS_ADMIN"])
    assert (found["cap_add"], found["cap_drop"]) == (None, None)


def test_all_but_one_dropped_lists_the_rest():
    assert len(run(CapDrop=["ALL"], CapAdd=["CHOWN"])["cap_drop"]) == 13


def test_a_gpu_is_found():
    request = {"Driver": "nvidia", "Count": -1, "DeviceIDs": None, "Capabilities": [["gpu"]]}
    assert run(DeviceRequests=[request])["device_requests"] == [
        {"driver": "nvidia", "count": -1, "device_ids": [], "capabilities": [["gpu"]]}
    ]


@pytest.mark.parametrize(
    "host",
    [
        {"Memory": "1g"},
        {"CapAdd": "x", "Devices": "y"},
        {"Devices": [1]},
        {"Privileged": 1},
        {"LogConfig": []},
        {"Tmpfs": {"/a": 1}},
    ],
)
def test_a_document_that_is_none_is_a_failure(host):
    assert runtime.of_container({"HostConfig": host}, "docker", REDACTOR).status is Status.FAILED


def networked(**network: Any) -> dict[str, Any]:
    labels = {"com.docker.compose.project": "shop-dev"}
    inspect = {
        "Id": "ab" * 32,
        "Name": "/shop-dev-db-1",
        "Config": {"Labels": labels},
        "HostConfig": {},
        "NetworkSettings": {"Networks": {"shop-dev_back": network, "bridge": {"Aliases": ["x"]}}},
    }
    return {key: content["value"] for key, content in values(runtime.of_container(inspect, "docker", REDACTOR)).items()}


def test_the_names_that_others_reach_it_by_are_told_without_those_of_the_container_itself():
    found = networked(Aliases=["db", "shop-dev-db-1", "ab" * 6])
    assert found["network_aliases"] == {"{project}_back": ["db"]}
    assert "network_aliases" not in networked(Aliases=["ab" * 6])


def test_an_address_that_was_asked_for_is_told():
    found = networked(IPAMConfig={"IPv4Address": "10.1.0.7"})
    assert found["network_addresses"] == {"{project}_back": {"IPv4Address": "10.1.0.7"}}
    assert "network_addresses" not in networked(IPAMConfig={})


@pytest.mark.parametrize(
    ("option", "key", "value"),
    [
        ({"Links": ["/db:/web/database", "/cache:/web/cache"]}, "links", ["cache", "database"]),
        ({"StorageOpt": {"size": "10G"}}, "storage_opt", {"size": "10G"}),
        ({"CgroupParent": "/shop"}, "cgroup_parent", "/shop"),
        ({"CpuRealtimeRuntime": 950000}, "cpu_realtime_runtime", 950000),
        (
            {"BlkioDeviceReadBps": [{"Path": "/dev/sda", "Rate": 1048576}]},
            "blkio_read_bps",
            ["/dev/sda:1048576"],
        ),
    ],
)
def test_an_option_that_few_containers_have_is_no_record_of_the_others(option, key, value):
    assert run(**option)[key] == value
    assert key not in run()
