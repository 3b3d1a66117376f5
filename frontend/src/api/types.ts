/** What Argus answers over WebSocket; PROTOCOL.md says which of it may be missing. */

/** A share of the picture, 0 to 1: x to the right, y downwards. */
export type Point = [number, number];
/** Left, top, right, bottom as shares of the picture. */
export type Box = [number, number, number, number];

export type Kind = "person" | "vehicle" | "animal";
export type ActivityType = "motion" | "face" | "visitor_in" | "visitor_out" | "tampered" | "camera_lost" | "look";
export type CameraStatus = "watching" | "starting" | "waiting" | "unavailable" | "off" | "stopped";

export interface Camera {
  id: string;
  entity_id: string | null;
  name: string;
  location: string;
  status: CameraStatus;
  is_running: boolean;
  visitors_today: number;
}

export interface House {
  status: CameraStatus;
  cameras: Record<string, Camera>;
}

export interface Moment {
  time: string;
  type: string;
  kind?: Kind | null;
  box?: Box | null;
  /** Name of the zone that was entered. */
  zone?: string | null;
  /** Name of the line that was crossed. */
  line?: string | null;
  /** Small: what is in the box and some of what is around it. */
  picture?: string | null;
}

export interface Incident {
  id: string;
  detection_type: ActivityType;
  timestamp: string;
  end: string | null;
  camera: string;
  camera_id: string;
  camera_entity_id: string | null;
  location: string;
  types: ActivityType[];
  zones: string[];
  faces_count: number;
  motion_intensity: number;
  visitors_in: number;
  visitors_out: number;
  favourite: boolean;
  false_alarm: boolean;
  linked: string[];
  /** Id of the incident that it goes on from. */
  continues?: string | null;
  image_url: string | null;
  thumbnail_url?: string | null;
  box?: Box | null;
  kinds?: Kind[];
  people?: number;
  seen?: boolean;
  preview?: string | null;
  moments?: Moment[];
  /** What an AI says of it, plain text. */
  description?: string | null;
  /** Entity id of the AI. */
  described_by?: string | null;
}

export type Verdict =
  | "sent" | "failed" | "disabled" | "other_camera" | "other_type" | "other_zone" | "other_kind" | "not_confirmed"
  | "too_few_faces" | "too_little_motion" | "lost_briefly" | "other_day" | "other_hour" | "schedule_off" | "not_armed"
  | "profile" | "somebody_home" | "condition" | "snoozed" | "cooldown" | "second_opinion" | "not_described";

export interface Opinion {
  question: string;
  entity_id: string;
  seconds: number;
  /** How sure the AI is of a yes, 0 to 1; null without an answer. */
  yes: number | null;
  error: string | null;
}

export interface Delivery {
  channel: string;
  target: string;
  error: string | null;
}

export interface Decision {
  at: string;
  alert: string;
  alert_name: string;
  verdict: Verdict;
  detail: string;
  deliveries: Delivery[];
  opinion?: Opinion | null;
}

export interface Step {
  at: string;
  what: string;
  zones: string[];
  line: string | null;
}

export interface WholeIncident extends Incident {
  trace: Step[];
  decisions: Decision[];
}

export interface IncidentPage {
  results: Incident[];
  next: string | null;
}

/** What somebody said of incidents. */
export type Marks = Partial<Pick<Incident, "favourite" | "false_alarm" | "seen">>;

export type IncidentChange =
  | { phase: "started" | "updated" | "ended"; incident: Incident }
  | { phase: "deleted"; incidents: string[] }
  | { phase: "marked"; incidents: string[]; marks: Marks };

export interface FalseAlarmAnswer {
  marked?: number;
  needed?: number;
  issue?: string | null;
}

export interface HourCount {
  hour: number;
  in: number;
  out: number;
  last_week: number;
}

export interface Report {
  from: string;
  to: string;
  total_in: number;
  total_out: number;
  per_hour: HourCount[];
  per_day: { date: string; in: number; out: number }[];
  peak_hour: number | null;
  peak_hour_visitors: number;
  peak_time: string | null;
  same_days_last_week: number;
  change_percent: number | null;
  outside_opening_hours: { date: string; hour: number; visitors: number }[];
  visitors_outside_opening_hours: number;
  incidents: number;
  incidents_outside_opening_hours: { date: string; hour: number; incidents: number }[];
  opening_hours: { opens: string; closes: string; days: number[] } | null;
  cameras: { camera: string; in: number; out: number; lines: { name: string; in: number; out: number }[] }[];
}

export type ZoneKind = "include" | "exclude";
export type Ignored = "both" | "motion" | "faces";
export type LineCounts = "faces" | "motion" | "both" | "persons" | "vehicles";

export interface Zone {
  id?: string;
  name: string;
  points: Point[];
  kind: ZoneKind;
  sensitivity: number | null;
  /** What a zone to ignore leaves out. */
  ignore?: Ignored;
  /** What counts as motion there; none named is whatever moves. */
  kinds?: Kind[];
}

export interface Line {
  id?: string;
  name: string;
  start: Point;
  end: Point;
  counts: LineCounts;
  name_in: string | null;
  name_out: string | null;
  today_in?: number;
  today_out?: number;
  inside?: number;
}

export interface Places {
  zones: Zone[];
  lines: Line[];
}

export interface Watch {
  sensitivity: number;
  min_object: number;
}

/** A camera with all that is drawn on its picture. */
export interface CameraDetails extends Places {
  id: string;
  size: [number, number] | null;
  interval: number;
  picture?: string | null;
  can_edit: boolean;
  features: string[];
  settings: Watch & { motion: boolean; faces: boolean };
}

export interface Track {
  id: number;
  box: Box;
  kind: Kind | null;
  score?: number;
}

/** What was seen in one frame. */
export interface SeenFrame {
  at: string;
  tracks: Track[];
  faces: Box[];
  moving?: Box[];
}

export interface CameraNews {
  camera?: CameraDetails;
  frame?: SeenFrame;
}

export interface HeatAnswer {
  url: string;
  most_minutes: number;
  empty: boolean;
}
