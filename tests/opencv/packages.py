"""Packages that pass for OpenCV, an index and a release server that have them, and a folder they are installed into."""

import asyncio
import base64
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
import hashlib
from importlib.metadata import PackageNotFoundError, distributions
import io
import json
from pathlib import Path
import sys
from typing import Final
from unittest.mock import patch
import zipfile

from aiohttp import web

VERSION: Final = "4.14.0.94"
WORKS: Final = """
import numpy
IMREAD_REDUCED_GRAYSCALE_2 = INTER_AREA = 0
CascadeClassifier = FaceDetectorYN = object
class dnn:
    readNet = None
def imencode(name, picture):
    return True, picture.tobytes()
def imdecode(data, flags):
    return numpy.zeros((32, 32), numpy.uint8)
def resize(picture, size, interpolation):
    return picture
def GaussianBlur(picture, size, sigma):
    return picture
"""
"""A ``cv2`` that does what is asked of it when it is tried."""
CRASHES: Final = "import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)\n"
LACKS_A_LIBRARY: Final = "raise ImportError('libGL.so.1: cannot open shared object')\n"


def file_name(version: str = VERSION) -> str:
    """Return a name that every interpreter takes, whatever its C library."""
    return f"opencv_python_headless-{version}-py3-none-any.whl"


def wheel(code: str = WORKS, version: str = VERSION, requires: str = "") -> bytes:
    """Return a wheel that brings ``cv2``."""
    information = f"opencv_python_headless-{version}.dist-info"
    files = {
        "cv2/__init__.py": code,
        f"{information}/METADATA": (
            f"Metadata-Version: 2.1\nName: opencv-python-headless\nVersion: {version}\n"
            + (f"Requires-Dist: {requires}\n" if requires else "")
        ),
        f"{information}/WHEEL": (
            "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        ),
    }
    record = "".join(
        f"{name},sha256={_digest(text)},{len(text)}\n" for name, text in files.items()
    )
    files[f"{information}/RECORD"] = f"{record}{information}/RECORD,,\n"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return packed.getvalue()


def _digest(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def write_pins(
    folder: Path,
    content: bytes,
    *,
    release: str = "http://127.0.0.1:1/none",
    version: str = VERSION,
    file: str | None = None,
) -> None:
    """Write which wheel there is to be, as ``wheels.json`` does."""
    folder.mkdir(exist_ok=True)
    pin = {
        "file": file or file_name(version),
        "size": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
    }
    pins = {"version": version, "release": release, "wheels": [pin]}
    (folder / "wheels.json").write_text(json.dumps(pins))


@dataclass
class Server:
    """A package index and a release server in one, and how they misbehave."""

    wheels: dict[str, bytes] = field(default_factory=dict)
    release: str = ""
    """Address of its release."""
    status: int = 200
    cut_after: int | None = None
    requests: list[str] = field(default_factory=list)

    def application(self) -> web.Application:
        """Return what answers."""
        app = web.Application()
        app.router.add_get("/simple/{project}/", self._list)
        app.router.add_get("/{folder}/{name}", self._file)
        return app

    async def _list(self, request: web.Request) -> web.StreamResponse:
        self.requests.append(request.path)
        if request.match_info["project"] != "opencv-python-headless" or not self.wheels:
            raise web.HTTPNotFound
        links = "".join(f'<a href="/files/{name}">{name}</a>\n' for name in self.wheels)
        return web.Response(text=links, content_type="text/html")

    async def _file(self, request: web.Request) -> web.StreamResponse:
        self.requests.append(request.path)
        content = self.wheels.get(request.match_info["name"])
        if content is None:
            raise web.HTTPNotFound
        if self.cut_after is None:
            return web.Response(body=content, status=self.status)
        response = web.StreamResponse(headers={"Content-Length": str(len(content))})
        await response.prepare(request)
        await response.write(content[: self.cut_after])
        await asyncio.sleep(0)
        assert request.transport is not None
        request.transport.close()
        return response


@contextmanager
def installed_into(folder: Path) -> Iterator[None]:
    """Let Home Assistant install into a folder of the test's, where nothing but what it puts there counts as OpenCV.

    As it does outside of a virtual environment. Only the OpenCV of the tests' own environment is hidden: its
    distribution, and that it is loaded already.
    """
    hidden = {name: sys.modules.pop(name) for name in ("cv2",) if name in sys.modules}

    def version(name: str) -> str:
        found = list(distributions(name=name, path=[str(folder)]))
        if not found:
            raise PackageNotFoundError(name)
        return found[0].version

    def within(*, name: str, path: list[str]) -> object:
        return distributions(name=name, path=[str(folder)])

    with (
        patch("homeassistant.util.package.is_virtual_env", return_value=False),
        patch("homeassistant.util.package.is_docker_env", return_value=False),
        patch("homeassistant.util.package.version", version),
        patch("custom_components.argus.opencv.distributions", within),
        patch.object(sys, "path", [str(folder), *sys.path]),
    ):
        try:
            yield
        finally:
            sys.modules.update(hidden)
