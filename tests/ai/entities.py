"""An AI task entity that does whatever it reads: what it cannot be talked into, none can."""

import asyncio
from dataclasses import dataclass, field
import json
import re
from typing import Any, override

from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    MockModule,
    MockPlatform,
    mock_config_flow,
    mock_integration,
    mock_platform,
)

from homeassistant.components import ai_task
from homeassistant.components.ai_task import (
    AITaskEntity,
    AITaskEntityFeature,
    GenDataTask,
    GenDataTaskResult,
)
from homeassistant.components.conversation import AssistantContent, Attachment, ChatLog
from homeassistant.config_entries import ConfigEntry, ConfigFlow
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers import llm
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.setup import async_setup_component

DOMAIN = "test_ai"
AI = "ai_task.obedient"
WRITER = AITaskEntityFeature.GENERATE_DATA | AITaskEntityFeature.SUPPORT_ATTACHMENTS
EVALUATE = AITaskEntityFeature.__members__.get("EVALUATE")
"""New in Home Assistant 2026.11; None before."""
ABLE = WRITER if EVALUATE is None else WRITER | EVALUATE
_CALL = re.compile(r"<call>(\w+) (\{.*?\})</call>")
"""How this AI calls a tool: by what it reads, wherever that stands."""


@dataclass
class Asked:
    """One question to the AI."""

    instructions: str
    state: Any = None
    pictures: list[bytes] = field(default_factory=list)
    media: list[str] = field(default_factory=list)
    paths: list[Any] = field(default_factory=list)


class ObedientAI(AITaskEntity):
    """Answers what the test says, and calls every tool that it reads about if it is given any."""

    _attr_name = "Obedient"
    _attr_unique_id = "obedient"

    def __init__(self, features: AITaskEntityFeature = ABLE) -> None:
        """Be able to do some things."""
        self._attr_supported_features = features
        self.answer: Any = "A person in a red jacket puts down a parcel."
        self.yes: Any = 0.9
        self.reads_in_pictures = ""
        self.failure: Exception | None = None
        self.lets_go: asyncio.Event | None = None
        """What it waits for before it answers; None if it answers at once."""
        self.asked: list[Asked] = []
        self.has_tools = False
        self.called: list[str] = []

    async def _async_look(
        self, instructions: str, state: Any, attachments: list[Attachment] | None
    ) -> None:
        files = attachments or []
        self.asked.append(
            Asked(
                instructions,
                state,
                [
                    await self.hass.async_add_executor_job(one.path.read_bytes)
                    for one in files
                ],
                [one.media_content_id for one in files],
                [one.path for one in files],
            )
        )
        if self.lets_go is not None:
            await self.lets_go.wait()
        if self.failure is not None:
            raise self.failure

    @override
    async def _async_generate_data(
        self, task: GenDataTask, chat_log: ChatLog
    ) -> GenDataTaskResult:
        """Say what the test wants to be said."""
        await self._async_look(task.instructions, None, task.attachments)
        everything = json.dumps([str(one.content) for one in chat_log.content[:2]])
        reads = f"{everything} {task.instructions} {self.reads_in_pictures}"
        self.has_tools |= task.llm_api is not None or chat_log.llm_api is not None
        if chat_log.llm_api is not None:
            calls = [
                llm.ToolInput(name, json.loads(args))
                for name, args in _CALL.findall(reads)
            ]
            self.called += [call.tool_name for call in calls]
            async for _ in chat_log.async_add_assistant_content(
                AssistantContent(agent_id=self.entity_id, tool_calls=calls)
            ):
                pass
        return GenDataTaskResult(chat_log.conversation_id, self.answer)

    async def _async_evaluate(self, task: Any) -> Any:
        """Be as sure as the test wants; asked by Home Assistant 2026.11 and later."""
        ((name, question),) = task.questions.items()
        await self._async_look(question["instructions"], task.state, task.attachments)
        answer = getattr(ai_task, "NoulAnswer")(self.yes)  # noqa: B009 - not there before 2026.11
        return getattr(ai_task, "EvaluationTaskResult")({name: answer})  # noqa: B009


async def bring_ai(hass: HomeAssistant, ai: ObedientAI | None = None) -> ObedientAI:
    """Let there be an integration that registers the AI."""
    added = ObedientAI() if ai is None else ai

    async def async_setup_entry(hass: HomeAssistant, entry: ConfigEntry) -> bool:
        await hass.config_entries.async_forward_entry_setups(entry, [Platform.AI_TASK])
        return True

    mock_integration(hass, MockModule(DOMAIN, async_setup_entry=async_setup_entry))
    mock_platform(hass, f"{DOMAIN}.config_flow")

    async def async_add(
        hass: HomeAssistant,
        entry: ConfigEntry,
        async_add_entities: AddConfigEntryEntitiesCallback,
    ) -> None:
        async_add_entities([added])

    mock_platform(hass, f"{DOMAIN}.ai_task", MockPlatform(async_setup_entry=async_add))
    assert await async_setup_component(hass, "homeassistant", {})
    assert await async_setup_component(hass, "media_source", {})
    assert await async_setup_component(hass, "ai_task", {})

    class AIFlow(ConfigFlow):
        """The AI needs none."""

    entry = MockConfigEntry(domain=DOMAIN, title="AI")
    entry.add_to_hass(hass)
    with mock_config_flow(DOMAIN, AIFlow):
        assert await hass.config_entries.async_setup(entry.entry_id)
        await hass.async_block_till_done()
    assert added.entity_id == AI
    return added
