"""What keeps people from using the cards, as axe-core finds it: WCAG 2, levels A and AA."""

from typing import Any, Final

from playwright.async_api import Page

from demo.hass_process import PROJECT

_AXE: Final = PROJECT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
_RUN: Final = """async () => {
  const ours = [];
  const search = (root) => {
    for (const element of root.querySelectorAll("*")) {
      // What is in one of ours is looked at with it.
      if (element.localName.startsWith("argus-")) ours.push(element);
      else if (element.shadowRoot) search(element.shadowRoot);
    }
  };
  search(document);
  const { violations, passes } = await axe.run({ include: ours }, {
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    resultTypes: ["violations"],
  });
  return {
    looked_at: ours.map(({ localName }) => localName),
    rules: passes.length,
    found: violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) =>
      `${id}: ${html.slice(0, 200)} ${failureSummary.replace(/\\s+/g, " ")}`)),
  };
}"""


async def barriers(page: Page) -> list[str]:
    """Return what hinders people in the elements of Argus on a page, and nowhere else on it.

    Raises:
        AssertionError: there is none of our elements to look at, or nothing was checked.
    """
    await page.evaluate(await _axe())
    told: dict[str, Any] = await page.evaluate(_RUN)
    assert told["looked_at"], "no card of Argus is on the page"
    assert told["rules"], "nothing was checked"
    found: list[str] = told["found"]
    return found


async def _axe() -> str:
    assert _AXE.exists(), "npm ci in frontend/ brings axe-core; scripts/e2e does that"
    return _AXE.read_text()
