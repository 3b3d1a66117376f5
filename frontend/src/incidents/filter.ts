import type { ActivityType, Incident, Kind } from "../api/types.ts";
import { addDays, startOfDay, type Formats } from "../i18n/format.ts";

/** Which incidents are wanted; what is left out does not matter. */
export interface Filter {
  /** Ids of cameras' subentries. */
  cameras?: readonly string[];
  type?: ActivityType;
  kind?: Kind;
  zone?: string;
  /** A day of the calendar, such as `2026-11-28`. */
  day?: string;
  favourite?: boolean;
  /** Whether only those are wanted that this user has not looked at. */
  unseen?: boolean;
  /** Whether those that were marked as false alarms are wanted, too. */
  falseAlarms?: boolean;
}

/** Whether an incident is one of those wanted. */
export function matches(incident: Incident, filter: Filter, formats: Pick<Formats, "dateOf">): boolean {
  return (
    (!filter.cameras?.length || filter.cameras.includes(incident.camera_id)) &&
    (!filter.type || incident.types.includes(filter.type)) &&
    (!filter.kind || (incident.kinds ?? []).includes(filter.kind)) &&
    (!filter.zone || incident.zones.includes(filter.zone)) &&
    (!filter.day || formats.dateOf(incident.timestamp) === filter.day) &&
    (!filter.favourite || incident.favourite) &&
    (!filter.unseen || incident.seen === false) &&
    (filter.falseAlarms === true || !incident.false_alarm)
  );
}

/**
 * Return a filter as the fields of the command that lists incidents.
 *
 * Args:
 *   filter: which incidents are wanted.
 *   timeZone: where the filter's day is one.
 *   whole: whether the server knows all filters; one that does not is sent only those it always had.
 */
export function asked(filter: Filter, timeZone: string, whole: boolean): Record<string, unknown> {
  const { cameras, type, kind, zone, day, favourite, unseen, falseAlarms } = filter;
  return {
    ...(cameras?.length === 1 && { camera: cameras[0] }),
    ...(type && { event_type: type }),
    ...(day && {
      since: startOfDay(day, timeZone).toISOString(),
      until: startOfDay(addDays(day, 1), timeZone).toISOString(),
    }),
    ...(favourite && { favourite: true }),
    ...(whole && {
      ...(cameras && cameras.length > 1 && { cameras }),
      ...(kind && { kind }),
      ...(zone && { zone }),
      ...(unseen && { unseen }),
      ...(falseAlarms !== true && { false_alarm: false }),
    }),
  };
}
