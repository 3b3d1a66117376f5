"""Refuses wheels of OpenCV that would not run on Home Assistant OS and Container.

    python3 check.py WHEEL...

Plain Python, whatever version a machine has, and ``readelf`` from binutils, which reads the files of every processor.
"""

from collections.abc import Iterator
import os
from pathlib import Path
import re
import subprocess
import sys
import tempfile
import zipfile

MODULE = "cv2/cv2.abi3.so"

MACHINES = {"x86_64": "Advanced Micro Devices X86-64", "aarch64": "AArch64"}
"""What ``readelf`` calls the processors."""

BASELINES = {"x86_64": "SSE3", "aarch64": "NEON"}
"""The vector instructions that all code may use, by the names of OpenCV's build information."""


def find_problems(module: Path, arch: str) -> Iterator[str]:
    """Yield what keeps a compiled module from running with nothing but musl on a processor, in words.

    Args:
        module: The file that Python loads.
        arch: ``x86_64`` or ``aarch64``.
    """
    machine = re.findall(r"Machine:\s+(.+)", _readelf("-h", module))
    if machine != [MACHINES[arch]]:
        yield f"is for the processor {machine}, not {MACHINES[arch]}"
    dynamic = _readelf("-d", module)
    needed = re.findall(r"\(NEEDED\).*\[(.+)\]", dynamic)
    if needed != ["libc.so"]:
        yield f"needs {needed}, not only musl's libc.so"
    if "PATH)" in dynamic:
        yield "looks for libraries in folders of its own"
    # musl has no versions of symbols; glibc's all have.
    versions = set(re.findall(r"Name: (\S+)\s+Flags:", _readelf("-V", module)))
    if versions:
        yield f"needs versions of symbols: {sorted(versions)}"
    symbols = _readelf("--dyn-syms", module)
    shown = re.findall(r"(?:GLOBAL|WEAK)\s+DEFAULT\s+\d+ (\S+)", symbols)
    if shown != ["PyInit_cv2"]:
        yield f"shows {len(shown)} symbols, not only its entry: {shown[:5]}"
    baseline = re.search(rb"\n +Baseline: +(.+)\n", module.read_bytes())
    if baseline is None or BASELINES[arch].encode() not in baseline[1].split():
        yield f"is not compiled for {BASELINES[arch]}: {baseline and baseline[1]!r}"


def _readelf(what: str, module: Path) -> str:
    try:
        return subprocess.run(
            ["readelf", "-W", what, module],
            check=True,
            capture_output=True,
            text=True,
            env={**os.environ, "LC_ALL": "C"},
        ).stdout
    except FileNotFoundError:
        sys.exit("opencv: readelf is missing: install binutils")


def main() -> None:
    """Check wheels."""
    refused = False
    for wheel in sys.argv[1:]:
        arch = Path(wheel).stem.partition("musllinux_1_2_")[2]
        if arch not in MACHINES:
            sys.exit(f"opencv: {wheel} is not named as a wheel for musl")
        with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(wheel) as packed:
            module = Path(packed.extract(MODULE, folder))
            problems = list(find_problems(module, arch))
        for problem in problems:
            print(f"opencv: {wheel} {problem}", file=sys.stderr)
        refused = refused or bool(problems)
        if not problems:
            print(f"{wheel}: {arch}, libc only, {BASELINES[arch]}")
    if refused:
        sys.exit(1)


if __name__ == "__main__":
    main()
