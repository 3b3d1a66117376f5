"""The drawn scenes: repeatable, quiet when nobody is there, with faces that are found."""

import cv2
import numpy as np
import pytest

from demo.custom_components.argus_demo.const import NAMES
from demo.custom_components.argus_demo.scenes import SCENES, Frame, Scene
from demo.custom_components.argus_demo.scenes.office import Office
from demo.custom_components.argus_demo.scenes.person import LOOKS, Person, Pose
from demo.custom_components.argus_demo.scenes.scene import blend
from demo.custom_components.argus_demo.scenes.shop import ShopDoor

# Seconds at which nothing moves in a scene, and at which somebody does.
QUIET = {"office": (1.0, 2.0), "shop_door": (1.0, 2.0), "garden": (1.0, 2.0)}
BUSY = {"office": (8.5, 9.0), "shop_door": (7.0, 7.5), "garden": (12.0, 12.5)}


@pytest.fixture(scope="module", params=list(SCENES))
def named_scene(request: pytest.FixtureRequest) -> tuple[str, Scene]:
    return request.param, SCENES[request.param](1)


@pytest.fixture(scope="module")
def haar() -> cv2.CascadeClassifier:
    return cv2.CascadeClassifier(
        cv2.data.haarcascades + "haarcascade_frontalface_default.xml"
    )


def moved(before: Frame, after: Frame) -> float:
    """Share of the picture that changed by more than noise."""
    small = [
        cv2.GaussianBlur(cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY), (0, 0), 5)
        for frame in (before, after)
    ]
    return float((cv2.absdiff(*small) > 12).mean())


def test_every_scene_has_a_name() -> None:
    assert set(NAMES) == set(SCENES)


def test_same_seed_and_second_give_the_same_picture(
    named_scene: tuple[str, Scene],
) -> None:
    name, scene = named_scene
    picture = scene.render(7.3)
    assert picture.shape == (720, 1280, 3)
    assert picture.dtype == np.uint8
    scene.render(40.0)  # what was drawn in between does not matter
    assert np.array_equal(picture, scene.render(7.3))
    assert np.array_equal(picture, SCENES[name](1).render(7.3))
    assert not np.array_equal(picture, SCENES[name](2).render(7.3))


def test_scene_moves_only_when_somebody_is_there(
    named_scene: tuple[str, Scene],
) -> None:
    name, scene = named_scene
    quiet = moved(*(scene.render(second) for second in QUIET[name]))
    busy = moved(*(scene.render(second) for second in BUSY[name]))
    assert quiet < 0.001
    assert busy > 0.008


def test_pictures_are_noisy_like_a_sensors(named_scene: tuple[str, Scene]) -> None:
    name, scene = named_scene
    first, second = (scene.render(moment) for moment in QUIET[name])
    assert np.mean(cv2.absdiff(first, second)) > 0.8


@pytest.mark.parametrize(
    ("name", "moments"),
    [
        ("office", np.arange(8.0, 28.0, 2.5)),
        ("shop_door", np.arange(6.0, 9.0, 0.4)),
        ("garden", np.arange(32.0, 37.0, 0.7)),
    ],
)
def test_faces_are_big_and_clear_enough_to_be_found(
    name: str, moments: list[float], haar: cv2.CascadeClassifier
) -> None:
    scene = SCENES[name](1)
    found = 0
    for moment in moments:
        grey = cv2.cvtColor(scene.render(float(moment)), cv2.COLOR_BGR2GRAY)
        faces = haar.detectMultiScale(
            grey, 1.1, 5, minSize=(56, 56), maxSize=(110, 110)
        )
        found += len(faces) > 0
    assert found >= 0.8 * len(moments)


def test_daylight_drifts_slowly() -> None:
    office = Office(1)
    light = [office.daylight(second) for second in range(600)]
    assert max(light) - min(light) > 0.15
    assert max(np.abs(np.diff(light))) < 0.01


def test_nobody_leaves_the_shop_who_has_not_come() -> None:
    inside = 0
    ways = set()
    for visitor in ShopDoor(3).visitors(3600):
        inside += visitor.direction
        ways.add(visitor.direction)
        assert inside >= 0
    assert ways == {1, -1}


def test_visitors_walk_through_the_picture_as_announced() -> None:
    shop = ShopDoor(1)
    visitor = next(shop.visitors(10))
    empty = shop.render(1.0)

    def where(moment: float) -> float:
        frame = shop.render(visitor.start + moment)
        changed = cv2.absdiff(frame, empty).max(axis=2) > 60
        return float(np.flatnonzero(changed.any(axis=0)).mean())

    middle = visitor.duration / 2
    way = where(middle + 1) - where(middle - 1)
    assert np.sign(way) == visitor.direction
    assert abs(way) > 200


def test_people_look_different() -> None:
    pictures = []
    for look in LOOKS:
        frame = np.full((720, 600, 3), 128, np.uint8)
        Person(look, 100).draw(frame, 300, 40, Pose(), 1.0)
        pictures.append(frame)
    for one in range(len(pictures)):
        for other in range(one):
            assert np.mean(cv2.absdiff(pictures[one], pictures[other])) > 1


def test_sprites_are_cut_at_the_edges_of_the_frame() -> None:
    frame = np.zeros((10, 10, 3), np.uint8)
    sprite = np.full((6, 6, 3), 200, np.uint8)
    whole = np.ones((6, 6), np.float32)
    blend(frame, sprite, whole, -4, -4)
    blend(frame, sprite, whole, 8, 7)
    blend(frame, sprite, whole, 50, 50)
    expected = np.zeros((10, 10), bool)
    expected[:2, :2] = True
    expected[7:, 8:] = True
    assert np.array_equal(frame[..., 0] > 0, expected)
