"""The folder of a site: readers always see a whole one, what says the same stays, and what is not ours is left alone."""

import json
import re
import threading
from pathlib import Path

import pytest

from drift.cli.site_folder import LIST, Published, publish_site
from drift.errors import OutputError


def pages(*names: str, text: str = "") -> dict[str, str]:
    """Each leads to all others; the index last."""
    everyone = [*(f"service-{name}.html" for name in names), "index.html"]
    links = "".join(f'<a href="{name}">' for name in everyone)
    return {name: f"<html>{name} {text}{links}</html>\n" for name in everyone}


def listed(folder: Path) -> list[str]:
    names: list[str] = json.loads((folder / LIST).read_text())["pages"]
    return names


def test_a_site_is_written_into_a_folder_that_is_made_for_it(tmp_path):
    folder = tmp_path / "deep" / "public"
    assert publish_site(pages("web"), folder) == Published(2, 2, 0)
    assert sorted(one.name for one in folder.iterdir()) == [LIST, "index.html", "service-web.html"]
    assert (folder / "index.html").stat().st_mode & 0o400


def test_a_page_that_says_the_same_is_not_written(tmp_path):
    publish_site(pages("web", "api"), tmp_path)
    before = {one.name: (one.stat().st_mtime_ns, one.stat().st_ino) for one in tmp_path.iterdir()}

    changed = pages("web", "api") | {"service-web.html": "other"}
    assert publish_site(changed, tmp_path) == Published(3, 1, 0)

    after = {one.name: (one.stat().st_mtime_ns, one.stat().st_ino) for one in tmp_path.iterdir()}
    assert {name for name, known in before.items() if after[name] != known} == {"service-web.html"}


def test_the_page_of_a_service_that_is_gone_goes_and_nothing_else(tmp_path):
    publish_site(pages("web", "api"), tmp_path)
    (tmp_path / "service-mine.html").write_text("made by hand")

    assert publish_site(pages("web"), tmp_path) == Published(2, 2, 1)

    assert not (tmp_path / "service-api.html").exists()
    assert (tmp_path / "service-mine.html").read_text() == "made by hand"
    assert listed(tmp_path) == ["index.html", "service-web.html"]


def test_a_page_that_somebody_took_away_or_changed_comes_back(tmp_path):
    publish_site(pages("web"), tmp_path)
    (tmp_path / "service-web.html").unlink()
    (tmp_path / "index.html").write_text("scribble")
    assert publish_site(pages("web"), tmp_path) == Published(2, 2, 0)
    assert (tmp_path / "index.html").read_text() == pages("web")["index.html"]


@pytest.mark.parametrize("name", ["notes.txt", ".git", "index.html"])
def test_a_folder_with_other_things_in_it_is_refused(tmp_path, name):
    (tmp_path / name).write_text("mine")
    with pytest.raises(
        OutputError, match="is not empty and has no site of drift's; name a folder that is new or empty"
    ):
        publish_site(pages("web"), tmp_path)
    assert [one.name for one in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": 2, "pages": []}', '{"pages": []}', "\xff"])
def test_a_list_that_we_did_not_write_is_refused(tmp_path, text):
    (tmp_path / LIST).write_text(text)
    with pytest.raises(OutputError, match="name a folder that is new or empty"):
        publish_site(pages("web"), tmp_path)


def test_a_list_with_other_names_in_it_removes_none_of_them(tmp_path):
    outside = tmp_path / "outside.html"
    outside.write_text("mine")
    folder = tmp_path / "public"
    publish_site(pages("web"), folder)
    (folder / "notes.txt").write_text("mine")
    names = ["../outside.html", str(outside), "notes.txt", "index.html", 7, None]
    (folder / LIST).write_text(json.dumps({"format": 1, "pages": names}))

    publish_site(pages("web"), folder)

    assert outside.exists()
    assert (folder / "notes.txt").exists()


def test_a_file_in_the_folders_place_and_one_in_a_pages_place_are_said(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="name another folder with --site"):
        publish_site(pages("web"), tmp_path / "file")
    publish_site(pages("web"), tmp_path / "public")
    (tmp_path / "public" / "service-web.html").unlink()
    (tmp_path / "public" / "service-web.html").mkdir()
    with pytest.raises(OutputError, match="cannot be written"):
        publish_site(pages("web", text="new"), tmp_path / "public")


def test_a_link_in_a_pages_place_is_replaced_and_not_followed(tmp_path):
    publish_site(pages("web"), tmp_path / "public")
    mine = tmp_path / "mine.html"
    mine.write_text(pages("web")["index.html"])
    (tmp_path / "public" / "index.html").unlink()
    (tmp_path / "public" / "index.html").symlink_to(mine)

    publish_site(pages("web", text="new"), tmp_path / "public")

    assert mine.read_text() == pages("web")["index.html"]
    assert not (tmp_path / "public" / "index.html").is_symlink()


def test_what_a_killed_run_left_goes_with_the_next_one(tmp_path):
    for name in (f".{LIST}.a1b2c3d4", ".index.html.zz__9999", ".service-web.html.abcdefgh"):
        (tmp_path / name).write_text("half")
    (tmp_path / "again").mkdir()
    (tmp_path / "again").rmdir()

    publish_site(pages("web"), tmp_path)

    assert sorted(one.name for one in tmp_path.iterdir()) == [LIST, "index.html", "service-web.html"]


def test_a_run_that_ends_in_the_middle_leaves_a_list_of_all_that_is_there(tmp_path):
    publish_site(pages("web"), tmp_path)
    (tmp_path / "service-web.html").unlink()
    (tmp_path / "service-web.html").mkdir()  # cannot be replaced

    with pytest.raises(OutputError):
        publish_site(pages("api", "web", text="new"), tmp_path)

    there = {one.name for one in tmp_path.iterdir()} - {LIST}
    assert there <= set(listed(tmp_path))
    (tmp_path / "service-web.html").rmdir()
    publish_site(pages("db"), tmp_path)
    assert sorted(one.name for one in tmp_path.iterdir()) == [LIST, "index.html", "service-db.html"]


def test_a_reader_sees_a_whole_site_whenever_it_looks(tmp_path):
    """Pages come, change and go while another thread walks from the index along every link."""
    publish_site(pages("a"), tmp_path)
    done = threading.Event()
    wrong: list[str] = []
    walks = 0

    def walk() -> None:
        nonlocal walks
        while not done.is_set():
            waiting, seen = ["index.html"], set()
            while waiting:
                name = waiting.pop()
                seen.add(name)
                try:
                    text = (tmp_path / name).read_text()
                except FileNotFoundError:
                    if (tmp_path / "index.html").read_text().count(f'"{name}"'):
                        wrong.append(f"{name} is not there")
                    continue
                if not text.endswith("</html>\n"):
                    wrong.append(f"{name} is half")
                waiting += set(re.findall('href="([^"]+)"', text)) - seen - set(waiting)
            walks += 1

    reader = threading.Thread(target=walk)
    reader.start()
    try:
        for turn in range(60):
            names = [f"s{number}" for number in range(turn % 7, turn % 7 + 6)]
            publish_site(pages(*names, text=f"{turn} {'x' * 20_000}"), tmp_path)
    finally:
        done.set()
        reader.join()
    assert wrong == []
    assert walks > 0


def test_two_runs_at_a_time_write_one_after_the_other(tmp_path):
    runs = [
        threading.Thread(target=publish_site, args=(pages(name, text=name * 50_000), tmp_path)) for name in "abcdef"
    ]
    for one in runs:
        one.start()
    for one in runs:
        one.join()
    left = {one.name for one in tmp_path.iterdir()} - {LIST}
    assert left == set(listed(tmp_path))
    assert len(left) == 2
