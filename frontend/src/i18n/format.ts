import type { HomeAssistant } from "../ha/types.ts";
import type { Localize } from "./localize.ts";

/** Numbers and times as this user reads them: their language, time zone and formats. */
export interface Formats {
  number(value: number, digits?: number): string;
  percent(share: number): string;
  time(at: string | Date): string;
  timeWithSeconds(at: string | Date): string;
  hour(hour: number): string;
  day(at: string | Date): string;
  weekday(date: string): string;
  dateTime(at: string | Date): string;
  /** Day of the calendar on which a moment lies, such as `2026-11-28`. */
  dateOf(at: string | Date): string;
  /** Minutes since midnight at which a moment lies. */
  minutesOf(at: string | Date): number;
  /** The day of the house on which a moment lies: its clock is the one by which visitors are counted. */
  houseDateOf(at: string | Date): string;
  /** Hour of the house's day in which a moment lies. */
  houseHourOf(at: string | Date): number;
  ago(at: string | Date): string;
  duration(seconds: number): string;
}

const NUMBER_LANGUAGES: Record<string, string> = {
  comma_decimal: "en-US",
  decimal_comma: "de",
  space_comma: "fr",
  quote_decimal: "de-CH",
};

/** Return a date some days after another. */
export function addDays(date: string, days: number): string {
  const at = new Date(`${date}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() + days);
  return at.toISOString().slice(0, 10);
}

/** Return the moment at which a day begins in a time zone. */
export function startOfDay(date: string, timeZone: string): Date {
  // Twice: the difference to UTC may be another one at the place that the first guess leads to.
  let at = Date.parse(`${date}T00:00:00Z`);
  for (let round = 0; round < 2; round += 1) {
    const shown = new Intl.DateTimeFormat("sv-SE", {
      timeZone,
      dateStyle: "short",
      timeStyle: "medium",
    }).format(at);
    at += Date.parse(`${date}T00:00:00Z`) - Date.parse(`${shown.replace(" ", "T")}Z`);
  }
  return new Date(at);
}

/** Return the time zone that a user wants to see. */
export function zoneOf(hass: Pick<HomeAssistant, "locale" | "config">): string {
  return hass.locale.time_zone === "server"
    ? hass.config.time_zone
    : Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** How hours are counted where a user has chosen that: by 24 from 0, so that no clock shows 24:30. */
const CYCLES: Record<string, "h12" | "h23"> = { 12: "h12", 24: "h23" };

/** Return the formats of a user. */
export function formatsOf(hass: Pick<HomeAssistant, "locale" | "config">, localize: Localize): Formats {
  const { locale } = hass;
  const timeZone = zoneOf(hass);
  const hourCycle = CYCLES[locale.time_format];
  const clock = {
    hour: "numeric",
    minute: "2-digit",
    timeZone,
    ...(hourCycle && { hourCycle }),
  } as const;
  const language = locale.time_format === "system" ? undefined : locale.language;
  const numberLanguage =
    locale.number_format === "system" ? undefined : (NUMBER_LANGUAGES[locale.number_format] ?? locale.language);
  const useGrouping = locale.number_format !== "none";
  const time = new Intl.DateTimeFormat(language, clock);
  const withSeconds = new Intl.DateTimeFormat(language, { ...clock, second: "2-digit" });
  const hourOnly = new Intl.DateTimeFormat(language, {
    hour: "numeric",
    timeZone: "UTC",
    ...(hourCycle && { hourCycle }),
  });
  const day = new Intl.DateTimeFormat(locale.language, { weekday: "long", day: "numeric", month: "long", timeZone });
  const weekday = new Intl.DateTimeFormat(locale.language, { weekday: "short", timeZone: "UTC" });
  const full = new Intl.DateTimeFormat(language, {
    ...clock,
    weekday: "long",
    day: "numeric",
    month: "long",
    year: "numeric",
  });
  const iso = new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "short" });
  const house = new Intl.DateTimeFormat("sv-SE", {
    timeZone: hass.config.time_zone,
    dateStyle: "short",
    timeStyle: "short",
  });
  const relative = new Intl.RelativeTimeFormat(locale.language, { numeric: "auto" });
  const number = (value: number, digits = 0): string =>
    new Intl.NumberFormat(numberLanguage, { maximumFractionDigits: digits, useGrouping }).format(value);
  const dateOf = (at: string | Date): string => iso.format(new Date(at)).slice(0, 10);

  return {
    number,
    percent: (share) =>
      new Intl.NumberFormat(numberLanguage, { style: "percent", maximumFractionDigits: 1 }).format(share),
    time: (at) => time.format(new Date(at)),
    timeWithSeconds: (at) => withSeconds.format(new Date(at)),
    hour: (hour) => hourOnly.format(Date.UTC(2026, 0, 1, hour)),
    day: (at) => {
      const days = Math.round(
        (Date.parse(dateOf(at)) - Date.parse(dateOf(new Date()))) / 86_400_000,
      );
      const name = day.format(new Date(at));
      const text = days === 0 || days === -1 ? `${relative.format(days, "day")}, ${name}` : name;
      return text.charAt(0).toLocaleUpperCase(locale.language) + text.slice(1);
    },
    // Together, English has the number first.
    weekday: (date) => `${weekday.format(Date.parse(`${date}T00:00:00Z`))} ${number(Number(date.slice(8)))}`,
    dateTime: (at) => full.format(new Date(at)),
    dateOf,
    minutesOf: (at) => {
      const [hours = 0, minutes = 0] = iso.format(new Date(at)).slice(11).split(":").map(Number);
      return hours * 60 + minutes;
    },
    houseDateOf: (at) => house.format(new Date(at)).slice(0, 10),
    houseHourOf: (at) => Number(house.format(new Date(at)).slice(11, 13)),
    ago: (at) => {
      const seconds = (new Date(at).getTime() - Date.now()) / 1000;
      const size = Math.abs(seconds);
      if (size < 60) return relative.format(Math.round(seconds), "second");
      if (size < 3600) return relative.format(Math.round(seconds / 60), "minute");
      if (size < 86_400) return relative.format(Math.round(seconds / 3600), "hour");
      return relative.format(Math.round(seconds / 86_400), "day");
    },
    duration: (exact) => {
      const seconds = Math.max(1, Math.round(exact));
      if (seconds < 60) return localize("duration.seconds", { n: seconds });
      const minutes = Math.round(seconds / 60);
      if (minutes < 60) return localize("duration.minutes", { n: minutes });
      return localize("duration.hours", { hours: number(Math.floor(minutes / 60)), minutes: number(minutes % 60) });
    },
  };
}
