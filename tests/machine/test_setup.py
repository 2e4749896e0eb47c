"""Installing what the tests need starts nothing and leaves the machine's policy as it was."""

import shutil
import sys

import pytest

from tests.machine import setup


@pytest.mark.parametrize("own", [None, "#!/bin/sh\nexit 0\n"], ids=["no policy", "a policy of the machine's own"])
def test_services_are_held_back_only_while_packages_are_installed(tmp_path, monkeypatch, own):
    policy = tmp_path / "policy-rc.d"
    monkeypatch.setattr(setup, "POLICY", policy)
    if own:
        policy.write_text(own)
    with setup.no_service_started():
        held = policy.read_text()
    assert held == "#!/bin/sh\nexit 101\n"
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == ([("policy-rc.d", own)] if own else [])


def test_a_program_with_a_loader_is_not_static():
    assert not setup.is_static(shutil.which("sh") or sys.executable)


def test_a_program_of_the_wrong_kind_is_missing():
    need = setup.Need("sh", "busybox-static", "a shell without libraries", setup.is_static)
    assert not need.is_met
    assert setup.Need("sh", "dash", "a shell").is_met
