"""What a page should not do: complain, fail, or ask anybody but the Home Assistant it is from."""

from playwright.async_api import ConsoleMessage, Error, Page, Request

from demo.home import Home

LOGOS = "/api/brands/"
"""Where Home Assistant's own pages show logos of integrations, which it cannot fetch where there is no internet."""


GONE_LIST = "disconnected"
"""What the long lists of Home Assistant's own forms throw when they are closed before they are drawn."""


class Watcher:
    """Notes what a page should not do."""

    def __init__(self, home: Home, page: Page) -> None:
        """Watch a page from now on."""
        self._home = home.url
        self.faults: list[str] = []
        page.on("console", self._console)
        page.on("pageerror", self._error)
        page.on("request", self._request)

    def _error(self, error: Error) -> None:
        if str(error) != GONE_LIST:
            self.faults.append(f"error: {error}")

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            # Without the signature, which is long and tells nothing.
            where = str(message.location.get("url", "")).partition("?")[0]
            if LOGOS not in where:
                self.faults.append(f"console: {message.text} {where}")

    def _request(self, request: Request) -> None:
        # What the page made itself has no host.
        if not request.url.startswith((self._home, "blob:", "data:", "ws:", "about:")):
            self.faults.append(f"request: {request.url}")
