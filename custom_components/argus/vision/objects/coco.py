"""The labels of the COCO data set, and what kind of thing each is.

T.-Y. Lin et al., "Microsoft COCO: Common Objects in Context", ECCV 2014.
"""

from typing import Final

from ..observation import ObjectKind

LABELS: Final = 80
"""How many there are."""

_VEHICLES: Final = {
    1: "bicycle",
    2: "car",
    3: "motorcycle",
    5: "bus",
    6: "train",
    7: "truck",
    8: "boat",
}
_ANIMALS: Final = {
    14: "bird",
    15: "cat",
    16: "dog",
    17: "horse",
    18: "sheep",
    19: "cow",
    20: "elephant",
    21: "bear",
    22: "zebra",
    23: "giraffe",
}

KINDS: Final = {
    0: ("person", ObjectKind.PERSON),
    **{index: (name, ObjectKind.VEHICLE) for index, name in _VEHICLES.items()},
    **{index: (name, ObjectKind.ANIMAL) for index, name in _ANIMALS.items()},
}
"""Label and kind by the index of a class; what is neither person, vehicle nor animal is left out."""
