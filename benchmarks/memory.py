"""How much an object keeps."""

import gc
from types import FunctionType, ModuleType

import numpy as np


def state_bytes(root: object) -> int:
    """Add up the pixels an object keeps: every array that can be reached from it, shared memory once.

    Args:
        root: A pipeline.
    """
    seen: set[int] = set()
    total = 0
    waiting = [root]
    while waiting:
        item = waiting.pop()
        if id(item) in seen or isinstance(item, type | ModuleType | FunctionType):
            continue
        seen.add(id(item))
        if isinstance(item, np.ndarray):
            if item.base is None or not isinstance(item.base, np.ndarray):
                total += item.nbytes
            else:
                waiting.append(item.base)
        elif isinstance(item, bytes | bytearray):
            total += len(item)
        else:
            waiting += gc.get_referents(item)
    return total
