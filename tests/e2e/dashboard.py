"""Dashboards of the tests, made and opened as a user has them."""

from collections.abc import Sequence
from typing import Any

from playwright.async_api import Page

from demo.home import Home


async def open_dashboard(
    home: Home, page: Page, title: str, *columns: Sequence[dict[str, Any]]
) -> None:
    """Make a dashboard of columns of cards, and open it."""
    path = "test-dashboard"
    await home.commands(
        {
            "type": "lovelace/dashboards/create",
            "url_path": path,
            "title": title,
            "icon": "mdi:eye",
            "mode": "storage",
            "require_admin": False,
            "show_in_sidebar": True,
        },
        {
            "type": "lovelace/config/save",
            "url_path": path,
            "config": {
                "views": [
                    {
                        "title": title,
                        "path": "view",
                        "type": "sections",
                        "max_columns": len(columns),
                        "sections": [
                            {"type": "grid", "cards": list(cards)} for cards in columns
                        ],
                    }
                ]
            },
        },
    )
    await page.goto(f"{home.url}/{path}/view")


def picture(entity_id: str, **options: Any) -> dict[str, Any]:
    """Return a card with the picture of a camera or an image entity."""
    return {
        "type": "picture-entity",
        "entity": entity_id,
        "show_name": False,
        "show_state": False,
        "grid_options": {"columns": "full"},
        **options,
    }


def tile(entity_id: str, **options: Any) -> dict[str, Any]:
    """Return a card with the state of an entity, without the name of its device."""
    return {
        "type": "tile",
        "entity": entity_id,
        "name": {"type": "entity"},
        "grid_options": {"columns": "full"},
        **options,
    }
