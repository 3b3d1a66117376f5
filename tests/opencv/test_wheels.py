"""The wheels of OpenCV that a release brings along: which are pinned, and that no other kind is let through."""

from importlib.metadata import distribution
import json
from pathlib import Path
import re
import subprocess
import sys
import zipfile

from packaging.tags import Tag
from packaging.utils import parse_wheel_filename
import pytest

from custom_components.argus.capture.opencv_wheel import PINS, WheelPin, read_pins

PROJECT = Path(__file__).parents[2]
MIB = 1024 * 1024


def check(*wheels: Path) -> subprocess.CompletedProcess[str]:
    """Let the script judge wheels."""
    return subprocess.run(
        [sys.executable, PROJECT / "scripts" / "opencv" / "check.py", *wheels],
        capture_output=True,
        text=True,
        check=False,
    )


def musl_wheel(folder: Path, module: bytes, arch: str) -> Path:
    """Write a wheel that says it is for musl, whatever is in it."""
    wheel = (
        folder / f"opencv_python_headless-4.14.0.94-cp37-abi3-musllinux_1_2_{arch}.whl"
    )
    with zipfile.ZipFile(wheel, "w") as packed:
        packed.writestr("cv2/cv2.abi3.so", module)
    return wheel


def test_home_assistant_os_and_container_have_a_wheel_on_both_processors() -> None:
    pins = read_pins()

    platforms = set()
    for wheel in pins.wheels:
        name, version, _, tags = parse_wheel_filename(wheel.file)
        assert (name, str(version)) == ("opencv-python-headless", pins.version)
        assert {(tag.interpreter, tag.abi) for tag in tags} == {("cp37", "abi3")}
        platforms |= {tag.platform for tag in tags}
        assert re.fullmatch(r"[0-9a-f]{64}", wheel.sha256)
        # The store takes zips of 100 MiB, with everything else in them.
        assert 5 * MIB < wheel.size < 20 * MIB
    assert platforms == {"musllinux_1_2_x86_64", "musllinux_1_2_aarch64"}
    assert len({wheel.sha256 for wheel in pins.wheels}) == len(pins.wheels) == 2


def test_the_pinned_wheels_are_of_the_pinned_source_and_options() -> None:
    source = (PROJECT / "scripts" / "opencv" / "source.txt").read_text()
    for wheel in json.loads(PINS.read_text())["wheels"]:
        assert f"sha256:{wheel['source_sha256']}" in source
        options = subprocess.run(
            [
                sys.executable,
                PROJECT / "scripts" / "opencv" / "options.py",
                wheel["arch"],
            ],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for name, value in wheel["options"].items():
            assert f"-D{name}={value}" in options


@pytest.mark.parametrize("arch", ["x86_64", "aarch64"])
def test_a_module_for_glibc_is_refused_whatever_its_wheel_is_called(
    tmp_path: Path, arch: str
) -> None:
    official = distribution("opencv-python-headless")
    (module,) = (
        Path(str(file.locate()))
        for file in official.files or ()
        if file.name == "cv2.abi3.so"
    )

    checked = check(musl_wheel(tmp_path, module.read_bytes(), arch))

    assert checked.returncode == 1
    assert "not only musl's libc.so" in checked.stderr
    assert "GLIBC_2" in checked.stderr
    assert "not only its entry" in checked.stderr


def test_a_wheel_for_another_c_library_is_refused(tmp_path: Path) -> None:
    checked = check(tmp_path / "opencv_python_headless-4-cp37-abi3-any.whl")

    assert checked.returncode == 1
    assert "not named as a wheel for musl" in checked.stderr


@pytest.mark.parametrize("arch", ["x86_64", "aarch64"])
def test_the_wheels_that_were_built_here_need_nothing_but_musl(
    tmp_path: Path, arch: str
) -> None:
    (pin,) = (
        wheel for wheel in read_pins().wheels if wheel.file.endswith(f"{arch}.whl")
    )
    wheel = PROJECT / "dist" / "wheels" / pin.file
    if not wheel.is_file():
        pytest.skip("built by scripts/opencv-wheel, in three quarters of an hour")

    checked = check(wheel)
    assert checked.returncode == 0, checked.stderr

    # The same module under the name of the other processor.
    other = {"x86_64": "aarch64", "aarch64": "x86_64"}[arch]
    with zipfile.ZipFile(wheel) as packed:
        module = packed.read("cv2/cv2.abi3.so")
    checked = check(musl_wheel(tmp_path, module, other))
    assert checked.returncode == 1
    assert "is for the processor" in checked.stderr
    assert "is not compiled for" in checked.stderr


def test_the_pins_name_what_the_tests_run_with() -> None:
    pins = read_pins()
    requirements = (PROJECT / "requirements_test.txt").read_text().split()
    assert pins.requirement in requirements
    assert pins.release.startswith("https://github.com/argus-ha/argus/releases/")


@pytest.mark.parametrize(
    ("file", "fits"),
    [
        ("opencv_python_headless-4.14.0.94-cp37-abi3-musllinux_1_2_x86_64.whl", True),
        ("opencv_python_headless-4.14.0.94-cp37-abi3-musllinux_1_2_aarch64.whl", False),
        ("opencv_python_headless-4.14.0.94-cp37-abi3-manylinux_2_28_x86_64.whl", False),
    ],
)
def test_a_wheel_fits_by_c_library_and_processor(file: str, fits: bool) -> None:
    alpine = frozenset(
        Tag("cp37", "abi3", f"musllinux_1_{minor}_x86_64") for minor in range(6)
    )
    assert WheelPin(file, 1, "").fits(alpine) is fits
