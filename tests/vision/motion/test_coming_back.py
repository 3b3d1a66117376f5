"""Who comes back to where they were is seen, though the scene half knows them."""

import numpy as np
import pytest

from demo.custom_components.argus_demo.scenes.shop import ShopDoor

from ..watch import Watch


@pytest.mark.parametrize("stayed", [2, 3, 5])
def test_who_comes_back_is_motion_while_they_stop(stayed: int) -> None:
    # Nobody is there after a second, somebody after 7.4.
    shop = ShopDoor(1)
    empty, somebody = (np.asarray(shop.render(at), np.uint8) for at in (1.0, 7.4))
    watch = Watch(1, noise=0)
    watch.settle(empty, 8)
    watch.settle(somebody, stayed)
    watch.settle(empty, 15)
    found = [watch.show(somebody).detected for _ in range(6)]

    assert all(found)
