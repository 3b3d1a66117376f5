"""How much of a stream is decoded depends on how late it is."""

import pytest

from custom_components.argus.capture.stream_reader import (
    StreamClock,
    pyav_options,
)


def pace(
    clock: StreamClock, at: float, stamp: float, key: bool = False, waited: float = 0
) -> str:
    clock.observe(at - waited, at, stamp, key=key)
    return clock.skip


def test_skips_nothing_while_the_camera_is_waited_for() -> None:
    clock = StreamClock()

    # Timestamps that claim twice the speed, or half of it, do not matter.
    for tick in range(100):
        assert pace(clock, tick * 0.04, tick * 0.08, waited=0.02) == "DEFAULT"
    for tick in range(100):
        assert pace(clock, 4 + tick * 0.04, 8 + tick * 0.02, waited=0.02) == "DEFAULT"


def test_skips_more_the_later_it_gets() -> None:
    clock = StreamClock()

    # Decoding takes twice as long as the frames last.
    skips = [pace(clock, tick * 0.08, tick * 0.04) for tick in range(50)]
    assert skips[0] == "DEFAULT"
    assert skips[10] == "NONREF"
    assert skips[-1] == "NONKEY"
    assert skips == sorted(skips, key=["DEFAULT", "NONREF", "NONKEY"].index)


def test_skips_until_the_next_key_frame() -> None:
    clock = StreamClock()
    pace(clock, 0, 0)
    assert pace(clock, 3, 1) == "NONKEY"

    # A key frame that is late itself changes nothing, and being in time does not without one.
    assert pace(clock, 3.1, 1.5, key=True) == "NONKEY"
    assert pace(clock, 3.2, 3.2) == "NONKEY"
    assert pace(clock, 3.3, 3.3, waited=0.05) == "NONKEY"
    assert pace(clock, 3.4, 3.4, key=True) == "DEFAULT"


def test_begins_anew_where_the_timestamps_jump() -> None:
    clock = StreamClock()
    pace(clock, 0, 1000)

    assert clock.observe(0.04, 0.04, 3, key=False) == 0
    assert clock.observe(0.08, 0.08, 3.04, key=False) == pytest.approx(0)
    assert clock.observe(0.12, 0.12, None, key=False) == 0
    assert clock.observe(0.2, 0.2, 4.2, key=False) == pytest.approx(-1.04)


def test_asks_for_what_suits_cameras() -> None:
    rtsp = pyav_options("rtsp://camera/1", {})
    assert rtsp["rtsp_flags"] == "prefer_tcp"
    assert rtsp["timeout"] == "5000000"
    assert rtsp["tls_verify"] == "0"
    assert pyav_options("http://camera/1", {})["rw_timeout"] == "5000000"

    chosen = pyav_options(
        "rtsps://camera/1",
        {
            "rtsp_transport": "udp",
            "use_wallclock_as_timestamps": True,
            "verify_ssl": True,
        },
    )
    assert chosen["rtsp_transport"] == "udp"
    assert chosen["use_wallclock_as_timestamps"] == "1"
    assert chosen["tls_verify"] == "1"
