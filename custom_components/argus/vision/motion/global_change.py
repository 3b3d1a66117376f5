"""Detection of changes of the whole picture at once, and what of them is more than light.

A lamp, the camera's night mode or its being turned change nearly every pixel from one frame to the next. Light leaves
the texture of a scene as it was; what changed its texture too has moved, and if that is most of the picture, it is
another scene.
"""

from typing import Final

import cv2
from cv2.typing import MatLike
import numpy as np
import numpy.typing as npt

from .background import Background
from .exposure import Exposure, median
from .texture import compare_texture

CHANGED_SHARE: Final = 0.3
"""Share of the picture that has to be unlike the background."""

LIGHT_RATE: Final = 0.9
"""How much of another light the background takes over at once."""

_BRIGHTNESS: Final = 28.0
_GAIN: Final = 0.4
_STEP: Final = 15.0
_STEP_OF_PIXEL: Final = 13.0
_STEPPED_SHARE: Final = 0.5

_SAME_TEXTURE: Final = 0.6
_OTHER_TEXTURE: Final = 0.6
_NEW_SCENE: Final = 0.35
_NEARLY_ALL: Final = 0.6

_FILLING: Final = 0.15
"""Share of the picture from which on a mover may fill nearly all of it in the next frame."""

_PARTS: Final = (8, 6)
_LEAST_TEXTURED: Final = 0.03
_STANDS: Final = 0.8
_STANDING_PARTS: Final = 0.08
"""Parts of the picture, across and down, share of one that has to have a texture, share of that which still has the same if
the part is as it was, and share of such parts of which a turned camera shows less.
"""
_NEW_SCENE_OF_NEARLY_ALL: Final = 0.15


def is_global_change(
    picture: MatLike, previous: MatLike, exposure: Exposure, changed_share: float
) -> bool:
    """Return whether so much of the picture changed since the frame before, as light or the camera change it.

    Args:
        picture: HxW uint8, the frame.
        previous: HxW uint8, the frame before.
        exposure: The frame's, compared with the background.
        changed_share: Share of the pixels that differ from the background, 0..1.
    """
    unlike = (
        abs(exposure.shift) > _BRIGHTNESS
        or abs(exposure.gain - 1) > _GAIN
        or changed_share > CHANGED_SHARE
    )
    if not unlike:
        return False
    new = picture[::4, ::4].astype(np.int16)
    step = new - previous[::4, ::4].astype(np.int16)
    return (
        abs(median(step)) > _STEP
        or int(np.count_nonzero(np.abs(step) > _STEP_OF_PIXEL))
        > _STEPPED_SHARE * step.size
    )


def dismiss_light(
    background: Background, picture: MatLike, scene: MatLike, unchanged: MatLike
) -> bool:
    """Take what kept its texture in a global change for unchanged, and learn its new light.

    Args:
        background: The background.
        picture: HxW uint8, the frame.
        scene: HxW uint8, what was expected.
        unchanged: HxW uint8, 255 where the frame is as expected; more of it afterwards.

    Returns:
        False if it is another scene altogether, of which nothing was learnt.
    """
    changed_share = 1 - cv2.countNonZero(unchanged) / unchanged.size
    likeness, plain = compare_texture(picture, scene)
    alike = (likeness > _SAME_TEXTURE) | plain
    unchanged[alike] = 255
    rest = 1 - cv2.countNonZero(unchanged) / unchanged.size
    textured = np.count_nonzero(~plain)
    if (
        np.count_nonzero(~alike) > _OTHER_TEXTURE * textured
        or rest > _NEW_SCENE
        or (changed_share > _NEARLY_ALL and rest > _NEW_SCENE_OF_NEARLY_ALL)
    ):
        return False
    background.replace_scene(scene)
    background.blend_in(picture, alike.view(np.uint8), LIGHT_RATE)
    return True


def is_filling(moving: MatLike | None) -> bool:
    """Return whether something so large moves that it may be nearer to the camera in the next frame and hide the scene.

    Args:
        moving: HxW uint8, not 0 where something moves; None where nothing does.
    """
    return moving is not None and cv2.countNonZero(moving) > _FILLING * moving.size


def is_in_view(picture: MatLike, scene: MatLike) -> bool:
    """Return whether a part of the scene is as it was, though others may be hidden; a turned camera shows none like that.

    Args:
        picture: HxW uint8, the frame.
        scene: HxW uint8, what was expected.
    """
    likeness, plain = compare_texture(picture, scene)
    textured = _mean_of_parts(~plain)
    alike = _mean_of_parts(~plain & (likeness > _SAME_TEXTURE))
    told = np.greater(textured, _LEAST_TEXTURED)
    standing = np.count_nonzero(told & np.greater(alike, _STANDS * textured))
    return bool(standing > _STANDING_PARTS * np.count_nonzero(told))


def _mean_of_parts(where: npt.NDArray[np.bool_]) -> MatLike:
    """Return which share of each part of the picture is true."""
    return cv2.resize(where.astype(np.float32), _PARTS, interpolation=cv2.INTER_AREA)
