"""Draws the brand pictures of Argus: an eye with the crest of a peacock.

Argus Panoptes had a hundred eyes; Hera set them on the peacock's tail. The iris is the eye
of a feather around the blades of a camera's aperture.

Writes the drawings to ``brand/`` and the pictures Home Assistant shows to
``custom_components/argus/brand/``. Needs ``scripts/setup e2e`` (a browser renders them). Run it as ``python -m brand``.
"""

from dataclasses import dataclass
from math import cos, pi, sin, tau
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
from playwright.sync_api import sync_playwright

from demo.browser import ARGUMENTS, browser_path

DRAWINGS = Path(__file__).parent
type Picture = npt.NDArray[np.uint8]

PICTURES = DRAWINGS.parent / "custom_components" / "argus" / "brand"


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours of one theme.

    Attributes:
        lid: Colours of the eyelid, from left to right.
        feather: Ring around the iris, and the dots of the crest.
        iris: Colours of the aperture's blades, alternating.
        edge: Gaps between the blades.
        pupil: What is seen through the aperture.
        word: The name.
    """

    lid: tuple[str, str]
    feather: str
    iris: tuple[str, str]
    edge: str
    pupil: str
    word: str


THEMES = {
    "": Palette(
        lid=("#0c9a86", "#14569c"),
        feather="#e2a52b",
        iris=("#137a9c", "#0f6489"),
        edge="#e9f5f5",
        pupil="#0b1f3f",
        word="#12304f",
    ),
    "dark_": Palette(
        lid=("#35d0b5", "#4a9be8"),
        feather="#f4bf4f",
        iris=("#2aa5c9", "#1c86b2"),
        edge="#0d2136",
        pupil="#eef9ff",
        word="#f2f8fb",
    ),
}

CENTRE = (256.0, 322.0)
ALMOND = (
    "M24 322 C104 210 178 172 256 172 S408 210 488 322"
    " C408 434 334 472 256 472 S104 434 24 322 Z"
)


def around(radius: float, angle: float) -> str:
    """Place a point at a distance from the centre of the eye, angle in radians from the top."""
    x = CENTRE[0] + radius * sin(angle)
    y = CENTRE[1] - radius * cos(angle)
    return f"{x:.1f} {y:.1f}"


def aperture(palette: Palette, radius: float, opening: float) -> str:
    """Draw six blades, each between the rim and the straight edge of its neighbour.

    Args:
        palette: Colours.
        radius: Outer radius in units of the drawing.
        opening: Distance of the opening's corners from the centre, same units.
    """
    blades = []
    for blade in range(6):
        start, end = tau * blade / 6, tau * (blade + 1) / 6
        # Every edge runs past the opening's corner to the rim, which makes the swirl.
        lean = pi / 3.3
        path = (
            f"M{around(opening, start)} L{around(opening, end)}"
            f" L{around(radius, end + lean)}"
            f" A{radius} {radius} 0 0 0 {around(radius, start + lean)} Z"
        )
        blades.append(
            f'<path d="{path}" fill="{palette.iris[blade % 2]}"'
            f' stroke="{palette.edge}" stroke-width="5" stroke-linejoin="round"/>'
        )
    hexagon = "L".join(around(opening - 3, tau * corner / 6) for corner in range(6))
    return "".join(blades) + f'<path d="M{hexagon}Z" fill="{palette.pupil}"/>'


def eye(palette: Palette) -> str:
    """Draw the mark, in a square of 512 units, without the svg element around it."""
    crest = []
    for degrees in (-44, -22, 0, 22, 44):
        angle = degrees * pi / 180
        # Their feet hide under the lid, which is drawn over them.
        foot, head = 150 + abs(degrees) * 0.5, 270 - abs(degrees) * 0.1
        crest.append(
            f'<path d="M{around(foot, angle)} L{around(head, angle)}"'
            ' stroke="url(#lid)" stroke-width="15" stroke-linecap="round"/>'
        )
        x, y = around(head + 16, angle).split()
        crest.append(f'<circle cx="{x}" cy="{y}" r="21" fill="{palette.feather}"/>')
    middle = 'cx="{}" cy="{}"'.format(*CENTRE)
    left, right = palette.lid
    return (
        '<defs><linearGradient id="lid" gradientUnits="userSpaceOnUse"'
        ' x1="0" y1="0" x2="512" y2="0">'
        f'<stop offset="0" stop-color="{left}"/><stop offset="1" stop-color="{right}"/>'
        "</linearGradient></defs>"
        + "".join(crest)
        + f'<path d="{ALMOND}" fill="none" stroke="url(#lid)" stroke-width="34"'
        ' stroke-linejoin="round"/>'
        f'<circle {middle} r="118" fill="{palette.feather}"/>'
        f'<circle {middle} r="104" fill="{palette.edge}"/>' + aperture(palette, 99, 46)
    )


def word(palette: Palette) -> str:
    """Draw the name in round strokes; the letters stand on the line at y = 430."""
    letters = (
        "M600 430 L704 152 L808 430 M640 330 H768"  # A
        " M872 430 V250 M872 330 C872 280 908 250 962 250"  # r
        " M1184 340 A90 90 0 1 1 1004 340 A90 90 0 1 1 1184 340"
        " M1184 250 V440 C1184 500 1146 530 1094 530 C1058 530 1030 518 1012 498"  # g
        " M1262 250 V350 C1262 400 1294 430 1344 430 S1426 400 1426 350"
        " M1426 250 V430"  # u
        " M1626 282 C1610 260 1584 250 1558 250 C1522 250 1496 268 1496 296"
        " C1496 362 1634 316 1634 384 C1634 414 1604 430 1564 430"
        " C1532 430 1504 420 1488 398"  # s
    )
    return (
        f'<path d="{letters}" fill="none" stroke="{palette.word}" stroke-width="42"'
        ' stroke-linecap="round" stroke-linejoin="round"/>'
    )


def drawing(body: str, width: int, height: int) -> str:
    """Put a body into a drawing of its own."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">'
        f"{body}</svg>\n"
    )


def decode(png: bytes) -> Picture:
    """Decode a PNG to BGRA."""
    picture = cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_UNCHANGED)
    if picture is None:
        raise ValueError("not a picture")
    return picture.astype(np.uint8, copy=False)


def trim(picture: Picture) -> Picture:
    """Cut a BGRA picture to what is not transparent."""
    rows = np.flatnonzero(picture[..., 3].any(axis=1))
    columns = np.flatnonzero(picture[..., 3].any(axis=0))
    return picture[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def fit(picture: Picture, height: int, *, square: bool) -> Picture:
    """Scale a trimmed BGRA picture; a square one is centred on a transparent ground.

    Args:
        picture: Picture with straight alpha, uint8.
        height: Wanted height (and width, when square) in pixels.
        square: Whether the result is height by height.
    """
    rows, columns = picture.shape[:2]
    scale = height / (max(rows, columns) if square else rows)
    size = (round(columns * scale), round(rows * scale))
    # Averaging premultiplied colours keeps dark fringes off the edges.
    alpha = picture[..., 3:].astype(np.float32) / 255
    colour = cv2.resize(picture[..., :3] * alpha, size, interpolation=cv2.INTER_AREA)
    cover = cv2.resize(alpha, size, interpolation=cv2.INTER_AREA)[..., None]
    blended = np.concatenate([colour / np.maximum(cover, 1e-6), cover * 255], axis=2)
    scaled: Picture = blended.round().clip(0, 255).astype(np.uint8)
    if not square:
        return scaled
    ground = np.zeros((height, height, 4), np.uint8)
    top, left = (height - size[1]) // 2, (height - size[0]) // 2
    ground[top : top + size[1], left : left + size[0]] = scaled
    return ground


def main() -> None:
    """Draw everything."""
    PICTURES.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=browser_path(), args=ARGUMENTS
        )
        for theme, palette in THEMES.items():
            mark = eye(palette)
            for name, svg, (width, height) in (
                ("icon", drawing(mark, 512, 512), (2048, 2048)),
                (
                    "logo",
                    drawing(mark + word(palette), 1680, 560),
                    (3360, 1120),
                ),
            ):
                (DRAWINGS / f"{theme}{name}.svg").write_text(svg, encoding="utf-8")
                page = browser.new_page(viewport={"width": width, "height": height})
                page.set_content(f"<style>body{{margin:0}}</style>{svg}")
                shot = page.screenshot(omit_background=True)
                page.close()
                picture = trim(decode(shot))
                for suffix, side in (("", 256), ("@2x", 512)):
                    cv2.imwrite(
                        str(PICTURES / f"{theme}{name}{suffix}.png"),
                        fit(picture, side, square=name == "icon"),
                        [cv2.IMWRITE_PNG_COMPRESSION, 9],
                    )
        browser.close()


if __name__ == "__main__":
    main()
