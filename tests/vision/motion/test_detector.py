"""What moves is seen; light, noise, weather and the camera itself are not taken for it."""

from collections.abc import Callable

import cv2
import numpy as np
import pytest

from custom_components.argus.vision import (
    Box,
    Motion,
    PipelineSettings,
    Point,
    Zone,
    ZoneMotion,
)

from ..scenes import Image, room, with_person
from ..watch import Watch

type Change = Callable[[Image, int], Image]

EMPTY = room()


def test_the_first_frame_is_for_learning() -> None:
    motion = Watch().show(EMPTY)

    assert not motion.detected
    assert motion.suppressed == "learning"


@pytest.mark.parametrize("fps", [0.5, 1, 2, 5, 10])
def test_sees_a_walker_at_every_frame_rate(fps: float) -> None:
    watch = Watch(fps)
    watch.settle(frames=max(14, int(6 * fps)))
    found = []
    for index in range(max(3, int(4 * fps))):
        x = 0.15 + 0.1 * index / fps
        motion = watch.show(with_person(EMPTY, x))
        found.append(
            any(
                box.overlap(Box(x - 0.04, 0.38, x + 0.04, 0.76)) > 0.3
                for box in motion.boxes
            )
        )
    quiet = [watch.show(EMPTY).detected for _ in range(max(6, int(6 * fps)))]

    assert np.mean(found) >= 0.8
    assert not any(quiet[-max(3, int(3 * fps)) :])


def test_intensity_is_the_share_that_moves() -> None:
    watch = Watch()
    watch.settle()
    motion = watch.show(with_person(EMPTY, 0.5, tall=0.4))

    body = 0.4 * 0.4 * 0.35 * 0.6 * 360 / 640
    assert motion.intensity == pytest.approx(body, rel=0.5)


@pytest.mark.parametrize("noise", [0.0, 2.0, 9.0])
def test_a_still_scene_is_still(noise: float) -> None:
    watch = Watch(noise=noise)

    assert not any(watch.show(EMPTY).detected for _ in range(40))


def _rain(picture: Image, index: int) -> Image:
    rng = np.random.default_rng(index)
    wet = picture.copy()
    for x, y in rng.integers(0, (640, 360), (100, 2)).tolist():
        cv2.line(wet, (x, y), (x + 3, y + 20), [200, 200, 200], 1, cv2.LINE_AA)
    return wet


def _insect(picture: Image, index: int) -> Image:
    rng = np.random.default_rng(index)
    if rng.uniform() > 0.3:
        return picture
    x, y = rng.integers(0, (640, 360)).tolist()
    buzzed = picture.copy()
    cv2.line(buzzed, (x, y), (x + 25, y + 9), [240, 240, 240], 9)
    return buzzed


def _branch(picture: Image, index: int) -> Image:
    swayed = picture.copy()
    angle = 0.6 + 0.15 * np.sin(index * 1.7)
    for leaf in range(20):
        x = int(np.cos(angle) * (20 + 9 * leaf))
        y = int(np.sin(angle) * (20 + 9 * leaf))
        cv2.circle(swayed, (x, y), 9, [30, 50 + 4 * leaf, 30], -1)
    return swayed


def _shake(picture: Image, index: int) -> Image:
    x, y = np.random.default_rng(index).normal(0, 2.5, 2)
    shift = np.array([[1, 0, x], [0, 1, y]], np.float32)
    moved = cv2.warpAffine(picture, shift, (640, 360), borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(moved, np.uint8)


def _storm(picture: Image, index: int) -> Image:
    """Shake hard, and blur what is seen meanwhile."""
    rng = np.random.default_rng(index)
    x, y = np.clip(rng.normal(0, 12, 2), -28, 28)
    shift = np.array([[1, 0, x], [0, 1, y]], np.float32)
    moved = cv2.warpAffine(picture, shift, (640, 360), borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(cv2.blur(moved, (int(rng.integers(1, 9)), 1)), np.uint8)


def _clouds(picture: Image, index: int) -> Image:
    return _lit(picture, 1 + 0.3 * np.sin(index / 8))


def _flicker(picture: Image, index: int) -> Image:
    return _lit(picture, np.random.default_rng(index).uniform(0.85, 1.15))


def _lit(picture: Image, gain: float) -> Image:
    return np.clip(picture * gain, 0, 255).astype(np.uint8)


WEATHER = [_rain, _insect, _branch, _shake, _storm, _clouds, _flicker]


@pytest.mark.parametrize("weather", WEATHER)
def test_weather_is_not_motion_and_hides_nobody(weather: Change) -> None:
    watch = Watch()
    for index in range(24):
        watch.show(weather(EMPTY, index))
    alarms = [watch.show(weather(EMPTY, index)).detected for index in range(24, 54)]
    found = [
        watch.show(weather(with_person(EMPTY, 0.3 + 0.08 * step), 54 + step)).detected
        for step in range(6)
    ]

    assert sum(alarms) <= 2
    assert sum(found) >= 5


def test_light_switched_on_is_not_motion_but_who_walks_is_still_seen() -> None:
    watch = Watch()
    watch.settle(_lit(EMPTY, 0.5))
    assert not watch.show(EMPTY).detected
    assert not any(watch.show(EMPTY).detected for _ in range(5))
    watch.show(with_person(EMPTY, 0.3))
    watch.show(with_person(EMPTY, 0.36))

    assert watch.show(_lit(with_person(EMPTY, 0.42), 0.5)).detected


def test_a_lamp_lights_a_part_of_the_scene() -> None:
    y, x = np.mgrid[0:360, 0:640]
    glow = np.exp(-((x - 200) ** 2 + (y - 150) ** 2) / (2 * 90**2))
    lamp = _lit(EMPTY, (1 + 0.4 * glow)[..., None])
    watch = Watch()
    watch.settle()

    assert watch.show(lamp).suppressed == "light"
    assert not any(watch.show(lamp).detected for _ in range(4))
    assert watch.show(with_person(lamp, 0.31)).detected


def _infrared(picture: Image) -> Image:
    tones = 255 * (picture @ np.array([0.1, 0.2, 0.7]) / 255) ** 0.5
    return np.repeat(tones[..., None], 3, axis=2).astype(np.uint8)


def test_infrared_is_told_from_a_turned_camera() -> None:
    watch = Watch()
    watch.settle()
    inverted = _infrared(np.asarray(255 - EMPTY[:, ::-1], np.uint8))
    assert watch.show(inverted).suppressed == "camera_mode"

    watch = Watch()
    watch.settle()
    elsewhere = np.asarray(255 - room(7), np.uint8)
    assert watch.show(elsewhere).suppressed == "camera_moved"
    assert not any(watch.show(elsewhere).detected for _ in range(6))


def test_night_vision_of_the_same_view_is_no_mere_light() -> None:
    watch = Watch()
    watch.settle()
    night = np.asarray(_infrared(EMPTY) * 0.6, np.uint8)

    assert watch.show(night).suppressed == "camera_mode"
    assert not any(watch.show(night).detected for _ in range(6))
    assert watch.show(EMPTY).suppressed == "camera_mode"


def _switch_to_night(seconds: float) -> Image:
    """Return what a camera shows so long after it turned to infrared: dark, then too bright, then right."""
    if seconds < 0.5:
        return np.asarray(_infrared(EMPTY) * 0.06 + 4, np.uint8)
    return _lit(_infrared(EMPTY), 0.6 * (1 + 1.2 * np.exp(0.5 - seconds)))


def _come_up_at_night(seconds: float) -> Image:
    """Return what a camera shows so long after it turned to infrared, whose gain comes up slowly."""
    return _lit(_infrared(EMPTY), 0.6 * (1 - 0.85 * np.exp(-seconds)))


@pytest.mark.parametrize("fps", [1, 5])
@pytest.mark.parametrize("switch", [_switch_to_night, _come_up_at_night])
def test_a_mode_switch_that_takes_seconds_is_not_motion(
    switch: Callable[[float], Image], fps: int
) -> None:
    watch = Watch(fps)
    watch.settle(_lit(EMPTY, 0.6), frames=12 * fps)
    seen = [watch.show(switch((index + 0.5) / fps)) for index in range(10 * fps)]

    assert seen[0].suppressed == "camera_mode"
    assert not any(motion.detected for motion in seen)
    night = switch(10)
    found = [
        watch.show(with_person(night, 0.3 + 0.1 * step / fps)).detected
        for step in range(4 * fps)
    ]
    assert sum(found) >= 3 * fps


@pytest.mark.parametrize(("duration", "fps"), [(1.6, 5), (3.0, 5), (3.0, 1)])
def test_a_picture_that_fades_into_night_vision_is_not_motion(
    duration: float, fps: int
) -> None:
    day, night = _lit(EMPTY, 0.45), _lit(_infrared(EMPTY), 0.6)

    def blend(share: float) -> Image:
        mixed = (1 - share) * day + share * night
        return np.asarray(cv2.GaussianBlur(mixed, (5, 5), 0), np.uint8)

    watch = Watch(fps)
    watch.settle(day, frames=12 * fps)
    fading = [
        watch.show(blend((index + 0.5) / fps / duration))
        for index in range(int(duration * fps))
    ]
    after = [watch.show(night) for _ in range(6 * fps)]
    found = [
        watch.show(with_person(night, 0.3 + 0.1 * step / fps)).detected
        for step in range(4 * fps)
    ]

    assert not any(motion.detected for motion in fading + after)
    assert any(motion.suppressed == "camera_mode" for motion in fading + after[:1])
    assert sum(found) >= 3 * fps


@pytest.mark.parametrize("fps", [1, 5])
def test_who_comes_in_in_grey_is_no_fading_picture(fps: int) -> None:
    colourful = EMPTY.copy()
    colourful[..., 0] = colourful[..., 0] // 2
    watch = Watch(fps)
    watch.settle(colourful, frames=12 * fps)
    seen = []
    for quarters in (1, 2, 3):
        picture = colourful.copy()
        edge = 160 * quarters
        stripes = 60 + 120 * (np.arange(edge) // 24 % 2)
        picture[:, :edge] = stripes[None, :, None]
        seen.append(watch.show(picture))

    assert not any(motion.suppressed == "camera_mode" for motion in seen)
    assert all(motion.detected for motion in seen[1:])


def test_the_edge_of_a_cloud_is_no_fading_picture() -> None:
    grey = cv2.cvtColor(EMPTY, cv2.COLOR_BGR2GRAY)
    scene = cv2.merge([grey] * 3)
    scene[:, :224, 0] //= 2
    cloud_on_right, cloud_on_left = scene.copy(), scene.copy()
    cloud_on_right[:, 416:] //= 2
    cloud_on_left[:, :224] //= 2
    watch = Watch(1)
    watch.settle(np.asarray(cloud_on_right, np.uint8))
    motion = watch.show(np.asarray(cloud_on_left, np.uint8))

    assert motion.suppressed != "camera_mode"


def _with_visitor_before_lens(picture: Image, tall: float, x: float) -> Image:
    """Show somebody so near that they hide most of the picture, and the exposure that the camera takes for that."""
    near = picture.copy()
    height, width = near.shape[:2]
    figure: Image = np.zeros((height, width), np.uint8)
    middle = (int(x * width), int(height * (1.05 - tall / 2)))
    axes = (int(0.45 * tall * height), int(0.55 * tall * height))
    cv2.ellipse(figure, middle, axes, 0, 0, 360, [255], -1)
    ys, xs = np.mgrid[0:height, 0:width]
    cloth = 30 + 30 * ((xs - middle[0]) // 23 % 2) + 25 * ((ys - middle[1]) // 31 % 2)
    np.copyto(near, cloth[..., None].astype(np.uint8), where=figure[..., None] > 0)
    return _lit(near, (picture.mean() / near.mean()) ** 0.7)


@pytest.mark.parametrize("fps", [1, 5])
def test_who_comes_near_and_fills_the_picture_is_seen(fps: int) -> None:
    watch = Watch(fps)
    watch.settle(frames=12 * fps)
    came = []
    for step in range(3 * fps):
        way = step / (3 * fps)
        came.append(
            watch.show(_with_visitor_before_lens(EMPTY, 0.5 + 1.1 * way, 0.2 + way / 3))
        )
    # At the lens now, half a step from one frame to the next.
    near = [
        watch.show(_with_visitor_before_lens(EMPTY, 1.7, 0.42 + 0.12 * (step % 2)))
        for step in range(3 * fps)
    ]

    assert not any(motion.suppressed == "camera_moved" for motion in came + near)
    assert np.mean([motion.detected for motion in came[1:] + near]) >= 0.8


@pytest.mark.parametrize("fps", [1, 5])
def test_a_camera_that_is_turned_while_somebody_large_is_in_view_is_noticed(
    fps: int,
) -> None:
    watch = Watch(fps)
    watch.settle(frames=12 * fps)
    for step in range(2 * fps):
        watch.show(with_person(EMPTY, 0.3 + 0.1 * step / fps, tall=1.15))
    elsewhere = np.asarray(255 - room(7), np.uint8)
    seen = [watch.show(elsewhere) for _ in range(3 * fps)]

    assert any(motion.suppressed == "camera_moved" for motion in seen)
    assert not any(motion.detected for motion in seen[-fps:])


def test_a_burnt_in_text_that_inverts_is_not_motion() -> None:
    def titled(grey: int) -> Image:
        tint = (grey, grey, grey)
        where = (12, 36)
        return np.asarray(
            cv2.putText(
                EMPTY.copy(), "2026-11-29 12:30:05", where, 0, 0.9, tint, 2, cv2.LINE_AA
            ),
            np.uint8,
        )

    watch = Watch()
    watch.settle(titled(255))
    told = [
        watch.show(titled(255 if index // 4 % 2 else 0)).detected for index in range(12)
    ]

    assert not any(told)
    assert watch.show(with_person(titled(0), 0.5)).detected


def test_lights_out_is_no_night_vision() -> None:
    watch = Watch()
    watch.settle()

    assert watch.show(_lit(EMPTY, 0.3)).suppressed == "light"
    assert watch.show(EMPTY).suppressed == "light"


def test_zones_are_told_while_nothing_is_known() -> None:
    """A zone that is not told of is not held on either."""
    whole = (Point(0, 0), Point(1, 0), Point(1, 1), Point(0, 1))
    watch = Watch(zones=(Zone("all", "all", whole),))
    still = (ZoneMotion("all", False, 0.0),)

    assert watch.show(EMPTY) == Motion(suppressed="learning", zones=still)
    watch.settle()
    elsewhere = np.asarray(255 - room(7), np.uint8)
    assert watch.show(elsewhere) == Motion(suppressed="camera_moved", zones=still)


def test_who_stops_is_seen_again_when_walking_on() -> None:
    watch = Watch()
    watch.settle()
    for step in range(4):
        watch.show(with_person(EMPTY, 0.2 + 0.06 * step))
    for _ in range(15):
        last = watch.show(with_person(EMPTY, 0.4))
    assert not last.detected

    assert watch.show(with_person(EMPTY, 0.48)).detected


def test_what_is_left_behind_becomes_background() -> None:
    watch = Watch()
    watch.settle()
    parcel = EMPTY.copy()
    parcel[250:300, 300:380] = 255 - parcel[250:300, 300:380]
    for _ in range(30):
        watch.show(parcel)

    watch.show(EMPTY)
    assert not any(watch.show(EMPTY).detected for _ in range(6))


@pytest.mark.parametrize("contrast", [16, 24, 36, 60])
def test_more_sensitive_sees_no_less(contrast: float) -> None:
    found = []
    for sensitivity in (1, 20, 40, 50, 60, 80, 100):
        watch = Watch(sensitivity=sensitivity)
        watch.settle(frames=15)
        person = [with_person(EMPTY, 0.4 + 0.07 * i, contrast=contrast) for i in (0, 1)]
        found.append([watch.show(picture).detected for picture in person][1])

    assert found == sorted(found)
    assert found[-1]


def test_the_least_size_is_kept() -> None:
    for least, expected in ((0.0012, True), (0.05, False)):
        watch = Watch(min_object=least)
        watch.settle()
        watch.show(with_person(EMPTY, 0.4))
        assert watch.show(with_person(EMPTY, 0.47)).detected is expected


def test_the_old_parameters_are_understood() -> None:
    for threshold, area, expected in (
        (20, 300, True),
        (150, 300, False),
        (20, 20000, False),
    ):
        watch = Watch(motion_threshold=threshold, min_contour_area=area)
        watch.settle()
        watch.show(with_person(EMPTY, 0.4))
        assert watch.show(with_person(EMPTY, 0.47)).detected is expected


def test_settings_change_without_learning_anew() -> None:
    watch = Watch()
    watch.settle()
    watch.pipeline.configure(PipelineSettings(faces=False, sensitivity=70))

    assert watch.show(EMPTY).suppressed is None
    assert watch.show(with_person(EMPTY, 0.5)).detected


def test_a_new_size_starts_anew_and_a_clock_going_back_does_not() -> None:
    watch = Watch()
    watch.settle()
    square = np.ascontiguousarray(EMPTY[:, :360])
    assert watch.show(square).suppressed == "learning"
    watch.settle(square)
    watch.now -= 1000

    assert watch.show(square).suppressed is None
    assert watch.show(with_person(square, 0.5)).detected


def test_the_same_scene_in_another_resolution_goes_on() -> None:
    watch = Watch()
    watch.settle()
    larger = cv2.resize(EMPTY, (1280, 720), interpolation=cv2.INTER_CUBIC)

    motion = watch.show(np.asarray(larger, np.uint8))
    assert not motion.detected
    assert motion.suppressed is None


def test_boxes_lie_in_the_picture() -> None:
    watch = Watch()
    watch.settle()
    for x in (0.0, 0.5, 1.0):
        for box in watch.show(with_person(EMPTY, x)).boxes:
            assert 0 <= box.x0 < box.x1 <= 1
            assert 0 <= box.y0 < box.y1 <= 1
            assert isinstance(box.centre, Point)


@pytest.mark.parametrize("fps", [1, 5])
def test_who_walks_in_front_of_something_just_put_there_is_seen(fps: float) -> None:
    watch = Watch(fps)
    watch.settle(frames=20 * int(fps))
    van = EMPTY.copy()
    van[100:320, 150:520] = (
        np.random.default_rng(1)
        .integers(0, 255, (11, 10, 3))
        .repeat(20, 0)
        .repeat(37, 1)
    )
    for _ in range(4 * int(fps)):
        watch.show(van)
    found = [
        watch.show(with_person(van, 0.35 + 0.08 * index / fps)).detected
        for index in range(4 * int(fps))
    ]

    assert np.mean(found) >= 0.7
