"""`drift export` and `drift import`: a gate where the engines are out of reach."""

import stat
from pathlib import Path

import pytest

from tests.cli.command import Command
from tests.cli.fleet import Fleet
from tests.cli.test_secrets import forms

KEY = "one key for all of these environments"
EDITED = b"[server]\nport = 9090\n"
PASSWORD = "bundl3-s3cret-Wq7z"
SECRET = f"[db]\npassword = {PASSWORD}\n".encode()
OTHER_SECRET = b"[db]\npassword = an0ther-s3cret-Kx2v\n"


def site(folder: Path, environment: str, **changed: bytes) -> Command:
    """A machine that reaches one environment alone."""
    folder.mkdir()
    fleet = Fleet(folder)
    fleet.service(environment, "web", **changed)
    fleet.policy()
    drift = Command(folder).with_variables(DRIFT_KEY=KEY)
    drift("scan", code=0)
    return drift


@pytest.fixture
def ci(tmp_path) -> Command:
    """It reaches none of them; its policy says their order."""
    (tmp_path / "ci").mkdir()
    policy = "".join(f'[[environment]]\nname = "{name}"\n' for name in ("dev", "prod"))
    (tmp_path / "ci" / "drift.toml").write_text(policy)
    return Command(tmp_path / "ci")


def test_a_ci_that_reaches_no_engine_gates_on_what_it_imports(tmp_path, ci):
    for environment, changed in (("dev", {}), ("prod", {"etc__app__app_conf": EDITED})):
        drift = site(tmp_path / environment, environment, **changed)
        drift("export", tmp_path / f"{environment}.drift", code=0)

    done = ci.shell(f"drift import {tmp_path}/dev.drift && drift import {tmp_path}/prod.drift && drift gate")

    assert done.code == 1
    assert "DRIFT: 1 finding at or above high in prod" in done.out
    assert "server.port" in done.out


def test_equal_environments_pass_there(tmp_path, ci):
    for environment in ("prod", "dev"):
        site(tmp_path / environment, environment)("export", tmp_path / f"{environment}.drift", code=0)
        ci("import", tmp_path / f"{environment}.drift", code=0)
    assert ci("gate", code=0).answer == "NO DRIFT: nothing at or above high in 2 environments"


def test_what_was_imported_is_judged_as_where_it_was_seen(tmp_path, ci):
    drift = site(tmp_path / "prod", "prod", etc__app__app_conf=EDITED)
    drift("export", tmp_path / "prod.drift", code=0)
    ci("import", tmp_path / "prod.drift", code=0)
    (ci.folder / "drift.toml").unlink()

    there, here = (one("diff", "env:prod/web", "--format", "json").json["findings"] for one in (drift, ci))
    assert [one["fingerprint"] for one in there] == [one["fingerprint"] for one in here]
    assert here


@pytest.mark.parametrize(("there", "differs"), [(SECRET, False), (OTHER_SECRET, True)])
def test_secrets_under_one_key_are_equal_or_different_there(tmp_path, ci, there, differs):
    for environment, content in (("dev", SECRET), ("prod", there)):
        drift = site(tmp_path / environment, environment, etc__app__app_conf=content)
        bundle = tmp_path / f"{environment}.drift"
        assert "fingerprints of the key" in drift("export", bundle, code=0).err
        assert ci.with_variables(DRIFT_KEY=KEY)("import", bundle, code=0).err == ""
    found = ci("diff", "env:dev", "env:prod", "--format", "json").json["findings"]
    assert any(one["key"] == "/etc/app/app.conf" for one in found) == differs


def test_a_bundle_holds_neither_a_secret_nor_the_key(tmp_path):
    drift = site(tmp_path / "prod", "prod", etc__app__app_conf=SECRET)
    done = drift.shell("drift export - | python3 -c 'import sys; print(sys.stdin.buffer.read(4).hex())'")
    assert done.out == "28b52ffd\n"
    drift("export", tmp_path / "prod.drift", code=0)
    script = (
        "import sys\nfrom drift.store.bundle.lines import zstd\n"
        f"sys.stdout.buffer.write(zstd.decompress(open({str(tmp_path / 'prod.drift')!r}, 'rb').read()))"
    )
    text = drift.python(script).out.encode()
    assert b"hmac" in text
    assert not [form for secret in (PASSWORD, KEY) for form in forms(secret) if form in text]


def test_another_key_is_said(tmp_path, ci):
    site(tmp_path / "prod", "prod", etc__app__app_conf=SECRET)("export", tmp_path / "prod.drift", code=0)
    done = ci.with_variables(DRIFT_KEY="another key than they have")("import", tmp_path / "prod.drift", code=0)
    assert done.answer.startswith("IMPORTED: prod; ")
    assert "they cannot be compared; scan with one DRIFT_KEY everywhere" in done.err


def test_the_same_content_makes_the_same_file_for_its_owner_alone(tmp_path, ci):
    drift = site(tmp_path / "prod", "prod")
    first, second = tmp_path / "first.drift", tmp_path / "second.drift"
    drift("export", first, code=0)
    ci("import", first, code=0)
    ci("export", second, code=0)
    assert first.read_bytes() == second.read_bytes()
    assert stat.S_IMODE(first.stat().st_mode) == 0o600


def test_twice_is_nothing_new(stored, tmp_path, ci):
    stored("export", tmp_path / "all.drift", code=0)
    ci("import", tmp_path / "all.drift", code=0)
    assert ci("import", tmp_path / "all.drift", code=0).out == "IMPORTED: dev, prod; nothing new\n"
    assert ci("import", tmp_path / "all.drift", "--quiet", code=0).out == ""


def test_only_an_environment_and_only_since_then(stored, tmp_path, ci):
    stored("export", tmp_path / "prod.drift", "--env", "prod", "--since", "2020-01-01", code=0)
    assert ci("import", tmp_path / "prod.drift", code=0).answer.startswith("IMPORTED: prod; 2 scans, 2 observations")


def test_what_cannot_be_exported(refused, tmp_path):
    file = tmp_path / "x.drift"
    assert refused("export", file, "--env", "prdo").endswith("did you mean 'prod'?")
    assert refused("export", file, "--since", "yesterday").startswith("'yesterday' is no time; write 2026-11-01")
    assert refused("export", tmp_path / "no" / "x.drift").endswith("make its directory first")
    assert refused("export", file, "--db", tmp_path / "none.db").startswith("there is no store at")
    assert list(tmp_path.iterdir()) == []


def test_what_cannot_be_imported(refused, stored, tmp_path):
    file = tmp_path / "x.drift"
    assert "cannot be read: No such file" in refused("import", file)
    file.write_bytes(stored.store.read_bytes())
    assert refused("import", file) == "the bundle is none of container-drift; name a file that `drift export` made"
    stored("export", file, code=0)
    file.write_bytes(file.read_bytes()[:-30])
    assert refused("import", file).endswith("fetch it again from where it was made")


def test_a_refused_import_leaves_no_store_where_none_was(refused, stored, tmp_path):
    """What was there stays; a whole one makes the store, for its owner alone."""
    stored("export", tmp_path / "x.drift", code=0)
    whole = (tmp_path / "x.drift").read_bytes()
    (tmp_path / "x.drift").write_bytes(whole[:-30])
    new = tmp_path / "new"
    new.mkdir()
    refused("import", tmp_path / "x.drift", drift=Command(new))
    assert list(new.iterdir()) == []
    (tmp_path / "x.drift").write_bytes(whole)
    Command(new)("import", tmp_path / "x.drift", code=0)
    assert [one.name for one in new.iterdir()] == ["drift.db"]
    assert stat.S_IMODE((new / "drift.db").stat().st_mode) == 0o600
    assert Command(new)("db", "check", code=0).out
