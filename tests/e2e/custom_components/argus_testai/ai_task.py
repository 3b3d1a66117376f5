"""The AI."""

import asyncio
from collections.abc import Sequence
from typing import Any, override

from homeassistant.components import ai_task
from homeassistant.components.ai_task import (
    AITaskEntity,
    AITaskEntityFeature,
    GenDataTask,
    GenDataTaskResult,
)
from homeassistant.components.conversation import ChatLog
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from . import ANSWERS

PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant,
    entry: ConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the AI."""
    async_add_entities([TestAI(entry)])


class TestAI(AITaskEntity):
    """Answers what the test said."""

    def __init__(self, entry: ConfigEntry) -> None:
        """Be able to do all that this Home Assistant asks AIs for."""
        self._attr_name = entry.title
        self._attr_unique_id = entry.entry_id
        self._attr_supported_features = (
            AITaskEntityFeature.GENERATE_DATA | AITaskEntityFeature.SUPPORT_ATTACHMENTS
        )
        # New in Home Assistant 2026.11.
        if (evaluate := AITaskEntityFeature.__members__.get("EVALUATE")) is not None:
            self._attr_supported_features |= evaluate

    async def _async_look(self, question: str, files: Sequence[Any] | None) -> Any:
        answers = self.hass.data[ANSWERS]
        sizes = [
            len(await self.hass.async_add_executor_job(file.path.read_bytes))
            for file in files or ()
        ]
        answers["asked"].append({"question": question, "pictures": sizes})
        await asyncio.sleep(answers["seconds"])
        return answers

    @override
    async def _async_generate_data(
        self, task: GenDataTask, chat_log: ChatLog
    ) -> GenDataTaskResult:
        """Say something."""
        answers = await self._async_look(task.instructions, task.attachments)
        return GenDataTaskResult(chat_log.conversation_id, answers["words"])

    async def _async_evaluate(self, task: Any) -> Any:
        """Say how sure it is; asked by Home Assistant 2026.11 and later."""
        ((name, question),) = task.questions.items()
        answers = await self._async_look(question["instructions"], task.attachments)
        sure = getattr(ai_task, "NoulAnswer")(answers["yes"])  # noqa: B009
        return getattr(ai_task, "EvaluationTaskResult")({name: sure})  # noqa: B009
