"""Builds OpenCV's Python package for musl with zig and packs it as a wheel, the same bytes from every build.

Run by ``scripts/opencv-wheel``, with the interpreter of the environment it made.
"""

import argparse
import base64
from email.parser import HeaderParser
import hashlib
import json
import os
from pathlib import Path
import platform
import re
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import time
import zipfile

import numpy as np

from scripts.opencv.check import find_problems
from scripts.opencv.options import (
    ARCHITECTURES,
    COMMON,
    COMPILER_FLAGS,
    cmake_arguments,
)

PROJECT = Path(__file__).resolve().parents[2]
NAME = "opencv_python_headless"
TAG = "cp37-abi3-musllinux_1_2"  # zig links against musl 1.2.5; what is used of it is as old as 1.2.0


def main() -> None:
    """Build one wheel and write what is in it beside it."""
    arguments = _arguments()
    arch: str = arguments.arch
    work: Path = arguments.work.resolve() / arch
    version = _version()
    archive: Path = arguments.source / f"{NAME}-{version}.tar.gz"
    source = work / f"{NAME}-{version}"
    build = work / "build"
    with tarfile.open(archive) as tar:
        epoch = max(int(member.mtime) for member in tar)
    environment = {
        **{
            name: value
            for name, value in os.environ.items()
            if name in {"PATH", "HOME", "TMPDIR", "LANG"}
        },
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "SOURCE_DATE_EPOCH": str(epoch),
        "PYTHONHASHSEED": "0",
        "ZIG_GLOBAL_CACHE_DIR": str(work / "zig-cache"),
        "ZIG_LOCAL_CACHE_DIR": str(work / "zig-cache"),
    }
    if not (arguments.resume and (build / "build.ninja").is_file()):
        shutil.rmtree(work, ignore_errors=True)
        build.mkdir(parents=True)
        with tarfile.open(archive) as tar:
            tar.extractall(work, filter="data")
        _write_toolchain(arch, work)
        configure = ["cmake", "-G", "Ninja", *_options(arch, work)]
        _run([*configure, "-S", source / "opencv", "-B", build], environment)
        _forget_paths(work)
    _run(["cmake", "--build", build, "--parallel", str(arguments.jobs)], environment)
    shutil.rmtree(work / "installed", ignore_errors=True)
    _run(
        ["cmake", "--install", build],
        {**environment, "DESTDIR": str(work / "installed")},
    )

    package = work / "package"
    shutil.rmtree(package, ignore_errors=True)
    _lay_out(source, work / "installed" / "usr", package)
    extension = package / "cv2" / "cv2.abi3.so"
    _check(extension, arch, work)

    tag = f"{TAG}_{arch}"
    output: Path = arguments.output.resolve()
    output.mkdir(parents=True, exist_ok=True)
    wheel = output / f"{NAME}-{version}-{tag}.whl"
    _pack(package, source, version, tag, epoch, wheel)
    content = wheel.read_bytes()
    description = {
        "file": wheel.name,
        "arch": arch,
        "version": version,
        "size": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        "source_sha256": hashlib.sha256(archive.read_bytes()).hexdigest(),
        "options": {name: value for name, value, _ in (*COMMON, *ARCHITECTURES[arch])},
        "compiler_flags": [flag for flag, _ in COMPILER_FLAGS],
    }
    wheel.with_suffix(".json").write_text(
        json.dumps(description, indent=2) + "\n", encoding="utf-8"
    )
    print(f"{description['sha256']}  {wheel}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="opencv-wheel")
    parser.add_argument(
        "--arch", choices=sorted(ARCHITECTURES), default=platform.machine()
    )
    parser.add_argument("--output", type=Path, default=PROJECT / "dist" / "wheels")
    parser.add_argument(
        "--work", type=Path, default=PROJECT / ".cache" / "opencv" / "build"
    )
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--resume", action="store_true")
    parser.add_argument("--source", type=Path, required=True, help=argparse.SUPPRESS)
    return parser.parse_args()


def _version() -> str:
    """Return the version of OpenCV whose source is pinned."""
    pinned = (PROJECT / "scripts" / "opencv" / "source.txt").read_text(encoding="utf-8")
    found = re.search(r"^opencv-python-headless==(\S+)", pinned, re.MULTILINE)
    if found is None:
        sys.exit("opencv-wheel: scripts/opencv/source.txt pins no version")
    return found[1]


def _run(command: list[str | Path], environment: dict[str, str]) -> None:
    subprocess.run([str(part) for part in command], env=environment, check=True)


def _write_toolchain(arch: str, work: Path) -> None:
    """Write what calls zig by the names CMake wants, and the file that tells CMake so.

    Every compiler call maps the folders of this machine to names that are the same everywhere.
    """
    zig = Path(sysconfig.get_path("platlib")) / "ziglang" / "zig"
    tools = work / "tools"
    tools.mkdir()
    prefixes = {
        work / f"{NAME}-": f"/{NAME}-",
        work: "/build",
        zig.parent: "/zig",
        Path(sys.prefix): "/tools",
        Path(sysconfig.get_path("include")): "/python",
    }
    maps = " ".join(
        f"-ffile-prefix-map='{path}'='{name}'" for path, name in prefixes.items()
    )
    headers = _write_python_configuration(arch, work)
    for name, command in (
        ("cc", f"cc -target {arch}-linux-musl {maps} -idirafter '{headers}'"),
        ("c++", f"c++ -target {arch}-linux-musl {maps} -idirafter '{headers}'"),
        ("ar", "ar"),
        ("ranlib", "ranlib"),
    ):
        wrapper = tools / name
        wrapper.write_text(
            f"#!/bin/sh\nexec '{zig}' {command} \"$@\"\n", encoding="utf-8"
        )
        wrapper.chmod(0o755)
    # Nothing but the entry of the module is visible: what is not reached from there is left out,
    # and no other module's libjpeg or zlib is mistaken for the one in here.
    (work / "exports.map").write_text(
        "{ global: PyInit_cv2; local: *; };\n", encoding="utf-8"
    )
    (work / "toolchain.cmake").write_text(
        "set(CMAKE_SYSTEM_NAME Linux)\n"
        f"set(CMAKE_SYSTEM_PROCESSOR {arch})\n"
        f'set(CMAKE_C_COMPILER "{tools}/cc")\n'
        f'set(CMAKE_CXX_COMPILER "{tools}/c++")\n'
        f'set(CMAKE_AR "{tools}/ar" CACHE FILEPATH "")\n'
        f'set(CMAKE_RANLIB "{tools}/ranlib" CACHE FILEPATH "")\n'
        f'set(CMAKE_C_COMPILER_AR "{tools}/ar" CACHE FILEPATH "")\n'
        f'set(CMAKE_CXX_COMPILER_AR "{tools}/ar" CACHE FILEPATH "")\n'
        f'set(CMAKE_C_COMPILER_RANLIB "{tools}/ranlib" CACHE FILEPATH "")\n'
        f'set(CMAKE_CXX_COMPILER_RANLIB "{tools}/ranlib" CACHE FILEPATH "")\n'
        # What zig links with is compiled once and not for every way of optimising.
        "set(CMAKE_TRY_COMPILE_CONFIGURATION Release)\n"
        # The building machine's own libraries and headers are of another C library.
        f'set(CMAKE_FIND_ROOT_PATH "{work}/nothing")\n'
        "set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)\n"
        "set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)\n"
        "set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)\n"
        "set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)\n",
        encoding="utf-8",
    )


def _write_python_configuration(arch: str, work: Path) -> Path:
    """Give Python's headers their configuration for another processor, which Debian keeps in a folder of each; return where.

    Debian's Python brings the one of the machine that builds. Both are 64 bits, little-endian and Linux, and a module
    for all versions of Python compiles in nothing else of it.
    """
    headers = work / "python"
    include = Path(sysconfig.get_path("include"))
    own = include.parent / f"{platform.machine()}-linux-gnu" / include.name
    if own.is_dir():
        shutil.copytree(own, headers / f"{arch}-linux-gnu" / include.name)
    else:
        headers.mkdir()
    return headers


def _options(arch: str, work: Path) -> list[str | Path]:
    include = sysconfig.get_path("include")
    flags = " ".join(flag for flag, _ in COMPILER_FLAGS)
    values = {
        "CMAKE_TOOLCHAIN_FILE": str(work / "toolchain.cmake"),
        "CMAKE_INSTALL_PREFIX": "/usr",
        "CMAKE_C_FLAGS": flags,
        "CMAKE_CXX_FLAGS": flags,
        "CMAKE_MODULE_LINKER_FLAGS": f"-s -Wl,--version-script={work / 'exports.map'}",
        "PYTHON_DEFAULT_EXECUTABLE": sys.executable,
        "PYTHON3_EXECUTABLE": sys.executable,
        "PYTHON3_INCLUDE_DIR": include,
        "PYTHON3_INCLUDE_PATH": include,
        "PYTHON3_LIBRARY": "libpython3.a",  # never linked, but asked for
        "PYTHON3_NUMPY_INCLUDE_DIRS": np.get_include(),
    }
    own = [f"-D{name}={value}" for name, value in values.items()]
    return [*cmake_arguments(arch), *own]


def _forget_paths(work: Path) -> None:
    """Take this machine's folders out of what the configuration compiles into the module."""
    paths = {
        str(work): "/build",
        sys.prefix: "/tools",
        sysconfig.get_path("include"): "/python",
        str(Path(sys.executable).resolve()): "/python/bin/python",
    }
    for pattern in ("modules/core/version_string.inc", "opencv_data_config.hpp"):
        for path in (work / "build").glob(pattern):
            text = path.read_text(encoding="utf-8")
            for own, name in paths.items():
                text = text.replace(own, name)
            path.write_text(text, encoding="utf-8")


def _lay_out(source: Path, installed: Path, package: Path) -> None:
    """Lay the installed files out as opencv-python's own ``setup.py`` does."""
    cv2 = package / "cv2"
    shutil.copytree(installed / "python" / "cv2", cv2)
    (cv2 / "python-3" / "cv2.abi3.so").rename(cv2 / "cv2.abi3.so")
    shutil.rmtree(cv2 / "python-3")
    # The module lies beside its loader, which opencv-python tells it with lines of its own.
    shutil.copy(source / "scripts" / "__init__.py", cv2 / "config-3.py")
    shutil.copy(source / "cv2" / "version.py", cv2 / "version.py")
    shutil.copytree(source / "cv2" / "data", cv2 / "data")
    for cascade in (installed / "share" / "opencv4" / "haarcascades").glob("*.xml"):
        shutil.copy(cascade, cv2 / "data")
    for licence in ("LICENSE.txt", "LICENSE-3RD-PARTY.txt"):
        shutil.copy(source / licence, cv2)


def _check(extension: Path, arch: str, work: Path) -> None:
    """Refuse a module that does not run with nothing but musl, or names a folder of this machine."""
    for problem in find_problems(extension, arch):
        sys.exit(f"opencv-wheel: the module {problem}")
    content = extension.read_bytes()
    for path in (
        work,
        Path(sys.prefix),
        Path(sysconfig.get_path("include")),
        Path.home(),
    ):
        found = content.find(str(path).encode() + b"/")
        if found >= 0:
            sys.exit(
                f"opencv-wheel: the module names a folder of this machine: {content[found : found + 120]!r}"
            )


def _pack(
    package: Path, source: Path, version: str, tag: str, epoch: int, wheel: Path
) -> None:
    """Write the wheel: names in order, one time, one mode, so that the same content is the same file.

    What it says of itself is the source distribution's own description. That names no requirement, on purpose:
    Home Assistant pins NumPy itself, and a wheel for every Python and NumPy 2 has nothing to add.
    """
    information = package / f"{NAME}-{version}.dist-info"
    information.mkdir()
    metadata = (source / "PKG-INFO").read_text(encoding="utf-8")
    if HeaderParser().parsestr(metadata)["Requires-Dist"]:
        sys.exit(
            "opencv-wheel: the source distribution names requirements now: leave them out here"
        )
    (information / "METADATA").write_text(metadata, encoding="utf-8")
    (information / "WHEEL").write_text(
        f"Wheel-Version: 1.0\nGenerator: argus-opencv-wheel (1)\nRoot-Is-Purelib: false\nTag: {tag}\n",
        encoding="utf-8",
    )
    (information / "top_level.txt").write_text("cv2\n", encoding="utf-8")
    for licence in ("LICENSE.txt", "LICENSE-3RD-PARTY.txt"):
        shutil.copy(source / licence, information)
    files = sorted(
        path
        for path in package.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    )
    record = information / "RECORD"
    lines = []
    for path in files:
        digest = (
            base64.urlsafe_b64encode(hashlib.sha256(path.read_bytes()).digest())
            .rstrip(b"=")
            .decode()
        )
        lines.append(
            f"{path.relative_to(package)},sha256={digest},{path.stat().st_size}\n"
        )
    lines.append(f"{record.relative_to(package)},,\n")
    record.write_text("".join(lines), encoding="utf-8")
    moment = time.gmtime(epoch)[:6]
    with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        for path in (*files, record):
            entry = zipfile.ZipInfo(str(path.relative_to(package)), moment)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = (0o100755 if path.suffix == ".so" else 0o100644) << 16
            packed.writestr(entry, path.read_bytes(), compresslevel=9)


if __name__ == "__main__":
    main()
