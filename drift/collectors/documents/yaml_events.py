"""YAML 1.1, read safely: the events are walked first, since 100,000 nested brackets end the C loader's process."""

from typing import Any

from yaml import CSafeLoader, YAMLError, load_all, parse
from yaml.events import AliasEvent, CollectionEndEvent, CollectionStartEvent, Event, ScalarEvent

from drift.collectors.documents.plain import DEEPEST, YamlRefused

MOST_NODES = 100_000
"""Of one file, each alias counted as what it stands for: nine lines of aliases are a billion nodes otherwise."""


class _Loader(CSafeLoader):
    """Dates stay as they are written: a time zone that the loader drops would be a difference that nobody sees."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - the name is the library's
        first: [(tag, expression) for tag, expression in resolvers if tag != "tag:yaml.org,2002:timestamp"]
        for first, resolvers in CSafeLoader.yaml_implicit_resolvers.items()
    }


def yaml_documents(text: str) -> Any:
    """The document, or a list of them where there are several. YamlRefused for what is not to be loaded."""
    try:
        _bounded(text)
        documents = list(load_all(text, Loader=_Loader))
    except (YAMLError, ValueError, TypeError, AttributeError, KeyError, RecursionError, OverflowError) as error:
        # beside its own errors the loader lets those of int(), float() and of unhashable keys through
        raise YamlRefused(str(error)) from None
    return documents[0] if len(documents) == 1 else documents


def _bounded(text: str) -> None:
    size = _Sizes()
    for event in parse(text, Loader=CSafeLoader):
        size.count(event)


class _Sizes:
    """Nodes of each open collection and of each anchor, with aliases written out."""

    def __init__(self) -> None:
        self._open: list[tuple[str | None, int]] = [(None, 0)]
        self._anchors: dict[str, int] = {}

    def count(self, event: Event) -> None:
        match event:
            case CollectionStartEvent():
                self._open.append((event.anchor, 1))
            case CollectionEndEvent():
                anchor, nodes = self._open.pop()
                self._add(anchor, nodes)
            case ScalarEvent():
                self._add(event.anchor, 1)
            case AliasEvent():
                if event.anchor not in self._anchors:
                    raise YamlRefused("an alias to what is not there, or to itself")
                self._add(None, self._anchors[event.anchor])
        if len(self._open) > DEEPEST or self._open[-1][1] > MOST_NODES:
            raise YamlRefused(f"deeper than {DEEPEST} levels, or more than {MOST_NODES} nodes")

    def _add(self, anchor: str | None, nodes: int) -> None:
        if anchor is not None:
            self._anchors[anchor] = nodes
        above, count = self._open[-1]
        self._open[-1] = (above, count + nodes)
