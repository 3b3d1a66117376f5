"""Offers conversation agents tools to answer questions about what the cameras saw."""

from homeassistant.components.llm import LLMTools
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.llm import LLM_API_ASSIST, LLMContext

from .assist.scope import async_exposed_cameras
from .assist.tools import PROMPT, READING_TOOLS, SilenceAlertsTool
from .running import async_runtime


@callback
def async_get_tools(
    hass: HomeAssistant, llm_context: LLMContext, api_id: str
) -> LLMTools | None:
    """Return the tools while a camera that Argus watches is exposed to the assistant."""
    if api_id != LLM_API_ASSIST or (runtime := async_runtime(hass)) is None:
        return None
    if not async_exposed_cameras(hass, runtime, llm_context.assistant):
        return None
    tools = [tool() for tool in (*READING_TOOLS, SilenceAlertsTool)]
    return LLMTools(tools=tools, prompt=PROMPT)
