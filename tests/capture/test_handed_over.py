"""Tests of what a watch hands over beside what was seen: stills, frames for the moving preview, and heat."""

import asyncio
from dataclasses import replace

from custom_components.argus.model.camera_settings import CameraSettings
from custom_components.argus.vision import PreviewFrame
from custom_components.argus.vision.packed_heat import unpack

from ..pictures import mover
from .fast_watch import SETTINGS, Run, Watching


def test_stills_are_taken_unless_the_user_wants_none(run: Run) -> None:
    """Of several frames a second not every one has a still; of a private camera none has, from the next frame on."""

    async def scenario(watching: Watching) -> None:
        fast = replace(SETTINGS, interval=0.1)

        async def stills(settings: CameraSettings) -> list[float]:
            watching.watch.configure(settings, settings.pipeline())
            await asyncio.sleep(0.05)
            watching.sights.clear()
            await asyncio.sleep(3)
            assert len(watching.sights) >= 29
            assert all(
                s.still is None or s.still.seconds == s.now for s in watching.sights
            )
            return [s.now for s in watching.sights if s.still is not None]

        assert 5 <= len(await stills(fast)) <= 8
        assert await stills(replace(fast, snapshots=False)) == []
        assert await stills(replace(fast, blur_faces=True)) == []
        assert await stills(fast)

    run(scenario)


def test_previews_show_what_the_stream_had_between_two_looks(run: Run) -> None:
    """A camera that is looked at once a second has a film of all that its stream showed, if one is wanted."""

    async def scenario(watching: Watching) -> None:
        watching.source.is_stream = True
        watching.source.beside = [
            tuple(PreviewFrame(second + tenth / 5, b"small") for tenth in range(5))
            for second in range(2)
        ]
        await asyncio.sleep(2.5)
        watching.watch.configure(replace(SETTINGS, previews=False), SETTINGS.pipeline())
        watching.source.beside = [(PreviewFrame(9, b"unasked"),)]
        await asyncio.sleep(1)

    watching = run(scenario)
    first, second, third, *last = watching.sights
    assert [one.seconds for one in first.previews] == [0, 0.2, 0.4, 0.6, 0.8]
    assert [one.seconds for one in second.previews] == [1, 1.2, 1.4, 1.6, 1.8]
    # Where the stream gave none, what was looked at is better than nothing.
    assert len(third.previews) == 1
    assert last
    assert all(one.previews == () for one in last)
    assert watching.source.filmed[:4] == [True, True, True, False]


def test_heat_is_handed_over_soon_at_first_then_every_few_minutes(run: Run) -> None:
    handed: list[float] = []

    async def scenario(watching: Watching) -> None:
        loop = asyncio.get_running_loop()
        began = loop.time()
        told = watching.watch._on_heat

        def note(packed: bytes) -> None:
            handed.append(loop.time() - began)
            told(packed)

        watching.watch._on_heat = note
        x = 0
        while loop.time() < began + 1210:
            x = (x + 40) % 600
            watching.source.picture = mover(x)
            await asyncio.sleep(5)

    settings = replace(SETTINGS, interval=5.0)
    heat = run(scenario, settings).heat
    assert handed == [20, 60, 140, 300, 600, 900, 1200]
    assert all(unpack(packed).sum() > 0 for packed in heat)
