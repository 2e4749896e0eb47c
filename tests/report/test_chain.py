"""The chain of one service, from a state of environments and what is found in it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from drift.model.changes import ChangeType, Relation
from drift.model.coverage import SERVICE, TAG
from drift.model.findings import Finding, Hidden, Severity
from drift.model.fleet import FleetState
from drift.model.records import Kind
from drift.model.snapshot import Coverage, Observation, Route, TargetFailure
from drift.report import report
from drift.report.chain import Arrow, Chain, Name, Origin, Origins, Stage, Tie, summary
from drift.report.declared import DeclaredImages, Said
from drift.report.parts import SourceLine
from tests.render.builders import failure, frame, unread, verdict
from tests.render.shop import NOW, comparisons, engine, file, finding, observation

ENVIRONMENTS = ("staging", "production")
MANIFEST = f"sha256:{'4b' * 32}"
FILE = "deploy/compose.yaml"


def web(environment: str, image: str = "shop/web:1.4", number: int = 1, **changed: Any) -> Observation:
    name = f"{environment}-web-{number}"
    return observation("web", environment, name, image_reference=image, **changed)


def said(image: str, path: str = FILE) -> Said:
    return Said(SourceLine(path, 4), image)


def origin(name: str, *names: Name, **changed: Any) -> Origin:
    return replace(Origin(name.encode().hex(), "linux/amd64", "", {}, names), **changed)


def chain(
    seen: Sequence[Observation],
    declared: Sequence[Said] = (said("shop/web:1.4"),),
    findings: Sequence[Finding] = (),
    images: Mapping[str, Origin | None] | None = None,
    failures: Sequence[TargetFailure] = (),
    hidden: Sequence[Hidden] = (),
) -> Chain:
    """`images` is by container name; else one image for each reference."""
    known = {one.container_name: origin(one.image_reference) for one in seen} | dict(images or {})
    by_snapshot = {one.snapshot: image for one in seen if (image := known[one.container_name])}
    origins = Origins(DeclaredImages(FILE, services={"web": tuple(declared)}), by_snapshot)
    fleet = FleetState(NOW, ENVIRONMENTS, tuple(seen), tuple(failures))
    made = report(verdict(findings, hidden=tuple(hidden)), fleet, comparisons(seen), frame(origins=origins))
    (found,) = made.chains
    return found


def step(of: Chain) -> Arrow:
    """From the environment before to the last."""
    assert of.step is not None
    return of.step


BOTH = (web("staging"), web("production"))
EDITED = finding(
    "config-file-changed", Severity.MEDIUM, Kind.FILES, "/etc/app.conf", service="web",
    title="/etc/app.conf was edited", before=file(), after=file(content="2"), instances=("production-web-1",),
)  # fmt: skip


def declared_arrow(image: str, reference: str, **of_image: Any) -> tuple[Tie, str]:
    one = web("production", reference)
    made = chain([one], [said(image)], images={one.container_name: origin("x", **of_image)})
    arrow = made.courses[0].arrows[0]
    return arrow.tie, arrow.sentence


@pytest.mark.parametrize(
    ("image", "reference", "tie", "sentence"),
    [
        ("shop/web:1.4", "shop/web:1.4", Tie.HOLDS, "created from web:1.4, as compose.yaml declares"),
        ("shop/web:1.4", "shop/web:1.3", Tie.BROKE,
         "compose.yaml declares web:1.4; what runs was created from web:1.3"),
        ("shop/web:1.4", "mirror/web:1.4", Tie.BROKE,
         "compose.yaml declares shop/web:1.4; what runs was created from mirror/web:1.4"),
        ("web:${TAG:-1.4}", "web:1.4", Tie.HOLDS,
         "created from web:1.4, as compose.yaml declares where nothing else sets TAG"),
        ("web:${TAG:-1.4}", "web:1.5", Tie.UNKNOWN,
         "web:1.5 can be what compose.yaml declares: TAG is not known here"),
        ("web:${A}${B}", "web:1.5", Tie.UNKNOWN,
         "web:1.5 can be what compose.yaml declares: A, B are not known here"),
        ("web:${TAG}", "api:1.5", Tie.BROKE, "compose.yaml declares web:${TAG}; what runs was created from api:1.5"),
        ("web:${TAG", "web:1.5", Tie.UNKNOWN,
         "web:1.5 can be what compose.yaml declares: it is not written as Compose reads it"),
        ("web:1.4", "sha256:" + "a" * 64, Tie.UNKNOWN, "it was created from an image ID, which says no name"),
        (f"web@{MANIFEST}", "web:1.4", Tie.UNKNOWN, "compose.yaml declares a digest, and no scan saw that of web:1.4"),
        (f"web@{MANIFEST}", f"web@sha256:{'5c' * 32}", Tie.BROKE,
         f"compose.yaml declares web@{MANIFEST}; what runs was created from web@sha256:{'5c' * 32}"),
    ],
)  # fmt: skip
def test_what_runs_was_created_from_what_is_declared_or_not(image, reference, tie, sentence):
    assert declared_arrow(image, reference) == (tie, sentence)


def test_a_declared_digest_is_known_by_any_name_of_the_image():
    known = Name("uid", f"reg/web@{MANIFEST}", MANIFEST)
    assert declared_arrow(f"web@{MANIFEST}", "web:1.4", names=(known,))[0] is Tie.HOLDS
    assert declared_arrow(f"web@{MANIFEST}", "web:1.4", manifest=MANIFEST)[0] is Tie.HOLDS


def test_several_files_that_say_different_images_are_not_guessed_between():
    two = [said("shop/web:1.4"), said("shop/web:1.3", "deploy/compose.prod.yaml")]
    found = chain([web("production", "shop/web:1.3")], two).courses[0].arrows[0]
    assert (found.tie, found.sentence) == (
        Tie.UNKNOWN, "compose.yaml and compose.prod.yaml say different images; web:1.3 is that of compose.prod.yaml",
    )  # fmt: skip
    assert chain([web("production", "shop/web:1.2")], two).courses[0].arrows[0].tie is Tie.BROKE
    assert chain([web("production")], [two[0], said("shop/web:1.4", "o.yaml")]).courses[0].arrows[0].tie is Tie.HOLDS


def test_what_is_built_here_is_known_by_the_name_that_compose_gives_it():
    built = Said(SourceLine(FILE, 4), dockerfile="web/Dockerfile")
    one = web("production", "shop-web")
    of_compose = replace(one, service=replace(one.service, application="shop"))
    found = chain([of_compose], [built]).courses[0]
    assert (found.links[0].value, found.arrows[0].tie) == ("built from web/Dockerfile", Tie.HOLDS)
    assert chain([web("production", "other")], [built]).courses[0].arrows[0].tie is Tie.UNKNOWN


def test_nothing_declared_is_not_known_with_its_reason_and_never_equal():
    course = chain([web("production")], []).courses[0]
    assert course.links[0].unknown == "deploy/compose.yaml: it says nothing of web's image"
    assert course.arrows[0].tie is Tie.UNKNOWN


def published(*names: Name, kind: str = "docker", image: str = "shop/web:1.4", **of_image: Any):
    one = web("production", image, engine=replace(engine("production"), uid="uid", kind=kind))
    course = chain([one], images={one.container_name: origin("x", *names, **of_image)}).courses[0]
    return course.links[2], course.arrows[1]


ID = Name("uid", f"sha256:{'1d' * 32}", f"sha256:{'1d' * 32}")


def test_a_digest_of_the_classic_store_came_from_a_registry_or_went_there():
    link, arrow = published(ID, Name("uid", f"reg.example/web@{MANIFEST}", MANIFEST))
    assert (link.value, {one.label: one.text for one in link.facts}) == ("reg.example/web", {"digest": MANIFEST})
    assert arrow.tie is Tie.HOLDS


def test_where_an_engine_calls_every_image_by_a_digest_that_is_no_proof():
    _, of_podman = published(ID, Name("uid", f"reg.example/web@{MANIFEST}", MANIFEST), kind="podman")
    own = f"web@{ID.digest}"
    _, of_containerd = published(ID, Name("uid", own, ID.digest))
    assert (of_podman.tie, of_containerd.tie) == (Tie.UNKNOWN, Tie.UNKNOWN)


def test_an_image_without_a_digest_is_not_known_to_be_published_and_the_manifest_of_its_archive_is_said():
    link, arrow = published(ID, manifest=MANIFEST)
    assert "no scan saw a registry's digest of it" in link.unknown
    assert [one.text for one in link.facts] == [MANIFEST]
    assert arrow.tie is Tie.UNKNOWN


def test_what_was_deployed_by_digest_was_published():
    link, arrow = published(image=f"reg.example/web@{MANIFEST}")
    assert (link.value, arrow.tie) == ("reg.example/web", Tie.HOLDS)


def test_a_moved_tag_breaks_the_chain_and_leads_to_its_finding():
    moved = finding("tag-moved", Severity.MEDIUM, Kind.COVERAGE, TAG, service="web", title="moved")
    one = web("production", coverage=Coverage(Route.API, tag_now="sha256:aa"))
    found = chain([one], findings=[moved])
    arrow = found.courses[0].arrows[1]
    assert (arrow.tie, arrow.finding, arrow.sentence) == (Tie.BROKE, 1, "web:1.4 names another image by now")
    assert [(one.before, one.after, one.environments) for one in found.broken] == [
        (Stage.BUILT, Stage.PUBLISHED, ("production",))
    ]


def test_what_was_changed_in_a_container_breaks_the_last_arrow():
    found = chain(BOTH, findings=[EDITED])
    arrows = {run.environment: run.arrow for course in found.courses for run in course.runs}
    assert (arrows["staging"].tie, arrows["production"].tie) == (Tie.HOLDS, Tie.BROKE)
    assert (arrows["production"].sentence, arrows["production"].finding) == ("/etc/app.conf was edited", 1)
    assert found.tie is Tie.BROKE
    assert found.sentence == "production runs the image that staging runs"


@pytest.mark.parametrize(
    "changed",
    [
        {"severity": Severity.INFO},
        {"relation": Relation.ENVIRONMENTS, "environments": ENVIRONMENTS},
        {"instances": ("production-web-2",)},
        {"rule": "certificate-expired", "change": ChangeType.ADDED},
    ],
    ids=["information", "between environments", "of another container", "true of the image, too"],
)
def test_what_says_nothing_of_a_container_and_its_image_breaks_nothing(changed):
    found = chain([web("production")], findings=[replace(EDITED, **changed)])
    assert found.courses[0].runs[0].arrow.tie is Tie.HOLDS


def test_what_the_policy_hides_is_counted_where_all_holds():
    found = chain([web("production")], hidden=[Hidden(EDITED, "waiver 1")])
    sentence = "nothing was found that differs from its image, but for 1 finding that the policy hides"
    assert found.courses[0].runs[0].arrow.sentence == sentence


def test_environments_to_which_an_image_came_by_one_way_share_its_course():
    found = chain(BOTH)
    assert [[run.environment for run in course.runs] for course in found.courses] == [["staging", "production"]]
    assert [[one.mark for one in station.images] for station in found.stations] == [["A"], ["A"]]
    assert (found.tie, step(found).tie, step(found).sentence) == (Tie.HOLDS, Tie.HOLDS, "the same image")


def test_another_image_in_production_is_said_with_both_names_and_leads_to_the_finding():
    other = finding(
        "image-differs", Severity.MEDIUM, Kind.IDENTITY, "image", service="web",
        relation=Relation.ENVIRONMENTS, environments=ENVIRONMENTS,
    )  # fmt: skip
    found = chain([web("staging"), web("production", "shop/web:1.3")], findings=[other])
    assert (step(found).tie, step(found).finding) == (Tie.BROKE, 1)
    one, two = (origin(name).identity[:8] for name in ("shop/web:1.4", "shop/web:1.3"))
    assert step(found).sentence == f"another image: 1.4 ({one}) → 1.3 ({two})"
    assert found.sentence == "production does not run the image that staging runs"
    assert [station.images[0].mark for station in found.stations] == ["A", "B"]


def test_one_tag_that_is_two_images_is_not_the_same():
    found = chain(BOTH, images={"staging-web-1": origin("x"), "production-web-1": origin("y")})
    assert step(found).tie is Tie.BROKE


def test_replicas_of_two_images_are_two_ends_and_not_one_answer():
    seen = [web("staging"), web("production"), web("production", "shop/web:1.3", 2)]
    found = chain(seen)
    assert (step(found).tie, len(found.stations[1].images), len(found.courses)) == (Tie.BROKE, 2, 2)


def test_an_environment_that_could_not_be_read_is_not_equal_to_anything():
    found = chain([web("staging")], failures=(failure(),))
    reason = failure().reason
    assert (step(found).tie, found.tie) == (Tie.UNKNOWN, Tie.UNKNOWN)
    assert found.stations[1].note == f"not read: {reason}"
    (unseen,) = [course for course in found.courses if course.runs[0].environment == "production"]
    assert {link.unknown for link in unseen.links[1:]} == {reason, "the image is not known"}
    assert unseen.runs[0].link.unknown == reason
    assert {arrow.tie for arrow in (*unseen.arrows, unseen.runs[0].arrow)} == {Tie.UNKNOWN}


def test_what_was_read_too_long_ago_is_not_called_the_same_today():
    (of_web,) = [one for one in unread().chains if one.service == "web"]
    (into_staging,) = [one.step for one in of_web.stations if one.step and one.environment == "staging"]
    assert into_staging.tie is Tie.UNKNOWN
    assert "staging is not judged: staging was read 30 hours ago" in into_staging.sentence


def test_a_container_whose_image_is_gone_has_links_that_are_not_known():
    course = chain([web("production")], images={"production-web-1": None}).courses[0]
    assert (course.mark, course.links[1].unknown) == ("?", "the image is gone from the engine, and no scan has read it")
    assert {arrow.tie for arrow in (course.arrows[1], course.runs[0].arrow)} == {Tie.UNKNOWN}


def test_a_service_that_is_missing_leads_to_the_finding_that_says_so():
    missing = finding(
        "service-missing", Severity.HIGH, Kind.COVERAGE, SERVICE, service="web", change=ChangeType.REMOVED,
        relation=Relation.ENVIRONMENTS, environments=ENVIRONMENTS,
    )  # fmt: skip
    found = chain([web("staging")], findings=[missing])
    assert (step(found).tie, step(found).finding) == (Tie.UNKNOWN, 1)
    assert found.stations[1].note == "missing"


def test_where_an_image_came_from_is_what_its_labels_and_its_engine_say():
    labels = {"revision": "8ec5a17", "version": "1.4", "source": "https://git.example/shop"}
    one = web("production", created="2026-11-20T10:00:00Z", state="exited")
    image = origin("x", ID, labels=labels, created="2026-11-03T14:05:09.123Z")
    course = chain([one], images={one.container_name: image}).courses[0]
    assert {fact.label: fact.text for fact in course.links[1].facts} == {
        "made": "2026-11-03 14:05 UTC", **labels, "for": "linux/amd64", "image ID": ID.digest,
    }  # fmt: skip
    assert {fact.label: fact.text for fact in course.runs[0].link.facts} == {
        "1 container": "production-web-1", "since": "2026-11-20 10:00 UTC", "state": "1 exited",
    }  # fmt: skip


def test_the_summary_says_how_many_services_run_what_was_tested():
    def of(*ties: Tie) -> str:
        one = chain(BOTH)
        return summary([replace(one, step=replace(step(one), tie=tie)) for tie in ties], ENVIRONMENTS)

    assert of(Tie.HOLDS, Tie.HOLDS) == "Of 2 services 2 run in production the image that staging runs."
    assert of(Tie.HOLDS, Tie.BROKE, Tie.UNKNOWN) == (
        "Of 3 services 1 runs in production the image that staging runs; 1 runs another image in production than in "
        "staging; of 1 it cannot be told."
    )
    assert of(Tie.UNKNOWN, Tie.UNKNOWN) == "It cannot be told whether production runs what staging runs."
    assert of(Tie.HOLDS) == "", "its own line says it"
    assert summary([chain([web("production")])] * 2, ("production",)) == ""


def test_a_report_that_nobody_asked_chains_of_has_none():
    assert report(verdict(()), FleetState(NOW, ENVIRONMENTS, BOTH, ()), comparisons(BOTH), frame()).chains == ()
