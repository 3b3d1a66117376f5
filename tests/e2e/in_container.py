"""Adds Argus to Home Assistant in a container, and looks whether it sees; ``scripts/try-container`` runs it there.

Needs nothing that Home Assistant's image does not have.
"""

import asyncio
from importlib import metadata
from pathlib import Path
import sys
from typing import override

import aiohttp

from demo.hass_process import CONFIGURATION, HomeError
from demo.home import Home

CONFIG = Path("/config")
PORT = 8123
# As tests/e2e/cameras.py has them.
EMPTY, SOMEBODY = 1.0, 7.4


class ContainerHome(Home):
    """The Home Assistant of the container this runs in."""

    @override
    async def start(self, timeout: float = 300) -> None:
        """Wait until it answers; the container started it."""
        self._session = aiohttp.ClientSession()
        await self.until(self._answers, timeout, "Home Assistant to answer")

    @property
    @override
    def log(self) -> Path:
        """Where the engine keeps it: ``logs`` shows it."""
        return Path("the container's log")


def draw(folder: Path) -> None:
    """Draw what the camera will show; where OpenCV is, on the outside."""
    from .cameras import jpeg

    (folder / "empty.jpg").write_bytes(jpeg(EMPTY))
    (folder / "somebody.jpg").write_bytes(jpeg(SOMEBODY))


def prepare() -> None:
    """Write the configuration of a home in which only the user is left to create."""
    home = ContainerHome(CONFIG, port=PORT)
    home.prepare(())
    text = CONFIGURATION.format(
        name="Home", language="en", url=home.url, media=CONFIG / "media"
    )
    (CONFIG / "configuration.yaml").write_text(text, encoding="utf-8")


async def entity(home: Home, kind: str) -> str:
    """Return the entity of the camera, by the end of its unique id."""

    async def find() -> str | None:
        entry = (await home.command("config_entries/get", domain="argus"))[0]
        return next(
            (
                str(found["entity_id"])
                for unique_id, found in (await home.entities("argus")).items()
                if unique_id.endswith(f"_{kind}")
                and unique_id != f"{entry['entry_id']}_{kind}"
            ),
            None,
        )

    return str(await home.until(find, 120, f"an entity of kind {kind}"))


async def post(home: Home, folder: Path, picture: str) -> None:
    """Let the camera show a picture from now on."""
    content = (folder / picture).read_bytes()
    await home.request("POST", "/api/argus_testcam/Hall", data=content)


async def show(home: Home, folder: Path, picture: str) -> None:
    """Let the camera show a picture, and wait until it was looked at a few times."""
    await post(home, folder, picture)

    async def often() -> bool:
        answer = await home.call("GET", "/api/argus_testcam/Hall")
        return len(answer["asked_at"]) >= 6

    await home.until(often, 120, "the camera to be looked at")


async def watch(home: Home, folder: Path) -> None:
    """Let somebody walk in, and see whether Argus sees."""
    motion, faces = await entity(home, "motion"), await entity(home, "faces")
    await show(home, folder, "empty.jpg")
    await home.state_becomes(motion, "off", timeout=120)
    await post(home, folder, "somebody.jpg")
    await home.state_becomes(motion, "on", timeout=60)
    await home.state_becomes(faces, "1", timeout=60)
    sys.stdout.write("motion and a face were seen\n")


async def add(home: Home, folder: Path) -> None:
    """Add the camera and Argus over their flows."""
    await home.add_integration("argus_testcam", {"title": "Hall"})
    await post(home, folder, "empty.jpg")
    await home.add_integration("argus", {"cameras": ["camera.hall"]})


def opencv() -> str | None:
    """Return which OpenCV is installed here."""
    try:
        return metadata.version("opencv-python-headless")
    except metadata.PackageNotFoundError:
        return None


async def drive(step: str, folder: Path) -> None:
    """Do what a step is about.

    Raises:
        HomeError: Something did not happen.
    """
    async with ContainerHome(CONFIG, port=PORT) as home:
        if step == "first" and (found := opencv()):
            raise HomeError(f"the image has OpenCV {found}: this shows nothing")
        await home.start()
        await home.arrive()
        if step == "first":
            await add(home, folder)
        await watch(home, folder)
        if opencv() is None:
            raise HomeError("no OpenCV was installed")
        sys.stdout.write(f"OpenCV {opencv()} was installed without a network\n")


def main() -> None:
    """Do one step."""
    step, folder = sys.argv[1], Path(sys.argv[2])
    if step == "pictures":
        draw(folder)
    elif step == "prepare":
        prepare()
    else:
        asyncio.run(drive(step, folder))


if __name__ == "__main__":
    main()
