"""Whatever is wrong: one line with what, why and what to do, exit 2, and the store as it was."""

import os
import shutil
import socket
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.command import Command, Done, ended
from tests.cli.engine_answers import DOCKER, Answering
from tests.cli.fleet import Fleet
from tests.source.images import BASE, Made, archive, layout, legacy, several_platforms, write_archive, write_files

WITHOUT_ALL_RIGHTS = ("setpriv", "--bounding-set=-dac_override,-dac_read_search")
"""Root without the capability to pass over the rights of files (capabilities(7))."""


@pytest.fixture(scope="module")
def stored(tmp_path_factory):
    """A folder with a store that has two snapshots of dev/web and one of prod/web. Nothing here may change it."""
    folder = tmp_path_factory.mktemp("stored")
    fleet, drift = Fleet(folder), Command(folder)
    fleet.service("dev", "web")
    fleet.service("prod", "web")
    policy = fleet.policy()
    drift("scan", code=0)
    fleet.service("dev", "web", srv__page=b"other\n", etc__app__app_conf=b"[server]\nport = 9090\n")
    drift("scan", code=0)
    policy.rename(folder / "two.toml")
    return drift


@pytest.fixture
def refused(stored):
    """Runs it; asserts one line, 2, and the same bytes in the store; the line without "drift: " in front."""

    def run(*words: object, drift: Command = stored, **variables: str) -> str:
        before = drift.store.read_bytes() if drift.store.exists() else b""
        return line_of(drift.with_variables(**variables)(*words), drift, before)

    return run


def line_of(done: Done, drift: Command, before: bytes) -> str:
    assert done.code == 2, done
    assert done.out == ""
    assert done.err.count("\n") == 1, done.err
    assert done.err.startswith("drift: ")
    assert (drift.store.read_bytes() if drift.store.exists() else b"") == before
    return done.err.removeprefix("drift: ").rstrip("\n")


# -- engines --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("unix:///no/such.sock", "there is no such socket; start the engine, or name another with -H or -c"),
        ("tcp://127.0.0.1:1", "nothing answers there; start the engine, or name another with -H or -c"),
        ("127.0.0.1:1", "nothing answers there; start the engine, or name another with -H or -c"),
    ],
)
def test_an_engine_that_is_not_reached(refused, address, why):
    assert refused("diff", "web", "-H", address).endswith(why)


def test_an_address_that_is_none_and_a_context_that_is_not_there(refused):
    assert (
        refused("diff", "web", "-H", "foo://x")
        == "'foo://x' is no engine address; unix://…, ssh://…, tcp://…, or -c CONTEXT"
    )
    assert (
        refused("diff", "web", "-c", "nope")
        == "there is no docker context 'nope'; docker context ls lists those that exist"
    )
    assert (
        refused("scan", "-H", "unix:///a", "-c", "b") == "-H 'unix:///a' and -c 'b' name two engines; give one of them"
    )


def test_a_password_in_an_address_is_not_repeated(refused):
    for address in ("tcp://user:hunter2@127.0.0.1:1", "ssh://user:hunter2@127.0.0.1:1"):
        assert "hunter2" not in refused("diff", "web", "-H", address)


def test_a_socket_without_the_right_to_use_it(stored, tmp_path):
    path = tmp_path / "engine.sock"
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(path))
        listening.listen()
        path.chmod(0o000)
        before = stored.store.read_bytes()
        first = WITHOUT_ALL_RIGHTS if os.geteuid() == 0 else ()
        with stored.program(*first, *stored.words("diff", "web", "-H", f"unix://{path}")) as process:
            line = line_of(ended(process), stored, before)
    assert line.endswith("permission denied; join the group that owns the socket (docker), or use sudo")


@pytest.mark.parametrize(
    ("version", "why"),
    [
        (DOCKER | {"Os": "windows"}, "runs Windows containers, which drift cannot read; use a Linux engine"),
        (DOCKER | {"ApiVersion": "1.20"}, "update the older of the two"),
        (b"<html>", "with something that is no JSON; is this the address of a Docker or Podman engine?"),
        ({"hello": "world"}, "GET /version says no ApiVersion; check the address"),
    ],
)
def test_an_engine_that_is_none_of_ours(refused, tmp_path, version, why):
    with Answering(tmp_path / "engine.sock", {"/version": version}) as engine:
        assert refused("diff", "web", "-H", engine.address).endswith(why)


def test_a_name_that_an_engine_does_not_have_and_the_nearest_that_it_has(refused, tmp_path):
    listed = [{"Id": "a" * 64, "Names": ["/webshop"], "Image": "app:1", "State": "exited", "Labels": {}}]
    answers = {"/version": DOCKER, "/info": {"ID": "X"}, "/containers/json": listed}
    with Answering(tmp_path / "engine.sock", answers) as engine:
        for words in (("diff", "webshpo"), ("diff", "container:webshpo"), ("scan", "webshpo"), ("gate", "webshpo")):
            line = refused(*words, "-H", engine.address)
            assert line.startswith("there is no container ")
            assert line.endswith(f"'webshpo' on {engine.address}; did you mean 'webshop'?")
        assert refused("diff", "image:app:2", "-H", engine.address).endswith("docker image ls lists them")


# -- references ------------------------------------------------------------------------------------------------------


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


# -- archives --------------------------------------------------------------------------------------------------------


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


# -- stores ----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def waits_for_a_lock(tmp_path_factory):
    """Begun before the other tests of this module, since it waits for 30 seconds."""
    folder = tmp_path_factory.mktemp("locked")
    fleet, drift = Fleet(folder), Command(folder)
    fleet.service("dev", "web")
    fleet.policy()
    drift("scan", code=0)
    holder = sqlite3.connect(drift.store, isolation_level=None)
    holder.execute("PRAGMA locking_mode = EXCLUSIVE")
    holder.execute("BEGIN EXCLUSIVE")
    with drift.start("scan") as process:
        yield process
        process.kill()
    holder.close()


@pytest.fixture(autouse=True)
def _begun(waits_for_a_lock):
    """So that the lock is waited for while the other tests run."""


def changed(drift: Command, folder: Path, *statements: str) -> Command:
    """A copy of its store on which SQL was run."""
    shutil.copy(drift.store, folder)
    copy = Command(folder)
    with closing(sqlite3.connect(copy.store, isolation_level=None)) as store:
        for statement in statements:
            store.execute(statement)
    return copy


def test_a_store_of_a_newer_version(refused, stored, tmp_path):
    drift = changed(stored, tmp_path, "PRAGMA user_version = 99")
    for words in (("gate",), ("scan",), ("diff", "env:dev/web")):
        assert refused(*words, drift=drift).endswith("upgrade container-drift, or name another file with --db")


def test_a_file_that_is_no_store(refused, stored, tmp_path):
    drift = Command(tmp_path)
    drift.store.write_text("A shopping list.\n" * 100)
    assert refused("gate", drift=drift).endswith("move it away, or name another file with --db")
    changed(stored, tmp_path, "PRAGMA application_id = 7", "CREATE TABLE shopping (what TEXT)")
    assert refused("scan", drift=drift).endswith("is a database of another program; name another file with --db")
    assert "no regular file" in refused("status", "--db", tmp_path)


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE coverage SET content = '[]'",
        "UPDATE fact SET content = '{' WHERE name = 'app.conf'",
        "DROP TABLE observation",
    ],
)
def test_a_damaged_store(refused, stored, tmp_path, damage):
    assert "damaged" in refused("gate", drift=changed(stored, tmp_path, damage))


@pytest.mark.parametrize("content", ["{", "[1]"])
def test_a_store_whose_records_somebody_else_wrote_passes_no_gate(refused, stored, tmp_path, content):
    """No reader checks the shape of each record, so it is `main` that closes here."""
    forged = changed(stored, tmp_path, f"UPDATE record SET content = '{content}' WHERE kind = 'files'")
    assert "internal error" in refused("gate", drift=forged, TMPDIR=str(tmp_path))


def test_a_store_in_a_folder_that_cannot_be_made(refused, tmp_path):
    (tmp_path / "file").write_text("")
    assert "drift.db" in refused("scan", "--db", tmp_path / "file" / "drift.db")


@pytest.fixture
def small_disk(tmp_path):
    """A file system of 400 KiB."""
    if os.geteuid() != 0:
        pytest.skip("mounting needs root")
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", str(tmp_path)], check=True)
    yield tmp_path
    subprocess.run(["umount", "-l", str(tmp_path)], check=True)


def test_a_full_disk_leaves_the_store_as_it_was(small_disk, tmp_path_factory):
    fleet = Fleet(tmp_path_factory.mktemp("many"))
    path = fleet.service("dev", "web")
    for number in range(3000):
        (path / f"srv/page-{number}").write_bytes(b"new")
    fleet.policy()
    drift = Command(fleet.root).with_variables(DRIFT_DB=str(small_disk / "drift.db"))
    done = drift("scan", code=2)
    assert done.out == ""
    assert done.err.endswith(
        "the disk is full, nothing was changed (database or disk is full); make room, then try again\n"
    )
    with closing(sqlite3.connect(small_disk / "drift.db")) as store:
        assert store.execute("SELECT count(*) FROM observation").fetchone() == (0,)
        assert store.execute("PRAGMA integrity_check").fetchone() == ("ok",)


# -- outputs ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", [("status",), ("report",), ("rules",), ("config", "check"), ("init",)])
def test_an_output_in_a_folder_that_is_not_there(refused, words):
    line = refused(*words, "-o", "/no/such/x.txt")
    assert line == "'/no/such/x.txt' cannot be written: No such file or directory; make its directory first"


def test_an_output_that_is_a_folder(refused, tmp_path):
    assert refused("status", "-o", tmp_path).endswith("Is a directory; name another file with -o")


def test_an_output_without_the_right_to_write_it(stored, tmp_path):
    folder = tmp_path / "theirs"
    folder.mkdir(mode=0o500)
    first = WITHOUT_ALL_RIGHTS if os.geteuid() == 0 else ()
    before = stored.store.read_bytes()
    with stored.program(*first, *stored.words("status", "-o", folder / "x.json")) as process:
        line = line_of(ended(process), stored, before)
    assert line == f"{str(folder / 'x.json')!r} cannot be written: Permission denied; name another file with -o"


def test_init_does_not_replace_a_file(refused, stored):
    assert refused("init", "two.toml").endswith(
        "'two.toml' is there already; use --force to replace it, or name another file"
    )


# -- drift.toml ------------------------------------------------------------------------------------------------------

WRONG = {
    'fail_on = "high': "line 1",
    'fail_onn = "high"': "line 1: unknown key 'fail_onn'; did you mean 'fail_on'?",
    'fail_on = "hgih"': "line 1: fail_on: unknown severity 'hgih'; did you mean 'high'?",
    'max_age = "soon"': "line 1: max_age: is no length of time; write 90s, 10m, 24h, 7d or 1h30m",
    "max_age = 24": "line 1: max_age: must be text in quotes, not a whole number",
    '[environment]\nname = "dev"': "line 1: environment: must be a list in [ ], not a table; write [[environment]]",
    "[[environment]]\nhosts = []": "line 1: environment 1: name is missing; add it",
    '[[environment]]\nname = "a"\n[[environment]]\nname = "a"': "'a' is declared twice, first in line 1; take one away",
    '[[environment]]\nname = "a"\nhosts = ["prod"]': "line 3: environment 1, hosts 1: 'prod' is no engine",
    '[[waiver]]\nrule = "file-add"\nreason = "so"': "line 2: waiver 1, rule: unknown rule 'file-add'; did you mean 'file-added'?",
    '[[waiver]]\nrule = "file-added"': "line 1: waiver 1: reason is missing; add it",
    '[severity]\nfile-added = "loud"': "line 2: severity.file-added: unknown severity 'loud'",
    '[ignore]\nfile = ["a"]': "line 2: ignore: unknown kind 'file'; did you mean 'files'?",
    '[[pair]]\nbefore = "a"\nafter = "a"': "is the same environment as before; name the one that follows it",
}


@pytest.mark.parametrize(("source", "why"), WRONG.items(), ids=range(len(WRONG)))
def test_a_policy_that_is_wrong(refused, tmp_path, source, why):
    path = tmp_path / "drift.toml"
    path.write_text(source + "\n")
    for words in (("config", "check"), ("gate",)):
        line = refused(*words, "--config", path)
        assert line.startswith(f"{path} line ")
        assert why in line


def test_a_policy_that_cannot_be_read(refused, tmp_path):
    assert refused("config", "check", "--config", "none.toml") == (
        "none.toml: cannot be read: No such file or directory; name another file with --config"
    )
    (tmp_path / "latin.toml").write_bytes(b'fail_on = "h\xefgh"\n')
    assert refused("gate", "--config", tmp_path / "latin.toml").endswith("line 1: not UTF-8; save the file as UTF-8")


# -- the last one: what has waited -------------------------------------------------------------------------------------


def test_a_store_that_another_process_has_locked(waits_for_a_lock):
    done = ended(waits_for_a_lock)
    assert (done.code, done.out) == (2, "")
    assert done.err.endswith("it is locked by another process (database is locked); try again when that has finished\n")
