import { isCommandError, type HomeAssistant } from "../ha/types.ts";
import type {
  Camera,
  CameraNews,
  FalseAlarmAnswer,
  HeatAnswer,
  House,
  IncidentChange,
  Places,
  Report,
  WholeIncident,
} from "./types.ts";

/** Whether a command failed because this version of Argus does not know it, or not all that was asked. */
export function isNotThereYet(error: unknown): boolean {
  if (isCommandError(error, "unknown_command")) return true;
  // A value that is wrong is refused by the same code, and says nothing of the version.
  return isCommandError(error, "invalid_format") && error.message.startsWith("extra keys not allowed");
}

export async function loadCameras(hass: HomeAssistant): Promise<Camera[]> {
  const house = await hass.callWS<House>({ type: "argus/status" });
  return Object.values(house.cameras).sort((a, b) => a.name.localeCompare(b.name, hass.language));
}

export function loadIncident(hass: HomeAssistant, id: string): Promise<WholeIncident> {
  return hass.callWS({ type: "argus/events/get", event: id });
}

export function followIncidents(
  hass: HomeAssistant,
  tell: (change: IncidentChange) => void,
): Promise<() => Promise<void>> {
  return hass.connection.subscribeMessage(tell, { type: "argus/events/subscribe" });
}

export function setFavourite(hass: HomeAssistant, id: string, favourite: boolean): Promise<unknown> {
  return hass.callWS({ type: "argus/events/favourite", event: id, favourite });
}

export function setFalseAlarm(
  hass: HomeAssistant,
  id: string,
  falseAlarm: boolean,
): Promise<FalseAlarmAnswer | null> {
  return hass.callWS({ type: "argus/events/false_alarm", event: id, false_alarm: falseAlarm });
}

export function deleteIncidents(hass: HomeAssistant, ids: string[]): Promise<unknown> {
  return hass.callWS({ type: "argus/events/delete", events: ids });
}

/** Say that this user has looked at an incident. */
export async function markSeen(hass: HomeAssistant, id: string): Promise<void> {
  try {
    await hass.callWS({ type: "argus/events/seen", events: [id] });
  } catch (error) {
    if (!isNotThereYet(error)) throw error;
  }
}

export function loadReport(
  hass: HomeAssistant,
  asked: { from: string; to: string; camera?: string | undefined; line?: string | undefined },
): Promise<Report> {
  const { from, to, camera, line } = asked;
  return hass.callWS({ type: "argus/report", from, to, ...(camera && { camera }), ...(line && { line }) });
}

/** Ask for a heat map that is transparent where nothing moved. */
export function loadHeat(
  hass: HomeAssistant,
  asked: { camera: string; days: number; hours?: string | undefined },
): Promise<HeatAnswer> {
  const { camera, days, hours } = asked;
  return hass.callWS({ type: "argus/heatmap", camera, days, ...(hours && { hours }) });
}

/** Follow what is drawn on a camera's picture: its places and settings, and what is seen in each frame. */
export function followCamera(
  hass: HomeAssistant,
  camera: string,
  tell: (news: CameraNews) => void,
): Promise<() => Promise<void>> {
  return hass.connection.subscribeMessage(tell, { type: "argus/camera/subscribe", camera });
}

/** Return the zones and lines of a camera by a change of nothing, which only administrators may do. */
export function loadPlaces(hass: HomeAssistant, camera: string): Promise<Places> {
  return hass.callWS({ type: "argus/camera/update", camera });
}

export function savePlaces(hass: HomeAssistant, camera: string, places: Places): Promise<Places> {
  const lines = places.lines.map(({ id, name, start, end, counts, name_in, name_out }) => ({
    ...(id !== undefined && { id }),
    name,
    start,
    end,
    counts,
    name_in,
    name_out,
  }));
  return hass.callWS({ type: "argus/camera/update", camera, zones: places.zones, lines });
}

/** Try settings and places on a camera's frames without keeping them; what they would see is told. */
export function followPreview(
  hass: HomeAssistant,
  asked: { camera: string; sensitivity: number; min_object: number } & Places,
  tell: (news: CameraNews) => void,
): Promise<() => Promise<void>> {
  const { camera, sensitivity, min_object, zones } = asked;
  return hass.connection.subscribeMessage(
    tell,
    { type: "argus/camera/preview", camera, sensitivity, min_object, zones },
    { resubscribe: false },
  );
}
