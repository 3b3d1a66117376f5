"""What one alert decided: the last decision as its entities show it, and all of them with their incidents."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime

from homeassistant.core import callback
from homeassistant.util import dt as dt_util

from ..incidents.recorder import IncidentRecorder
from ..model.decision import Decision, Delivery, Verdict
from ..model.incident import Incident
from .rule import Refusal


class DecisionLog:
    """Keeps what one alert decided with the incidents that it was about."""

    def __init__(
        self,
        recorder: IncidentRecorder,
        alert_id: str,
        name: Callable[[], str],
        on_record: Callable[[], None],
    ) -> None:
        """Prepare; nothing was decided since the start.

        Args:
            recorder: keeps decisions with the incidents.
            alert_id: id of the alert's subentry.
            name: tells what the user calls the alert.
            on_record: called when the last decision is another.

        """
        self._recorder = recorder
        self._alert_id = alert_id
        self._name = name
        self._on_record = on_record
        self.last: Decision | None = None
        self.last_incident: str | None = None
        """Id of the incident it was about."""
        self.verdicts: Counter[Verdict] = Counter()
        """How often it was decided what since the start."""

    def decision(
        self,
        answer: Refusal,
        at: datetime | None = None,
        deliveries: tuple[Delivery, ...] = (),
    ) -> Decision:
        """Return a decision of the alert as it is called now; it is kept nowhere.

        Args:
            answer: what was decided, and why.
            at: when, UTC; None for now.
            deliveries: what became of each thing that the alert did.

        """
        return Decision(
            at or dt_util.utcnow(),
            self._alert_id,
            self._name(),
            answer.verdict,
            answer.detail,
            deliveries,
            answer.opinion,
        )

    @callback
    def async_record(self, incident: Incident, decision: Decision) -> None:
        """Keep a decision with its incident, and show it as the last one."""
        self.last, self.last_incident = decision, incident.id
        self.verdicts[decision.verdict] += 1
        self._recorder.async_add_decision(incident.id, decision)
        self._on_record()

    @callback
    def async_add(self, incident: Incident, decision: Decision) -> None:
        """Keep with an incident what is no decision about telling, such as words that do not come."""
        self._recorder.async_add_decision(incident.id, decision)
