"""Real databases of the operating systems' package managers, against what these list."""

import pytest

from tests.collectors.test_corpus import case, read_root

NAMESPACES = {
    "apk-alpine-3.10": "alpine",
    "apk-alpine-3.11": "alpine",
    "apk-alpine-3.18": "alpine",
    "dpkg-chisel": "ubuntu",
    "dpkg-distroless": "debian",
    "dpkg-distroless-arm64": "debian",
    "dpkg-ubuntu-part": "debian",  # it has no os-release
    "pacman-arch": "arch",
    "rpm-bdb-hash-be": "fedora-modular",
    "rpm-bdb-hash-el8": "redhat",
    "rpm-bdb-hash-epoch": "redhat",
    "rpm-bdb-hash-le": "fedora-modular",
    "rpm-bdb-hash-one": "redhat",
    "rpm-manifest-mariner-distroless": "mariner",
    "rpm-ndb-sle15": "sles",
    "rpm-sqlite-fedora-sysimage": "fedora",
    "rpm-sqlite-mariner": "mariner",
}


def listed(package):
    """Name, version, architecture, source and licence, as the record of such a package says them."""
    epoch, source = package.get("epoch"), package.get("source") or package.get("origin")
    if package.get("source_rpm"):
        source = package["source_rpm"].rsplit("-", 2)[0]
    licence, sha256 = package.get("licence"), package.get("sha256")
    return (
        package["name"],
        f"{epoch}:{package['version']}" if epoch else package["version"],
        package["arch"],
        source,
        licence,
        f"sha256:{sha256}" if sha256 else None,
    )


@pytest.mark.parametrize("name", NAMESPACES)
def test_every_package_of_a_system_is_found_and_none_is_invented(name):
    expected, folder = case(name)
    wanted = {listed(one) for one in expected["packages"] if not one.get("pseudo")}
    found = read_root(folder)
    type_ = expected["packages"][0]["type"]
    assert {key.rpartition("/")[0] for key in found} == {f"pkg:{type_}/{NAMESPACES[name]}"}
    states_source = any(source for _, _, _, source, _, _ in wanted)
    states_licence = any(licence for _, _, _, _, licence, _ in wanted)
    assert {
        (
            key.rpartition("/")[2].replace("%2B", "+"),
            content["versions"][0],
            content["architectures"][0],
            content["source"] if states_source else None,
            content["licences"][0] if states_licence else None,
            *content.get("digests", [None]),
        )
        for key, content in found.items()
    } == wanted
    assert all(len(content["versions"]) == len(content["architectures"]) == 1 for content in found.values())
    assert all(len(content["evidence"]) == 1 for content in found.values())


def test_what_is_bundled_in_a_component_of_bitnami_has_the_purl_that_it_says():
    expected, folder = case("bitnami-spdx")
    found = read_root(folder)
    assert {key.partition("#")[2] for key in found} == {"/opt/bitnami/postgresql"}
    purls = {(key.partition("#")[0], content["versions"][0]) for key, content in found.items()}
    assert purls == {tuple(one["purl"].partition("?")[0].rsplit("@", 1)) for one in expected["packages"]}
