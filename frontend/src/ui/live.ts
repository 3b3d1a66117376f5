import type { CardConfig, HomeAssistant } from "../ha/types.ts";

interface Card extends HTMLElement {
  hass?: HomeAssistant;
}

interface CardHelpers {
  createCardElement(config: CardConfig): Card;
}

declare global {
  interface Window {
    loadCardHelpers?: () => Promise<CardHelpers>;
  }
}

/** Make Home Assistant's own live view of a camera. */
export async function liveCard(entity: string): Promise<Card | undefined> {
  const helpers = await window.loadCardHelpers?.();
  return helpers?.createCardElement({
    type: "picture-entity",
    entity,
    camera_image: entity,
    camera_view: "live",
    show_name: false,
    show_state: false,
    tap_action: { action: "none" },
  });
}
