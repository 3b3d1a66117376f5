"""Heat as it is kept: packed grids of seconds of motion, summed up and compared; run in worker threads only."""

from collections.abc import Sequence


def check_heat(packed: bytes) -> None:
    """Check that bytes are a packed grid.

    Raises:
        ValueError: they are none.
    """
    from ..vision.packed_heat import unpack

    unpack(packed)


def add_up_heat(packed: Sequence[bytes]) -> bytes:
    """Return the sum of packed grids, packed.

    Raises:
        ValueError: one of them is no packed grid.
    """
    from ..vision.packed_heat import pack, total

    return pack(total(packed))


def hottest_of(one: bytes, other: bytes) -> bytes:
    """Return what is warmer of two packed grids, cell by cell, packed.

    Raises:
        ValueError: one of them is no packed grid.
    """
    import numpy as np

    from ..vision.packed_heat import pack, total

    return pack(np.maximum(total([one]), total([other])))
