"""The fleet in directories: what is made, what drift.toml says of it, and what is left when it ends."""

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from drift.demo import INJECTORS, demo_fleet
from drift.demo.base import host_base
from drift.demo.image import Build
from drift.errors import EngineError, OutputError
from drift.policy.config import load_settings
from tests.demo.bases import BASES, distroless, of_files_alone, of_this_machine
from tests.demo.expectations import NAMES, unmeasured, until
from tests.demo.walking import as_walked, bundles, walked

UNTIL_ENDED = """
import sys, time
from pathlib import Path
from drift.demo import demo_fleet
from tests.demo.bases import of_files_alone
with demo_fleet(Path(sys.argv[1]), base=of_files_alone()):
    print("made", flush=True)
    time.sleep(60)
"""


@pytest.mark.parametrize("base", BASES)
def test_before_anything_drifts_each_root_is_its_image(base, tmp_path):
    owner = None if os.geteuid() == 0 else (os.getuid(), os.getgid())
    image = as_walked(Build.of(BASES[base](), "1.4", owner).tree)
    with demo_fleet(tmp_path / "fleet", injectors=(), base=BASES[base]()) as fleet:
        made = bundles(fleet.directory)
    assert sorted(made) == sorted(NAMES)
    assert [name for name, (files, _) in made.items() if files != image] == []


def test_it_is_told_which_containers_there_are_and_what_was_done(tmp_path):
    with demo_fleet(tmp_path / "fleet", base=of_files_alone()) as fleet:
        assert list(fleet.containers) == NAMES
        assert [one.injector for one in fleet.injected] == [one.name for one in INJECTORS]
        assert {name for one in fleet.injected for name in one.instances} <= set(NAMES)
        assert fleet.injected[0].said == "somebody edited /etc/shop/api.json to get payments through: api in staging"
        assert fleet.mode == "embedded"


def test_its_drift_toml_names_four_environments_and_all_directories(tmp_path):
    with demo_fleet(tmp_path / "fleet", base=of_files_alone()) as fleet:
        settings = load_settings(fleet.settings)
        targets = [target for environment in settings.environments for target in environment.targets]
        assert all(Path(target.reference.removeprefix("dir:")).is_dir() for target in targets)
        assert Path(targets[0].image.removeprefix("oci-dir:").rpartition("@")[0], "index.json").is_file()
    assert [environment.name for environment in settings.environments] == [
        "dev",
        "integration",
        "staging",
        "production",
    ]
    assert [Path(target.reference).name for target in targets] == NAMES
    assert [target.service for target in targets[-5:]] == ["web", "web", "web", "api", "worker"]
    assert [target.image.rpartition("@")[2] for target in targets[-2:]] == ["1.5", "1.4"]


def test_a_folder_with_quotes_and_an_at_sign_is_written_as_toml_wants_it(tmp_path):
    with demo_fleet(tmp_path / 'a "b"@c \\ü', injectors=(), base=of_files_alone()) as fleet:
        target = load_settings(fleet.settings).environments[0].targets[0]
        assert Path(target.reference.removeprefix("dir:")).is_dir()


@pytest.mark.skipif(
    os.geteuid() != 0 or shutil.which("runc") is None, reason="runs a bundle, which needs root and runc"
)
@pytest.mark.parametrize("base", [of_this_machine, distroless])
def test_a_bundle_is_one_that_a_runtime_runs(base, tmp_path):
    with demo_fleet(tmp_path / "fleet", injectors=(), base=base()) as fleet:
        bundle = fleet.directory / "containers" / NAMES[0]
        config = json.loads((bundle / "config.json").read_text())
        config["process"]["args"] = ["/bin/sh", "-c", 'echo "$SHOP_SERVICE" && cat /etc/shop/web.conf']
        del config["linux"]["resources"]  # the machine that tests may run on has cgroups of its own kind
        (bundle / "config.json").write_text(json.dumps(config))
        command = ("runc", "--root", str(tmp_path / "runc"), "run", "--bundle", str(bundle), f"drift-{os.getpid()}")
        done = subprocess.run(command, check=False, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    assert done.stdout.startswith("web\n[server]\n"), done.stderr


def test_in_the_end_only_drift_toml_is_left(tmp_path):
    with demo_fleet(tmp_path / "fleet", base=of_files_alone()):
        pass
    assert walked(tmp_path / "fleet").keys() == {"drift.toml"}


def test_it_can_be_kept_and_made_again_over_what_was_kept(tmp_path):
    for _ in range(2):
        with demo_fleet(tmp_path / "fleet", base=of_files_alone(), keep=True):
            pass
        assert sorted(bundles(tmp_path / "fleet")) == sorted(NAMES)


def test_what_lies_beside_it_stays(tmp_path):
    (tmp_path / "report.html").write_text("mine")
    with pytest.raises(ZeroDivisionError), demo_fleet(tmp_path, base=of_files_alone(), keep=True):
        raise ZeroDivisionError
    assert walked(tmp_path).keys() == {"report.html"}


def test_when_the_body_raises_nothing_is_left(tmp_path):
    with pytest.raises(ZeroDivisionError), demo_fleet(tmp_path / "fleet", base=of_files_alone(), keep=True):
        raise ZeroDivisionError
    assert not (tmp_path / "fleet").exists()


@pytest.mark.parametrize("name", ["containers", "image", "volumes", "drift.toml"])
def test_a_folder_with_something_of_that_name_is_left_alone(name, tmp_path):
    place = tmp_path / name
    if name == "drift.toml":
        place.write_text('fail_on = "low"\n')
    else:
        place.mkdir()
        (place / "mine").write_text("mine")
    before = walked(tmp_path)
    with pytest.raises(OutputError, match="is not the demo's; name another directory"), demo_fleet(tmp_path):
        pass
    assert walked(tmp_path) == before


def test_a_folder_that_is_a_file_is_one_line(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(OutputError, match="cannot be used"), demo_fleet(tmp_path / "file", base=of_files_alone()):
        pass


def test_an_engine_that_is_not_there_is_one_line_and_leaves_nothing(tmp_path):
    with (
        pytest.raises(EngineError, match="cannot be reached"),
        demo_fleet(tmp_path / "fleet", engine="tcp://127.0.0.1:9"),
    ):
        pass
    assert not (tmp_path / "fleet").exists()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("made", [True, False], ids=["when it is made", "while it is made"])
def test_a_signal_leaves_nothing(number, made, tmp_path):
    command = (sys.executable, "-c", UNTIL_ENDED, str(tmp_path / "fleet"))
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=Path(__file__).parents[2], env=unmeasured()
    ) as demo:
        try:
            if made:
                assert demo.stdout is not None
                assert demo.stdout.readline() == b"made\n"
            else:
                until((tmp_path / "fleet/containers").exists)
            demo.send_signal(number)
            demo.communicate(timeout=30)
        finally:
            demo.kill()  # nothing, where it has ended
    assert demo.returncode in (-number, 128 + number)
    assert not (tmp_path / "fleet").exists()


def test_without_programs_of_linux_there_are_files_alone(monkeypatch):
    monkeypatch.setattr(sys, "platform", "darwin")
    base = host_base()
    assert base.lacks == "this machine runs darwin, and containers need programs of Linux"
    assert not any(node.content.startswith(b"\x7fELF") for node in base.tree.values())


@pytest.mark.skipif(os.geteuid() != 0, reason="becomes somebody who is not root")
def test_somebody_who_is_not_root_makes_it_of_their_own_files(tmp_path):
    tmp_path.chmod(0o777)
    for parent in tmp_path.parents[:-1]:
        parent.chmod(parent.stat().st_mode | 0o005)
    script = (
        "import os, sys; from pathlib import Path; from drift.demo import demo_fleet; from drift.demo.base import plain_base\n"
        "os.setgroups([]); os.setgid(65534); os.setuid(65534)\n"
        "with demo_fleet(Path(sys.argv[1]), base=plain_base('x')) as fleet:\n"
        "    print({(p.lstat().st_uid, p.lstat().st_gid) for p in (fleet.directory / 'containers').rglob('*')})\n"
    )
    command = (sys.executable, "-c", script, str(tmp_path / "fleet"))
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=Path(__file__).parents[2])
    assert done.stdout == "{(65534, 65534)}\n"
