"""The page as text: complete by itself, in order, bounded."""

import base64
import hashlib
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

import drift.render.html
from drift.errors import OutputError
from drift.model.changes import ChangeType, Detail
from drift.model.findings import Hidden, Member, Severity
from drift.model.records import Kind
from drift.render.html import Html
from drift.report import Report, report
from drift.report.provenance import UNSEEN
from tests.render.builders import EVERY_REPORT, calm, crowd, frame, shop, verdict
from tests.render.shop import comparisons, finding, observations, state

TEMPLATES = Path(__file__).parents[2] / "reports" / "templates"


class Page(HTMLParser):
    """What a browser makes of a page, as far as a test asks."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "link", "input"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, f"</{tag}> closes another"

    def handle_data(self, data: str) -> None:
        if not {"style", "script", "template"} & set(self.open) and data.strip():
            self.texts.append(" ".join(data.split()))

    @property
    def text(self) -> str:
        return " ".join(self.texts)

    def values(self, name: str) -> list[str]:
        return [value for _, attributes in self.tags if (value := attributes.get(name)) is not None]


def page(made: Report) -> Page:
    return Page(Html().render(made))


def with_finding(**changed: object) -> Report:
    one = finding("config-file-changed", Severity.HIGH, Kind.FILES, "/a", **changed)
    return report(verdict([one]), state(), comparisons(observations()), frame())


@pytest.mark.parametrize("name", EVERY_REPORT)
def test_every_tag_is_closed_and_every_id_is_one(name):
    read = Page(Html().render(EVERY_REPORT[name]()))
    assert read.open == []
    ids = read.values("id")
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("name", EVERY_REPORT)
def test_every_link_leads_to_a_place_in_the_page(name):
    read = Page(Html().render(EVERY_REPORT[name]()))
    links = [value for value in read.values("href") if not value.startswith("data:")]
    assert [link for link in links if link.removeprefix("#") not in read.values("id")] == []
    assert [label for label in read.values("aria-labelledby") if label not in read.values("id")] == []


def hash_of(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def policy_of(html: str) -> dict[str, str]:
    """Directive → its sources, of the page's Content-Security-Policy."""
    found = re.search('<meta http-equiv="Content-Security-Policy" content="([^"]*)">', html)
    assert found
    parts = (one.strip().partition(" ") for one in found[1].split(";"))
    return {name: sources for name, _, sources in parts}


def test_the_policy_allows_this_style_sheet_this_script_and_nothing_else():
    html = Html().render(shop())
    (style,) = re.findall("<style>(.*?)</style>", html, re.DOTALL)
    (script,) = re.findall('<script type="module">(.*?)</script>', html, re.DOTALL)
    assert policy_of(html) == {
        "default-src": "'none'",
        "style-src": hash_of(style),
        "script-src": hash_of(script),
        "require-trusted-types-for": "'script'",
        "trusted-types": "'none'",
        "img-src": "data:",
        "base-uri": "'none'",
        "form-action": "'none'",
    }


def test_a_page_without_findings_to_browse_allows_no_script():
    html = Html().render(EVERY_REPORT["status"]())
    assert "script-src" not in policy_of(html)
    assert "<script" not in html


def test_nothing_is_fetched_and_nothing_runs_but_the_one_script():
    read = page(shop())
    assert [attributes for tag, attributes in read.tags if tag == "script"] == [
        {"type": "application/json", "id": "data"},
        {"type": "module"},
    ]
    assert {tag for tag, _ in read.tags} & {"iframe", "object", "embed", "form", "audio", "video", "img"} == set()
    assert read.values("src") == []
    assert [
        name for _, attributes in read.tags for name in attributes if name.startswith("on") or name == "style"
    ] == []
    for part in (*TEMPLATES.rglob("*.css"), *TEMPLATES.rglob("*.js")):
        assert not re.search(r"url\(|@import|https?:|innerHTML|eval\(", part.read_text()), part


def test_the_script_makes_no_markup_and_asks_for_nothing():
    acting = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|fetch\(|XMLHttpRequest|import\(|https?:"
    scripts = sorted((TEMPLATES / "scripts").glob("*.js"))
    assert len(scripts) > 5
    assert [one.name for one in scripts if re.search(acting, one.read_text())] == []


def test_the_verdict_comes_first_then_the_matrix_then_the_findings():
    text = page(shop()).text
    places = [
        text.index(part) for part in ("DRIFT", "Services and environments", "Findings", "What was not looked for")
    ]
    assert places == sorted(places)


def test_what_was_not_judged_stands_right_below_the_verdict():
    made = EVERY_REPORT["blind"]()
    assert isinstance(made, Report)
    text = page(made).text
    assert text.index("Not judged") < text.index("Services and environments")
    assert all(reason in text for reason in made.unjudged)


def test_every_state_has_a_word_and_a_shape_of_its_own():
    html = Html().render(EVERY_REPORT["blind"]())
    for state_of_cell in ("ok", "minor", "drift", "missing", "unjudged"):
        assert f'href="#shape-{state_of_cell}"></use></svg><b>{state_of_cell}</b>' in html
    shapes = re.findall(r'<symbol id="shape-([^"]+)"[^>]*>(.*)</symbol>', html)
    assert len({drawing for name, drawing in shapes if name != "critical"}) == len(shapes) - 1


def test_the_words_that_differ_are_marked_on_both_sides():
    html = Html().render(shop())
    assert "3.0.<del>15</del>-1~<del>deb12u1</del>" in html
    assert "3.0.<ins>17</ins>-1~<ins>deb12u2</ins>" in html


def test_a_finding_tells_its_consequence_its_origin_and_its_remedy():
    text = page(shop()).text
    for one in shop().findings:
        for part in (one.finding.title, one.finding.consequence, one.finding.attribution, one.finding.remedy):
            assert part in text


def test_no_drift_is_a_page_without_findings_that_still_says_what_was_not_seen():
    text = page(calm()).text
    assert "Findings" not in text
    assert UNSEEN in text


def test_the_provenance_names_snapshots_routes_the_policy_and_the_tool():
    text = page(shop()).text
    for part in (shop().sides[0].snapshot[:12], shop().tool.policy_digest, "container-drift 0.1.0", "docker 26.1.5"):
        assert part in text


def test_of_thousands_the_worst_500_are_shown_and_the_rest_is_counted():
    read = page(crowd(2_000))
    assert sum(tag == "article" and "id" in attributes for tag, attributes in read.tags) == 500
    assert "And 1,500 findings more, none of them worse" in read.text
    numbers = sorted(int(one) for one in re.findall(r"#(\d+)", read.text))
    assert numbers == list(range(1, 501))


def test_a_cell_whose_findings_are_not_among_the_shown_leads_to_the_rest():
    worst = [finding("rule", Severity.HIGH, Kind.FILES, f"/{n}") for n in range(500)]
    last = finding("rule", Severity.LOW, Kind.FILES, "/z", service="web", environments=("dev",))
    made = report(verdict([*worst, last]), state(), comparisons(observations()), frame())
    assert "#rest" in page(made).values("href")


def test_one_long_value_does_not_fill_the_page():
    html = Html().render(with_finding(before={"linkname": "a" * 100_000}, after={"linkname": "b" * 100_000}))
    assert len(html) < 100_000
    assert "100,000 characters)" in html


def test_many_differences_lines_and_members_are_cut_and_counted():
    details = tuple(Detail(f"key{n}", "1", "2") for n in range(100))
    hunk = (Detail("line 1", None, "\n".join(map(str, range(500)))),)
    members = tuple(Member(f"/member/{n}", ChangeType.ADDED) for n in range(300))
    assert "and 60 differences more" in page(with_finding(details=details)).text
    assert "and 440 lines more" in page(with_finding(details=hunk)).text
    assert "and 250 changes more" in page(with_finding(members=members)).text


def test_many_hidden_findings_are_cut_and_counted():
    hidden = tuple(Hidden(finding("rule", Severity.LOW, Kind.FILES, f"/{n}"), "waiver 1") for n in range(80))
    made = report(verdict((), hidden=hidden), state(), comparisons(observations()), frame())
    assert "and 30 findings more" in page(made).text


def test_the_templates_of_a_wheel_win_over_those_of_a_checkout(monkeypatch, tmp_path):
    assert [place.name for place in drift.render.html.PLACES] == ["templates", "templates"]
    assert drift.render.html.PLACES[1] == TEMPLATES
    monkeypatch.setattr(drift.render.html, "PLACES", (tmp_path / "gone", TEMPLATES))
    assert drift.render.html.templates() == TEMPLATES


def test_a_broken_installation_says_what_to_do(monkeypatch, tmp_path):
    monkeypatch.setattr(drift.render.html, "PLACES", (tmp_path / "gone",))
    with pytest.raises(OutputError, match="install container-drift again"):
        Html().render(calm())


def test_templates_compute_nothing():
    """Loops, conditions, parts and filters: no arithmetic but what is cut off, no calls of methods but format's and items'."""
    for path in sorted(TEMPLATES.rglob("*.html")):
        calls = set(re.findall(r"\.(\w+)\(", path.read_text()))
        assert calls <= {"format", "items"}, path.name
