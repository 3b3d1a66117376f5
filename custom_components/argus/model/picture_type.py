"""Tells the MIME type of a picture by its bytes: names and claims of others may be wrong."""

from typing import Final

HEAD: Final = 16
"""Bytes at the beginning of a file that tell its kind."""
UNKNOWN: Final = "application/octet-stream"
"""Shown by no browser: what is no picture may be anything, a page with a script too."""

_SIGNATURES: Final = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"BM", "image/bmp"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
)
_EXTENSIONS: Final = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/gif": ".gif",
    "image/webp": ".webp",
    "image/avif": ".avif",
    "image/bmp": ".bmp",
    "image/tiff": ".tiff",
}


def picture_type(data: bytes) -> str:
    """Return the MIME type of a picture, `UNKNOWN` for anything else.

    As browsers do it, see "MIME Sniffing", WHATWG, section 6.1; AVIF by its brand, ISO 14496-12, section 4.3.

    Args:
        data: the file, or its first `HEAD` bytes.

    """
    for signature, mime_type in _SIGNATURES:
        if data.startswith(signature):
            return mime_type
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "image/webp"
    if data[4:12] in {b"ftypavif", b"ftypavis"}:
        return "image/avif"
    return UNKNOWN


def film_type(data: bytes) -> str:
    """Return the MIME type of a film or a moving picture, `UNKNOWN` for anything else.

    See "MIME Sniffing", WHATWG, section 6.2.1; an MP4 begins with its brand, ISO 14496-12, section 4.3.

    Args:
        data: the file, or its first `HEAD` bytes.

    """
    kind = picture_type(data)
    if kind == UNKNOWN and data[4:8] == b"ftyp":
        return "video/mp4"
    return kind


def picture_extension(mime_type: str) -> str:
    """Return how the name of a picture's file ends; of anything that is no picture, `.bin`."""
    return _EXTENSIONS.get(mime_type, ".bin")
