"""Decodes one camera stream with PyAV in a thread and keeps only the newest frame."""

from collections.abc import Callable, Mapping
import logging
import re
from threading import Event, Lock, Thread
from time import monotonic
from typing import TYPE_CHECKING, Final, Literal

from ..vision.frames.picture_format import MAX_PIXELS
from .stream_preview import StreamPreviews

if TYPE_CHECKING:
    from av import FFmpegError, Packet, VideoFrame, VideoStream
    from av.container import InputContainer

_LOGGER = logging.getLogger(__name__)

SILENCE: Final = 5.0
"""Seconds without a byte after which a connection is given up."""
OPENING: Final = 10.0
"""Seconds for each of the two steps of opening a stream: to connect, and to find the video in it."""
STALE: Final = 1.0
"""Seconds after which a frame that nobody took no longer shows the present."""
WAITED: Final = 0.01
"""Seconds; a read that took longer found nothing buffered, so nothing newer exists."""
LATE: Final = 0.25
"""Seconds behind the camera from which frames no other frame builds upon are left out."""
VERY_LATE: Final = 1.0
"""Seconds behind the camera from which all but key frames are left out."""
JUMP: Final = 10.0
"""Seconds; timestamps further apart than this from the clock are a new beginning, not a delay."""
UNDECODABLE: Final = 750
"""Packets in a row without a frame that are put up with, half a minute: key frames may be that far apart."""

type Skip = Literal["DEFAULT", "NONREF", "NONKEY"]
"""What the decoder leaves out, by FFmpeg's names: nothing, frames no other builds upon, all but key frames."""


class StreamClock:
    """Compares the time of the stream with the time that passes.

    A read that had to wait proves that nothing newer exists: from there both clocks are compared, so neither their
    drift nor a camera that lies about its timestamps adds up.
    """

    def __init__(self) -> None:
        """Start without a comparison."""
        self._anchor: tuple[float, float] | None = None
        self.skip: Skip = "DEFAULT"
        """What to leave out now."""

    def observe(
        self, asked: float, got: float, stamp: float | None, *, key: bool
    ) -> float:
        """Take in that a packet was read, and decide what to leave out.

        Args:
            asked: when the packet was asked for, monotonic seconds.
            got: when it came, monotonic seconds.
            stamp: the packet's decoding time in the stream, seconds; None if it has none.
            key: whether it holds a key frame.

        Returns:
            The seconds the packet is late, measured from the last read that had to wait; negative if it is early.

        """
        late = 0.0
        waited = got - asked > WAITED
        if stamp is not None:
            if self._anchor is not None and not waited:
                late = (got - self._anchor[0]) - (stamp - self._anchor[1])
            if self._anchor is None or waited or abs(late) > JUMP:
                late, self._anchor = 0.0, (got, stamp)
        if self.skip != "NONKEY":
            self.skip = _skipped_frames(late)
        elif key and late <= LATE:
            # Frames build upon frames that were left out, up to the next key frame.
            self.skip = "DEFAULT"
        return late


def _skipped_frames(late: float) -> Skip:
    """Return which frames the decoder may skip, by how many seconds it is late."""
    if late > VERY_LATE:
        return "NONKEY"
    return "NONREF" if late > LATE else "DEFAULT"


class StreamReader:
    """Reads a stream in a thread of its own until it ends or is stopped, and keeps only the newest frame.

    There is no way to wake FFmpeg from outside while it waits for the network: a stopped reader whose camera is silent
    ends when FFmpeg gives up, after `SILENCE` seconds. Nothing but the kind of the URL ever leaves the reader, since
    any other part may be a secret.
    """

    def __init__(
        self,
        name: str,
        url: str,
        options: Mapping[str, str | bool | float],
        notify: Callable[[], None],
        previews: StreamPreviews,
    ) -> None:
        """Prepare to read; `start` begins.

        Args:
            name: what to call the thread.
            url: anything FFmpeg can open.
            options: the camera's stream options, by the names of Home Assistant's `stream`.
            notify: called from the thread when a frame came after `take` had none, and when the reader ended.
            previews: takes small pictures of the frames beside.

        """
        self._url = url
        self._options = pyav_options(url, options)
        self._notify = notify
        self._previews = previews
        self._lock = Lock()
        self._frame: VideoFrame | None = None
        self._taken_at = 0.0
        self._wanted = True
        self._torn = False
        """Whether packets were lost since the last key frame."""
        self._stopping = Event()
        self._thread = Thread(target=self._run_thread, name=f"argus-stream-{name}")
        # Home Assistant must be able to exit while FFmpeg waits for a silent camera.
        self._thread.daemon = True
        self.frames = 0
        """Frames decoded so far."""
        self.ended: str | None = None
        """Why the reader ended; None while it reads."""

    def start(self) -> None:
        """Begin to read."""
        self._thread.start()

    def stop(self) -> None:
        """Ask the thread to end, without waiting for it."""
        self._stopping.set()

    @property
    def alive(self) -> bool:
        """Whether the thread has not ended yet."""
        return self._thread.is_alive()

    def join(self, seconds: float) -> bool:
        """Wait until the thread has ended, but no longer than some seconds; blocks, so call it off the event loop.

        Returns:
            Whether it has ended.

        """
        self._thread.join(max(seconds, 0.0))
        return not self._thread.is_alive()

    def take(self) -> VideoFrame | None:
        """Return the newest frame once; None if there is none yet, then `notify` tells when."""
        with self._lock:
            frame, self._frame = self._frame, None
            if frame is not None and monotonic() - self._taken_at <= STALE:
                return frame
            self._wanted = True
            return None

    def _run_thread(self) -> None:
        """Read the stream, and tell why it ended."""
        ended = "the stream cannot be read"
        try:
            ended = self._read_stream()
        except ImportError:
            ended = "streams need PyAV, which is not installed"
        finally:
            self.ended = ended
            self._notify()

    def _read_stream(self) -> str:
        """Return why the stream ended."""
        # Takes a moment, and nobody without streams needs it.
        import av

        kind = scheme(self._url)
        try:
            with av.open(
                self._url, options=self._options, timeout=(OPENING, SILENCE)
            ) as container:
                video = container.streams.best("video")
                if not isinstance(video, av.VideoStream):
                    return "the stream has no video"
                if not video.codec_context:
                    return "the stream's video is of an unknown kind"
                if video.width * video.height > MAX_PIXELS:
                    return f"the stream is too large: {video.width}x{video.height}"
                _LOGGER.debug(
                    "%s: reading %s over %s", self._thread.name, video.name, kind
                )
                return self._decode_packets(container, video)
        except av.FFmpegError as err:
            return f"the {kind} stream failed: {_failure_reason(err)}"
        except OSError, ValueError, LookupError:
            # Their texts may quote the URL.
            return f"the {kind} stream cannot be opened"

    def _decode_packets(self, container: InputContainer, video: VideoStream) -> str:
        """Decode until the stream ends or the reader is stopped; return why it ended."""
        # Threads that share a frame add no delay; those that take a frame each do.
        video.codec_context.options = _decoder_options(video.codec_context.name)
        video.codec_context.thread_type = "SLICE"
        video.codec_context.thread_count = 2
        paced = _is_recorded(container)
        clock = StreamClock()
        fruitless = 0
        packets = container.demux(video)
        while not self._stopping.is_set():
            asked = monotonic()
            packet = next(packets, None)
            if packet is None or packet.size == 0:
                return "the stream ended"
            stamp = None if packet.dts is None else float(packet.dts * packet.time_base)
            late = clock.observe(asked, monotonic(), stamp, key=packet.is_keyframe)
            if paced and late < 0 and self._stopping.wait(-late):
                break
            if (
                video.codec_context.codec.intra_only
                and not self._wanted
                and not self._previews.is_due(monotonic())
            ):
                # Each frame stands for itself: decode only those that somebody takes.
                continue
            video.codec_context.skip_frame = clock.skip
            if self._decode_packet(packet) or clock.skip != "DEFAULT":
                fruitless = 0
            elif (fruitless := fruitless + 1) > UNDECODABLE:
                return "the stream cannot be decoded"
        return "stopped"

    def _decode_packet(self, packet: Packet[VideoStream]) -> bool:
        """Put the newest frame of a packet in place of the last; return whether there was one.

        Lost packets tear holes into the picture, also where the decoder does not notice, until the next key frame.
        """
        import av

        self._torn |= packet.is_corrupt
        try:
            frames = packet.decode()
        except av.InvalidDataError:
            self._torn = True
            return False
        newest: VideoFrame | None = None
        for frame in frames:
            if frame.is_corrupt:
                self._torn = True
            elif frame.key_frame and not packet.is_corrupt:
                self._torn = False
            if not self._torn:
                newest = frame
        if newest is None:
            return False
        with self._lock:
            self._frame, self._taken_at = newest, monotonic()
            self.frames += 1
            wanted, self._wanted = self._wanted, False
        if wanted:
            self._notify()
        # Last: who looks waits for no preview.
        self._previews.offer(newest, self._taken_at)
        return True


def scheme(url: str) -> str:
    """Return the kind of a URL, for example "rtsp"; "file" for a path. The rest of a URL may be secret."""
    match = re.match(r"([A-Za-z][A-Za-z0-9+.-]*)://", url)
    return match[1].lower() if match else "file"


def pyav_options(
    url: str, stream_options: Mapping[str, str | bool | float]
) -> dict[str, str]:
    """Return what to tell FFmpeg about a stream.

    Args:
        url: the stream's address.
        stream_options: the camera's own, by the names of Home Assistant's `stream`.

    """
    options = {
        # Cameras sign their own certificates.
        "tls_verify": "1" if stream_options.get("verify_ssl") else "0",
        # Look at no more of the stream than needed to find the video.
        "analyzeduration": "2000000",
        "fpsprobesize": "0",
    }
    microseconds = str(int(SILENCE * 1_000_000))
    if scheme(url) in {"rtsp", "rtsps"}:
        # Lost packets of UDP tear holes into pictures; but some cameras have nothing else.
        options["rtsp_flags"] = "prefer_tcp"
        options["allowed_media_types"] = "video"
        options["timeout"] = microseconds
        if transport := stream_options.get("rtsp_transport"):
            options["rtsp_transport"] = str(transport)
    else:
        options["rw_timeout"] = microseconds
    if stream_options.get("use_wallclock_as_timestamps"):
        options["use_wallclock_as_timestamps"] = "1"
    return options


def _decoder_options(codec: str) -> dict[str, str]:
    """Return what to tell FFmpeg's decoder."""
    options = {"max_pixels": str(MAX_PIXELS)}
    if codec == "mjpeg":
        # Each picture stands for itself: one that is damaged is nothing to look at, and the next is not.
        options["err_detect"] = "explode"
    return options


def _is_recorded(container: InputContainer) -> bool:
    """Return whether the stream comes as fast as it is read, not as fast as the camera sees."""
    return "hls" in container.format.name or (container.size or 0) > 0


def _failure_reason(err: FFmpegError) -> str:
    """Return what went wrong in FFmpeg's words, without the URL that its errors carry."""
    import av

    if isinstance(err, av.ExitError | av.TimeoutError):
        return "no answer in time"
    return err.strerror or type(err).__name__
