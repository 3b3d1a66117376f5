"""Cameras on the network: an HTTP server, in a process of its own, that shows a walk to whoever asks."""

import argparse
import random
import sys
import time
from typing import Final

from aiohttp import web
import cv2

from .detector import encode
from .robustness import Walk
from .scenes import render_room, render_walker

SIZE: Final = (1280, 720)
TURN: Final = 30.0
"""Seconds from one walk at a camera to the next."""
WALK: Final = 10.0
"""Seconds that somebody walks through the picture."""
RATE: Final = 10
"""Pictures of a walk that are rendered for a second."""
ODD_SIZES: Final = ((640, 360), (1920, 1080), (3840, 2160), (1, 1), (333, 777))


class Street:
    """Shows a walk at each camera, at each at another time, until told to show something else."""

    def __init__(self) -> None:
        """Render the walk."""
        self._pictures = render_walk()
        self._odd = _odd(self._pictures[len(self._pictures) // 2])
        self._random = random.Random(1)
        self._shows = "walks"

    def application(self) -> web.Application:
        """Return the server's application."""
        application = web.Application()
        application.router.add_get("/camera/{number}/{count}.jpg", self.picture)
        application.router.add_post("/shows/{what}", self.show)
        return application

    async def picture(self, request: web.Request) -> web.Response:
        """Return what one camera sees now."""
        number = int(request.match_info["number"])
        count = int(request.match_info["count"])
        if self._shows == "odd":
            body = self._random.choice(self._odd)
        else:
            passed = (time.monotonic() + TURN * number / count) % TURN
            walks = self._shows == "walks" and passed < WALK
            body = self._pictures[
                int(passed * RATE) % len(self._pictures) if walks else 0
            ]
        return web.Response(body=body, content_type="image/jpeg")

    async def show(self, request: web.Request) -> web.Response:
        """Show `walks`, `nobody` or `odd` pictures from now on."""
        self._shows = request.match_info["what"]
        return web.Response()


def render_walk() -> list[bytes]:
    """Render a walk through a room as JPEGs of 1280 x 720; the first shows nobody."""
    width, height = SIZE
    room = render_room(1, width, height)
    walk = Walk(render_walker(4), 0, WALK, (0.95, 0.95), (0.6, 0.6), leftwards=False)
    pictures = [encode(room)]
    for number in range(1, int(WALK * RATE)):
        image = room.copy()
        walk.draw(image, number / RATE)
        pictures.append(encode(image))
    return pictures


def _odd(picture: bytes) -> list[bytes]:
    """Make pictures that no two cameras would send: cut off, garbled, of many sizes, of other types, none at all."""
    width, height = SIZE
    image = render_room(2, width, height)
    sized = [encode(cv2.resize(image, size)) for size in ODD_SIZES]
    done, png = cv2.imencode(".png", image)
    if not done:
        raise ValueError("OpenCV writes no PNG")
    garbled = bytearray(picture)
    for place in range(len(picture) // 3, len(picture), 997):
        garbled[place] ^= 0x5A
    return [
        *sized,
        png.tobytes(),
        bytes(garbled),
        picture[: len(picture) // 2],
        b"<html>not found</html>" * 100,
        b"",
        picture,
    ]


def main() -> None:
    """Serve on a port of the loopback interface until stopped."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("port", type=int)
    options = parser.parse_args()
    web.run_app(
        Street().application(),
        host="127.0.0.1",
        port=options.port,
        print=None,
        access_log=None,
    )


if __name__ == "__main__":
    sys.exit(main())
