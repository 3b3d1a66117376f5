"""Property test of retention: what goes, what stays."""

from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings, strategies as st

from custom_components.argus.journal import Journal, incidents, pages
from custom_components.argus.journal.pages import IncidentQuery

from ..journal.incident_maker import EPOCH, incident

INCIDENTS = st.lists(
    st.tuples(
        st.integers(0, 60),  # minutes after the first one
        st.booleans(),  # favourite
        st.booleans(),  # lasts
        st.integers(0, 9),  # bytes of its picture
    ),
    max_size=12,
    unique_by=lambda made: made[0],
)


@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(
    made=INCIDENTS,
    days=st.integers(0, 60),
    most=st.integers(0, 40),
    batch=st.integers(1, 4),
)
def test_retention(
    made: list[tuple[int, bool, bool, int]], days: int, most: int, batch: int
) -> None:
    """Favourites and what lasts stay; the oldest go first, no more than needed; what may go never exceeds the limit."""
    with TemporaryDirectory() as folder:
        journal = Journal(Path(folder) / "argus.db")
        journal.open()
        for minute, favourite, lasts, size in made:
            one = replace(incident(minute, lasts=lasts, favourite=favourite), trace=())
            journal.run(partial(incidents.save, incident=one))
            journal.run(
                partial(incidents.set_snapshot, incident=one.id, path="p", size=size)
            )
        before = EPOCH + timedelta(minutes=days)
        rounds = 0
        expired = partial(
            incidents.expired, before=before, most_bytes=most, batch=batch
        )
        while ids := journal.run(expired):
            assert len(ids) <= batch
            journal.run(partial(incidents.remove, incidents=ids))
            rounds += 1
            assert rounds <= len(made), "what was deleted is named again"
        query = IncidentQuery(limit=1000)
        kept = {one.id for one in journal.run(partial(pages.find, query=query))}
        journal.close()
    sizes = {incident(minute).id: size for minute, _, _, size in made}
    forgettable = {
        incident(minute).id
        for minute, favourite, lasts, _ in made
        if not favourite and not lasts
    }
    old = {
        incident(minute).id
        for minute, *_ in made
        if EPOCH + timedelta(minutes=minute, seconds=40) < before
    }
    gone = sizes.keys() - kept
    assert gone <= forgettable
    assert old & forgettable <= gone
    pictures = {one for one in kept & forgettable if sizes[one]}
    total = sum(sizes[one] for one in kept)
    assert total <= most or not pictures
    # Nothing goes for its size while an older picture stays, and none that would have fitted.
    for_size = gone - old
    if for_size:
        newest = max(for_size)
        assert all(sizes[one] for one in for_size)
        assert not any(one < newest for one in pictures)
        assert total + sizes[newest] > most
