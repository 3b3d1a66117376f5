"""The way to Argus' first form, with the mouse."""

from playwright.async_api import Page, TimeoutError as PlaywrightTimeout, expect

from demo.home import Home

_ATTEMPTS = 3
_PATIENCE = 20_000
"""Milliseconds for the form to come, also on a busy machine."""


async def open_first_form(page: Page, home: Home) -> None:
    """Add an integration, look for Argus and open its form.

    The list is sorted anew with each letter: on a busy machine it moves under the pointer, and what is clicked is not
    what is hit. Then a user tries again.
    """
    for attempt in range(1, _ATTEMPTS + 1):
        await page.goto(f"{home.url}/config/integrations/dashboard")
        await page.get_by_role("button", name="Add integration").click()
        dialog = page.locator("dialog-add-integration")
        await expect(dialog.get_by_text("Select brand")).to_be_visible()
        await page.keyboard.type("Argus")
        await dialog.get_by_role("button", name="Argus").first.click()
        try:
            await page.get_by_text("Select an entity").first.wait_for(timeout=_PATIENCE)
        except PlaywrightTimeout:
            if attempt == _ATTEMPTS:
                raise
        else:
            return
