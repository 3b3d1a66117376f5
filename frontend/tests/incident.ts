import type { Incident, WholeIncident } from "../src/api/types.ts";

/** An incident that nothing is special about, as a list has it. */
export function incident(changes: Partial<Incident> = {}): Incident {
  return {
    id: "01A",
    detection_type: "motion",
    timestamp: "2026-11-28T22:53:00+00:00",
    end: "2026-11-28T22:54:00+00:00",
    camera: "Door",
    camera_id: "door",
    camera_entity_id: "camera.door",
    location: "Door",
    types: ["motion"],
    zones: [],
    faces_count: 0,
    motion_intensity: 0.1,
    visitors_in: 0,
    visitors_out: 0,
    favourite: false,
    false_alarm: false,
    linked: [],
    image_url: null,
    ...changes,
  };
}

/** The same with its picture and all that is known of it. */
export function wholeIncident(id: string, changes: Partial<WholeIncident> = {}): WholeIncident {
  return { ...incident({ id, image_url: `/${id}.jpg?authSig=1` }), trace: [], decisions: [], ...changes };
}
