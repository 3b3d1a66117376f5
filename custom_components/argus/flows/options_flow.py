"""The flow for what all cameras share."""

from typing import Any

from homeassistant.config_entries import (
    ConfigFlowResult,
    OptionsFlow,
)
from homeassistant.helpers import instance_id

from ..const import (
    CONF_DB_URL,
)
from ..journal import (
    Candidates,
    JournalError,
    JournalNewerError,
    JournalTakenError,
    NoFileError,
    RecorderError,
)
from .fields import FormError, bounded
from .options_form import (
    HINTED,
    async_check_options,
    opened_options,
    options_form,
    read_options_form,
    shown_options_form,
)
from .words import async_choice_names, async_hints


class ArgusOptionsFlow(OptionsFlow):
    """Changes what all cameras share."""

    def __init__(self) -> None:
        """Prepare; no database was looked at yet."""
        self._candidates: Candidates | None = None

    async def async_step_init(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Let the user change the options."""
        errors: dict[str, str] = {}
        placeholders = {"reason": ""}
        if user_input is not None:
            try:
                options = read_options_form(user_input, self.config_entry.options)
                async_check_options(self.hass, options, self.config_entry.options)
            except FormError as err:
                errors, placeholders = {err.field: err.reason}, err.placeholders
            else:
                options = {**self.config_entry.options, **options}
                try:
                    await self._async_check_database(options[CONF_DB_URL])
                except JournalTakenError:
                    errors = {CONF_DB_URL: "db_taken"}
                except JournalNewerError:
                    errors = {CONF_DB_URL: "db_newer"}
                except NoFileError:
                    errors = {CONF_DB_URL: "db_no_file"}
                except RecorderError:
                    errors = {CONF_DB_URL: "db_recorder"}
                except JournalError as err:
                    errors = {CONF_DB_URL: "db_unusable"}
                    placeholders = {"reason": str(err)}
                else:
                    return self.async_create_entry(data=options)
        shown = user_input or shown_options_form(self.config_entry.options)
        return self.async_show_form(
            step_id="init",
            data_schema=bounded(
                self.add_suggested_values_to_schema(
                    options_form(
                        opened_options(shown, errors),
                        await async_choice_names(self.hass),
                        self.config_entry.options,
                    ),
                    shown,
                )
            ),
            errors=errors,
            description_placeholders={
                **placeholders,
                **await async_hints(self.hass, HINTED),
            },
        )

    async def _async_check_database(self, db_url: str | None) -> None:
        """Raise why a database cannot hold the journal, if it cannot."""
        if db_url is None or db_url == self.config_entry.options.get(CONF_DB_URL):
            return
        if self._candidates is None:
            self._candidates = Candidates(await instance_id.async_get(self.hass))
        await self.hass.async_add_executor_job(self._candidates.check_database, db_url)
