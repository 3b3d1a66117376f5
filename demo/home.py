"""A home whose user does what users do: arrives, adds integrations, fills in forms, reads states."""

from collections.abc import Mapping, Sequence
import contextlib
from typing import Any

from .hass_client import HassClient
from .hass_process import HomeError


def _filled(
    fields: Sequence[Mapping[str, Any]], changes: Mapping[str, Any]
) -> dict[str, Any]:
    """Return what a form shows, with changes, ready to be sent."""
    answer: dict[str, Any] = {}
    for field in fields:
        name = field["name"]
        if "schema" in field:
            answer[name] = _filled(field["schema"], changes)
        elif name in changes:
            answer[name] = changes[name]
        elif "suggested_value" in (description := field.get("description") or {}):
            answer[name] = description["suggested_value"]
    return answer


class Home(HassClient):
    """One Home Assistant: its folder, its process, its user, and what the user does there."""

    async def arrive(self) -> bool:
        """Onboard when that was not done yet, else log in; then wait until all runs.

        Returns:
            Whether this home is new.
        """
        # The endpoint answers 404 once every step is done.
        try:
            steps = await self.call("GET", "/api/onboarding")
        except HomeError:
            steps = []
        new = any(step["step"] == "user" and not step["done"] for step in steps)
        await (self.onboard() if new else self.log_in())
        await self.until(self._runs, 120, "Home Assistant to run")
        return new

    async def _runs(self) -> bool:
        configuration = await self.call("GET", "/api/config")
        return bool(configuration["state"] == "RUNNING")

    async def add_integration(self, domain: str, *answers: Mapping[str, Any]) -> Any:
        """Run a config flow.

        Args:
            domain: The integration.
            answers: What is filled in, one for each form.

        Returns:
            The new entry.

        Raises:
            HomeError: When the flow does not end in an entry.
        """
        path = "/api/config/config_entries/flow"
        result = await self.call("POST", path, {"handler": domain})
        for answer in answers:
            result = await self._form_of(result)
            if result["type"] != "form" or result.get("errors"):
                break
            result = await self.call("POST", f"{path}/{result['flow_id']}", answer)
        if result["type"] != "create_entry":
            shown = {key: result.get(key) for key in ("type", "step_id", "errors")}
            raise HomeError(f"the flow of {domain} ended with {shown}")
        return result["result"]

    async def _form_of(self, result: dict[str, Any]) -> dict[str, Any]:
        """Wait while a flow shows that it is at work, as a page does."""
        path = f"/api/config/config_entries/flow/{result['flow_id']}"

        async def check() -> dict[str, Any] | None:
            shown = result
            if shown["type"] == "progress":
                shown = await self.call("GET", path)
            return None if shown["type"] == "progress" else shown

        return await self.until(check, 300, "a flow to show a form") or result

    async def add_subentry(
        self, entry_id: str, kind: str, choice: str, **changes: Any
    ) -> str:
        """Add a subentry by a menu and the form that it leads to.

        Args:
            entry_id: The config entry.
            kind: The type of the subentry.
            choice: What to pick from the menu.
            changes: Values by the name of their field, in whichever section it is; all others stay as suggested.

        Returns:
            What it is called.

        Raises:
            HomeError: When the form does not take them.
        """
        path = "/api/config/config_entries/subentries/flow"
        menu = await self.call("POST", path, {"handler": [entry_id, kind]})
        form = await self.call(
            "POST", f"{path}/{menu['flow_id']}", {"next_step_id": choice}
        )
        answer = _filled(form["data_schema"], changes)
        result = await self.call("POST", f"{path}/{form['flow_id']}", answer)
        if result["type"] != "create_entry":
            raise HomeError(f"the settings were not taken: {result.get('errors')}")
        return str(result["title"])

    async def reconfigure(
        self, entry_id: str, kind: str, subentry_id: str, **changes: Any
    ) -> None:
        """Change settings of a subentry as its form does; all others stay.

        Args:
            entry_id: The config entry.
            kind: The type of the subentry.
            subentry_id: The subentry.
            changes: Values by the name of their field, in whichever section it is.

        Raises:
            HomeError: When the form does not take them.
        """
        path = "/api/config/config_entries/subentries/flow"
        form = await self.call(
            "POST", path, {"handler": [entry_id, kind], "subentry_id": subentry_id}
        )
        answer = _filled(form["data_schema"], changes)
        result = await self.call("POST", f"{path}/{form['flow_id']}", answer)
        if result["type"] != "abort" or result["reason"] != "reconfigure_successful":
            raise HomeError(f"the settings were not taken: {result.get('errors')}")

    async def set_options(self, entry_id: str, **changes: Any) -> None:
        """Change options of an integration as its form does; all others stay.

        Args:
            entry_id: The config entry.
            changes: Values by the name of their field.

        Raises:
            HomeError: When the form does not take them.
        """
        path = "/api/config/config_entries/options/flow"
        form = await self.call("POST", path, {"handler": entry_id})
        answer = _filled(form["data_schema"], changes)
        result = await self.call("POST", f"{path}/{form['flow_id']}", answer)
        if result["type"] != "create_entry":
            raise HomeError(f"the options were not taken: {result.get('errors')}")

    async def action(self, domain: str, name: str, **fields: Any) -> Any:
        """Perform an action."""
        return await self.call("POST", f"/api/services/{domain}/{name}", fields)

    async def entities(self, platform: str) -> dict[str, dict[str, Any]]:
        """List the registered entities of an integration by unique id."""
        registry = await self.command("config/entity_registry/list")
        return {
            entity["unique_id"]: entity
            for entity in registry
            if entity["platform"] == platform
        }

    async def state(self, entity_id: str) -> dict[str, Any] | None:
        """Read the state of an entity, None when there is none."""
        with contextlib.suppress(HomeError):
            state: dict[str, Any] = await self.call("GET", f"/api/states/{entity_id}")
            return state
        return None

    async def state_becomes(
        self, entity_id: str, *wanted: str, timeout: float = 20
    ) -> dict[str, Any]:
        """Wait until an entity has one of some states.

        Raises:
            HomeError: When it does not in time.
        """

        async def check() -> dict[str, Any] | None:
            state = await self.state(entity_id)
            return state if state and state["state"] in wanted else None

        state = await self.until(
            check, timeout, f"{entity_id} to become {' or '.join(wanted)}"
        )
        return state or {}
