"""What a program is started with, as far as it has to be looked up in its root: user and variables."""

from collections.abc import Mapping
from dataclasses import dataclass

from drift.collectors import bundle
from drift.collectors.accounts import PASSWD
from drift.collectors.fields import mapping, text, texts
from drift.collectors.interface import Unreadable
from drift.collectors.mounts import destinations
from drift.model.canonical import Document


@dataclass(frozen=True, slots=True)
class Started:
    """None for what is not known; where a document cannot be understood, the sections made of it say so."""

    user: str | None = None
    """USER as image or container has it, "" for root."""
    env: Mapping[str, str] | None = None
    mounts: frozenset[str] = frozenset()
    """Paths in the tree that something is mounted on."""

    @classmethod
    def of(cls, config: Document, mounts: frozenset[str] = frozenset()) -> "Started":
        """Of an image's config, or a container's. Where another etc/passwd is mounted, nobody knows whom a user's name means."""
        try:
            variables = (entry.partition("=") for entry in texts(config, "Env"))
            env = {name: value for name, equals, value in variables if equals}
            started = cls(text(config, "User"), env, mounts)
        except Unreadable:
            return cls()
        return cls(None, env, mounts) if started.mounted_over(PASSWD) else started

    @classmethod
    def of_container(cls, inspect: Document) -> "Started":
        try:
            return cls.of(mapping(inspect, "Config"), destinations(inspect))
        except Unreadable:
            return cls()

    @classmethod
    def of_bundle(cls, spec: Document | None, image_config: Document) -> "Started":
        """Of an OCI bundle's config.json; of the image where there is none, of nothing where neither is."""
        if spec is None:
            return cls.of(image_config) if image_config else cls()
        try:
            mounted = frozenset(mount.path for mount in bundle.mounts(spec, image_config))
            return cls.of(bundle.started(spec, image_config), mounted)
        except Unreadable:
            return cls()

    def mounted_over(self, path: str) -> bool:
        return any(path == mount or path.startswith(f"{mount}/") for mount in self.mounts)
