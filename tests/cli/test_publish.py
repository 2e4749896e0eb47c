"""What follows a scheduled scan: files and notifications, as drift.toml says."""

import json
import stat

import pytest
from prometheus_client.parser import text_string_to_metric_families

from drift.store import Store
from tests.cli.command import Done
from tests.notify.servers import Hook, Mailbox, free_port

CHANGED = b"[server]\nport = 9090\n"


@pytest.fixture
def shop(fleet):
    for environment in ("dev", "prod"):
        fleet.service(environment, "web")
    return fleet


@pytest.fixture
def publish(drift, shop):
    """Scans, and publishes as these lines of drift.toml say."""

    def run(lines: str, *words: str, code: int = 0, **variables: str):
        shop.policy(lines)
        return drift.with_variables(**variables)("scan", "--publish", *words, code=code)

    return run


def mode(path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


FILES = '[publish]\nreports = ["out/drift.html", "out/drift.json", "out/drift.md"]\nmetrics = "out/drift.prom"\n'


def test_reports_and_metrics_are_written_beside_the_policy(publish, drift, shop, tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    done = publish(FILES)
    assert done.err == ""
    assert done.answer == "SCANNED: 2 containers read in dev, prod; 2 snapshots new"
    assert sorted(path.name for path in out.iterdir()) == ["drift.html", "drift.json", "drift.md", "drift.prom"]
    assert json.loads((out / "drift.json").read_text())["verdict"] == "pass"
    metrics = {one.name for one in text_string_to_metric_families((out / "drift.prom").read_text())}
    assert {"drift_verdict", "drift_scan_last_success_timestamp_seconds"} <= metrics
    shop.service("prod", "web", etc__app__app_conf=CHANGED)
    publish(FILES)
    assert json.loads((out / "drift.json").read_text())["verdict"] == "drift"


def test_a_report_is_its_owners_alone_metrics_are_for_all_and_a_file_keeps_its_mode(publish, tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    (out / "drift.html").touch(0o640)
    publish(FILES, "--quiet")
    assert [mode(out / name) for name in ("drift.html", "drift.json", "drift.prom")] == [0o640, 0o600, 0o644]


def test_one_that_cannot_be_written_is_said_and_the_others_are(publish, drift, tmp_path):
    lines = '[publish]\nreports = ["no/drift.html", "drift.nothing", "drift.json"]\nmetrics = "drift.prom"\n'
    done = publish(lines, "--quiet", code=2)
    said = done.err.splitlines()
    assert said[0].endswith("no/drift.html' cannot be written: No such file or directory; make its directory first")
    assert said[1].startswith("drift: not published: '.nothing': no output format has this name or suffix; there are ")
    assert len(said) == 2
    assert done.answer == "SCANNED: 2 containers read in dev, prod; 2 snapshots new"
    assert (tmp_path / "drift.json").exists()
    assert (tmp_path / "drift.prom").exists()
    assert drift("gate").code == 0


def test_without_a_word_of_it_in_the_policy_a_scan_publishes_nothing(publish, tmp_path):
    assert publish("", "--quiet").err == ""
    made = {path.name for path in tmp_path.iterdir() if not path.name.startswith("drift.db")}
    assert made == {"dev", "prod", "image.tar", "drift.toml"}


NOTIFY = '[notify]\nto = ["$HOOK"]\nreport_url = "https://reports.example/drift.html"\n'


def test_only_a_change_of_state_is_told(publish, shop):
    """New, worse and resolved each once; nothing while nothing changes."""
    with Hook().open() as hook:

        def told(lines: str = NOTIFY):
            publish(lines, "--quiet", HOOK=hook.address)
            return hook.taken()

        assert told() == []
        shop.service("prod", "web", etc__app__app_conf=CHANGED)
        (new,) = told()
        assert [(one["rule"], one["severity"]) for one in new["new"]] == [("config-file-changed", "high")]
        assert (new["verdict"], new["was"], new["report_url"]) == (
            "drift",
            "pass",
            "https://reports.example/drift.html",
        )
        assert told() == []
        (worse,) = told(NOTIFY + '[severity]\nconfig-file-changed = "critical"\n')
        assert [(one["severity"], one["was"]) for one in worse["worse"]] == [("critical", "high")]
        shop.service("prod", "web")
        (resolved,) = told()
        assert [one["title"] for one in resolved["resolved"]] == [worse_title(new)]
        assert (resolved["verdict"], resolved["was"], resolved["new"]) == ("pass", "drift", [])
        assert told() == []


def worse_title(document) -> str:
    (one,) = document["new"]
    return f"{one['rule']}: {one['title']}"


def test_what_could_not_be_sent_is_said_and_sent_the_next_time(publish, shop):
    shop.service("prod", "web", etc__app__app_conf=CHANGED)
    hook = Hook(port=free_port())
    failed = publish(NOTIFY, "--quiet", code=2, HOOK=hook.address)
    assert failed.err == "drift: not told, tried again at the next run: $HOOK (http): it cannot be reached\n"
    assert failed.answer == "SCANNED: 2 containers read in dev, prod; 2 snapshots new"
    with hook.open():
        hook.status = 500
        assert publish(NOTIFY, "--quiet", code=2, HOOK=hook.address).err.endswith("it answers 500\n")
        hook.taken()
        hook.status = 200
        publish(NOTIFY, "--quiet", HOOK=hook.address)
        (document,) = hook.taken()
        assert len(document["new"]) == 1


def test_one_that_cannot_be_reached_keeps_none_of_the_others_back(publish, shop):
    shop.service("prod", "web", etc__app__app_conf=CHANGED)
    with Hook().open() as hook:
        addresses = f"http://127.0.0.1:{free_port()}/hidden {hook.address}"
        failed = publish('[notify]\nto = ["$GONE", "$HOOK"]\n', code=2, HOOK=addresses)
        assert len(hook.taken()) == 1
        publish('[notify]\nto = ["$HOOK"]\n', "--quiet", code=2, HOOK=addresses)
        assert hook.taken() == []
    assert "drift: told $HOOK #2 (http)\n" in failed.err
    assert "the variable GONE is not set" in failed.err
    assert "$HOOK #1 (http): it cannot be reached" in failed.err
    assert "hidden" not in failed.err + failed.out


def test_a_mail_is_sent_and_a_hostile_name_does_nothing_in_it(publish, shop, drift):
    name = "srv/x\r\nBcc: evil@mail.example\r\n\r\n<script>alert(1)</script>\x1b[2J @everyone"
    shop.service("prod", "web", etc__app__app_conf=CHANGED)
    evil = shop.root / "prod" / "web" / name
    evil.parent.mkdir(parents=True)
    evil.write_bytes(b"x")
    with Mailbox().open() as mailbox:
        publish('severity = {"file-added" = "critical"}\n[notify]\nto = ["$MAIL"]\n', "--quiet", MAIL=mailbox.address)
    (mail,) = mailbox.received
    assert (mail["To"], mail["Bcc"], mail.get_content_type()) == ("ops@mail.example", None, "text/plain")
    assert mail["Subject"].startswith("drift: DRIFT: ")
    text = mailbox.text().replace("\r\n", "\n")
    assert r"srv/x\r\nBcc: evil@mail.example\r\n\r\n<script>" in text
    assert "\x1b" not in text
    assert "@everyone" not in text


def test_notify_tells_what_a_store_has_without_a_scan(drift, shop):
    shop.service("prod", "web", etc__app__app_conf=CHANGED)
    shop.policy(NOTIFY)
    drift("scan", code=0)
    with Hook().open() as hook:
        user = drift.with_variables(HOOK=hook.address)
        assert user("notify", code=0) == Done(0, "", "drift: told $HOOK (http)\n")
        assert user("notify", code=0) == Done(0, "", "")
        assert [one["occasion"] for one in hook.taken()] == ["change"]
        assert user("notify", "--test", code=0).err == "drift: told $HOOK (http)\n"
        assert [one["occasion"] for one in hook.taken()] == ["test"]


def test_notify_without_anybody_to_tell_is_a_mistake(drift, shop):
    shop.policy()
    drift("scan", code=0)
    done = drift("notify", code=2)
    assert done.err == 'drift: drift.toml names nobody to tell; write to = ["$NAME"] under [notify]\n'


def test_doctor_says_who_would_be_told_and_sends_nothing(drift, shop):
    shop.policy('[notify]\nto = ["$HOOK", "$GONE"]\n')
    with Hook().open() as hook:
        done = drift.with_variables(HOOK=hook.address)("doctor")
        assert hook.asked == []
    assert "ok    notify    $HOOK (http): drift notify --test says whether it arrives\n" in done.out
    assert "FAIL  notify    notify.to: the variable GONE is not set; " in done.out


def test_nothing_of_an_address_is_kept_or_written(publish, shop, drift, tmp_path):
    shop.service("prod", "web", etc__app__app_conf=CHANGED)
    with Hook().open() as hook:
        publish(FILES.replace("out/", "") + NOTIFY, HOOK=hook.address)
        assert len(hook.taken()) == 1
    kept = [path.read_bytes() for path in tmp_path.iterdir() if path.is_file()]
    assert not [raw for raw in kept if b"secret-path" in raw or str(hook.port).encode() + b"/" in raw]


def test_a_site_is_brought_up_to_date_after_each_scan(publish, shop, tmp_path):
    lines = '[publish]\nsite = "public"\n'
    assert publish(lines).err == ""
    public = tmp_path / "public"
    assert {"index.html", "service-web.html", "history-web.html"} <= {one.name for one in public.iterdir()}
    before = (public / "service-web.html").read_text()
    shop.service("prod", "web", etc__app__app_conf=CHANGED)
    publish(lines)
    assert (public / "service-web.html").read_text() != before


def test_who_may_read_the_folder_of_a_site_may_read_its_pages(publish, tmp_path):
    public = tmp_path / "public"
    public.mkdir(0o755)
    public.chmod(0o755)
    publish('[publish]\nsite = "public"\n')
    assert {mode(one) for one in public.iterdir()} == {0o644}
    public.chmod(0o700)
    (public / "index.html").unlink()
    publish('[publish]\nsite = "public"\n')
    assert mode(public / "index.html") == 0o600


def test_a_site_in_a_folder_of_somebody_else_is_a_line_and_2(publish, tmp_path):
    (tmp_path / "public").mkdir()
    (tmp_path / "public" / "mine.txt").touch()
    done = publish('[publish]\nsite = "public"\n', code=2)
    assert "not published: " in done.err
    assert "is not empty and has no site of drift's" in done.err


def test_where_another_run_tells_it_is_left_to_that(drift, shop):
    shop.service("prod", "web", etc__app__app_conf=CHANGED)
    shop.policy(NOTIFY)
    drift("scan", code=0)
    with Hook().open() as hook, Store.open(drift.store) as store, store.telling_lock() as alone:
        assert alone
        done = drift.with_variables(HOOK=hook.address)("notify", code=0)
        assert hook.asked == []
    assert done == Done(0, "", "drift: another run sends the notifications right now: left to it\n")
