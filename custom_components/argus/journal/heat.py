"""Heat maps in the journal, hour by hour."""

from collections.abc import Container, Iterable
from datetime import date as Date, datetime
import logging

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from ..model.heat import add_up_heat, check_heat
from .models import HeatHour

_LOGGER = logging.getLogger(__name__)


def add(session: Session, camera: str, packed: bytes, at: datetime) -> None:
    """Add heat to its hour; what cannot be read of the hour any more, of a newer version say, makes way.

    Args:
        session: a transaction.
        camera: id of the camera's subentry.
        packed: a packed grid.
        at: when it was gathered, local time.

    Raises:
        ValueError: the bytes are no packed grid.
    """
    if packed:
        check_heat(packed)
    hour = session.get(HeatHour, (camera, at.date(), at.hour))
    if hour is None:
        session.add(HeatHour(camera=camera, date=at.date(), hour=at.hour, grid=packed))
    else:
        hour.grid = add_up_heat([*_readable_grids([hour.grid]), packed])


def grids(
    session: Session, camera: str, first: Date, hours: Container[int] | None = None
) -> list[bytes]:
    """Return the packed grids of a camera from a local day on, of all hours or of some; without any that is unreadable."""
    rows = session.execute(
        select(HeatHour.hour, HeatHour.grid).where(
            HeatHour.camera == camera, HeatHour.date >= first
        )
    )
    return _readable_grids(
        grid for hour, grid in rows if hours is None or hour in hours
    )


def forget(session: Session, before: Date) -> None:
    """Delete the heat of the days before a local day."""
    session.execute(delete(HeatHour).where(HeatHour.date < before))


def _readable_grids(grids: Iterable[bytes]) -> list[bytes]:
    readable = []
    for grid in grids:
        try:
            if grid:
                check_heat(grid)
        except ValueError:
            _LOGGER.warning("Heat of an hour cannot be read and is left out")
        else:
            readable.append(grid)
    return readable
