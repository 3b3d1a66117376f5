"""SQLAlchemy models: the tables of the journal."""

from datetime import date as Date
from typing import Any, Final

from sqlalchemy import (
    JSON,
    BigInteger,
    Double,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    false,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

SCHEMA_VERSION: Final = 8


_ON_MARIADB: Final = {
    "mysql_engine": "InnoDB",
    # Names in any script, and ids that differ where SQLite and PostgreSQL say so, whatever the database's own rules are.
    "mysql_charset": "utf8mb4",
    "mysql_collate": "utf8mb4_bin",
}


class Base(DeclarativeBase):
    """All tables of the journal."""

    __table_args__: Any = _ON_MARIADB


class Meta(Base):
    """Facts about the database itself."""

    __tablename__ = "meta"

    key: Mapped[str] = mapped_column(String(32), primary_key=True)
    value: Mapped[str] = mapped_column(String(255))


class VisitorHour(Base):
    """Visitors, or vehicles, over one line in one direction in one local hour; kept for years."""

    __tablename__ = "visitor_log"

    camera: Mapped[str] = mapped_column(String(64), primary_key=True)
    line: Mapped[str] = mapped_column(String(64), primary_key=True)
    """Key of a counter: the line's id, which says whether they were vehicles (`model/counter_key.py`)."""
    direction: Mapped[str] = mapped_column(String(3), primary_key=True)
    date: Mapped[Date] = mapped_column(primary_key=True)
    hour: Mapped[int] = mapped_column(primary_key=True)
    count: Mapped[int] = mapped_column(default=0)
    peak_minute: Mapped[int] = mapped_column(default=0)
    """Minute of the hour with the most visitors, the first of equals."""
    peak_count: Mapped[int] = mapped_column(default=0)
    last_minute: Mapped[int] = mapped_column(default=0)
    last_count: Mapped[int] = mapped_column(default=0)
    """Visitors in the last minute that had any: what the peak is compared with."""


class LineTally(Base):
    """What the visitor log alone cannot tell of a line."""

    __tablename__ = "line_tally"

    camera: Mapped[str] = mapped_column(String(64), primary_key=True)
    line: Mapped[str] = mapped_column(String(64), primary_key=True)
    """Key of a counter, as in `VisitorHour`."""
    total_in: Mapped[int] = mapped_column(default=0)
    total_out: Mapped[int] = mapped_column(default=0)
    inside: Mapped[int] = mapped_column(default=0)
    inside_date: Mapped[Date]
    """Local day on which the number of people inside was last touched."""
    reset_date: Mapped[Date | None]
    """Local day on which the day's counters were last reset …"""
    reset_in: Mapped[int] = mapped_column(default=0)
    reset_out: Mapped[int] = mapped_column(default=0)
    """… and how many that day had at that moment. The log itself is never changed."""


class IncidentRow(Base):
    """One incident."""

    __tablename__ = "incident"
    __table_args__ = (
        Index("incident_camera_id", "camera", "id"),
        Index("incident_camera_false_alarm_id", "camera", "false_alarm", "id"),
        Index("incident_favourite_id", "favourite", "id"),
        Index("incident_end", "end"),
        Index(
            "incident_snapshot_bytes",
            "snapshot_bytes",
            "preview_bytes",
            "moment_bytes",
        ),
        Index("incident_looked_at", "looked_at", "false_alarm"),
        _ON_MARIADB,
    )

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    camera: Mapped[str] = mapped_column(String(64))
    camera_name: Mapped[str] = mapped_column(String(255))
    location: Mapped[str] = mapped_column(String(255))
    start: Mapped[int] = mapped_column(BigInteger)
    """Milliseconds since 1970, UTC."""
    end: Mapped[int | None] = mapped_column(BigInteger)
    types: Mapped[str] = mapped_column(String(255))
    """Separated by commas, in the order in which they came."""
    intensity: Mapped[float] = mapped_column(Double)
    faces: Mapped[int]
    visitors_in: Mapped[int]
    visitors_out: Mapped[int]
    zones: Mapped[list[str]] = mapped_column(JSON)
    linked: Mapped[list[str]] = mapped_column(JSON)
    trace: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    decisions: Mapped[list[dict[str, Any]]] = mapped_column(
        JSON, server_default=text("('[]')")
    )
    favourite: Mapped[bool] = mapped_column(default=False)
    false_alarm: Mapped[bool] = mapped_column(server_default=false())
    snapshot: Mapped[str | None] = mapped_column(String(512))
    snapshot_bytes: Mapped[int] = mapped_column(default=0)
    """Bytes on the disk of the picture, its thumbnail and the replay."""
    preview: Mapped[str | None] = mapped_column(String(512))
    preview_bytes: Mapped[int] = mapped_column(default=0, server_default="0")
    description: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """In the words of an AI, whose they are, and when they came."""
    moment_bytes: Mapped[int] = mapped_column(default=0, server_default="0")
    """Bytes on the disk of the pictures of its moments."""
    continues: Mapped[str | None] = mapped_column(String(26))
    """Id of the incident that it goes on from."""
    looked_at: Mapped[bool] = mapped_column(server_default=false())
    """Whether anybody looked at it; `SeenRow` says who, if that is known."""


class IncidentTypeRow(Base):
    """Which incidents were about what, to list them by type without reading all."""

    __tablename__ = "incident_type"
    __table_args__ = (
        Index("incident_type_incident_camera", "type", "incident", "camera"),
        Index("incident_type_camera_incident", "camera", "type", "incident"),
        _ON_MARIADB,
    )

    incident: Mapped[str] = mapped_column(
        String(26), ForeignKey("incident.id", ondelete="CASCADE"), primary_key=True
    )
    type: Mapped[str] = mapped_column(String(16), primary_key=True)
    camera: Mapped[str] = mapped_column(String(64), server_default="")


class MomentRow(Base):
    """A moment inside an incident."""

    __tablename__ = "moment"

    incident: Mapped[str] = mapped_column(String(26), primary_key=True)
    """No foreign key, as in `SeenRow`."""
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[int] = mapped_column(BigInteger)
    """Milliseconds since 1970, UTC."""
    type: Mapped[str] = mapped_column(String(16))
    box: Mapped[list[float] | None] = mapped_column(JSON(none_as_null=True))
    """Left, top, right, bottom as shares of the picture."""
    zone: Mapped[str] = mapped_column(String(255))
    line: Mapped[str] = mapped_column(String(255))
    picture_bytes: Mapped[int] = mapped_column(default=0)
    """Bytes on the disk of its picture, 0 if it has none."""


class SeenRow(Base):
    """A user who looked at an incident."""

    __tablename__ = "seen"

    incident: Mapped[str] = mapped_column(String(26), primary_key=True)
    """No foreign key: MariaDB makes none to a table of an older Argus whose text is in another collation."""
    user: Mapped[str] = mapped_column(String(64), primary_key=True)
    """Id of the user in Home Assistant."""


class ForgottenRow(Base):
    """An incident that was deleted: what is left of its files is nobody else's, and may go."""

    __tablename__ = "forgotten"

    incident: Mapped[str] = mapped_column(String(26), primary_key=True)
    at: Mapped[int] = mapped_column(BigInteger)
    """Milliseconds since 1970, UTC."""


class HeatHour(Base):
    """Where it moved in one local hour."""

    __tablename__ = "heat"

    camera: Mapped[str] = mapped_column(String(64), primary_key=True)
    date: Mapped[Date] = mapped_column(primary_key=True)
    hour: Mapped[int] = mapped_column(primary_key=True)
    grid: Mapped[bytes] = mapped_column(LargeBinary)
