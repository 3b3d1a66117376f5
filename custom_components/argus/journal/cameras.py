"""Cameras that the journal holds incidents of, those that are no longer watched too."""

from collections.abc import Collection

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from .models import IncidentRow


def other_cameras(session: Session, watched: Collection[str]) -> dict[str, str]:
    """Return the cameras with incidents besides those that are watched: what they were called last, by their ids."""
    newest = (
        select(func.max(IncidentRow.id))
        .group_by(IncidentRow.camera)
        .having(IncidentRow.camera.not_in(watched))
    )
    rows = session.execute(
        select(IncidentRow.camera, IncidentRow.camera_name)
        .where(IncidentRow.id.in_(newest))
        .order_by(IncidentRow.camera_name, IncidentRow.camera)
    )
    return dict(rows.tuples().all())
