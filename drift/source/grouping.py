"""Which GET /archive requests read a set of paths for the least: many small ones, or one for a directory that holds them.

A request has a price of its own (it is given in bytes that could be read in that time), and a directory is read with all below it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from drift.model.protocols import Baseline

FORBIDDEN = float("inf")


@dataclass(frozen=True, slots=True)
class Group:
    path: str
    whole: bool
    """Read to the end, all below the path; else only the first header, which is the path's own."""


@dataclass(frozen=True, slots=True)
class Plan:
    groups: tuple[Group, ...]
    cost: float
    """In bytes, requests included."""


@dataclass(slots=True)
class _Node:
    path: str
    children: "dict[str, _Node]" = field(default_factory=dict)
    alone: bool = False
    whole: bool = False
    groups: list[Group] = field(default_factory=list)
    cost: float = 0.0


def plan(
    whole: Iterable[str],
    alone: Iterable[str],
    baseline: Baseline,
    *,
    request: int,
    price: Callable[[str], float] = lambda _path: 0.0,
) -> Plan:
    """Cover the paths in `whole` with all below them and those in `alone` by themselves.

    `request` is the price of one request in bytes; `price(path)` is added where a path is read whole (a mount that lies below it).
    The root is never asked for: an export is cheaper and leaves the mounts out.
    """
    root = _Node("")
    nodes = [root]
    for path in whole:
        _insert(nodes, path).whole = True
    for path in alone:
        _insert(nodes, path).alone = True
    for node in reversed(nodes):  # children stand after their parents; a loop, since hostile paths are thousands deep
        _decide(node, baseline, request, price)
    return Plan(tuple(sorted(root.groups, key=lambda group: group.path)), root.cost)


def _insert(nodes: list[_Node], path: str) -> _Node:
    node, parts = nodes[0], path.split("/") if path else []
    for depth, part in enumerate(parts, 1):
        if part not in node.children:
            node.children[part] = _Node("/".join(parts[:depth]))
            nodes.append(node.children[part])
        node = node.children[part]
    return node


def _decide(node: _Node, baseline: Baseline, request: int, price: Callable[[str], float]) -> None:
    together = request + baseline.size_below(node.path) + price(node.path) if node.path else FORBIDDEN
    children = node.children.values()
    apart = sum(child.cost for child in children) + (request if node.alone else 0)
    if node.path and (node.whole or (together < apart)):
        node.groups, node.cost = [Group(node.path, whole=True)], together
        return
    own = [Group(node.path, whole=False)] if node.alone else []
    node.groups, node.cost = own + [group for child in children for group in child.groups], apart
