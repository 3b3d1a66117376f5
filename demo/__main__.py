"""Shows Argus at work in a real Home Assistant, or checks that it works (``--check``)."""

import argparse
import asyncio
from collections.abc import Mapping, Sequence
import contextlib
from dataclasses import asdict
import json
from pathlib import Path
import shutil
import signal
import socket
import sys
import tempfile
import time
from typing import Any

import aiohttp

from .check import Seen
from .hass_client import PASSWORD, USER
from .hass_process import PROJECT, HomeError
from .home import Home

COMPONENTS = (
    PROJECT / "custom_components" / "argus",
    PROJECT / "demo" / "custom_components" / "argus_demo",
)
FOLDER = PROJECT / ".cache" / "demo"
# Where a line is drawn and visitors are counted.
SHOP = "Shop door"
SCENES = ("office", "shop_door", "garden")
PATH = "argus"
"""Of the dashboard that Argus adds."""
SHOWN = (
    "motion",
    "presence",
    "faces",
    "last_seen",
    "visitors_in",
    "visitors_out",
    "inside",
    "activity",
    "detection",
)
"""What Argus adds for a camera, by the end of the unique id."""

# The check is over after so many seconds, whatever was seen until then.
CHECK_LASTS = 115.0
STREAM = {
    "framerate": 2,
    "verify_ssl": True,
    "rtsp_transport": "tcp",
    "authentication": "basic",
}


def tell(text: str) -> None:
    """Show what is going on; standard output is for results."""
    sys.stderr.write(f"demo: {text}\n")
    sys.stderr.flush()


def arguments(line: Sequence[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        prog="scripts/demo",
        description="Start a real Home Assistant with Argus watching demo cameras.",
    )
    parser.add_argument("--port", type=int, default=8123, help="port to listen on")
    parser.add_argument("--fresh", action="store_true", help="forget the last demo")
    parser.add_argument("--seed", type=int, default=1, help="seed of the scenes")
    parser.add_argument(
        "--video",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="play this file as a camera instead of the scenes (repeatable)",
    )
    parser.add_argument(
        "--rtsp",
        action="append",
        default=[],
        metavar="URL",
        help="watch this stream with the generic camera (repeatable)",
    )
    parser.add_argument(
        "--check",
        action="store_true",
        help="start, see whether Argus sees, print what it saw as JSON, stop",
    )
    return parser.parse_args(line)


def wanted_cameras(options: argparse.Namespace) -> list[tuple[str, list[Any]]]:
    """List the cameras to add: integration and the answers to its config flow."""
    cameras: list[tuple[str, list[Any]]] = [
        ("argus_demo", [{"video": str(video.resolve()), "seed": options.seed}])
        for video in options.video
    ]
    cameras += [
        (
            "generic",
            [{"stream_source": url, "advanced": STREAM}, {"confirmed_ok": True}],
        )
        for url in options.rtsp
    ]
    return cameras or [
        ("argus_demo", [{"scene": scene, "seed": options.seed}]) for scene in SCENES
    ]


async def furnish(home: Home, cameras: Sequence[tuple[str, list[Any]]]) -> None:
    """Add the cameras and Argus with its dashboard to a new home."""
    tell("adding the cameras")
    for domain, answers in cameras:
        await home.add_integration(domain, *answers)
    registry = await home.command("config/entity_registry/list")
    watched = [
        entity["entity_id"]
        for entity in registry
        if entity["platform"] in ("argus_demo", "generic")
    ]
    for camera in watched:
        await awake(home, camera)
    tell("adding Argus")
    entry = await home.add_integration("argus", {"cameras": watched, "dashboard": True})
    await count_at_the_door(home, entry["entry_id"])
    # The dashboard that Argus added is the first page.
    await home.command(
        "frontend/set_user_data", key="core", value={"default_panel": PATH}
    )
    # Nobody has a phone here, so it is Home Assistant itself that tells.
    await home.add_subentry(entry["entry_id"], "alert", "somebody_home")


async def count_at_the_door(home: Home, entry_id: str) -> None:
    """Let Argus count who comes through the door of the drawn shop."""
    subentries = await home.command("config_entries/subentries/list", entry_id=entry_id)
    for subentry in subentries:
        if subentry["title"] == SHOP:
            await home.reconfigure(
                entry_id,
                "camera",
                subentry["subentry_id"],
                interval=0.2,
                lines=[
                    {"name": "Door", "ends": "36,100 36,20", "counts": "both"},
                ],
            )


async def awake(home: Home, camera: str) -> None:
    """Wait until a camera gives a picture; a stream takes a while to begin."""

    async def picture() -> bool:
        with contextlib.suppress(HomeError):
            return bool(await home.request("GET", f"/api/camera_proxy/{camera}"))
        return False

    await home.until(picture, 40, f"a picture of {camera}")


async def argus_entities(home: Home) -> dict[str, dict[str, str]]:
    """Find what Argus added for each camera.

    Returns:
        By the camera's name: kind of entity to entity id, and ``camera`` for the camera
        that is watched.
    """
    registered = (await home.entities("argus")).values()
    entries = await home.command("config_entries/get", domain="argus")
    found: dict[str, dict[str, str]] = {}
    for entry in entries:
        subentries = await home.command(
            "config_entries/subentries/list", entry_id=entry["entry_id"]
        )
        for subentry in subentries:
            if subentry["subentry_type"] != "camera":
                continue
            prefix = f"{entry['entry_id']}_{subentry['subentry_id']}_"
            kinds = {
                entity["unique_id"].removeprefix(prefix): entity["entity_id"]
                for entity in registered
                if entity["unique_id"].startswith(prefix)
            }
            found[subentry["title"]] = {
                shown: entity_id
                for shown in (*SHOWN, "heatmap")
                for kind, entity_id in kinds.items()
                # The counters of a line have its id behind their name.
                if kind == shown or kind.startswith(f"{shown}_")
            }
            found[subentry["title"]]["camera"] = await watched_camera(home, subentry)
    return found


async def watched_camera(home: Home, subentry: Mapping[str, Any]) -> str:
    """Find the entity id of the camera that a subentry watches."""
    registry = await home.command("config/entity_registry/list")
    for entity in registry:
        if subentry["unique_id"] in (entity["id"], entity["entity_id"]):
            return str(entity["entity_id"])
    return str(subentry["unique_id"])


async def show(options: argparse.Namespace, stopped: asyncio.Event) -> int:
    """Run the demo until somebody stops it.

    Returns:
        The exit code.
    """
    cameras = wanted_cameras(options)
    marker = FOLDER / "demo-cameras.json"
    before = json.loads(marker.read_text()) if marker.exists() else None
    if options.fresh or before != json.loads(json.dumps(cameras)):
        shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True, exist_ok=True)
    if taken(options.port):
        tell(f"port {options.port} is in use; choose another with --port")
        return 1
    async with Home(FOLDER, port=options.port, name="Argus demo") as home:
        home.prepare(COMPONENTS)
        tell("starting Home Assistant")
        await home.start()
        await home.arrive()
        if not marker.exists():
            await furnish(home, cameras)
            marker.write_text(json.dumps(cameras))
        sys.stdout.write(
            f"\n  Argus is watching: http://localhost:{options.port}/{PATH}\n"
            f"  User: {USER}   Password: {PASSWORD}\n\n"
            "  Stop with Ctrl-C.\n\n"
        )
        sys.stdout.flush()
        waiting = [
            asyncio.ensure_future(stopped.wait()),
            asyncio.ensure_future(home.ended()),
        ]
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        ended = waiting[1].done()
        for task in waiting:
            task.cancel()
        if ended:
            tell(f"Home Assistant ended by itself; see {home.log}")
            return 1
        tell("stopping Home Assistant")
    return 0


async def check(options: argparse.Namespace, stopped: asyncio.Event) -> int:
    """See whether Argus sees, within :data:`CHECK_LASTS` seconds.

    Returns:
        The exit code: 0 when one camera reported all there is.
    """
    began = time.monotonic()
    folder = Path(tempfile.mkdtemp(prefix="argus-demo-"))
    seen: dict[str, Seen] = {}
    summary: dict[str, Any] = {"ok": False}
    failure: str | None = None
    try:
        async with (
            Home(folder, name="Argus demo") as home,
            asyncio.timeout(CHECK_LASTS),
        ):
            home.prepare(COMPONENTS)
            tell("starting Home Assistant")
            await home.start()
            await home.arrive()
            configuration = await home.call("GET", "/api/config")
            summary["home_assistant"] = configuration["version"]
            summary["started_after"] = round(time.monotonic() - began, 1)
            await furnish(home, wanted_cameras(options))
            summary["argus_added_after"] = round(time.monotonic() - began, 1)
            cameras = await argus_entities(home)
            seen.update({name: Seen() for name in cameras})
            tell(f"watching {', '.join(cameras)}")
            while not stopped.is_set():
                await observe(home, cameras, seen, began)
                if any(not camera.missing for camera in seen.values()):
                    summary["ok"] = True
                    break
                await asyncio.sleep(0.25)
    except TimeoutError:
        failure = f"not all was seen within {CHECK_LASTS:.0f} s"
    except (HomeError, aiohttp.ClientError) as error:
        failure = str(error)
    if not summary["ok"]:
        tell(failure or "stopped")
        for name, camera in seen.items():
            tell(f"{name}: missing {', '.join(camera.missing)}")
        log = folder / "home-assistant-output.log"
        with contextlib.suppress(OSError):
            sys.stderr.writelines(
                log.read_text(errors="replace").splitlines(True)[-30:]
            )
    shutil.rmtree(folder, ignore_errors=True)
    summary["seconds"] = round(time.monotonic() - began, 1)
    summary["cameras"] = {name: asdict(camera) for name, camera in seen.items()}
    sys.stdout.write(json.dumps(summary) + "\n")
    sys.stdout.flush()
    return 0 if summary["ok"] else 1


async def observe(
    home: Home,
    cameras: Mapping[str, Mapping[str, str]],
    seen: Mapping[str, Seen],
    began: float,
) -> None:
    """Read the states of all cameras once."""
    states = {
        state["entity_id"]: state["state"]
        for state in await home.call("GET", "/api/states")
    }
    seconds = round(time.monotonic() - began, 1)
    for name, entities in cameras.items():
        for kind in ("motion", "faces", "presence"):
            if state := states.get(entities.get(kind, "")):
                seen[name].report(kind, state, seconds)


def taken(port: int) -> bool:
    """Whether somebody listens on a port of this machine."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


async def run(options: argparse.Namespace) -> int:
    """Run what was asked for; Ctrl-C and termination stop it cleanly."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    task = loop.create_task((check if options.check else show)(options, stopped))

    def stop() -> None:
        # While it starts there is no one to read the event.
        stopped.set()
        loop.call_later(1, task.cancel)

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop)
    try:
        return await task
    except asyncio.CancelledError:
        return 130
    except HomeError as error:
        tell(str(error))
        return 1


def main() -> int:
    """Read the command line and run."""
    options = arguments()
    for video in options.video:
        if not video.is_file():
            tell(f"there is no file {video}")
            return 2
    return asyncio.run(run(options))


if __name__ == "__main__":
    sys.exit(main())
