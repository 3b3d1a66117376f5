"""How OpenCV is configured for Argus: every option of its CMake files that differs, with the reason.

Run by itself it prints them as ``CMAKE_ARGS``, for others who build this wheel: ``python3 options.py x86_64``.
"""

import shlex
import sys
from typing import Final

MODULES: Final = (
    "core",
    "imgproc",  # resizing, filters, morphology: the whole of motion
    "imgcodecs",  # JPEG, PNG and WebP from and to bytes
    "video",  # background subtraction, which the benchmarks compare with
    "calib3d",  # required by objdetect
    "features2d",  # required by calib3d
    "flann",  # required by features2d
    "dnn",  # YuNet and the object detector
    "objdetect",  # FaceDetectorYN, CascadeClassifier
    "python3",
)

# What the official wheel for glibc dispatches to, so that both choose the same code on the same processor.
X86_64_DISPATCH: Final = ("SSE4_1", "SSE4_2", "AVX", "FP16", "AVX2", "AVX512_SKX")

# The name of each option, its value, and why it is not what OpenCV would choose.
COMMON: Final[tuple[tuple[str, str, str], ...]] = (
    ("CMAKE_BUILD_TYPE", "Release", "optimised"),
    (
        "BUILD_LIST",
        ",".join(MODULES),
        "only the modules that Argus uses, and what these require",
    ),
    (
        "BUILD_SHARED_LIBS",
        "OFF",
        "everything in one extension module that needs nothing but libc",
    ),
    ("BUILD_TESTS", "OFF", "not part of a wheel"),
    ("BUILD_PERF_TESTS", "OFF", "not part of a wheel"),
    ("BUILD_opencv_apps", "OFF", "not part of a wheel"),
    ("BUILD_JAVA", "OFF", "not part of a wheel"),
    ("BUILD_opencv_python2", "OFF", "not part of a wheel"),
    ("BUILD_opencv_python3", "ON", "the wheel itself"),
    (
        "INSTALL_CREATE_DISTRIB",
        "ON",
        "lays the package out for a wheel, as opencv-python does",
    ),
    (
        "OPENCV_PYTHON3_INSTALL_PATH",
        "python",
        "lays the package out for a wheel, as opencv-python does",
    ),
    ("PYTHON3_LIMITED_API", "ON", "one wheel for every Python: abi3"),
    (
        "PYTHON3_CVPY_SUFFIX",
        ".abi3.so",
        "the suffix of the target, which cross-compiling cannot ask for",
    ),
    (
        "PYTHON3_NUMPY_VERSION",
        "2.3.2",
        "cannot be asked for either; what Home Assistant is held to",
    ),
    (
        "OPENCV_PYTHON_SKIP_LINKER_EXCLUDE_LIBS",
        "ON",
        "zig's linker lacks that flag; a version script hides all instead",
    ),
    ("CMAKE_SKIP_RPATH", "ON", "no folder of the building machine in the wheel"),
    ("BUILD_INFO_SKIP_TIMESTAMP", "ON", "the same bytes from every build"),
    ("BUILD_INFO_SKIP_SYSTEM_VERSION", "ON", "the same bytes from every build"),
    ("ENABLE_PRECOMPILED_HEADERS", "OFF", "the same bytes from every build"),
    ("ENABLE_CCACHE", "OFF", "the same bytes from every build"),
    ("OPENCV_GENERATE_SETUPVARS", "OFF", "not part of a wheel"),
    (
        "CV_TRACE",
        "OFF",
        "no trace of every call: a little faster, and nothing of Argus reads it",
    ),
    (
        "WITH_PTHREADS_PF",
        "ON",
        "threads of the C library, which musl has, instead of a further library",
    ),
    ("WITH_JPEG", "ON", "what nearly every camera sends"),
    ("BUILD_JPEG", "ON", "libjpeg-turbo from OpenCV's source: Alpine's may be absent"),
    ("WITH_PNG", "ON", "masks, tests, some cameras"),
    ("BUILD_PNG", "ON", "from OpenCV's source"),
    ("BUILD_ZLIB", "ON", "required by PNG; from OpenCV's source"),
    ("WITH_WEBP", "ON", "some cameras and phones; 0.4 MB of the wheel"),
    ("BUILD_WEBP", "ON", "from OpenCV's source"),
    ("WITH_PROTOBUF", "ON", "reads ONNX, the format of the networks"),
    ("BUILD_PROTOBUF", "ON", "from OpenCV's source"),
    (
        "WITH_FLATBUFFERS",
        "OFF",
        "reads TensorFlow Lite, which no network of Argus is in",
    ),
    (
        "WITH_AVIF",
        "OFF",
        "neither libavif nor a decoder of AV1 is in OpenCV's source or in a source distribution; Pillow decodes it",
    ),
    ("WITH_TIFF", "OFF", "no camera sends it, and its reader has a history of faults"),
    ("WITH_OPENJPEG", "OFF", "no camera sends it"),
    ("WITH_JASPER", "OFF", "no camera sends it"),
    ("WITH_OPENEXR", "OFF", "no camera sends it"),
    ("WITH_IMGCODEC_GIF", "OFF", "Pillow decodes it, which Home Assistant brings"),
    ("WITH_IMGCODEC_HDR", "OFF", "no camera sends it"),
    ("WITH_IMGCODEC_SUNRASTER", "OFF", "no camera sends it"),
    ("WITH_IMGCODEC_PXM", "OFF", "no camera sends it"),
    ("WITH_IMGCODEC_PFM", "OFF", "no camera sends it"),
    (
        "WITH_FFMPEG",
        "OFF",
        "Argus takes frames from Home Assistant, which brings its own FFmpeg",
    ),
    ("WITH_GSTREAMER", "OFF", "as FFmpeg"),
    ("WITH_V4L", "OFF", "as FFmpeg"),
    ("WITH_1394", "OFF", "as FFmpeg"),
    ("WITH_OBSENSOR", "OFF", "as FFmpeg"),
    ("WITH_GTK", "OFF", "headless"),
    ("WITH_QT", "OFF", "headless"),
    ("WITH_VTK", "OFF", "headless"),
    (
        "WITH_OPENCL",
        "OFF",
        "Argus computes on the processor; no driver is loaded by surprise",
    ),
    ("WITH_VA", "OFF", "comes with video and OpenCL only"),
    ("WITH_VA_INTEL", "OFF", "comes with video and OpenCL only"),
    ("WITH_IPP", "OFF", "a download of binaries made for glibc"),
    ("WITH_ITT", "OFF", "Intel's profiler"),
    ("WITH_LAPACK", "OFF", "a further library; nothing of Argus solves large systems"),
    ("WITH_EIGEN", "OFF", "a further library"),
    ("WITH_KLEIDICV", "OFF", "a download while building"),
    ("WITH_QUIRC", "OFF", "QR codes"),
)

X86_64: Final[tuple[tuple[str, str, str], ...]] = (
    ("CPU_BASELINE", "SSE3", "every 64-bit processor; as the official wheel"),
    (
        "CPU_DISPATCH",
        ";".join(X86_64_DISPATCH),
        "chosen at run time; as the official wheel",
    ),
    ("REQUIRE_SIMD", "ON", "JPEG without it takes twice as long: rather no wheel"),
)

AARCH64: Final[tuple[tuple[str, str, str], ...]] = (
    ("CPU_BASELINE", "NEON", "every 64-bit ARM processor"),
    (
        "CPU_DISPATCH",
        "",
        "FP16 and dot products serve number formats that Argus's networks do not have",
    ),
    ("REQUIRE_SIMD", "ON", "JPEG without it takes twice as long: rather no wheel"),
)

ARCHITECTURES: Final = {"x86_64": X86_64, "aarch64": AARCH64}

COMPILER_FLAGS: Final[tuple[tuple[str, str], ...]] = (
    ("-g0", "no debug information, which zig adds by itself"),
    ("-fomit-frame-pointer", "one register more, which zig spends by itself"),
    ("-fno-sanitize=all", "zig checks undefined behaviour by itself"),
)


def cmake_arguments(arch: str) -> list[str]:
    """Return the options for a processor, as CMake takes them.

    Args:
        arch: ``x86_64`` or ``aarch64``.
    """
    return [f"-D{name}={value}" for name, value, _ in (*COMMON, *ARCHITECTURES[arch])]


if __name__ == "__main__":
    print(shlex.join(cmake_arguments(sys.argv[1])))
