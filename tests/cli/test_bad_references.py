"""References, options and archives that are none: one line with what, why and what to do, exit 2, the store as it was."""

import sqlite3

import pytest

from tests.source.images import BASE, Made, archive, layout, legacy, several_platforms, write_archive, write_files


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (("diff", "env:prdo", "env:dev"), "'env:prdo': no scan has seen that environment; did you mean 'prod'?"),
        (("diff", "env:prod/wbe"), "'env:prod/wbe': no such service was seen there; did you mean 'web'?"),
        (("show", "env:prod"), "'env:prod' is an environment; name a service of it: env:prod/SERVICE; drift status lists them"),
        (("diff", "env:prod@2026-99-01"), "env:prod@2026-99-01: '2026-99-01' is no time; write ~1, 2026-11-01 or 2026-11-01T12:00:00Z"),
        (("diff", "env:dev@~7"), "env:dev@~7: only 2 states of it are known; the oldest is env:dev@~1"),
        (("diff", "container:web@~1"), "container:web: there is one in each of "),
        (("diff", "container:api@~1"), "container:api: no scan has seen it; run `drift scan`"),
        (("show", "snapshot:00000000"), "'snapshot:00000000' is no snapshot in the store; drift history SERVICE --format json has them"),
        (("show", "snapshot:xyz"), "'snapshot:xyz': snapshot: takes 8 or more hex digits of its digest"),
        (("show", "env:"), "'env:': a name is missing after the colon"),
        (("diff", "registry:app:1"), "'registry:app:1': the scheme registry: comes in a later version"),
        (("diff", "sbom:/no/such.json", "env:dev/web"), "sbom:/no/such.json cannot be opened (No such file or directory); check the path"),
        (("diff", "sbom:two.toml", "env:dev/web"), "sbom:two.toml is no JSON: "),
        (("diff", "sbom:two.toml"), "sbom:two.toml is no JSON: "),
        (("sbom", "env:prod"), "'env:prod' is an environment; name a service of it: env:prod/SERVICE"),
        (("scan", "image:app:1"), "'image:app:1' is nothing that runs; name container:NAME or dir:PATH"),
        (("scan", "--filter", "label"), "--filter 'label' is none; write label=KEY=VALUE or name=PATTERN"),
        (("scan", "--filter", "color=red"), "--filter 'color=red' is none; write label=KEY=VALUE or name=PATTERN"),
        (("scan", "--env", "a/b"), "'a/b' is no name for an environment; letters, digits, '.', '_' and '-'"),
        (("gate", "--fail-on", "hgih"), "--fail-on 'hgih' is no severity; one of info, low, medium, high, critical"),
        (("history", "wbe"), "no scan has seen a service 'wbe'; did you mean 'web'?"),
        (("rules", "file-addd"), "there is no rule 'file-addd'; did you mean file-added"),
        (("diff", "dir:/no/such"), "dir '/no/such' cannot be read (No such file or directory); check the path"),
        (("diff", "docker-archive:/no/such.tar", "env:dev/web"), "'/no/such.tar'"),
        (("show", "docker-archive:x.tar", "--platform", "linux"), "--platform 'linux' is none; write it as linux/amd64 or linux/arm/v7"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)  # fmt: skip
def test_a_reference_or_an_option_that_is_none(refused, words, line):
    assert line in refused(*words)


def test_an_environment_that_the_policy_does_not_declare(refused):
    assert (
        refused("scan", "--env", "prd", "--config", "two.toml")
        == "two.toml declares no environment 'prd'; did you mean 'prod'?"
    )
    assert (
        refused("scan", "--config", "two.toml", DRIFT_ENV="qa")
        == "two.toml declares no environment 'qa'; it declares dev, prod"
    )
    assert refused("scan", "-H", "unix:///a", "--config", "two.toml") == (
        "two.toml: no environment has the host 'unix:///a'; add it to hosts, or name one with --env: dev, prod"
    )


def test_digits_that_several_snapshots_begin_with(drift, fleet):
    fleet.service("dev", "web")
    fleet.policy()
    drift("scan", code=0)
    with sqlite3.connect(drift.store) as store:
        for last in range(3):
            store.execute("INSERT INTO snapshot (digest) VALUES (?)", (b"\xab" * 31 + bytes([last]),))
    done = drift("show", "snapshot:abababab", code=2)
    assert done.err == "drift: 'snapshot:abababab' begins 3 snapshots, at least; write more of its digits\n"


def test_an_archive_that_is_cut_off(refused, tmp_path):
    path = tmp_path / "cut.tar"
    path.write_bytes(archive(layout(Made()))[:3000])
    assert str(path) in refused("show", f"oci-archive:{path}")


def test_an_archive_that_is_none(refused, tmp_path):
    path = tmp_path / "text.tar"
    path.write_text("no archive at all\n" * 100)
    for scheme in ("docker-archive", "oci-archive"):
        assert str(path) in refused("show", f"{scheme}:{path}")
    assert str(tmp_path) in refused("show", f"oci-dir:{tmp_path}")


def test_a_layer_whose_digest_is_another(refused, tmp_path):
    files = legacy(Made())
    name = next(name for name in files if name.endswith("layer.tar"))
    files[name] = files[name].replace(b"welcome", b"farewel")
    reference = f"docker-archive:{write_archive(tmp_path / 'image.tar', files)}"
    assert "sha256:" in refused("show", reference)
    blobs = {name: content.replace(b"welcome", b"farewel") for name, content in layout(Made()).items()}
    assert "sha256:" in refused("show", f"oci-dir:{write_files(tmp_path / 'layout', blobs)}")


def test_a_platform_that_an_image_does_not_have(refused, tmp_path):
    files = several_platforms(Made(), Made(architecture="arm64"))
    line = refused("show", f"oci-dir:{write_files(tmp_path / 'layout', files)}", "--platform", "linux/s390x")
    assert "linux/amd64" in line
    assert "linux/arm64" in line


def test_a_tag_that_an_archive_does_not_have(refused, tmp_path):
    path = write_archive(tmp_path / "image.tar", legacy(Made(layers=(BASE,))))
    assert "web:1" in refused("show", f"docker-archive:{path}@web:2")
