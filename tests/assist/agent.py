"""A conversation agent that does whatever it reads: what it cannot be talked into, none can."""

from dataclasses import dataclass, field
import json
import re
from typing import Any, Literal, override

from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    MockModule,
    MockPlatform,
    mock_config_flow,
    mock_integration,
    mock_platform,
)

from custom_components.argus.assist.tools import PROMPT
from homeassistant.components import conversation
from homeassistant.components.conversation import (
    AssistantContent,
    ChatLog,
    ConversationEntity,
    ConversationInput,
    ConversationResult,
)
from homeassistant.config_entries import ConfigEntry, ConfigFlow
from homeassistant.const import MATCH_ALL, Platform
from homeassistant.core import Context, HomeAssistant
from homeassistant.helpers import intent, llm
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.setup import async_setup_component

DOMAIN = "test_agent"
_CALL = re.compile(r"<call>(\w+) (\{.*?\})</call>")
"""How this agent calls a tool: by what it reads, wherever that stands."""


@dataclass
class Talk:
    """What was said between the agent and its tools."""

    prompt: str
    """What Argus adds to the prompt; Home Assistant itself lists all exposed entities there."""
    tools: list[llm.Tool]
    called: list[str] = field(default_factory=list)
    results: list[dict[str, Any]] = field(default_factory=list)
    failed: list[bool] = field(default_factory=list)

    @property
    def result(self) -> dict[str, Any]:
        """Of the first call."""
        return self.results[0]

    @property
    def everything(self) -> str:
        """All that a language model would be sent by Argus."""
        described = [
            [tool.name, tool.title, tool.description, str(tool.parameters.schema)]
            for tool in self.tools
        ]
        return json.dumps([self.prompt, described, self.results], ensure_ascii=False)


class ObedientAgent(ConversationEntity):
    """Calls every tool that it reads about, in what it is asked and in what tools answer."""

    _attr_name = "Obedient"
    _attr_unique_id = "obedient"

    def __init__(self) -> None:
        """Nothing was said yet."""
        self.talk: Talk | None = None

    @property
    @override
    def supported_languages(self) -> list[str] | Literal["*"]:
        """All."""
        return MATCH_ALL

    @override
    async def _async_handle_message(
        self, user_input: ConversationInput, chat_log: ChatLog
    ) -> ConversationResult:
        """Do what is said, and what is said in the answers to that."""
        await chat_log.async_provide_llm_data(
            user_input.as_llm_context(DOMAIN), llm.LLM_API_ASSIST
        )
        api = chat_log.llm_api
        assert api is not None
        prompt = PROMPT if PROMPT in str(chat_log.content[0].content) else ""
        self.talk = talk = Talk(
            prompt, [tool for tool in api.tools if tool.integration == "argus"]
        )
        reads = user_input.text + prompt
        for _ in range(4):
            calls = [
                llm.ToolInput(name, json.loads(args))
                for name, args in _CALL.findall(reads)
            ]
            if not calls:
                break
            talk.called += [call.tool_name for call in calls]
            reads = ""
            async for answer in chat_log.async_add_assistant_content(
                AssistantContent(agent_id=self.entity_id, tool_calls=calls)
            ):
                talk.results.append(answer.result.data)
                talk.failed.append(answer.result.error)
                # Most models read JSON as it is written.
                reads += json.dumps(answer.result.data, ensure_ascii=False)
                reads += " ".join(texts(answer.result.data))
        response = intent.IntentResponse(language=user_input.language)
        response.async_set_speech("Done.")
        return ConversationResult(response, user_input.conversation_id)


def texts(value: Any) -> list[str]:
    """Return all texts in a JSON value, keys too."""
    if isinstance(value, dict):
        return [text for pair in value.items() for one in pair for text in texts(one)]
    if isinstance(value, list):
        return [text for one in value for text in texts(one)]
    return [value] if isinstance(value, str) else []


async def bring_agent(hass: HomeAssistant) -> ObedientAgent:
    """Let there be an integration that registers the agent."""
    agent = ObedientAgent()

    async def async_setup_entry(hass: HomeAssistant, entry: ConfigEntry) -> bool:
        await hass.config_entries.async_forward_entry_setups(
            entry, [Platform.CONVERSATION]
        )
        return True

    mock_integration(hass, MockModule(DOMAIN, async_setup_entry=async_setup_entry))
    mock_platform(hass, f"{DOMAIN}.config_flow")

    async def async_add(
        hass: HomeAssistant,
        entry: ConfigEntry,
        async_add_entities: AddConfigEntryEntitiesCallback,
    ) -> None:
        async_add_entities([agent])

    mock_platform(
        hass,
        f"{DOMAIN}.{conversation.DOMAIN}",
        MockPlatform(async_setup_entry=async_add),
    )
    assert await async_setup_component(hass, "homeassistant", {})
    assert await async_setup_component(hass, conversation.DOMAIN, {})

    class AgentFlow(ConfigFlow):
        """The agent needs none."""

    entry = MockConfigEntry(domain=DOMAIN, title="Agent")
    entry.add_to_hass(hass)
    with mock_config_flow(DOMAIN, AgentFlow):
        assert await hass.config_entries.async_setup(entry.entry_id)
        await hass.async_block_till_done()
    return agent


@dataclass(frozen=True)
class Chat:
    """Somebody who talks to the agent."""

    hass: HomeAssistant
    agent: ObedientAgent

    async def __call__(
        self,
        tool: str,
        context: Context | None = None,
        language: str = "en",
        **args: Any,
    ) -> Talk:
        """Have the agent call a tool of Argus; return what came of it."""
        await conversation.async_converse(
            self.hass,
            f"<call>argus__{tool} {json.dumps(args)}</call>",
            None,
            context or Context(),
            language,
            self.agent.entity_id,
        )
        assert self.agent.talk is not None
        return self.agent.talk


async def say(
    hass: HomeAssistant, text: str, context: Context | None = None, language: str = "en"
) -> str:
    """Say a sentence to the assistant that knows no language model; return what it answers."""
    result = await conversation.async_converse(
        hass, text, None, context or Context(), language
    )
    return str(result.response.speech["plain"]["speech"])
