"""What one user who asks for far too much takes from the eyes' pace.

A real Home Assistant with cameras over HTTP. Stretches of calm and of attack take turns, so that whatever else the
machine does meets both: heat maps, analyses of pictures, and enormous messages over WebSocket, many at a time, the next
as soon as one is answered.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path
import tempfile
from typing import Any, Final

import aiohttp

from demo.home import Home

from .load import COMPONENTS, CONFIGURATION, Load, Trial, run_street
from .report import Target

USUAL: Final = Load(cameras=4, rate=2.0, seconds=180.0)
KINDS: Final = ("heat maps", "analyses", "messages")
TURNS: Final = 2
"""How often each kind has its turn."""
AT_ONCE: Final = {"heat maps": 64, "analyses": 64, "messages": 4}
"""Requests that wait for an answer."""
MESSAGE: Final = 3_000_000
"""Characters of a message; Home Assistant ends a connection for more than four million."""
PACE: Final = 0.9
"""Frames under attack for one in calm, at least."""

type Stretches = Sequence[Mapping[str, Any]]


def run(data: Path | None = None, load: Load = USUAL) -> dict[str, object]:
    """Measure how many frames are looked at with and without an attack.

    Args:
        data: Not needed.
        load: Cameras, their rate, and the seconds of all stretches together.

    Returns:
        Frames a second and the loop's delay, what was answered, and targets.
    """
    return asyncio.run(_run(load))


async def _run(load: Load) -> dict[str, object]:
    with tempfile.TemporaryDirectory(prefix="argus-attack-") as folder:
        async with (
            run_street() as street,
            Home(Path(folder) / "home", name="Attack") as home,
        ):
            home.prepare(COMPONENTS, CONFIGURATION)
            await home.start()
            await home.arrive()
            trial = Trial(home, street, load)
            await trial.add_cameras()
            await trial.add_argus()
            await asyncio.sleep(load.short)
            token = await home.command(
                "auth/long_lived_access_token", client_name="Attack", lifespan=1
            )
            attacker = _Attacker(home.url, token, trial.cameras)
            stretch = load.seconds / (2 * TURNS * len(KINDS))
            calm: dict[str, list[dict[str, Any]]] = {kind: [] for kind in KINDS}
            attacked: dict[str, list[dict[str, Any]]] = {kind: [] for kind in KINDS}
            for kind in KINDS * TURNS:
                calm[kind].append(await trial.measure(stretch))
                async with attacker.asking_for(kind):
                    attacked[kind].append(await trial.measure(stretch))
            return _result(calm, attacked, attacker.answers)


class _Attacker:
    """One user who asks for as much as the connections take."""

    def __init__(self, url: str, token: str, cameras: list[str]) -> None:
        self._url = url
        self._token = token
        self._cameras = cameras
        self._numbers = count()
        self.answers: Counter[str] = Counter()
        """How often what was answered."""

    @asynccontextmanager
    async def asking_for(self, kind: str) -> AsyncIterator[None]:
        """Ask all the while."""
        attack = {
            "heat maps": self._ask_for_heat_maps,
            "analyses": self._ask_for_analyses,
            "messages": self._send_messages,
        }[kind]
        async with aiohttp.ClientSession(
            headers={"Authorization": f"Bearer {self._token}"},
            connector=aiohttp.TCPConnector(limit=0),
        ) as session:
            work = [asyncio.create_task(attack(session)) for _ in range(AT_ONCE[kind])]
            try:
                yield
            finally:
                for task in work:
                    task.cancel()
                for outcome in await asyncio.gather(*work, return_exceptions=True):
                    if not isinstance(outcome, asyncio.CancelledError):
                        self.answers[f"{kind}, gave up: {outcome!r}"] += 1

    async def _ask_for_heat_maps(self, session: aiohttp.ClientSession) -> None:
        for number in self._numbers:
            camera = self._cameras[number % len(self._cameras)].partition(".")[2]
            # None is like another: nobody has drawn it yet.
            query = {"days": f"{1 + number % 29}", "hours": f"0-{1 + number % 23}"}
            async with session.get(
                f"{self._url}/api/argus/heatmap/{camera}.jpg", params=query
            ) as answer:
                await answer.read()
                self.answers[f"heat maps, {answer.status}"] += 1

    async def _ask_for_analyses(self, session: aiohttp.ClientSession) -> None:
        for number in self._numbers:
            async with session.post(
                f"{self._url}/api/services/argus/analyze_image?return_response",
                json={"entity_id": self._cameras[number % len(self._cameras)]},
            ) as answer:
                await answer.read()
                self.answers[f"analyses, {answer.status}"] += 1

    async def _send_messages(self, session: aiohttp.ClientSession) -> None:
        async with session.ws_connect(f"{self._url}/api/websocket") as socket:
            await socket.receive_json()
            await socket.send_json({"type": "auth", "access_token": self._token})
            await socket.receive_json()
            for number in count(1):
                await socket.send_json(
                    {"id": number, "type": "argus/events/list", "camera": "x" * MESSAGE}
                )
                answer = await socket.receive_json()
                told = answer["error"]["code"] if "error" in answer else "answered"
                self.answers[f"messages, {told}"] += 1


def _pace(stretches: Stretches) -> float:
    """Return the frames a second of all cameras together."""
    frames = sum(sum(one["frames"].values()) for one in stretches)
    pace: float = frames / sum(one["seconds"] for one in stretches)
    return pace


def _delay(stretches: Stretches) -> float:
    """Return the longest 99th percentile of the loop's delay, in seconds."""
    delay: float = max(one["loop delay"]["p99"] for one in stretches)
    return delay


def _result(
    calm: Mapping[str, Stretches],
    attacked: Mapping[str, Stretches],
    answers: Counter[str],
) -> dict[str, object]:
    return {
        **{
            kind: {
                "frames a second, calm": _pace(calm[kind]),
                "frames a second, attacked": _pace(attacked[kind]),
                "loop delay p99, calm, s": _delay(calm[kind]),
                "loop delay p99, attacked, s": _delay(attacked[kind]),
            }
            for kind in KINDS
        },
        "answers": dict(sorted(answers.items())),
        "targets": [
            Target(
                f"attack, pace kept under {kind}",
                _pace(attacked[kind]) / _pace(calm[kind]),
                PACE,
            )
            for kind in KINDS
        ],
    }
