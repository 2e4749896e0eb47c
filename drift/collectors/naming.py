"""Names that an orchestrator or an engine made up, so that the same thing has the same name in every environment."""

import re
from dataclasses import dataclass

from drift.collectors.fields import mapping, pairs
from drift.model.canonical import Document

PROJECT_LABELS = ("com.docker.compose.project", "com.docker.stack.namespace")
PROJECT = "{project}"
"""Stands for the Compose project or Swarm stack: {project}_data is shop-dev_data in one environment, shop_data in another."""

_ANONYMOUS = re.compile(r"[0-9a-f]{64}\Z")
_POD = re.compile(r"/pods/[0-9a-f\-]{36}/")


@dataclass(frozen=True, slots=True)
class Naming:
    project: str = ""

    @classmethod
    def of(cls, inspect: Document) -> "Naming":
        labels = pairs(mapping(inspect, "Config"), "Labels")
        return cls(next((labels[label] for label in PROJECT_LABELS if labels.get(label)), ""))

    def without_project(self, name: str) -> str:
        """Of a network or volume."""
        return f"{PROJECT}{name[len(self.project) :]}" if self.project and name.startswith(f"{self.project}_") else name

    def joined(self, mode: str) -> str:
        """Of a network mode: a network's name, or another container's namespace."""
        return self.without_project(self.anonymous(mode))

    @staticmethod
    def anonymous(mode: str) -> str:
        """container:ID names another container at each start."""
        return "container" if mode.startswith("container:") else mode

    def volume(self, name: str) -> str:
        """Empty for an anonymous volume: its name is another one for each container."""
        return "" if _ANONYMOUS.match(name) else self.without_project(name)

    @staticmethod
    def path(path: str) -> str:
        """Of a bind mount: the UID of a Kubernetes pod is another one at each start."""
        return _POD.sub("/pods/*/", path)
