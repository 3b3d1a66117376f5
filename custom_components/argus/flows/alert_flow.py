"""Subentry flow of an alert: made from a template, changed by its form."""

from collections.abc import Mapping
from typing import Any, Final

from homeassistant.config_entries import (
    SOURCE_RECONFIGURE,
    ConfigSubentry,
    SubentryFlowResult,
)
from homeassistant.helpers.selector import SelectOptionDict

from ..ai.tasks import CAN_JUDGE
from ..alerts.settings import (
    CONF_AI_JUDGE,
    CONF_CAMERAS,
    CONF_KINDS,
    CONF_NOTIFY,
    CONF_ZONES,
    AlertTemplate,
)
from ..alerts.unseen import Unseen
from ..const import CONF_REPORT_TARGETS, SUBENTRY_ALERT, SUBENTRY_CAMERA
from ..model.camera_settings import CameraSettings
from ..model.wording import async_wording
from .alert_check import async_check_alert, check_apart, unseen_in
from .alert_form import (
    CONF_ALERT_NAME,
    DOMAINS,
    HINTED,
    SECTION_WHEN,
    alert_form,
    opened_sections,
    shown_alert_form,
)
from .alert_parser import read_alert_form, read_alert_name
from .alert_templates import async_make_alert, mail_entities
from .entity_check import check_entities
from .fields import FormError, bounded
from .left_as_shown import with_what_is_stored
from .options_form import (
    HINTED as HINTED_OF_REPORT,
    read_report_form,
    report_form,
    shown_report_form,
)
from .subentry_flow import SubentryFlow
from .words import async_common_text, async_hints

EXAMPLE: Final = "{{ incident.location }}: {{ incident.faces_count }}"
"""Of a template for a message."""
_NOTHING_WRONG: Final[Mapping[str, str]] = {"reason": ""}


class AlertSubentryFlow(SubentryFlow):
    """Makes an alert from a template, and changes one."""

    def __init__(self) -> None:
        """Begin with nothing picked."""
        self._template = AlertTemplate.BLANK
        self._alert: tuple[str, dict[str, Any]] | None = None
        """Name and data of a new alert that is not made yet."""
        self._warned_of: set[object] = set()
        self._shown: dict[str, Any] = {}
        """The values that the form of an alert which is there was shown with first."""

    async def async_step_user(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Let the user pick what the alert begins with."""
        return self.async_show_menu(step_id="user", menu_options=list(AlertTemplate))

    async def async_step_office(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Begin with office hours."""
        return await self._async_begin_template(AlertTemplate.OFFICE)

    async def async_step_night(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Begin with a night watch."""
        return await self._async_begin_template(AlertTemplate.NIGHT)

    async def async_step_shop(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Begin with the visitors of a shop."""
        return await self._async_begin_template(AlertTemplate.SHOP)

    async def async_step_somebody_home(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Begin with somebody who is home."""
        return await self._async_begin_template(AlertTemplate.SOMEBODY_HOME)

    async def async_step_camera_lost(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Begin with a camera that is lost."""
        return await self._async_begin_template(AlertTemplate.CAMERA_LOST)

    async def async_step_blank(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Begin with nothing."""
        return await self._async_begin_template(AlertTemplate.BLANK)

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Show the alert as it is."""
        subentry = self._get_reconfigure_subentry()
        self._shown = _shown_form(subentry)
        return await self._async_show_alert_form(self._shown, {})

    async def async_step_alert(self, user_input: dict[str, Any]) -> SubentryFlowResult:
        """Take what the user entered, for a new alert or one that is there."""
        if self.source == SOURCE_RECONFIGURE:
            # What they left alone may have been changed elsewhere, such as zones that were renamed.
            now = _shown_form(self._get_reconfigure_subentry())
            user_input = with_what_is_stored(
                user_input, self._shown, now, now.keys() - {CONF_ALERT_NAME}
            )
        cameras = {
            camera.subentry_id: CameraSettings.readable_part(camera.data)
            for camera in self._get_entry().get_subentries_of_type(SUBENTRY_CAMERA)
        }
        try:
            name = read_alert_name(user_input)
            data = read_alert_form(user_input)
            check_apart(name, data, self._other_alerts())
            await async_check_alert(self.hass, data, cameras)
            self._check_guesses(data, cameras)
        except FormError as err:
            return await self._async_show_alert_form(
                user_input, {err.field: err.reason}, err.placeholders
            )
        if self.source != SOURCE_RECONFIGURE:
            self._alert = name, data
            if self._template is AlertTemplate.SHOP:
                return await self.async_step_report()
            return self.async_create_entry(title=name, data=data)
        subentry = self._get_reconfigure_subentry()
        return self.async_update_and_abort(
            self._get_entry(),
            subentry,
            # The form does not show everything: whether the alert is on, for one.
            data={**subentry.data, **data},
            title=name,
        )

    def _check_guesses(
        self, data: Mapping[str, Any], cameras: Mapping[str, CameraSettings]
    ) -> None:
        """Warn once of an alert for what is only guessed at; whoever submits that again wants it."""
        if unseen_in(data, cameras) is not Unseen.GUESSED:
            return
        told = tuple(data[CONF_KINDS]), tuple(data[CONF_CAMERAS])
        known = (
            self.source == SOURCE_RECONFIGURE
            and unseen_in(self._get_reconfigure_subentry().data, cameras)
            is Unseen.GUESSED
        )
        if known or told in self._warned_of:
            return
        self._warned_of.add(told)
        raise FormError("kinds_guessed", "", SECTION_WHEN)

    async def async_step_report(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Ask who gets the daily report, which is one for all cameras, and make the alert."""
        assert self._alert is not None
        name, data = self._alert
        entry = self._get_entry()
        errors: dict[str, str] = {}
        reason = ""
        shown = user_input
        if shown is None:
            shown = shown_report_form(entry.options)
            # Whoever hears of visitors is likely to want the report of them, too.
            shown[CONF_REPORT_TARGETS] = (
                shown[CONF_REPORT_TARGETS]
                or data[CONF_NOTIFY]
                or mail_entities(self.hass)
            )
        else:
            options = read_report_form(shown)
            try:
                check_entities(
                    self.hass,
                    options[CONF_REPORT_TARGETS],
                    DOMAINS[CONF_NOTIFY],
                    CONF_REPORT_TARGETS,
                )
            except FormError as err:
                errors, reason = {err.field: err.reason}, err.text
            else:
                self.hass.config_entries.async_update_entry(
                    entry, options={**entry.options, **options}
                )
                return self.async_create_entry(title=name, data=data)
        return self.async_show_form(
            step_id="report",
            data_schema=bounded(
                self.add_suggested_values_to_schema(report_form(), shown)
            ),
            errors=errors,
            description_placeholders={
                "reason": reason,
                **await async_hints(self.hass, HINTED_OF_REPORT),
            },
        )

    def _other_alerts(self) -> list[ConfigSubentry]:
        alerts = self._get_entry().get_subentries_of_type(SUBENTRY_ALERT)
        if self.source != SOURCE_RECONFIGURE:
            return list(alerts)
        changed = self._get_reconfigure_subentry().subentry_id
        return [alert for alert in alerts if alert.subentry_id != changed]

    async def _async_begin_template(
        self, template: AlertTemplate
    ) -> SubentryFlowResult:
        self._template = template
        name, data = await async_make_alert(
            self.hass, template, {alert.title for alert in self._other_alerts()}
        )
        return await self._async_show_alert_form(
            {CONF_ALERT_NAME: name, **shown_alert_form(data)}, {}
        )

    async def _async_show_alert_form(
        self,
        shown: dict[str, Any],
        errors: dict[str, str],
        placeholders: Mapping[str, str] = _NOTHING_WRONG,
    ) -> SubentryFlowResult:
        cameras = list(self._get_entry().get_subentries_of_type(SUBENTRY_CAMERA))
        form = alert_form(
            await self._async_camera_options(cameras, shown),
            _zone_options(cameras, shown),
            opened_sections(shown, errors),
        )
        return self.async_show_form(
            step_id="alert",
            data_schema=bounded(self.add_suggested_values_to_schema(form, shown)),
            errors=errors,
            description_placeholders={
                **placeholders,
                "example": EXAMPLE,
                **await async_hints(self.hass, HINTED),
                **await self._async_ai_hints(),
            },
        )

    async def _async_ai_hints(self) -> dict[str, str]:
        """Return placeholders of what AIs are asked by default, and of what this Home Assistant cannot ask them yet."""
        hints = {"ai_prompt": await async_common_text(self.hass, "ai_prompt")}
        if not CAN_JUDGE:
            text = await async_common_text(self.hass, "hint_ai_judge_too_old")
            hints[f"hint_{CONF_AI_JUDGE}"] = f" {text}"
        return hints

    async def _async_camera_options(
        self, cameras: list[ConfigSubentry], shown: dict[str, Any]
    ) -> list[SelectOptionDict]:
        names = {camera.subentry_id: camera.title for camera in cameras}
        chosen = shown[SECTION_WHEN].get(CONF_CAMERAS, ())
        if gone := [camera for camera in chosen if camera not in names]:
            # Left out, they would silently make it an alert for all cameras.
            wording = await async_wording(self.hass)
            names |= dict.fromkeys(gone, wording("alert_removed_camera"))
        return [
            SelectOptionDict(value=camera, label=name) for camera, name in names.items()
        ]


def _shown_form(alert: ConfigSubentry) -> dict[str, Any]:
    return {CONF_ALERT_NAME: alert.title, **shown_alert_form(alert.data)}


def _zone_options(
    cameras: list[ConfigSubentry], shown: dict[str, Any]
) -> list[SelectOptionDict]:
    places: dict[str, list[str]] = {
        zone: [] for zone in shown[SECTION_WHEN].get(CONF_ZONES, ())
    }
    for camera in cameras:
        for zone in CameraSettings.readable_part(camera.data).watched_zones:
            places.setdefault(zone, []).append(camera.title)
    return [
        SelectOptionDict(
            value=zone, label=f"{zone} ({', '.join(names)})" if names else zone
        )
        for zone, names in sorted(places.items())
    ]
