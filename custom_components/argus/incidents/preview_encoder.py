"""Encodes a moving preview: H.264 in MP4 by PyAV, animated WebP where that has no encoder."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from io import BytesIO
import logging
from typing import TYPE_CHECKING, Final

from ..vision import PipelineSettings, PreviewFrame

if TYPE_CHECKING:
    from av import Packet, VideoStream

_LOGGER = logging.getLogger(__name__)

MP4: Final = ".mp4"
WEBP: Final = ".webp"
SUFFIXES: Final = (MP4, WEBP)
"""Of the files of previews."""

MOST_BYTES: Final = 600_000
"""Of a preview."""
LONGEST: Final = 15.0
"""Seconds that a preview plays at most; what lasted longer is sped up. Phones show little of films under ten seconds."""
FEWEST: Final = 2
"""Frames that make a film."""
RATE: Final = 10
"""Frames a second of an MP4: players and phones like it even, and what stands still costs next to nothing."""
_LAST_SHOWN: Final = 0.5
"""Seconds that the last frame stays in view."""
_INDEX_BYTES: Final = 8192
"""Kept free for the index at the beginning of an MP4; that of the longest film takes a third."""
_ENCODERS: Final = ("libx264", "libopenh264")
"""By FFmpeg's names; those that need a device are not counted on."""
_ATTEMPTS: Final = ((640, 0.85), (640, 0.6), (480, 0.45), (320, 0.3))
"""Width in pixels, and share of the bytes it may take that the encoder is told of, until it fits."""
_WEBP_ATTEMPTS: Final = ((480, 60, 5), (400, 40, 4), (320, 25, 3), (240, 10, 2))
"""Width in pixels, quality and frames a second of a WebP, until it fits."""


class PreviewError(Exception):
    """No preview can be made of these frames; the message says why."""


@dataclass(frozen=True, slots=True)
class EncodedPreview:
    """A preview, ready to be kept."""

    data: bytes
    suffix: str
    """One of `SUFFIXES`."""


class _NoEncoderError(Exception):
    """PyAV is not there, or cannot encode H.264."""


def encode_preview(
    frames: Sequence[PreviewFrame], hides: PipelineSettings | None
) -> EncodedPreview:
    """Return a film of frames, at most `LONGEST` seconds and `MOST_BYTES` long; blocks, for a second or two.

    Args:
        frames: the oldest first; those that are damaged are left out.
        hides: how to find the faces that it must not show, None where it may.

    Raises:
        PreviewError: there are too few frames, or they cannot be encoded so small.
    """
    small = _shrunk(frames, hides)
    if len(small) < FEWEST:
        raise PreviewError("there are too few frames")
    began, ended = small[0].seconds, small[-1].seconds
    speed = max(1.0, (ended - began) / (LONGEST - _LAST_SHOWN))
    film = _Film(
        tuple((frame.seconds - began) / speed for frame in small),
        tuple(frame.picture for frame in small),
    )
    try:
        return EncodedPreview(_smallest_enough(film, _mp4, _ATTEMPTS), MP4)
    except _NoEncoderError as err:
        _LOGGER.debug("Previews are animated pictures: %s", err)
    return EncodedPreview(_smallest_enough(film, _webp, _WEBP_ATTEMPTS), WEBP)


@dataclass(frozen=True, slots=True)
class _Film:
    """Pictures and when each begins to be shown."""

    times: tuple[float, ...]
    """Seconds from the beginning, ascending."""
    pictures: tuple[bytes, ...]
    """JPEG."""

    @property
    def duration(self) -> float:
        """Seconds it plays."""
        return self.times[-1] + _LAST_SHOWN

    def at_rate(self, rate: int) -> Iterator[bytes]:
        """Yield the picture that is shown at each tick of a clock with so many a second."""
        shown = 0
        for tick in range(max(2, round(self.duration * rate))):
            while shown + 1 < len(self.times) and self.times[shown + 1] <= tick / rate:
                shown += 1
            yield self.pictures[shown]


def _smallest_enough[*Ts](
    film: _Film, encode: Callable[[_Film, *Ts], bytes], attempts: Sequence[tuple[*Ts]]
) -> bytes:
    """Return the first attempt that fits.

    Raises:
        PreviewError: none does, or it cannot be encoded at all.
    """
    for attempt in attempts:
        data = encode(film, *attempt)
        if len(data) <= MOST_BYTES:
            return data
    raise PreviewError(f"it does not fit into {MOST_BYTES} bytes")


def _shrunk(
    frames: Sequence[PreviewFrame], hides: PipelineSettings | None
) -> list[PreviewFrame]:
    """Return frames as small as a preview needs them, with hidden faces, in the order of time."""
    from ..vision.frames.frame import Frame, FrameError
    from ..vision.frames.preview_taker import (
        WIDTH,
        encode_preview_jpeg,
        encode_small,
        narrowed,
    )

    hide = None
    if hides is not None:
        from ..vision.faces.anonymize import Anonymizer

        hide = Anonymizer(hides)
    small: list[PreviewFrame] = []
    for frame in sorted(frames, key=lambda frame: frame.seconds):
        try:
            opened = Frame.open(frame.picture)
            if hide is not None:
                hidden = hide.anonymize(opened, frame.faces)
                picture = encode_preview_jpeg(narrowed(hidden, WIDTH))
            elif opened.width > WIDTH or not frame.picture.startswith(b"\xff\xd8"):
                picture = encode_small(opened)
            else:
                picture = frame.picture
        except (FrameError, ValueError) as err:
            _LOGGER.debug("A frame is left out of a preview: %s", err)
            continue
        if not small or frame.seconds > small[-1].seconds:
            small.append(PreviewFrame(frame.seconds, picture))
    return small


def _size(film: _Film, most: int) -> tuple[int, int]:
    """Return width and height of a film at most so many pixels wide or high, both even as H.264 wants them."""
    from ..vision.frames.frame import Frame

    first = Frame.open(film.pictures[0])
    scale = min(1.0, most / max(first.width, first.height))
    return _even(first.width * scale), _even(first.height * scale)


def _even(side: float) -> int:
    return max(2, round(side / 2) * 2)


def _mp4(film: _Film, most: int, share: float) -> bytes:
    """Return a film as H.264 in MP4, its index first so that it plays while it loads.

    Raises:
        _NoEncoderError: this system cannot.
        PreviewError: it cannot be encoded.
    """
    try:
        import av
        from av.codec.codec import UnknownCodecError
    except ImportError as err:
        raise _NoEncoderError("PyAV is not installed") from err
    width, height = _size(film, most)
    rate = int(share * MOST_BYTES * 8 / film.duration)
    for name in _ENCODERS:
        try:
            av.Codec(name, "w")
        except UnknownCodecError:
            continue
        try:
            return _muxed(film, (width, height), name, rate)
        except av.FFmpegError as err:
            # Some builds list an encoder that does not open.
            _LOGGER.debug("%s does not encode: %s", name, err)
    raise _NoEncoderError("FFmpeg has no encoder of H.264 that works")


def _muxed(film: _Film, size: tuple[int, int], encoder: str, rate: int) -> bytes:
    """Return a film as MP4, at no more than so many bits a second.

    In memory alone: of a file that FFmpeg can read again, a kill in the middle would leave the house's pictures behind.

    The encoder stands outside of the file: PyAV's files and their streams hold each other until the garbage collector
    comes by, and an encoder has 25 MB.

    Raises:
        FFmpegError: the encoder does not work.
    """
    import av

    times, pictures = [], []
    for packet in _encoded(film, size, encoder, rate):
        times.append(packet.pts)
        pictures.append(bytes(packet))
    packed = BytesIO()
    with (
        av.open(BytesIO(b"".join(pictures)), "r", format="h264") as source,
        av.open(
            packed, "w", format="mp4", options={"moov_size": str(_INDEX_BYTES)}
        ) as container,
    ):
        (encoded,) = source.streams.video
        stream = container.add_stream_from_template(encoded)
        whole = (packet for packet in source.demux(encoded) if packet.size)
        # The bare pictures know no time; each comes when it is shown, as none refers to a later one.
        for shown, packet in zip(times, whole, strict=True):
            packet.pts = packet.dts = shown
            packet.duration = 1
            packet.time_base = Fraction(1, RATE)
            packet.stream = stream
            container.mux(packet)
    return packed.getvalue()


def _encoded(
    film: _Film, size: tuple[int, int], encoder: str, rate: int
) -> Iterator[Packet[VideoStream]]:
    """Yield the pictures of a film as H.264, in the order in which they are shown.

    Raises:
        FFmpegError: the encoder does not work.
    """
    import av

    from ..vision.frames.preview_taker import decode_sized

    context = av.VideoCodecContext.create(encoder, "w")
    assert isinstance(context, av.VideoCodecContext)
    context.width, context.height = size
    context.pix_fmt = "yuv420p"
    context.framerate = Fraction(RATE)
    context.time_base = Fraction(1, RATE)
    context.options = (
        {
            "preset": "veryfast",
            "crf": "26",
            "maxrate": str(rate),
            "bufsize": str(rate),
            "profile": "main",
            "bf": "0",
        }
        if encoder == "libx264"
        else {"maxrate": str(rate), "allow_skip_frames": "1"}
    )
    if encoder != "libx264":
        context.bit_rate = rate
    # The eyes need the others.
    context.thread_count = 1
    shown, frame = b"", None
    for tick, picture in enumerate(film.at_rate(RATE)):
        if frame is None or picture is not shown:
            shown = picture
            frame = av.VideoFrame.from_ndarray(
                decode_sized(picture, *size), format="bgr24"
            )
        frame.pts = tick
        frame.time_base = Fraction(1, RATE)
        yield from context.encode(frame)
    yield from context.encode(None)


def _webp(film: _Film, most: int, quality: int, rate: int) -> bytes:
    """Return a film as an animated WebP that begins again at its end.

    Raises:
        PreviewError: it cannot be encoded.
    """
    from PIL import Image, features

    from ..vision.frames.preview_taker import decode_sized

    if not features.check("webp"):
        raise PreviewError("Pillow cannot write WebP")
    width, height = _size(film, most)
    pictures: list[Image.Image] = []
    shown = b""
    durations: list[int] = []
    for picture in film.at_rate(rate):
        if picture is shown:
            durations[-1] += 1000 // rate
            continue
        shown = picture
        durations.append(1000 // rate)
        pictures.append(
            Image.fromarray(decode_sized(picture, width, height)[..., ::-1])
        )
    packed = BytesIO()
    pictures[0].save(
        packed,
        "WEBP",
        save_all=True,
        append_images=pictures[1:],
        duration=durations,
        loop=0,
        quality=quality,
        method=2,
    )
    return packed.getvalue()
