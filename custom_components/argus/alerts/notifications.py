"""Which notification of an alert an incident belongs to: the newest of each camera, shared by those that are linked."""

from ..const import DOMAIN
from ..model.incident import Incident
from .notification_state import NotificationState
from .settings import AlertSettings


class Notifications:
    """The notifications of one alert that may still change.

    Of each camera that is the last one, until another incident begins there: a picture may come after the end.
    """

    def __init__(self, alert_id: str) -> None:
        """Begin without any; the alert's id is part of what names them."""
        self._alert_id = alert_id
        self._newest: dict[tuple[str, bool], NotificationState] = {}
        """By camera, that of what it sees and that of its loss."""

    def __len__(self) -> int:
        """Return how many there are."""
        return len(set(map(id, self._newest.values())))

    def find(self, incident: Incident) -> NotificationState | None:
        """Return the notification that an incident belongs to already, if there is one."""
        notification = self._newest.get(_place(incident))
        if notification is None or incident.id not in notification.incidents:
            return None
        return notification

    def find_or_open(
        self, incident: Incident, settings: AlertSettings
    ) -> NotificationState | None:
        """Return the notification that an incident belongs to, one that is open already or a new one.

        Args:
            incident: what happens.
            settings: of the alert; what it is not for joins no notification.

        Returns:
            None if the incident is over and made way for a newer one.

        """
        if (known := self.find(incident)) is not None:
            return known
        place = _place(incident)
        newest = self._newest.get(place)
        if (
            newest is not None
            and incident.end is not None
            and any(
                state.incident.camera == incident.camera
                and state.incident.start > incident.start
                for state in newest.incidents.values()
            )
        ):
            return None
        notification = (
            self._linked(incident) if settings.is_for(incident.camera) else None
        )
        if notification is None:
            notification = NotificationState(
                self._tag(incident), goes_on_from=_known_part(newest, incident)
            )
        self._newest[place] = notification
        return notification

    def _linked(self, incident: Incident) -> NotificationState | None:
        linked = set(incident.linked)
        return next(
            (one for one in self._newest.values() if linked & one.incidents.keys()),
            None,
        )

    def _tag(self, incident: Incident) -> str:
        # The loss of a camera is known by its camera, also after a restart.
        what = f"lost-{incident.camera}" if incident.is_loss else incident.id
        return f"{DOMAIN}-{self._alert_id}-{what}"


def _known_part(
    newest: NotificationState | None, incident: Incident
) -> Incident | None:
    """Return the incident that one only goes on from, if the alert took note of that one."""
    if newest is None or incident.continues is None or not newest.is_known:
        return None
    before = newest.incidents.get(incident.continues)
    return before.incident if before is not None else None


def _place(incident: Incident) -> tuple[str, bool]:
    return incident.camera, incident.is_loss
