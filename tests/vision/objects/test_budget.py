"""What looks may cost."""

from custom_components.argus.vision.objects.budget import Budget


def looks_in(seconds: float, cost: float, step: float = 0.2) -> int:
    """Return how many looks are taken by who always wants one."""
    budget, looks, now = Budget(), 0, 0.0
    while now < seconds:
        budget.advance(step)
        while budget.allows(160):
            budget.spend(cost, 160)
            looks += 1
        now += step
    return looks


def test_in_the_long_run_a_share_of_a_worker() -> None:
    for cost in (0.01, 0.05, 0.5):
        taken = cost * looks_in(300, cost)
        assert 0.04 * 300 < taken < 0.05 * 300 + 0.6 + cost + 0.1


def test_one_frame_is_not_held_up_for_more_than_one_look_when_frames_come_quickly() -> (
    None
):
    budget = Budget()
    budget.advance(0.2)
    assert budget.allows(160)
    budget.spend(0.03, 160)
    assert not budget.allows(160)


def test_several_are_looked_at_when_frames_are_far_apart() -> None:
    budget = Budget()
    budget.advance(2.0)
    looks = 0
    while budget.allows(160):
        budget.spend(0.03, 160)
        looks += 1
    assert looks == 6


def test_a_larger_picture_is_expected_to_cost_more() -> None:
    budget = Budget()
    budget.advance(0.2)
    budget.spend(0.04, 160)
    assert budget.expects(320) > 0.15
