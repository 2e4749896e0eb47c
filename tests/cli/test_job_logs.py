"""What `gate` says in the jobs of GitHub and GitLab, and that no name from inside a container is taken for a command there."""

import re

import pytest

EDITED = b"[server]\nport = 9090\n"
INJECTED = "::error title=x::y\n::add-mask::z"
OLDER = "##[error]x"
OURS = re.compile(r"::(error|warning|notice) title=drift%3A [\w-]+::")
COMMAND = re.compile(r"^\s*::|##\[", re.MULTILINE)


@pytest.fixture
def edited(drift, fleet):
    fleet.service("prod", "web", etc__app__app_conf=EDITED, srv__page=b"other\n")
    fleet.policy()
    drift("scan", code=0)
    return drift


@pytest.fixture
def github(edited):
    return edited.with_variables(GITHUB_ACTIONS="true")


@pytest.fixture
def gitlab(edited):
    return edited.with_variables(GITLAB_CI="true")


def test_findings_are_annotations_after_the_report(github):
    gate = github("gate", code=1)
    report, commands = gate.out.rsplit("\n\n", 1)[0], gate.out.splitlines()[-2:]
    assert report.startswith("DRIFT: ")
    assert commands == [
        "::error title=drift%3A config-file-changed::high: prod/web: /etc/app/app.conf: server.port",
        "::warning title=drift%3A file-changed::medium: prod/web: /srv/page: content",
    ]


def test_outside_of_a_job_there_is_no_command(edited):
    assert not COMMAND.search(edited("gate", code=1).out)
    assert not COMMAND.search(edited.with_variables(GITHUB_ACTIONS="false")("gate", code=1).out)


def test_a_document_on_stdout_stays_whole_and_the_annotations_go_to_stderr(github):
    gate = github("gate", "--format", "json", code=1)
    assert gate.json["verdict"] == "drift"
    assert gate.err.startswith("::error title=drift%3A config-file-changed::")
    html = github("gate", "--format", "html", code=1)
    assert html.out.endswith("</html>\n")


def test_beside_a_file_the_annotations_are_on_stdout(github):
    gate = github("gate", "-o", "drift.json", "--quiet", code=1)
    assert [line.split(" ")[0] for line in gate.out.splitlines()] == ["::error", "::warning"]
    assert not COMMAND.search((github.folder / "drift.json").read_text())


def test_beside_several_outputs_they_are_written_once(github, gitlab):
    gate = github("gate", "-q", "-o", "one.html", "-o", "-", "-o", "one.json", code=1)
    assert gate.out.count("::error ") == 1
    gate = gitlab("gate", "-o", "one.html", "-o", "-", code=1)
    assert gate.out.count("section_start:") == 1
    assert gitlab("gate", "-o", "one.html", "-o", "one.xml", code=1).out.count("DRIFT: ") == 1


def test_what_could_not_be_judged_is_an_error(github, fleet):
    fleet.service("qa", "web")
    fleet.policy()
    assert "::error title=drift%3A not judged::qa: " in github("gate", code=2).out


@pytest.mark.parametrize("name", [INJECTED, OLDER])
@pytest.mark.parametrize("command", [("scan",), ("gate",), ("gate", "--format", "json"), ("show", "env:prod/web")])
def test_no_name_from_inside_a_container_is_a_command(github, fleet, name, command):
    root = fleet.bundle("prod", "web", {"A": name})
    (root / "rootfs" / "etc" / f"{name.replace('/', '')}.conf").write_text(f"a = {name}\n")
    fleet.policy()
    github("scan", code=0)
    done = github(*command)
    assert done.code in (0, 1)
    lines = [*done.out.splitlines(), *done.err.splitlines()]
    assert not COMMAND.search("\n".join(line for line in lines if not OURS.match(line))), lines


def test_gitlab_folds_the_report_below_the_answer_and_what_fails(gitlab):
    gate = gitlab("gate", code=1)
    lines = gate.out.splitlines()
    assert lines[0] == "DRIFT: 1 finding at or above high in prod"
    assert lines[1] == "ERROR config-file-changed: high: prod/web: /etc/app/app.conf: server.port"
    start = re.search(r"\x1b\[0Ksection_start:(\d+):drift_report\[collapsed=true\]\r\x1b\[0K", gate.out)
    assert start
    assert f"\x1b[0Ksection_end:{start[1]}:drift_report\r\x1b[0K\n" in gate.out
    assert gate.out.count("DRIFT: ") == 2


def test_gitlab_gets_plain_lines_beside_a_file_and_nothing_in_a_document(gitlab):
    gate = gitlab("gate", "-o", "drift.html", "--quiet", code=1)
    assert [line.split(" ")[0] for line in gate.out.splitlines()] == ["DRIFT:", "ERROR"]
    assert gitlab("gate", "--format", "json", code=1).json["verdict"] == "drift"
