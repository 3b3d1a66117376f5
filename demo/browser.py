"""The browser that the end-to-end tests and the brand drawings use."""

import shutil

# Nothing of these is about Argus: a headless browser in a container, without chatter.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]

NAMES = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
"""The one without windows draws the same pages with less work."""


def browser_path() -> str:
    """Find the installed Chromium or Chrome.

    Raises:
        RuntimeError: When there is none.
    """
    for name in NAMES:
        if path := shutil.which(name):
            return path
    raise RuntimeError("no Chromium or Chrome on the PATH; scripts/setup e2e says how")
