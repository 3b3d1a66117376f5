/** What Argus uses of what Home Assistant hands to its cards. */

export interface EntityState {
  entity_id: string;
  state: string;
  attributes: Record<string, unknown> & { friendly_name?: string; entity_picture?: string; device_class?: string; line?: string };
  last_changed: string;
  last_updated: string;
}

/** An entity as the frontend knows it from the registry. */
export interface RegisteredEntity {
  entity_id: string;
  name?: string | null;
  device_id?: string | null;
  platform: string;
  translation_key?: string;
  entity_category?: "config" | "diagnostic";
  hidden?: boolean;
}

export interface RegisteredDevice {
  id: string;
  identifiers: [string, string][];
  name?: string | null;
  name_by_user?: string | null;
}

export interface Connection {
  // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- as Home Assistant types it
  subscribeMessage<T>(
    onMessage: (message: T) => void,
    message: { type: string; [key: string]: unknown },
    options?: { resubscribe?: boolean },
  ): Promise<() => Promise<void>>;
  addEventListener(event: "ready", listener: () => void): void;
  removeEventListener(event: "ready", listener: () => void): void;
}

export interface Locale {
  language: string;
  number_format: "language" | "system" | "comma_decimal" | "decimal_comma" | "space_comma" | "quote_decimal" | "none";
  time_format: "language" | "system" | "12" | "24";
  date_format: "language" | "system" | "DMY" | "MDY" | "YMD";
  first_weekday?: string;
  time_zone: "local" | "server";
}

export interface HomeAssistant {
  states: Record<string, EntityState | undefined>;
  entities: Record<string, RegisteredEntity>;
  devices: Record<string, RegisteredDevice>;
  language: string;
  locale: Locale;
  config: { time_zone: string; state: string };
  user?: { is_admin: boolean; id: string };
  connected: boolean;
  connection: Connection;
  themes?: { darkMode: boolean };
  callWS<T>(message: { type: string; [key: string]: unknown }): Promise<T>;
  callService(
    domain: string,
    service: string,
    data?: Record<string, unknown>,
    target?: { entity_id?: string | string[]; device_id?: string | string[] },
  ): Promise<unknown>;
  hassUrl(path: string): string;
}

/** What a failed WebSocket command throws. */
export interface CommandError {
  code: string;
  message: string;
}

export function isCommandError(error: unknown, code?: string): error is CommandError {
  return (
    typeof error === "object" && error !== null && "code" in error && (code === undefined || error.code === code)
  );
}

export interface CardConfig {
  type: string;
  [key: string]: unknown;
}

export interface GridOptions {
  columns: number | "full";
  rows: number | "auto";
  min_columns?: number;
  min_rows?: number;
}

/** A form in the terms of Home Assistant's own editor. */
export interface ConfigForm {
  schema: Record<string, unknown>[];
  computeLabel?: (field: { name: string }) => string | undefined;
  computeHelper?: (field: { name: string }) => string | undefined;
  assertConfig?: (config: CardConfig) => void;
}
