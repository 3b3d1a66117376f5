"""Asks AI task entities about incidents: for a description, or for a second opinion.

They are never given tools (`llm_api`): whatever somebody writes on a wall in front of a camera, or calls a zone, can
make an AI say something wrong, and nothing else.
"""

import asyncio
from collections.abc import Callable, Hashable, Sequence
from functools import partial
import math
from typing import Any, Final

from homeassistant.const import (
    ATTR_SUPPORTED_FEATURES,
    MAJOR_VERSION,
    MINOR_VERSION,
    STATE_UNAVAILABLE,
)
from homeassistant.core import Context, HomeAssistant, callback
from homeassistant.exceptions import Unauthorized, UnknownUser
from homeassistant.util import dt as dt_util

from ..model.decision import Opinion
from ..model.description import Description
from ..model.incident import Incident
from ..model.redaction import redacted_error
from ..model.wording import async_wording
from .daily_budget import DailyBudget
from .error import AiError, Trouble
from .pictures import LentPictures
from .plain_words import plain_words
from .prompt import description_prompt, incident_facts, question_prompt

AI_TASK: Final = "ai_task"
"""Not imported before it is loaded: whoever has no AI does not load it."""
DESCRIBED_WITHIN: Final = 60.0
"""Seconds that an AI has to describe an incident."""
AT_ONCE: Final = 2
"""Descriptions that are asked for at the same time; the others wait for their turn."""
LONGEST_REASON: Final = 200
"""Characters of what an AI says of its own trouble."""
GENERATE_DATA: Final = "GENERATE_DATA"
EVALUATE: Final = "EVALUATE"
"""Names of features; evaluation is new in Home Assistant 2026.11."""
CAN_JUDGE: Final = (MAJOR_VERSION, MINOR_VERSION) >= (2026, 11)
"""Whether this Home Assistant can ask an AI for a second opinion."""
_QUESTION: Final = "question"


class AiTasks:
    """What Argus asks the AIs of the house, within what may be asked in a day."""

    def __init__(
        self, hass: HomeAssistant, pictures: LentPictures, most: Callable[[], int]
    ) -> None:
        """Prepare; nobody is asked.

        Args:
            hass: Home Assistant.
            pictures: lends the pictures of incidents.
            most: returns how often AIs may be asked in a day.

        """
        self._hass = hass
        self.pictures = pictures
        self.budget = DailyBudget(hass, most)
        self._turn = asyncio.Semaphore(AT_ONCE)
        self._asked: dict[Hashable, asyncio.Task[Description]] = {}
        """Descriptions that are on their way, by what tells them apart."""

    async def async_open(self) -> None:
        """Know how often was asked today, and remove pictures that were lent when Home Assistant was cut off."""
        await self.pictures.async_open()
        await self.budget.async_open()

    async def async_close(self) -> None:
        """Ask nobody any more; pictures that are lent are taken back."""
        for task in (tasks := list(self._asked.values())):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def async_describe(
        self,
        incidents: Sequence[Incident],
        entity_id: str,
        prompt: str = "",
        *,
        blur: bool = True,
        context: Context | None = None,
    ) -> Description:
        """Return what an AI says of what is to be seen of incidents.

        Args:
            incidents: what happened.
            entity_id: the AI task entity.
            prompt: what the user wants to be told; Argus's own words if it is empty.
            blur: whether nobody is to be recognised in the pictures that it gets.
            context: of whoever asks.

        Raises:
            AiError: it does not say anything.
            Unauthorized: whoever asks may not use it.

        """
        self._check(entity_id, GENERATE_DATA)
        wanted = prompt.strip() or (await async_wording(self._hass))("ai_prompt")
        describe = partial(
            self._async_describe, incidents, entity_id, wanted, blur, context
        )
        if context is not None:
            return await describe()
        key = (tuple(one.id for one in incidents), entity_id, wanted, blur)
        if (task := self._asked.get(key)) is None:
            # Several alerts may want the same words: they are paid for once.
            task = self._hass.async_create_background_task(
                describe(), "argus describes", eager_start=False
            )
            self._asked[key] = task
            task.add_done_callback(lambda _: self._asked.pop(key))
        return await asyncio.shield(task)

    async def _async_describe(
        self,
        incidents: Sequence[Incident],
        entity_id: str,
        wanted: str,
        blur: bool,
        context: Context | None,
    ) -> Description:
        instructions = description_prompt(wanted, incidents, self._hass.config.language)

        async def async_ask(attachments: list[dict[str, str]]) -> Any:
            from homeassistant.components.ai_task import async_generate_data

            result = await async_generate_data(
                self._hass,
                task_name="Argus: describe an incident",
                entity_id=entity_id,
                instructions=instructions,
                attachments=attachments,
                context=context,
            )
            return result.data

        async with self._turn:
            answer = await self._async_ask(
                async_ask, incidents, entity_id, DESCRIBED_WITHIN, blur=blur
            )
        words = plain_words(answer)
        if not words:
            raise AiError(Trouble.SILENT, entity_id)
        return Description(words, entity_id, dt_util.utcnow())

    async def async_judge(
        self,
        incidents: Sequence[Incident],
        entity_id: str,
        question: str,
        patience: float,
        *,
        blur: bool = True,
    ) -> Opinion:
        """Return what an AI answers to a question about incidents, or why it does not; nothing is raised.

        Args:
            incidents: what happened.
            entity_id: the AI task entity.
            question: to be answered with yes or no.
            patience: seconds that it has.
            blur: whether nobody is to be recognised in the pictures that it gets.

        """
        began = self._hass.loop.time()
        yes, error = None, None
        try:
            yes = await self._async_judge(
                incidents, entity_id, question, patience, blur=blur
            )
        except AiError as err:
            error = err.code
        seconds = round(self._hass.loop.time() - began, 1)
        return Opinion(question, entity_id, seconds, yes, error)

    async def _async_judge(
        self,
        incidents: Sequence[Incident],
        entity_id: str,
        question: str,
        patience: float,
        *,
        blur: bool,
    ) -> float:
        self._check(entity_id, EVALUATE)

        async def async_ask(attachments: list[dict[str, str]]) -> Any:
            from homeassistant.components import ai_task

            # New in 2026.11; without it nobody gets here.
            evaluate: Any = getattr(ai_task, "async_evaluate", None)
            result = await evaluate(
                self._hass,
                task_name="Argus: second opinion",
                entity_id=entity_id,
                questions={
                    _QUESTION: {
                        "type": "noul",
                        "instructions": question_prompt(question),
                    }
                },
                state=incident_facts(incidents),
                attachments=attachments,
            )
            return result.answers[_QUESTION].noul

        yes = await self._async_ask(
            async_ask, incidents, entity_id, patience, blur=blur
        )
        if (
            not isinstance(yes, int | float)
            or not math.isfinite(yes)
            or not 0 <= yes <= 1
        ):
            raise AiError(Trouble.SILENT, entity_id)
        return float(yes)

    async def _async_ask(
        self,
        ask: Callable[[list[dict[str, str]]], Any],
        incidents: Sequence[Incident],
        entity_id: str,
        patience: float,
        *,
        blur: bool,
    ) -> Any:
        """Ask with the pictures of incidents, within the day's limit.

        Raises:
            AiError: there is no answer.
            Unauthorized: whoever asks may not use the AI.
        """
        if all(incident.snapshot is None for incident in incidents):
            raise AiError(Trouble.NO_PICTURE, entity_id)
        try:
            async with (
                asyncio.timeout(patience),
                self.pictures.async_lend(incidents, blur=blur) as attachments,
            ):
                await self._async_admit(attachments, entity_id)
                return await ask(attachments)
        except TimeoutError as err:
            raise AiError(Trouble.LATE, entity_id) from err
        except AiError, Unauthorized, UnknownUser:
            raise
        except Exception as err:
            # Whatever integration it is, and whatever it raises: nothing of ours depends on its answer.
            reason = redacted_error(err)[:LONGEST_REASON]
            raise AiError(Trouble.FAILED, entity_id, reason) from err

    async def _async_admit(self, attachments: Sequence[object], entity_id: str) -> None:
        """Count a question against the day's limit if there is something to be seen.

        Raises:
            AiError: there is not, or it is one too many.
        """
        if not attachments:
            raise AiError(Trouble.NO_PICTURE, entity_id)
        if not await self.budget.async_spend():
            raise AiError(Trouble.SPENT, entity_id)

    def _check(self, entity_id: str, feature: str) -> None:
        """Check that an AI can be asked.

        Raises:
            AiError: it cannot.
        """
        trouble = find_trouble(self._hass, entity_id, feature)
        if trouble is not None:
            raise AiError(trouble, entity_id)


@callback
def find_trouble(hass: HomeAssistant, entity_id: str, feature: str) -> Trouble | None:
    """Return why an AI task entity cannot be asked about pictures; None if it can be.

    Args:
        hass: Home Assistant.
        entity_id: the AI task entity.
        feature: name of what it has to be able to do, in `AITaskEntityFeature`.

    """
    state = hass.states.get(entity_id)
    if state is None or AI_TASK not in hass.config.components:
        return Trouble.MISSING
    from homeassistant.components.ai_task import AITaskEntityFeature

    wanted = AITaskEntityFeature.__members__.get(feature)
    if wanted is None:
        return Trouble.TOO_OLD
    if state.state == STATE_UNAVAILABLE:
        return Trouble.MISSING
    able = AITaskEntityFeature(state.attributes.get(ATTR_SUPPORTED_FEATURES, 0))
    if wanted not in able:
        return Trouble.UNABLE
    if AITaskEntityFeature.SUPPORT_ATTACHMENTS not in able:
        return Trouble.NO_PICTURES
    return None
