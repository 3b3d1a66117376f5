import type { Camera, CameraDetails, CameraNews, Incident, Places, Report, WholeIncident } from "../src/api/types.ts";
import type { EntityState, HomeAssistant, RegisteredEntity } from "../src/ha/types.ts";

/** A stand-in for Home Assistant with Argus: enough of both to look at the cards without them. */

interface Options {
  empty: boolean;
  /** Whether Argus is one that knows only the first commands. */
  old: boolean;
  admin: boolean;
  /** What cameras, zones, lines and their directions are all called, to see what long names do. */
  name?: string | undefined;
}

const MINUTE = 60_000;
let NAMES: Record<string, string> = { door: "Shop door", garden: "Garden", broken: "Back yard" };

function camera(id: string): Camera {
  return {
    id,
    entity_id: `camera.${id}`,
    name: NAMES[id] ?? id,
    location: id === "garden" ? "Behind the house" : (NAMES[id] ?? id),
    status: "watching",
    is_running: true,
    visitors_today: 0,
  };
}

const KINDS = [["person"], ["person", "vehicle"], ["animal"], undefined] as const;

function incident(index: number, now: number): WholeIncident {
  const start = now - index * 47 * MINUTE - (index ? 5 * MINUTE : 20_000);
  const visitors = index % 4 === 1 ? (index % 3) + 1 : 0;
  const door = index % 3 !== 2;
  const kinds = KINDS[index % KINDS.length];
  const id = `01${(1e13 + start).toString(36).toUpperCase().padStart(24, "0")}`.replace(/[ILOU]/g, "X");
  const at = new Date(start).toISOString();
  return {
    id,
    detection_type: index % 11 === 7 ? "tampered" : visitors ? "visitor_in" : index % 3 === 0 ? "face" : "motion",
    timestamp: at,
    end: index ? new Date(start + (20 + index * 7) * 1000).toISOString() : null,
    camera: NAMES[door ? "door" : "garden"] ?? "",
    camera_id: door ? "door" : "garden",
    camera_entity_id: door ? "camera.door" : "camera.garden",
    location: door ? (NAMES.door ?? "") : "Behind the house",
    types: index % 11 === 7 ? ["tampered"] : visitors ? ["visitor_in", "motion"] : index % 3 === 0 ? ["face", "motion"] : ["motion"],
    zones: door ? [] : [NAMES.gate ?? "Gate"],
    faces_count: index % 3 === 0 ? 1 : 0,
    motion_intensity: 0.07,
    visitors_in: visitors,
    visitors_out: index % 8 === 5 ? 1 : 0,
    favourite: index % 9 === 4,
    false_alarm: false,
    linked: [],
    image_url: index % 13 === 12 ? null : `/api/argus/events/${id}/snapshot.jpg`,
    box: [0.45, 0.4, 0.56, 0.82],
    ...(index % 3 === 0 && {
      description: "Somebody in a red jacket puts a parcel down at the door and leaves to the right.",
      described_by: "ai_task.local_model",
    }),
    people: 2,
    seen: index > 3,
    ...(kinds && { kinds: [...kinds] }),
    moments: [0, 4, 11, 17].map((second) => ({
      time: new Date(start + second * 1000).toISOString(),
      type: (["person", "somebody", "visitor_in", "zone"] as const)[second % 4] ?? "person",
      zone: second % 4 === 3 ? "Gate" : null,
      box: [0.2 + second / 40, 0.4, 0.35 + second / 40, 0.85],
      picture: `/api/argus/events/${id}/moment-${second}.jpg`,
    })),
    trace: [],
    decisions: [
      { at, alert: "a", alert_name: "Night watch", verdict: "sent", detail: "", deliveries: [
        { channel: "notify", target: "notify.phone", error: null },
        { channel: "light_alarm", target: "light.hall", error: null },
      ] },
      { at, alert: "b", alert_name: "Shop visitors", verdict: "cooldown", detail: "184 s", deliveries: [] },
      { at, alert: "c", alert_name: "Office hours", verdict: "somebody_home", detail: "Anna", deliveries: [] },
    ],
  };
}

function report(from: string, to: string): Report {
  const shape = [0, 0, 0, 0, 0, 0, 0, 2, 6, 9, 12, 14, 22, 17, 11, 12, 15, 21, 18, 7, 2, 0, 0, 1];
  const days: Report["per_day"] = [];
  for (let at = Date.parse(from); at <= Date.parse(to); at += 86_400_000) {
    const came = 120 + ((at / 86_400_000) % 7) * 14;
    days.push({ date: new Date(at).toISOString().slice(0, 10), in: came, out: came - 3 });
  }
  return {
    from,
    to,
    total_in: days.reduce((sum, day) => sum + day.in, 0),
    total_out: days.reduce((sum, day) => sum + day.out, 0),
    per_hour: shape.map((value, hour) => ({ hour, in: value, out: Math.max(0, value - 1), last_week: Math.round(value * 0.8) })),
    per_day: days,
    peak_hour: 12,
    peak_hour_visitors: 22,
    peak_time: "12:24",
    same_days_last_week: 140,
    change_percent: 20.7,
    outside_opening_hours: [{ date: from, hour: 23, visitors: 1 }],
    visitors_outside_opening_hours: 1,
    incidents: 41,
    incidents_outside_opening_hours: [],
    opening_hours: { opens: "08:00", closes: "19:00", days: [0, 1, 2, 3, 4, 5] },
    cameras: [
      { camera: NAMES.door ?? "", in: 121, out: 118, lines: [{ name: "Door", in: 121, out: 118 }] },
      { camera: NAMES.garden ?? "", in: 48, out: 47, lines: [{ name: "Gate", in: 48, out: 47 }] },
    ],
  };
}

export function fakeHass(language: string, { empty, old, admin, name }: Options): HomeAssistant {
  if (name) NAMES = { door: name, garden: name, broken: name, gate: name };
  const now = Date.now();
  let incidents = empty ? [] : Array.from({ length: 60 }, (_, index) => incident(index, now));
  let places: Places = empty
    ? { zones: [], lines: [] }
    : {
        zones: [
          { id: "z1", name: name ?? "Gate", points: [[0.08, 0.3], [0.32, 0.25], [0.34, 0.7], [0.06, 0.75]], kind: "include", sensitivity: null },
          { id: "z2", name: name ?? "Street", points: [[0.55, 0.25], [0.9, 0.25], [0.9, 0.42], [0.55, 0.45]], kind: "exclude", sensitivity: null, ignore: "both" },
        ],
        lines: [{ id: "l1", name: name ?? "Door", start: [0.42, 0.9], end: [0.74, 0.72], counts: "both", name_in: name ?? null, name_out: name ?? null, today_in: 121, today_out: 118 }],
      };
  const states: Record<string, EntityState> = {};
  const entities: Record<string, RegisteredEntity> = {};
  const put = (entity_id: string, state: string, attributes: EntityState["attributes"] = {}): void => {
    states[entity_id] = { entity_id, state, attributes, last_changed: "", last_updated: "" };
  };
  const add = (id: string, device: string, key: string | undefined, state: string, attributes: EntityState["attributes"] = {}): void => {
    put(id, state, attributes);
    entities[id] = { entity_id: id, platform: "argus", device_id: device, ...(key && { translation_key: key }) };
  };
  const ids = empty ? [] : ["door", "garden", "broken"];
  for (const id of ids) {
    put(`camera.${id}`, "idle", { entity_picture: `/api/camera_proxy/camera.${id}?token=x`, friendly_name: NAMES[id] ?? id });
    add(`binary_sensor.${id}_motion`, id, undefined, id === "door" ? "on" : "off", { device_class: "motion" });
    add(`sensor.${id}_people`, id, "people", id === "door" ? "2" : "0");
    add(`binary_sensor.${id}_vehicle`, id, "vehicle", id === "door" ? "on" : "off", { device_class: "occupancy" });
    add(`binary_sensor.${id}_presence`, id, "presence", "on", { device_class: "occupancy" });
    add(`switch.${id}_detection`, id, "detection", id === "broken" ? "off" : "on");
    add(`number.${id}_sensitivity`, id, "sensitivity", "60");
    add(`number.${id}_min_object`, id, "min_object", "0.4");
  }
  if (!empty) {
    add("sensor.door_in", "door", "visitors_in", "121", { line: "Door" });
    add("sensor.door_out", "door", "visitors_out", "118", { line: "Door" });
    add("sensor.door_inside", "door", "inside", "3", { line: "Door" });
  }
  put("notify.phone", "", { friendly_name: "Anna's phone" });
  put("light.hall", "on", { friendly_name: "Hall" });

  const refuse = (code: string, message = code): Promise<never> =>
    Promise.reject(Object.assign(new Error(message), { code, message }));
  const details = (id: string): CameraDetails => ({
    id,
    size: [1280, 720],
    interval: 1,
    can_edit: admin,
    features: [],
    settings: { sensitivity: 60, min_object: 0.4, motion: true, faces: true },
    ...(id === "door" ? places : { zones: [], lines: [] }),
  });
  const answers: Record<string, (message: Record<string, unknown>) => unknown> = {
    "argus/status": () => ({ status: "watching", cameras: Object.fromEntries(ids.map((id) => [`camera.${id}`, camera(id)])) }),
    "argus/events/list": (message) => {
      if (old && ("false_alarm" in message || "kind" in message || "zone" in message)) return refuse("invalid_format", "extra keys not allowed");
      const found = incidents.filter(
        (one) =>
          (!message.before || one.id < (message.before as string)) &&
          (!message.camera || one.camera_id === message.camera) &&
          (!message.since || one.timestamp >= (message.since as string)) &&
          (!message.until || one.timestamp < (message.until as string)) &&
          (!message.favourite || one.favourite) &&
          (!message.event_type || one.types.includes(message.event_type as Incident["types"][number])),
      );
      const limit = Number(message.limit);
      return { results: found.slice(0, limit), next: found.length > limit ? found[limit - 1]?.id : null };
    },
    "argus/events/get": (message) => incidents.find((one) => one.id === message.event) ?? refuse("not_found"),
    "argus/events/favourite": () => null,
    "argus/events/seen": (message) => {
      incidents = incidents.map((one) => ((message.events as string[]).includes(one.id) ? { ...one, seen: true } : one));
      return null;
    },
    "argus/events/false_alarm": () => (old ? null : { marked: 1, needed: 3 }),
    "argus/events/delete": (message) => {
      incidents = incidents.filter((one) => !(message.events as string[]).includes(one.id));
      return null;
    },
    "argus/report": (message) => report(String(message.from), String(message.to)),
    "argus/heatmap": () => (old ? refuse("unknown_command") : { url: "/api/heat.png", most_minutes: 184, empty: false }),
    "argus/camera/update": (message) => {
      if (!admin) return refuse("unauthorized");
      if (message.zones) places = { zones: message.zones as Places["zones"], lines: message.lines as Places["lines"] };
      return places;
    },
    "auth/sign_path": (message) => ({ path: `${String(message.path)}${String(message.path).includes("?") ? "&" : "?"}authSig=x` }),
  };
  return {
    states,
    entities,
    devices: Object.fromEntries(ids.map((id) => [id, { id, identifiers: [["argus", id]] as [string, string][] }])),
    language,
    locale: { language, number_format: "language", time_format: "language", date_format: "language", time_zone: "local" },
    config: { time_zone: "Europe/Paris", state: "RUNNING" },
    user: { is_admin: admin, id: "u" },
    connected: true,
    connection: {
      subscribeMessage: (tell, message) => {
        const id = ((message.camera as string | undefined) ?? "").replace("camera.", "");
        if (message.type === "argus/events/subscribe") return Promise.resolve(() => Promise.resolve());
        if (old) return refuse("unknown_command");
        const news = tell as (news: CameraNews) => void;
        if (message.type === "argus/camera/subscribe") setTimeout(() => news({ camera: details(id) }), 20);
        const timer = setInterval(() => {
          const left = 0.2 + ((Date.now() / 9000) % 0.5);
          if (id === "door") {
            news({
              frame: {
                at: new Date().toISOString(),
                tracks: [
                  { id: 1, box: [left, 0.4, left + 0.1, 0.82], kind: "person", score: 0.9 },
                  { id: 2, box: [0.6, 0, 0.85, 0.3], kind: "vehicle" },
                  { id: 3, box: [0.1, 0.85, 0.2, 0.95], kind: null },
                ],
                faces: [[left + 0.03, 0.4, left + 0.07, 0.49]],
              },
            });
          }
        }, 1000);
        return Promise.resolve(() => {
          clearInterval(timer);
          return Promise.resolve();
        });
      },
      addEventListener: () => undefined,
      removeEventListener: () => undefined,
    },
    callWS: <T>(message: { type: string }) =>
      Promise.resolve(answers[message.type]?.(message) ?? (message.type in answers ? null : refuse("unknown_command"))) as Promise<T>,
    callService: () => Promise.resolve(undefined),
    hassUrl: (path) => path,
  };
}
