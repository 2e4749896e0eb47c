"""One contract for every format: the same findings, the same counts, the same bytes, nothing secret, nothing that acts."""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import drift.render
from drift.errors import DriftError, OutputError
from drift.model.findings import Severity
from drift.render import RENDERERS, renderer_for, suffix_of
from drift.render.console import Console
from drift.render.symbols import ASCII
from drift.report import Report
from tests.render.builders import EVERY_REPORT, JUDGED, blind, calm, crowd, shop
from tests.render.hostile import HOSTILE, LONG, poisoned
from tests.render.reading import SGR, readable, shown_severities

ROOT = Path(__file__).parents[2]
FORMATS = (*RENDERERS, Console(width=80, colour="standard"), Console(width=80, ascii_only=True), Console(verbose=True))
IDS = [*(one.name for one in RENDERERS), "console, coloured", "console, ascii", "console, verbose"]

NUMBERS_ALONE = ("prometheus",)
ROWS_ALONE = ("codequality", "csv", "prometheus")
"""Formats with no place for a sentence about all of it."""

every_format = pytest.mark.parametrize("renderer", FORMATS, ids=IDS)
every_format_of_every_report = pytest.mark.parametrize(
    ("renderer", "name"),
    [
        pytest.param(one, name, id=f"{identifier}-{name}")
        for one, identifier in zip(FORMATS, IDS, strict=True)
        for name in (JUDGED if one.judged_only else EVERY_REPORT)
    ],
)


@every_format
def test_every_finding_is_there_with_its_rule_and_its_subject(renderer):
    text = readable(renderer, renderer.render(shop()))
    for one in shop().findings:
        if renderer.name in NUMBERS_ALONE or (renderer.name == "annotations" and one.finding.severity is Severity.INFO):
            continue  # an annotation for each fact would bury those that ask for something
        assert one.finding.title in text
        assert one.finding.key in text or renderer.name == "annotations"
        assert one.finding.severity == 0 or one.finding.rule in text


@every_format
def test_the_findings_of_a_group_are_in_rank_order(renderer):
    text = readable(renderer, renderer.render(shop()))
    api = [one for one in shop().findings if (one.finding.service, one.environment) == ("api", "production")]
    places = [text.index(one.finding.title) for one in api if one.finding.title in text]
    assert places == sorted(places)
    assert places or renderer.name in NUMBERS_ALONE


@every_format
def test_the_findings_of_each_severity_are_as_many_as_in_the_report(renderer):
    facts = {"info": 0} if renderer.name == "annotations" else {}
    assert shown_severities(renderer, renderer.render(shop())) == {**shop().counts, **facts}


@every_format_of_every_report
def test_the_answer_the_reasons_and_the_next_command_are_there(renderer, name):
    made = EVERY_REPORT[name]()
    text = readable(renderer, renderer.render(made))
    unjudged = made.unjudged if isinstance(made, Report) else ()
    if renderer.name in ROWS_ALONE:
        assert renderer.name in NUMBERS_ALONE or all(reason in text for reason in unjudged)
        return
    assert made.more in text
    for part in (made.headline.sentence, *unjudged):
        assert part.translate(ASCII) in text or part in text


@every_format_of_every_report
def test_the_same_report_gives_the_same_bytes(renderer, name):
    assert renderer.render(EVERY_REPORT[name]()) == renderer.render(EVERY_REPORT[name]())


@pytest.mark.process
def test_the_bytes_do_not_depend_on_the_process():
    program = (
        "import hashlib; from drift.render import RENDERERS; from tests.render.builders import EVERY_REPORT, JUDGED\n"
        "for one in RENDERERS:\n"
        "    for name in JUDGED if one.judged_only else EVERY_REPORT:\n"
        "        print(one.name, name, hashlib.sha256(one.render(EVERY_REPORT[name]()).encode()).hexdigest())"
    )
    outputs = [
        subprocess.run(
            (sys.executable, "-c", program),
            check=True,
            capture_output=True,
            cwd=ROOT,
            env=os.environ | {"PYTHONHASHSEED": seed, "TZ": zone},
        ).stdout
        for seed, zone in (("1", "UTC"), ("2", "Asia/Kathmandu"))
    ]
    assert outputs[0] == outputs[1] != b""


@every_format_of_every_report
def test_no_secret_leaves(renderer, name):
    text = renderer.render(EVERY_REPORT[name]())
    for planted in ("sk_test_1", "sk_live_1"):
        assert planted not in text


@every_format_of_every_report
@pytest.mark.parametrize("text", [HOSTILE, LONG], ids=["short", "10 kB"])
def test_hostile_names_are_inert(renderer, name, text):
    output = renderer.render(poisoned(EVERY_REPORT[name](), text))
    output.encode("utf-8")
    if isinstance(renderer, Console) and renderer.colour:
        output = SGR.sub("", output)
    assert {one for one in output if not one.isprintable()} <= {"\n"}
    if renderer.name in {"html", "junit"}:
        assert not re.search(r"<(script>|img|svg/)", output)


@every_format
def test_what_could_not_be_judged_is_never_silent(renderer):
    """Nor does it look as what passed."""
    unjudged, passed = renderer.render(blind()), renderer.render(calm())
    match renderer.name:
        case "prometheus":
            assert 'drift_verdict{verdict="unjudged"} 1' in unjudged
            assert 'drift_verdict{verdict="unjudged"} 0' in passed
        case _:
            said = readable(renderer, unjudged)
            assert all(reason in said for reason in blind().unjudged)


@every_format
def test_a_large_report_is_made_within_seconds(renderer):
    assert len(renderer.render(crowd(2_000))) > 1_000


@every_format
def test_an_output_ends_with_one_line_feed(renderer):
    for name in JUDGED if renderer.judged_only else EVERY_REPORT:
        text = renderer.render(EVERY_REPORT[name]())
        assert text.endswith("\n")
        assert not text.endswith("\n\n")


@pytest.mark.parametrize(
    ("wanted", "name"),
    [
        ("console", "console"), ("json", "json"), ("html", "html"),
        (".txt", "console"), (".json", "json"), (".html", "html"), (".HTM", "html"), (".md", "markdown"),
        (".sarif", "sarif"), (".sarif.json", "sarif"), (".xml", "junit"), (".codequality.json", "codequality"), (".prom", "prometheus"), (".csv", "csv"),
    ],
)  # fmt: skip
def test_a_format_is_found_by_its_name_and_by_its_suffix(wanted, name):
    assert renderer_for(wanted).name == name


@pytest.mark.parametrize("wanted", ["pdf", ".pdf", "", "JSON"])
def test_an_unknown_format_is_an_error_that_lists_the_formats(wanted):
    with pytest.raises(DriftError, match=r"console \(\.txt \.log\), json \(\.json\), html \(\.html \.htm\)"):
        renderer_for(wanted)


@pytest.mark.parametrize(
    ("file", "suffix"),
    [
        ("drift.sarif.json", ".sarif.json"),
        ("drift-1.4.json", ".json"),
        ("a.b/DRIFT.MD", ".md"),
        ("x.pdf", ".pdf"),
        ("x", ""),
    ],
)
def test_the_longest_suffix_of_a_name_says_its_format(file, suffix):
    assert suffix_of(Path(file)) == suffix


@pytest.mark.parametrize("renderer", [one for one in RENDERERS if one.judged_only], ids=lambda one: one.name)
def test_a_form_for_findings_is_refused_for_what_has_none(renderer):
    with pytest.raises(OutputError, match=f"no {renderer.name} of this answer"):
        renderer.render(EVERY_REPORT["scan"]())


def test_no_two_formats_share_a_name_or_a_suffix():
    names = [name for one in RENDERERS for name in (one.name, *one.suffixes)]
    assert len(names) == len(set(names))


def test_every_format_in_the_folder_is_in_the_registry():
    folder = Path(drift.render.__file__).parent
    formats = {
        path.stem
        for path in folder.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ClassDef) and path.stem != "interface" and "suffixes" in ast.unparse(node)
    }
    assert formats == {one.name for one in RENDERERS}
