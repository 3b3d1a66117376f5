"""Getting the models of neural networks."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
import errno
import hashlib
import json
import os
from pathlib import Path
from unittest.mock import patch

from aiohttp import ClientTimeout, web
from aiohttp.test_utils import TestServer, unused_port
import pytest

from custom_components.argus.capture import model_download
from custom_components.argus.capture.model_download import (
    ISSUE_FACE_MODEL_MISSING,
    ModelFlow,
    async_ensure_model,
    async_model_is_missing,
    async_model_is_there,
    model_path,
)
from custom_components.argus.capture.model_pins import (
    PINS,
    YOLOX_NANO,
    YOLOX_TINY,
    YUNET,
    ModelPin,
)
from custom_components.argus.capture.model_supply import NEEDS
from custom_components.argus.const import DOMAIN
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import issue_registry as ir

MODEL = bytes(range(256)) * 700


@dataclass
class Zoo:
    """A web server with the model, and how it misbehaves."""

    pin: ModelPin
    content: bytes = MODEL
    status: int = 200
    cut_after: int | None = None
    hangs: bool = False
    requests: list[str] = field(default_factory=list)

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Answer a request."""
        self.requests.append(request.path)
        if self.hangs:
            await asyncio.sleep(5)
        if self.cut_after is None:
            return web.Response(body=self.content, status=self.status)
        response = web.StreamResponse(headers={"Content-Length": str(len(MODEL))})
        await response.prepare(request)
        await response.write(self.content[: self.cut_after])
        assert request.transport is not None
        request.transport.close()
        return response


async def _moved(request: web.Request) -> web.StreamResponse:
    raise web.HTTPFound(f"/zoo/{request.match_info['name']}")


@pytest.fixture
async def zoo(
    hass: HomeAssistant, socket_enabled: None, tmp_path: Path
) -> AsyncIterator[Zoo]:
    hass.config.config_dir = str(tmp_path)
    sha256 = hashlib.sha256(MODEL).hexdigest()
    zoo = Zoo(ModelPin("", len(MODEL), sha256))
    app = web.Application()
    app.router.add_get("/zoo/{name}", zoo.serve)
    app.router.add_get("/moved/{name}", _moved)
    async with TestServer(app, host="127.0.0.1") as server:
        zoo.pin = replace(zoo.pin, url=str(server.make_url("/zoo/faces.onnx")))
        yield zoo


def leftovers(hass: HomeAssistant, zoo: Zoo) -> list[str]:
    folder = model_path(hass, zoo.pin).parent
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def put_file(path: Path) -> None:
    path.write_text("a file where a folder should be")


def test_pins_are_fixed_versions_with_licence_and_source() -> None:
    assert YUNET.url.startswith("https://github.com/opencv/opencv_zoo/raw/")
    assert YUNET.file_name == "face_detection_yunet_2026may.onnx"
    for pin in (YOLOX_NANO, YOLOX_TINY):
        assert "/Megvii-BaseDetection/YOLOX/releases/download/0.1.1rc0/" in pin.url
    assert (YOLOX_NANO.file_name, YOLOX_NANO.size) == ("yolox_nano.onnx", 3_659_407)
    assert (YOLOX_TINY.file_name, YOLOX_TINY.size) == ("yolox_tiny.onnx", 20_219_662)
    for pin in PINS:
        assert pin.url.startswith("https://")
        assert "/main/" not in pin.url
        assert len(pin.sha256) == 64
        assert pin.licence in {"MIT", "Apache-2.0"}
        assert pin.source
    assert [pin for pin in PINS if pin.bundled] == [YUNET, YOLOX_NANO]
    assert len({pin.file_name for pin in PINS}) == len(PINS)


async def test_takes_what_the_release_brought_along(
    hass: HomeAssistant, zoo: Zoo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    brought = tmp_path / "brought"
    brought.mkdir()
    (brought / zoo.pin.file_name).write_bytes(MODEL)
    monkeypatch.setattr(model_download, "_BUNDLED", brought)

    assert await async_ensure_model(hass, zoo.pin) == brought / zoo.pin.file_name
    assert zoo.requests == []
    # A damaged one is not used, nor mended: the next update replaces it.
    (brought / zoo.pin.file_name).write_bytes(MODEL[:-1])
    assert await async_ensure_model(hass, zoo.pin) == model_path(hass, zoo.pin)
    assert len(zoo.requests) == 1


async def test_downloads_once(hass: HomeAssistant, zoo: Zoo) -> None:
    path = await async_ensure_model(hass, zoo.pin)

    assert path == Path(hass.config.path("argus/models/faces.onnx"))
    assert path.read_bytes() == MODEL
    assert leftovers(hass, zoo) == ["faces.onnx"]
    assert await async_ensure_model(hass, zoo.pin) == path
    assert len(zoo.requests) == 1


async def test_many_who_ask_at_once_cause_one_download(
    hass: HomeAssistant, zoo: Zoo
) -> None:
    paths = await asyncio.gather(*(async_ensure_model(hass, zoo.pin) for _ in range(5)))

    assert paths == [model_path(hass, zoo.pin)] * 5
    assert len(zoo.requests) == 1


async def test_takes_a_file_that_was_put_there_by_hand(
    hass: HomeAssistant, zoo: Zoo
) -> None:
    path = model_path(hass, zoo.pin)
    path.parent.mkdir(parents=True)
    path.write_bytes(MODEL)

    assert await async_ensure_model(hass, zoo.pin) == path
    assert zoo.requests == []


@pytest.mark.parametrize("damaged", [MODEL[:-1], MODEL[:-1] + b"?", b""])
async def test_replaces_a_damaged_file(
    hass: HomeAssistant, zoo: Zoo, damaged: bytes
) -> None:
    path = model_path(hass, zoo.pin)
    path.parent.mkdir(parents=True)
    path.write_bytes(damaged)

    assert await async_ensure_model(hass, zoo.pin) == path
    assert path.read_bytes() == MODEL


@pytest.mark.parametrize(
    ("content", "status", "cut_after", "reason"),
    [
        pytest.param(MODEL[:-1] + b"?", 200, None, "another SHA-256", id="wrong hash"),
        pytest.param(MODEL[:1000], 200, None, "bytes long", id="short"),
        pytest.param(MODEL + b"more", 200, None, "bytes long", id="long"),
        pytest.param(b"oid sha256:0", 200, None, "bytes long", id="pointer"),
        pytest.param(MODEL, 200, 5000, "cannot be downloaded", id="truncated"),
        pytest.param(MODEL, 404, None, "404", id="not found"),
        pytest.param(MODEL, 500, None, "500", id="server error"),
    ],
)
async def test_refuses_what_is_not_the_model(
    hass: HomeAssistant,
    zoo: Zoo,
    caplog: pytest.LogCaptureFixture,
    content: bytes,
    status: int,
    cut_after: int | None,
    reason: str,
) -> None:
    zoo.content, zoo.status, zoo.cut_after = content, status, cut_after

    assert await async_ensure_model(hass, zoo.pin) is None
    assert reason in caplog.text
    assert leftovers(hass, zoo) == []
    assert len(zoo.requests) == 1


async def test_an_endless_answer_is_cut_off(hass: HomeAssistant, zoo: Zoo) -> None:
    zoo.content = MODEL * 200

    assert await async_ensure_model(hass, zoo.pin) is None
    assert leftovers(hass, zoo) == []


async def test_no_network(
    hass: HomeAssistant, zoo: Zoo, caplog: pytest.LogCaptureFixture
) -> None:
    pin = replace(zoo.pin, url=f"http://127.0.0.1:{unused_port()}/faces.onnx")

    assert await async_ensure_model(hass, pin) is None
    assert "cannot be downloaded" in caplog.text


async def test_follows_where_the_zoo_has_moved(hass: HomeAssistant, zoo: Zoo) -> None:
    pin = replace(zoo.pin, url=zoo.pin.url.replace("/zoo/", "/moved/"))

    path = await async_ensure_model(hass, pin)

    assert path is not None
    assert path.read_bytes() == MODEL
    assert zoo.requests == ["/zoo/faces.onnx"]


async def test_a_server_that_never_ends(
    hass: HomeAssistant,
    zoo: Zoo,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    zoo.hangs = True
    monkeypatch.setattr(model_download, "_TIMEOUT", ClientTimeout(total=0.2))

    assert await async_ensure_model(hass, zoo.pin) is None
    assert "cannot be downloaded: TimeoutError" in caplog.text
    assert leftovers(hass, zoo) == []


async def test_the_same_reason_is_logged_once(
    hass: HomeAssistant, zoo: Zoo, caplog: pytest.LogCaptureFixture
) -> None:
    """Until it works again: it is tried every hour."""
    zoo.status = 503
    for _ in range(3):
        assert await async_ensure_model(hass, zoo.pin) is None
    assert caplog.text.count("Doing without a model") == 1
    zoo.status = 200
    path = await async_ensure_model(hass, zoo.pin)
    assert path is not None
    path.unlink()
    zoo.status = 503
    assert await async_ensure_model(hass, zoo.pin) is None
    assert caplog.text.count("Doing without a model") == 2


async def test_a_link_that_was_put_there_by_hand(
    hass: HomeAssistant, zoo: Zoo, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "elsewhere.onnx"
    elsewhere.write_bytes(MODEL)
    path = model_path(hass, zoo.pin)
    path.parent.mkdir(parents=True)
    path.symlink_to(elsewhere)

    assert await async_ensure_model(hass, zoo.pin) == path
    assert zoo.requests == []


async def test_a_folder_that_cannot_be_made(
    hass: HomeAssistant, zoo: Zoo, caplog: pytest.LogCaptureFixture
) -> None:
    put_file(Path(hass.config.path("argus")))

    assert await async_ensure_model(hass, zoo.pin) is None
    assert "cannot be" in caplog.text


async def test_a_full_disk_leaves_nothing_behind(
    hass: HomeAssistant,
    zoo: Zoo,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)

    assert await async_ensure_model(hass, zoo.pin) is None
    assert "No space left on device" in caplog.text
    assert leftovers(hass, zoo) == []


async def test_the_issue_says_how_to_get_it(
    hass: HomeAssistant, zoo: Zoo, issue_registry: ir.IssueRegistry
) -> None:
    async_model_is_missing(hass, ISSUE_FACE_MODEL_MISSING, zoo.pin)

    issue = issue_registry.async_get_issue(DOMAIN, ISSUE_FACE_MODEL_MISSING)
    assert issue is not None
    assert issue.is_fixable
    assert issue.translation_key == "face_model_missing"
    assert issue.translation_placeholders == {
        "path": str(model_path(hass, zoo.pin)),
        "url": zoo.pin.url,
    }
    async_model_is_there(hass, ISSUE_FACE_MODEL_MISSING)
    assert issue_registry.async_get_issue(DOMAIN, ISSUE_FACE_MODEL_MISSING) is None


def flow_of(hass: HomeAssistant, zoo: Zoo, use: Callable[[Path], None]) -> ModelFlow:
    """Return what the user submits to try again."""
    flow = ModelFlow(use, zoo.pin)
    flow.hass = hass
    flow.flow_id, flow.handler = "test", DOMAIN
    return flow


async def test_the_user_can_try_again(hass: HomeAssistant, zoo: Zoo) -> None:
    used: list[Path] = []
    zoo.status = 503

    def flow() -> ModelFlow:
        return flow_of(hass, zoo, used.append)

    form = await flow().async_step_init()
    assert form["type"] is FlowResultType.FORM
    assert form["step_id"] == "confirm"
    assert zoo.requests == []

    result = await flow().async_step_confirm({})
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "still_missing"
    assert used == []

    zoo.status = 200
    result = await flow().async_step_confirm({})
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert used == [model_path(hass, zoo.pin)]


@pytest.mark.parametrize(
    "content", [MODEL[:-1], bytes(len(MODEL))], ids=["size", "checksum"]
)
async def test_the_user_who_put_a_wrong_file_there_is_told_which_one_is_wanted(
    hass: HomeAssistant, zoo: Zoo, content: bytes
) -> None:
    """To put a file there is what they just did."""
    zoo.status = 503
    path = model_path(hass, zoo.pin)
    path.parent.mkdir(parents=True)
    path.write_bytes(content)

    result = await flow_of(hass, zoo, [].append).async_step_confirm({})

    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "wrong_file"
    assert result["description_placeholders"] == {
        "path": str(path),
        "url": zoo.pin.url,
        "size": str(len(MODEL)),
        "sha256": zoo.pin.sha256,
    }
    assert path.read_bytes() == content


async def test_the_user_who_put_what_cannot_be_read_there_is_told_so(
    hass: HomeAssistant, zoo: Zoo
) -> None:
    zoo.pin = replace(zoo.pin, size=0)
    path = model_path(hass, zoo.pin)
    path.parent.mkdir(parents=True)
    path.touch()

    with patch.object(Path, "read_bytes", side_effect=PermissionError):
        result = await flow_of(hass, zoo, [].append).async_step_confirm({})

    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "unreadable_file"


def test_every_reason_is_explained_in_every_language() -> None:
    for language in (
        Path(model_download.__file__).parents[1].glob("translations/*.json")
    ):
        issues = json.loads(language.read_text(encoding="utf-8"))["issues"]
        for need in NEEDS:
            reasons = issues[need.issue]["fix_flow"]["abort"]
            assert reasons.keys() == {"still_missing", "wrong_file", "unreadable_file"}
            assert "{sha256}" in reasons["wrong_file"]
