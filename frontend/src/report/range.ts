import { addDays } from "../i18n/format.ts";

export type Period = "day" | "week" | "month";
export const PERIODS: readonly Period[] = ["day", "week", "month"];

export interface Range {
  from: string;
  to: string;
}

/** Return the first weekday of a user's language: 1 for Monday to 7 for Sunday. */
export function firstWeekday(language: string, chosen?: string): number {
  const days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
  const named = days.indexOf(chosen ?? "");
  if (named >= 0) return named + 1;
  const locale = new Intl.Locale(language) as Intl.Locale & {
    getWeekInfo?: () => { firstDay: number };
    weekInfo?: { firstDay: number };
  };
  return (locale.getWeekInfo?.() ?? locale.weekInfo)?.firstDay ?? 1;
}

/** Return the day, week or month in which a day lies, not beyond today. */
export function rangeOf(period: Period, day: string, today: string, firstDay: number): Range {
  let from = day;
  let to = day;
  if (period === "week") {
    const weekday = new Date(`${day}T00:00:00Z`).getUTCDay() || 7;
    from = addDays(day, -((weekday - firstDay + 7) % 7));
    to = addDays(from, 6);
  } else if (period === "month") {
    from = `${day.slice(0, 8)}01`;
    to = addDays(`${addDays(from, 31).slice(0, 8)}01`, -1);
  }
  return { from, to: to > today && from <= today ? today : to };
}

/** Return the days from one to another as they are written in a language; together they say each month and year once. */
export function datesOf(from: string, to: string, language: string): string {
  const format = new Intl.DateTimeFormat(language, { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
  return format.formatRange(Date.parse(from), Date.parse(to));
}

/** Return a day in the period before or after that of another. */
export function stepped(period: Period, day: string, step: number): string {
  if (period === "day") return addDays(day, step);
  if (period === "week") return addDays(day, 7 * step);
  const first = `${day.slice(0, 8)}01`;
  return step < 0 ? addDays(first, -1) : addDays(`${addDays(first, 31).slice(0, 8)}01`, 0);
}
