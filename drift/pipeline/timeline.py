"""What the store knows of the time before now, for the timeline of a report."""

from drift.model.past import Past
from drift.pipeline.session import Session
from drift.report.axis import LONGEST


def past_of(session: Session) -> Past:
    """Of the last 90 days."""
    since = session.now - LONGEST
    turns = session.store.history.turns(since)
    images = {one.snapshot: session.store.snapshots.image(one.snapshot) for one in turns}
    return Past(
        episodes=tuple(session.store.sightings.episodes(since)),
        turns=tuple(turns),
        images={snapshot: image for snapshot, image in images.items() if image},
    )
