"""The rooms of the package: what stands at the top, and who may import whom, from the code's own imports."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "custom_components" / "argus"
NAME = "custom_components.argus"

PLATFORMS = {
    "binary_sensor",
    "button",
    "camera",
    "event",
    "image",
    "number",
    "select",
    "sensor",
    "switch",
    "visitor_sensor",
    "alert_sensor",
}
DOORS = {
    "backup",
    "diagnostics",
    "llm",
    "logbook",
    "media_source",
    "repairs",
    "system_health",
}
TIES = {
    "__init__",
    "camera_reconciler",
    "config_flow",
    "const",
    "coordinator",
    "device",
    "entity",
    "opencv",
    "overview",
    "running",
    "runtime",
    "services",
    "shared_by_cameras",
    "state_file",
}
ROOMS = {
    "actions",
    "ai",
    "alerts",
    "api",
    "assist",
    "capture",
    "feedback",
    "flows",
    "incidents",
    "issues",
    "journal",
    "model",
    "reports",
    "vision",
}
VISION_VALUES = {
    "vision",
    "vision.frames.preview_frame",
    "vision.frames.still",
    "vision.geometry",
    "vision.observation",
    "vision.packed_heat",
    "vision.polygon",
    "vision.settings",
}
ENTRANCES = (
    PLATFORMS | DOORS | {"actions", "api", "assist", "config_flow", "flows", "services"}
)
"""Through which people, automations and other programs come in; nothing below imports them."""

ORDER = (
    "vision",
    "model",
    "journal",
    "issues",
    "capture",
    "incidents",
    "feedback",
    "ai",
    "alerts",
    "reports",
)
"""The rooms below the runtime: each imports only from those before it."""

SAME_IDEA = {
    "alarm",
    "heat",
    "incidents",
    "letter",
    "message",
    "report",
    "settings",
    "tally",
    "visitors",
}
"""Names that modules of several rooms share because each is that room's part of one thing."""


def _name(path: Path) -> str:
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {_name(path): path for path in PACKAGE.rglob("*.py")}


def _imported(module: str) -> Iterator[str]:
    """Yield the modules of Argus that a module imports anywhere, `TYPE_CHECKING` blocks and functions included."""
    path = MODULES[module]
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name.startswith(f"{NAME}."):
                    yield alias.name.removeprefix(f"{NAME}.")
        if not isinstance(node, ast.ImportFrom):
            continue
        if node.level:
            parts = package.split(".") if package else []
            parts = parts[: len(parts) - (node.level - 1)]
            base = ".".join([*parts, *([node.module] if node.module else [])])
        elif (node.module or "").startswith(NAME):
            base = (node.module or "").removeprefix(NAME).removeprefix(".")
        else:
            continue
        for alias in node.names:
            inner = f"{base}.{alias.name}" if base else alias.name
            yield inner if inner in MODULES else base


IMPORTS = {module: set(_imported(module)) - {module} for module in MODULES}


def _room(module: str) -> str:
    """Return the room of a module, or its own name if it stands at the top."""
    return module.split(".", maxsplit=1)[0]


def _wrong(of: set[str], banned: set[str]) -> list[str]:
    return sorted(
        f"{module} imports {other}"
        for module, others in IMPORTS.items()
        if _room(module) in of
        for other in others
        if _room(other) in banned - {_room(module)}
    )


def test_the_top_holds_what_home_assistant_looks_for_and_what_ties_it_together() -> (
    None
):
    """Everything else has a room."""
    files = {path.stem for path in PACKAGE.glob("*.py")}
    folders = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    assert files - PLATFORMS - DOORS - TIES == set()
    assert folders == ROOMS


def test_vision_knows_nothing_of_argus() -> None:
    """The eyes can be used without Home Assistant."""
    assert _wrong({"vision"}, ROOMS | PLATFORMS | DOORS | TIES | {""}) == []


@pytest.mark.parametrize(
    ("part", "others"),
    [
        ("frames", {"motion", "faces", "objects", "tracking", "pipeline"}),
        ("motion", {"faces", "objects", "tracking", "pipeline"}),
        ("faces", {"motion", "objects", "tracking", "pipeline"}),
        ("objects", {"motion", "faces", "tracking", "pipeline"}),
        ("tracking", {"motion", "faces", "objects", "pipeline"}),
    ],
)
def test_inside_vision_frames_come_first_and_the_pipeline_last(
    part: str, others: set[str]
) -> None:
    """What moves, faces, objects and tracks stand side by side on frames; the pipeline joins them."""
    assert [
        f"{module} imports {other}"
        for module, imported in IMPORTS.items()
        if module.startswith(f"vision.{part}")
        for other in imported
        if other.startswith("vision.") and other.split(".")[1] in others
    ] == []


def test_the_model_is_below_everything() -> None:
    """Nouns need nobody: values of the eyes and the names in `const`, nothing else."""
    assert [
        f"{module} imports {other}"
        for module, imported in IMPORTS.items()
        if _room(module) == "model"
        for other in imported
        if _room(other) != "model" and other not in {*VISION_VALUES, "const"}
    ] == []


def test_the_journal_imports_only_the_model() -> None:
    """The database knows nouns, and neither eyes nor house."""
    assert _wrong({"journal"}, (ROOMS | PLATFORMS | DOORS | TIES) - {"model"}) == []


def test_below_the_runtime_nobody_knows_it() -> None:
    """What these rooms need is handed to them."""
    below = {"capture", "incidents", "reports", "alerts", "feedback", "ai"}
    assert (
        _wrong(below, {"running", "runtime", "coordinator", "overview"} | ENTRANCES)
        == []
    )
    assert _wrong({"coordinator"}, {"runtime"}) == []
    assert _wrong({"device"}, {"alerts"}) == []


def test_rooms_stand_on_each_other() -> None:
    """Whoever reads a room needs only those below it."""
    assert [
        wrong
        for place, room in enumerate(ORDER)
        for wrong in _wrong({room}, set(ORDER[place + 1 :]))
    ] == []


def test_entrances_import_downwards_and_never_each_other() -> None:
    """Who comes in through one door does not pass through another; what they share stands below."""
    doors = {"api", "actions", "assist", "flows"}
    assert _wrong(doors, doors | PLATFORMS | DOORS | {"config_flow", "services"}) == []
    assert _wrong(PLATFORMS, doors | DOORS | {"config_flow", "services"}) == []
    parts = {"sensor": {"alert_sensor", "visitor_sensor"}}
    assert [
        wrong
        for platform in PLATFORMS
        for wrong in _wrong({platform}, PLATFORMS - parts.get(platform, set()))
    ] == []


def test_there_is_no_circle() -> None:
    """Every module can be read before those that import it."""
    order: dict[str, int] = {}
    lowest: dict[str, int] = {}
    waiting: list[str] = []
    circles: list[list[str]] = []

    def visit(module: str) -> None:
        order[module] = lowest[module] = len(order)
        waiting.append(module)
        for other in IMPORTS[module] & MODULES.keys():
            if other not in order:
                visit(other)
                lowest[module] = min(lowest[module], lowest[other])
            elif other in waiting:
                lowest[module] = min(lowest[module], order[other])
        if lowest[module] == order[module]:
            circle = waiting[waiting.index(module) :]
            del waiting[waiting.index(module) :]
            if len(circle) > 1:
                circles.append(sorted(circle))

    for module in MODULES:
        if module not in order:
            visit(module)
    assert circles == []


def test_modules_of_one_name_are_parts_of_one_thing() -> None:
    """Who looks for a name finds one place."""
    places = defaultdict(list)
    for module in MODULES:
        places[module.split(".")[-1]].append(module)
    shared = {name for name, modules in places.items() if len(modules) > 1}
    assert {name: places[name] for name in shared - SAME_IDEA - ROOMS - PLATFORMS} == {}
    assert sorted(SAME_IDEA - shared) == []
