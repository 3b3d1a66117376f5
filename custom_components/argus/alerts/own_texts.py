"""Templates for the texts of an alert: rendered, and told to the user for as long as one of them fails."""

from dataclasses import dataclass
from enum import StrEnum
import logging
from typing import Any, Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import TemplateError
from homeassistant.helpers.template import Template

from ..issues.alerts import async_alert_text_fails
from ..issues.repair import async_issue_is_over
from ..model.names import one_line
from ..model.redaction import redacted, redacted_error
from .settings import AlertSettings

_LOGGER = logging.getLogger(__name__)

LONGEST: Final = 2000
"""Characters of what a template may make."""
MOST_COMPLAINTS: Final = 20
"""Different errors of one text that the log tells of: what a template works with may be part of each."""


class OwnText(StrEnum):
    """What the user may word of an alert."""

    TITLE = "title"
    MESSAGE = "message"
    SPEECH = "speech"


@dataclass(frozen=True, slots=True)
class OwnWords:
    """What the user's own templates came to; empty where there is none, or it cannot be used."""

    title: str = ""
    message: str = ""
    speech: str = ""


class OwnTexts:
    """The templates of one alert as it is set up; set up anew, it has new ones."""

    def __init__(
        self, hass: HomeAssistant, settings: AlertSettings, alert_id: str, name: str
    ) -> None:
        """Prepare; nothing is rendered yet.

        Args:
            hass: Home Assistant.
            settings: of the alert.
            alert_id: id of its subentry.
            name: what the user calls it.

        """
        self._hass = hass
        self._settings = settings
        self._alert_id = alert_id
        self._name = name
        self._complaints: dict[OwnText, set[str]] = {}
        """What the log told of each text since it worked."""
        self._issues: dict[OwnText, tuple[str, str]] = {}
        """Id of the repair issue about each text that fails, and the error that it tells."""
        self._closed = False

    @callback
    def async_render(self, variables: dict[str, Any]) -> OwnWords:
        """Return what the templates come to with some variables."""
        settings = self._settings
        return OwnWords(
            title=self._render(OwnText.TITLE, settings.title, variables),
            message=self._render(OwnText.MESSAGE, settings.message, variables),
            speech=self._render(OwnText.SPEECH, settings.speech, variables),
        )

    @callback
    def async_close(self) -> None:
        """Take back what was told: these texts are the user's no more, or Argus stops."""
        self._closed = True
        for text in tuple(self._issues):
            self._take_back(text)

    def _render(self, text: OwnText, template: str, variables: dict[str, Any]) -> str:
        if not template.strip():
            return ""

        @callback
        def complain(level: int, what: str) -> None:
            # What is worse than a name that is not there ends in an error, which is told by itself.
            if level <= logging.WARNING:
                self._log(text, "has a gap", redacted(what))

        try:
            rendered = Template(template, self._hass).async_render(
                variables, parse_result=False, log_fn=complain
            )
        except TemplateError as err:
            # An alert in other words is better than none.
            self._tell(text, one_line(redacted_error(err)))
            return ""
        if text in self._issues:
            _LOGGER.info("The %s of alert %s can be used again", text, self._name)
            self._take_back(text)
            self._complaints.pop(text, None)
        return str(rendered)[:LONGEST].strip()

    def _tell(self, text: OwnText, error: str) -> None:
        """Tell the user that a text fails, and why by now."""
        self._log(text, "cannot be used", error)
        # What the alert was set up with before may still be under way.
        if not self._closed and self._issues.get(text, ("", ""))[1] != error:
            issue = async_alert_text_fails(
                self._hass, self._alert_id, self._name, text, error
            )
            self._issues[text] = issue, error

    def _log(self, text: OwnText, how: str, error: str) -> None:
        """Log what is wrong with a text, once each."""
        told = self._complaints.setdefault(text, set())
        if error not in told and len(told) < MOST_COMPLAINTS:
            told.add(error)
            _LOGGER.warning("The %s of alert %s %s: %s", text, self._name, how, error)

    def _take_back(self, text: OwnText) -> None:
        issue, _ = self._issues.pop(text)
        async_issue_is_over(self._hass, issue)
