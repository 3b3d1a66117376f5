"""The example flows can be imported anywhere; tests/e2e runs them."""

import json
from pathlib import Path
from typing import Any

import pytest

FLOWS = Path(__file__).parent.parent / "docs" / "node-red"
NAMES = ("events", "mqtt", "status")
CORE = {
    "change",
    "debug",
    "function",
    "http request",
    "inject",
    "mqtt in",
    "mqtt-broker",
    "rbe",
    "switch",
    "tab",
}

type Nodes = dict[str, dict[str, Any]]


@pytest.fixture(params=NAMES)
def nodes(request: pytest.FixtureRequest) -> Nodes:
    flow = json.loads((FLOWS / f"{request.param}.json").read_text())
    nodes = {node["id"]: node for node in flow}
    assert len(nodes) == len(flow)
    return nodes


def test_all_flows_are_here() -> None:
    assert {path.stem for path in FLOWS.glob("*.json")} == set(NAMES)


def test_only_core_nodes(nodes: Nodes) -> None:
    assert {node["type"] for node in nodes.values()} <= CORE


def test_every_wire_leads_somewhere(nodes: Nodes) -> None:
    (tab,) = (node for node in nodes.values() if node["type"] == "tab")
    reached: set[str] = set()
    for node in nodes.values():
        assert node.get("z", tab["id"]) == tab["id"]
        if node["type"] == "mqtt in":
            assert nodes[node["broker"]]["type"] == "mqtt-broker"
        for wires in node.get("wires", ()):
            reached.update(wires)
    begin = {"tab", "inject", "mqtt in", "mqtt-broker"}
    assert reached == {id_ for id_, node in nodes.items() if node["type"] not in begin}


def test_no_token_is_given_away(nodes: Nodes) -> None:
    for node in nodes.values():
        for variable in node.get("env", ()):
            assert "TOKEN" not in variable["name"] or variable["value"] == ""
        assert "credentials" not in node
    assert "Bearer ey" not in json.dumps(nodes)


def test_flows_can_be_imported_together() -> None:
    ids = [
        node["id"]
        for name in NAMES
        for node in json.loads((FLOWS / f"{name}.json").read_text())
    ]
    assert len(ids) == len(set(ids))
