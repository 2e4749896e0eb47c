import pytest

from drift.model.settings import Environment, Settings
from drift.model.snapshot import ServiceName
from drift.policy.services import belongs, canonical, parse_service, service_of, skip_reason

COMPOSE = {"com.docker.compose.project": "shop", "com.docker.compose.service": "web"}
SWARM = {"com.docker.stack.namespace": "shop", "com.docker.swarm.service.name": "shop_web"}


def pod(name: str, container: str, namespace: str = "shop") -> dict[str, str]:
    return {
        "io.kubernetes.pod.namespace": namespace,
        "io.kubernetes.pod.name": name,
        "io.kubernetes.container.name": container,
    }


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        (COMPOSE, "shop/web"),
        ({"io.podman.compose.project": "shop", "io.podman.compose.service": "web"}, "shop/web"),
        ({"com.docker.compose.service": "web"}, "web"),
        (SWARM, "shop/web"),
        ({"com.docker.swarm.service.name": "shop_web"}, "shop_web"),
        ({**SWARM, "com.docker.swarm.service.name": "shopping"}, "shop/shopping"),
        (pod("web-7c9d8b6f5d-x2x4z", "web"), "shop/web"),
        (pod("web-7c9d8b6f5d-x2x4z", "sidecar"), "shop/web.sidecar"),
        (pod("db-0", "postgres"), "shop/db.postgres"),
        (pod("agent-x2x4z", "agent"), "shop/agent"),
        (pod("report-28412345-x2x4z", "report"), "shop/report"),
        (pod("web-server", "web-server"), "shop/web-server"),
        ({}, "some-name"),
        ({"team": "a"}, "some-name"),
    ],
)
def test_the_name_of_a_service_comes_from_its_orchestrator_else_from_the_container(labels, expected):
    assert str(service_of(labels, "some-name", Settings())) == expected


@pytest.mark.parametrize(
    ("labels", "mapped", "expected"),
    [({}, "web", ("", "web")), (COMPOSE, "front", ("shop", "front")), (COMPOSE, "other/front", ("other", "front"))],
)
def test_a_name_in_the_policy_wins_and_keeps_the_application_unless_it_names_one(labels, mapped, expected):
    settings = Settings(services={"nothing-*": "x", "web-*": mapped, "*": "last"})
    assert service_of(labels, "web-1", settings) == ServiceName(*expected)


@pytest.mark.parametrize(
    ("labels", "name", "image", "reason"),
    [
        ({**COMPOSE, "com.docker.compose.oneoff": "True"}, "shop-web-run-1", "web", "one-off run of a Compose service"),
        ({"io.kubernetes.docker.type": "podsandbox"}, "k8s_POD", "x", "sandbox of a pod"),
        ({"io.cri-containerd.kind": "sandbox"}, "x", "x", "sandbox of a pod"),
        (pod("web-0", "POD"), "x", "x", "sandbox of a pod"),
        ({}, "x", "registry.k8s.io/pause:3.9", "sandbox of a pod"),
        ({}, "x", "localhost/podman-pause:4.3.1-0", "sandbox of a pod"),
        ({}, "buildx_buildkit_default0", "x", "container of an image build"),
        ({}, "debian-working-container-1", "x", "container of an image build"),
        ({}, "builder", "docker.io/moby/buildkit:v0.17", "container of an image build"),
    ],
)
def test_what_is_no_service_is_skipped_with_the_reason(labels, name, image, reason):
    assert skip_reason(labels, name, image) == reason
    assert service_of(labels, name, Settings(), image) is None


@pytest.mark.parametrize(
    ("labels", "name", "image"),
    [
        ({**COMPOSE, "com.docker.compose.oneoff": "False"}, "shop-web-1", "web"),
        ({"io.kubernetes.docker.type": "container"}, "x", "x"),
        ({}, "pause", "pausefriend:1"),
        ({}, "my-buildx_buildkit", "x"),
        ({}, "working-container-app", "x"),
    ],
)
def test_what_only_sounds_like_it_is_not(labels, name, image):
    assert skip_reason(labels, name, image) == ""


def test_an_application_has_one_name_for_all_that_it_has_in_environments():
    settings = Settings(applications={"shop": ("shop-dev", "shop-prod")})
    assert canonical(ServiceName("shop-dev", "web"), settings) == ServiceName("shop", "web")
    assert canonical(ServiceName("blog", "web"), settings) == ServiceName("blog", "web")


@pytest.mark.parametrize("text", ["web", "shop/web"])
def test_a_service_name_is_read_as_it_is_written(text):
    assert str(parse_service(text)) == text


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        (Environment("dev"), True),
        (Environment("dev", labels=("stage=dev",)), True),
        (Environment("dev", labels=("stage",)), True),
        (Environment("dev", labels=("stage=prod",)), False),
        (Environment("dev", labels=("stage=dev", "team=a")), False),
        (Environment("dev", labels=("sta",)), False),
        (Environment("dev", names=("dev-*",)), True),
        (Environment("dev", names=("x", "dev-w?b")), True),
        (Environment("dev", names=("prod-*",)), False),
        (Environment("dev", labels=("stage=dev",), names=("prod-*",)), False),
    ],
)
def test_a_container_belongs_to_an_environment_by_its_labels_and_its_name(environment, expected):
    assert belongs(environment, {"stage": "dev"}, "dev-web") is expected
