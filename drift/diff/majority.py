"""Of the replicas of one service, the one that the others are compared with."""

from collections import Counter
from collections.abc import Sequence

from drift.model.snapshot import Observation


def representative(replicas: Sequence[Observation]) -> Observation:
    """An instance in the state that most are in; where two states are equally frequent, the one seen on the oldest container."""
    counts = Counter(one.snapshot for one in replicas)
    most = max(counts.values())
    return min(
        (one for one in replicas if counts[one.snapshot] == most), key=lambda one: (one.created, one.container_name)
    )
