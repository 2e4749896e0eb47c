import pytest

from drift.model.changes import Change, ChangeType, Detail, Relation
from drift.model.records import Kind
from tests.policy.made import directory, file, file_change, found, moved, rule_of


@pytest.mark.parametrize(
    ("key", "before", "after", "expected"),
    [
        ("/srv/data.bin", None, file(), ("file-added", "medium")),
        ("/srv/data.bin", file(), file("two"), ("file-changed", "medium")),
        ("/srv/data.bin", file(), None, ("file-removed", "medium")),
        ("/usr/bin/curl", file(mode="0755"), file("two", mode="0755"), ("file-changed", "high")),
        ("/usr/bin/curl", file(mode="0755"), None, ("file-removed", "high")),
        ("/usr/lib/libz.so.1", file(), file("two"), ("file-changed", "high")),
        ("/usr/lib/libz.so.1", None, file(), ("file-added", "high")),
        ("/app/server.py", file(), file("two"), ("file-changed", "high")),
        ("/usr/local/bin/tool", None, file(mode="0755"), ("executable-added", "high")),
        ("/tmp/tool", None, file(mode="0755"), ("executable-added", "medium")),
        ("/etc/app/app.conf", file(), file("two"), ("config-file-changed", "high")),
        ("/opt/app/settings.json", file(), file("two"), ("config-file-changed", "high")),
        ("/opt/app/.env", file(), file("two"), ("config-file-changed", "high")),
        ("/opt/app/node_modules/x/.eslintrc.yml", file(), file("two"), ("file-changed", "medium")),
        ("/etc/app/app.conf", file(), None, ("file-removed", "high")),
        ("/etc/app/notes", None, file(), ("file-added", "medium")),
        ("/etc/nginx/conf.d/extra.conf", None, file(), ("file-added", "high")),
        ("/etc/ld.so.preload", None, file(), ("preload-added", "high")),
        ("/etc/ld.so.preload", None, file(""), ("file-added", "high")),
        ("/etc/ld.so.preload", file(), file("two"), ("preload-added", "high")),
        ("/etc/ld.so.preload", file(), None, ("file-removed", "high")),
        ("/srv/data.bin", file(), file(mode="0600"), ("file-mode-changed", "high")),
        ("/srv/data.bin", file(), file(owner="7:7"), ("file-owner-changed", "high")),
        ("/srv", directory(), directory("0700"), ("file-mode-changed", "high")),
        ("/var/log/app.log", file(), file("two"), ("runtime-state", "low")),
        ("/run/app.pid", None, file(), ("runtime-state", "low")),
        ("/var/cache/x", file(), None, ("runtime-state", "low")),
        ("/etc/ld.so.cache", file(), file("two"), ("runtime-state", "low")),
        ("/var/lib/dpkg/status-old", file(), file("two"), ("runtime-state", "low")),
        ("/var/lib/logrotate/status", None, file(), ("runtime-state", "low")),
        ("/app/__pycache__/a.cpython-311.pyc", None, file(), ("runtime-state", "low")),
        ("/runner/x", None, file(), ("file-added", "medium")),
    ],
)
def test_a_file_is_judged_by_what_it_is_for(key, before, after, expected):
    assert rule_of(file_change(key, before, after)) == expected


def test_one_change_of_content_mode_and_owner_is_one_finding_that_says_all_three():
    one = file_change("/etc/app.conf", file(), file("two", mode="0600", owner="7:8"))
    [finding] = found(one)
    assert finding.rule == "config-file-changed"
    assert finding.title == "/etc/app.conf: content, mode 0644 → 0600 and owner 0:0 → 7:8"


def test_what_differs_inside_a_document_is_in_the_title_and_the_details():
    details = (Detail("server.port", "80", "8080"), Detail("workers", "2", "4"))
    [finding] = found(file_change("/etc/app.yaml", file(), file("two"), details=details))
    assert finding.title == "/etc/app.yaml: server.port, workers"
    assert finding.details == details


def test_a_document_with_many_differences_names_three():
    details = tuple(Detail(name, "1", "2") for name in "abcde")
    [finding] = found(file_change("/etc/app.yaml", file(), file("two", mode="0600"), details=details))
    assert finding.title == "/etc/app.yaml: a, b, c and 2 more and mode"


@pytest.mark.parametrize(
    ("before", "after", "severity"),
    [
        (file(mode="0755"), file(mode="4755"), "critical"),
        (None, file(mode="4755"), "critical"),
        (file(mode="0755", owner="7:7"), file(mode="4755", owner="7:7"), "high"),
        (file(mode="0644"), file(mode="4644"), "high"),
        (file(mode="0755"), file(mode="2755"), "high"),
    ],
)
def test_a_set_uid_file_is_critical_where_it_gives_root(before, after, severity):
    assert rule_of(file_change("/usr/bin/x", before, after)) == ("set-uid-added", severity)


def test_a_set_uid_file_in_tmp_is_no_runtime_state():
    assert rule_of(file_change("/tmp/sh", None, file(mode="4755"))) == ("set-uid-added", "critical")


def test_a_bit_that_was_there_before_is_not_added():
    assert rule_of(file_change("/usr/bin/su", file(mode="4755"), file("two", mode="4755"))) == ("file-changed", "high")


def test_the_set_gid_bit_of_a_directory_is_a_mode_and_no_right():
    assert rule_of(file_change("/srv", directory(), directory("2755"))) == ("file-mode-changed", "high")


def test_a_file_capability_is_a_right():
    assert rule_of(file_change("/bin/ping", file(mode="0755"), file(mode="0755", capability="01"))) == (
        "file-capability-added",
        "high",
    )


def test_a_file_capability_is_called_by_its_name():
    gained = file(mode="0755", capability="0100000200200000000000000000000000000000")
    [finding] = found(file_change("/bin/ping", file(mode="0755"), gained))
    assert finding.title == "/bin/ping: file capability (cap_net_raw)"


def test_a_capability_that_was_there_before_is_no_news():
    before, after = file(mode="0755", capability="01"), file("two", mode="0755", capability="01")
    assert rule_of(file_change("/bin/ping", before, after)) == ("file-changed", "high")


def test_a_capability_that_is_gone_is_a_change_of_permissions():
    assert rule_of(file_change("/bin/ping", file(mode="0755", capability="01"), file(mode="0755"))) == (
        "file-mode-changed",
        "high",
    )


def test_a_program_that_lost_its_bit_says_that_it_can_no_longer_be_run():
    [finding] = found(file_change("/entrypoint.sh", file(mode="0755"), file(mode="0644")))
    assert (finding.rule, finding.consequence) == ("file-mode-changed", "it can no longer be run")


def test_a_file_that_anyone_may_write_now_says_so():
    [finding] = found(file_change("/srv/x", file(mode="0644"), file(mode="0666")))
    assert finding.consequence == "anyone in the container may write it"


def test_a_sticky_directory_is_made_for_anyone():
    [finding] = found(file_change("/srv/x", directory(), directory("1777")))
    assert finding.consequence == ""


def test_a_link_that_points_elsewhere_says_where():
    before, after = ({"type": "symlink", "uid": 0, "gid": 0, "linkname": target} for target in ("a", "b"))
    [finding] = found(file_change("/srv/current", before, after))
    assert (finding.rule, finding.title) == ("file-changed", "/srv/current: target a → b")


def test_a_file_that_became_a_link_says_both():
    link = {"type": "symlink", "uid": 0, "gid": 0, "linkname": "/dev/null"}
    [finding] = found(file_change("/srv/audit", file(), link))
    assert (finding.rule, finding.title) == ("file-changed", "/srv/audit: file → symbolic link")


@pytest.mark.parametrize("node", ["char-device", "block-device"])
def test_a_device_node_is_high(node):
    record = {"type": node, "mode": "0660", "uid": 0, "gid": 0, "rdev": "8:0"}
    assert rule_of(file_change("/srv/disk", None, record)) == ("file-added", "high")


def test_a_fifo_is_a_file_like_others():
    record = {"type": "fifo", "mode": "0660", "uid": 0, "gid": 0}
    assert rule_of(file_change("/srv/pipe", None, record)) == ("file-added", "medium")


@pytest.mark.parametrize(
    ("old", "new", "record", "severity"),
    [
        ("/srv/a", "/srv/b", file(), "medium"),
        ("/etc/app.conf", "/etc/app.conf.bak", file(), "high"),
        ("/usr/bin/x", "/usr/bin/y", file(mode="0755"), "high"),
        ("/usr/lib/libz.so.1", "/srv/z", file(), "high"),
        ("/usr/bin/x", "/tmp/x", file(mode="0755"), "high"),
    ],
)
def test_a_move_is_as_severe_as_the_loss_of_the_old_place(old, new, record, severity):
    assert rule_of(moved(old, new, record)) == ("file-moved", severity)


def test_a_rotated_log_is_runtime_state():
    assert rule_of(moved("/var/log/app.log", "/var/log/app.log.1")) == ("runtime-state", "low")


def test_a_move_with_another_mode_says_both():
    [finding] = found(moved("/srv/a", "/srv/b", file(), file(mode="0600")))
    assert finding.title == "/srv/a was moved to /srv/b, mode 0644 → 0600"


@pytest.mark.parametrize(
    ("before", "severity"), [(None, "info"), (file(), "low")], ids=["not in the image", "in the image"]
)
def test_a_file_without_a_digest_is_unstable(before, severity):
    assert rule_of(file_change("/srv/db", before, file(sha256=None))) == ("unstable-file", severity)


def test_a_secret_file_that_was_changed_has_a_fingerprint_in_place_of_its_digest():
    after = {"type": "file", "mode": "0644", "uid": 0, "gid": 0, "size": 3, "hmac": "ff", "key_id": "0a0a0a0a"}
    assert rule_of(file_change("/etc/app/token.conf", file(), after)) == ("config-file-changed", "high")


def test_a_secret_file_with_another_mode_alone_is_not_said_to_have_another_content():
    after = {"type": "file", "mode": "0600", "uid": 0, "gid": 0, "size": 3, "hmac": "ff", "key_id": "0a0a0a0a"}
    [finding] = found(file_change("/etc/app/token.conf", file(), after))
    assert (finding.rule, finding.title) == ("file-mode-changed", "/etc/app/token.conf: mode 0644 → 0600")


def test_two_secret_files_fingerprinted_with_two_keys_cannot_be_compared():
    before, after = (
        {"type": "file", "mode": "0644", "uid": 0, "gid": 0, "size": 3, "hmac": key, "key_id": key}
        for key in ("a", "b")
    )
    assert rule_of(file_change("/etc/token", before, after), Relation.ENVIRONMENTS) == ("key-differs", "low")


def test_two_secret_files_of_two_sizes_differ_whatever_the_keys_are():
    before, after = (
        {"type": "file", "mode": "0644", "uid": 0, "gid": 0, "size": size, "hmac": "h", "key_id": key}
        for size, key in ((3, "a"), (4, "b"))
    )
    assert rule_of(file_change("/etc/token", before, after), Relation.ENVIRONMENTS) == ("config-file-changed", "high")


def test_what_a_package_owns_is_high_and_says_so():
    [finding] = found(file_change("/usr/share/x/data", file(), file("two"), explained="pkg:deb/debian/x-data"))
    assert (finding.rule, str(finding.severity), finding.attribution) == ("file-changed", "high", "belongs to x-data")


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("/etc/app.conf", ("config-file-changed", "high")),
        ("/usr/bin/curl", ("replica-differs", "medium")),
        ("/srv/data", ("replica-differs", "medium")),
        ("/var/log/x", ("runtime-state", "low")),
    ],
)
def test_a_replica_with_another_configuration_file_is_high_and_any_other_file_medium(key, expected):
    assert rule_of(file_change(key, file(), file("two")), Relation.INSTANCES) == expected


def test_a_replica_names_itself():
    [finding] = found(file_change("/srv/data", None, file()), relation=Relation.INSTANCES)
    assert (finding.title, finding.instances) == ("/srv/data is only in web-2", ("web-2",))


@pytest.mark.parametrize("relation", [Relation.ENVIRONMENTS, Relation.NOW_BEFORE, Relation.IMAGE_IMAGE])
def test_a_file_that_no_image_explains_is_judged_alike_between_other_sides(relation):
    assert rule_of(file_change("/usr/bin/curl", file(mode="0755"), None), relation) == ("file-removed", "high")


def test_a_hostile_mode_is_no_mode():
    before, after = file(mode="rwxr-xr-x"), file(mode="99999999999")
    assert rule_of(file_change("/srv/x", before, after)) == ("file-mode-changed", "high")


def test_a_path_that_is_not_utf_8_is_judged_as_any_other():
    assert rule_of(file_change("/srv/caf\udce9", None, file())) == ("file-added", "medium")


def test_files_that_could_not_be_compared_are_a_failed_collector():
    [finding] = found(Change(Kind.FILES, "", ChangeType.INCOMPARABLE, None, {"reason": "truncated"}))
    assert (finding.rule, finding.kind, finding.key) == ("collector-failed", Kind.COVERAGE, "collector:files")


@pytest.mark.parametrize(
    ("path", "after", "rule"),
    [
        ("/etc/app.json", file("two"), ("config-form-changed", "low")),
        ("/srv/data.json", file("two"), ("config-form-changed", "low")),
        ("/etc/app.json", file("two", mode="0666"), ("config-file-changed", "high")),
        ("/etc/app.json", file("two", owner="5:5"), ("config-file-changed", "high")),
    ],
)
def test_a_document_that_says_the_same_was_changed_in_its_form_only(path, after, rule):
    assert rule_of(file_change(path, file(), after, same_meaning=True)) == rule
