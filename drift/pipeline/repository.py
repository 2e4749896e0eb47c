"""The repository that a command runs in: which file and line says what should run.

Compose files by the names that Docker Compose looks for (https://docs.docker.com/reference/cli/docker/compose/), beside the policy's
file or where the command runs.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from drift.model.settings import Settings
from drift.pipeline import compose
from drift.pipeline.compose import ComposeFile, ComposeService
from drift.report.declared import DeclaredImages, Said
from drift.report.parts import Declared, SourceLine


def declared_in(folder: Path, policy: str = "") -> Declared:
    """`policy` is the policy's file, "" for none. What lies outside the repository is not named."""
    found = _Repository.of(folder, policy)
    file = found.compose
    if file is None:
        return Declared(found.policy)
    path = found.inside(file.path) or ""
    lines = {name: SourceLine(path, one.line) for name, one in file.services.items()}
    dockerfiles = {name: found.dockerfile(file, one) for name, one in file.services.items()}
    return Declared(found.policy, lines, {name: SourceLine(made) for name, made in dockerfiles.items() if made})


def images_declared_in(folder: Path, settings: Settings) -> DeclaredImages:
    """What the Compose file, those that may be laid over it, and the policy's targets say of images."""
    found = _Repository.of(folder, settings.path)
    targets = dict(_targets(settings, found.policy.path))
    if found.compose is None:
        return DeclaredImages(targets=targets)
    over = [compose.read(file) for file in compose.beside(found.compose.path) if found.inside(file)]
    files = [found.compose, *over]
    names = dict.fromkeys(name for file in files for name in file.services)
    return DeclaredImages(
        file=found.inside(found.compose.path) or "",
        project=found.compose.project,
        includes=any(file.includes for file in files),
        services={name: tuple(_said_of(name, files, found)) for name in names},
        targets=targets,
    )


@dataclass(frozen=True)
class _Repository:
    root: Path
    policy: SourceLine
    compose: ComposeFile | None

    @classmethod
    def of(cls, folder: Path, policy: str) -> "_Repository":
        root = _root(folder)
        known = _inside(folder / policy, root) if policy else None
        places = dict.fromkeys([(folder / policy).parent, folder] if policy else [folder])
        file = next((place / name for place in places for name in compose.NAMES if (place / name).is_file()), None)
        is_ours = file is not None and _inside(file, root) is not None
        return cls(root, SourceLine(known or "drift.toml"), compose.read(file) if file and is_ours else None)

    def inside(self, file: Path) -> str | None:
        return _inside(file, self.root)

    def dockerfile(self, file: ComposeFile, service: ComposeService) -> str | None:
        """Of a service with `build: CONTEXT` or `build: {context: …, dockerfile: …}`."""
        build = service.own("build")
        if build is None:
            return None
        said = {key.value: compose.text_of(value) for key, value in compose.merged(build[1])}
        context = compose.text_of(build[1]) or said.get("context") or "."
        made = file.path.parent / PurePosixPath(context) / (said.get("dockerfile") or "Dockerfile")
        return self.inside(made) if made.is_file() else None


def _said_of(name: str, files: list[ComposeFile], repository: _Repository) -> Iterator[Said]:
    for file in files:
        service = file.services.get(name)
        said = None if service is None else _said(file, service, repository)
        if said is not None:
            yield said


def _said(file: ComposeFile, service: ComposeService, repository: _Repository) -> Said | None:
    """None where the file leaves the image as another one says it."""
    path = repository.inside(file.path) or ""
    image, build = service.own("image"), service.own("build")
    if image and compose.text_of(image[1]):
        return Said(SourceLine(path, image[0]), compose.text_of(image[1]))
    if image:
        return Said(SourceLine(path, image[0]), unknown="its image is written in a way that only Compose reads")
    extends = service.own("extends")
    if extends:
        return Said(SourceLine(path, extends[0]), unknown="it extends another service, which was not followed")
    if build:
        return Said(SourceLine(path, build[0]), dockerfile=repository.dockerfile(file, service) or "a Dockerfile")
    return None


def _targets(settings: Settings, policy: str) -> Iterator[tuple[tuple[str, str], Said]]:
    for place, environment in enumerate(settings.environments):
        for number, target in enumerate(environment.targets):
            line = settings.lines.get(f"environment[{place}].target[{number}].image", 1)
            if target.image:
                yield (environment.name, target.service), Said(SourceLine(policy, line), target.image)


def _root(folder: Path) -> Path:
    """The checkout, else the folder itself."""
    return next((one for one in (folder, *folder.parents) if (one / ".git").exists()), folder)


def _inside(file: Path, root: Path) -> str | None:
    resolved = file.resolve()
    return resolved.relative_to(root.resolve()).as_posix() if resolved.is_relative_to(root.resolve()) else None
