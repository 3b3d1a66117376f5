import type { EntityState, HomeAssistant, RegisteredEntity } from "./types.ts";

const DOMAIN = "argus";

/** What the cards look up of a camera, by the entity's domain and translation key. */
export type EntityKey =
  | "binary_sensor.motion"
  | "binary_sensor.tamper"
  | "binary_sensor.presence"
  | "binary_sensor.vehicle"
  | "binary_sensor.animal"
  | "sensor.faces"
  | "sensor.people"
  | "sensor.last_seen"
  | "sensor.status"
  | "sensor.visitors_in"
  | "sensor.visitors_out"
  | "sensor.visitors_total"
  | "sensor.inside"
  | "switch.detection"
  | "button.reset_counters"
  | "number.sensitivity"
  | "number.min_object"
  | "number.interval"
  | "event.activity";

/** Return the id of the service device that stands for a camera's subentry, or for a config entry. */
export function deviceOf(hass: HomeAssistant, identifier: string): string | undefined {
  return Object.values(hass.devices).find((device) =>
    device.identifiers.some(([domain, id]) => domain === DOMAIN && id === identifier),
  )?.id;
}

/** Return Argus' entities on a device. */
export function entitiesOf(hass: HomeAssistant, deviceId: string | undefined): RegisteredEntity[] {
  if (deviceId === undefined) return [];
  return Object.values(hass.entities).filter(
    (entity) => entity.platform === DOMAIN && entity.device_id === deviceId,
  );
}

/**
 * Return the key of an entity: what its name is translated by, or its device class where Home Assistant names it.
 * Counters of a line bear the line's name, which `visitors_in_named` says.
 */
export function keyOf(hass: HomeAssistant, entity: RegisteredEntity): string {
  const domain = entity.entity_id.split(".", 1)[0] ?? "";
  const key =
    entity.translation_key?.replace(/_named$/, "") ?? hass.states[entity.entity_id]?.attributes.device_class ?? "";
  return `${domain}.${key}`;
}

/** Return the entities of a camera by key; several lines give several of one key. */
export function entitiesByKey(hass: HomeAssistant, deviceId: string | undefined): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const entity of entitiesOf(hass, deviceId)) {
    const key = keyOf(hass, entity);
    found.set(key, [...(found.get(key) ?? []), entity.entity_id]);
  }
  return found;
}

/** Return the one entity of a key that a camera has. */
export function entityOf(hass: HomeAssistant, deviceId: string | undefined, key: EntityKey): EntityState | undefined {
  const id = entitiesByKey(hass, deviceId).get(key)?.[0];
  return id === undefined ? undefined : hass.states[id];
}

/** Whether an entity belongs to Argus. */
export function isArgus(hass: HomeAssistant, entityId: string): boolean {
  return hass.entities[entityId]?.platform === DOMAIN;
}
