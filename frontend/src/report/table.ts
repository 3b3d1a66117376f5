import type { Report } from "../api/types.ts";
import type { Localize } from "../i18n/localize.ts";

/** Return a cell as RFC 4180 wants it; one that a spreadsheet would take for a formula is made text. */
function cell(value: string | number): string {
  const text = typeof value === "string" && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Return a report as a CSV file: by day and by hour. */
export function csvOf(report: Report, t: Localize): string {
  const rows: (string | number)[][] = [
    [t("csv.date"), t("csv.in"), t("csv.out")],
    ...report.per_day.map((day) => [day.date, day.in, day.out]),
    [],
    [t("csv.hour"), t("csv.in"), t("csv.out"), t("csv.last_week")],
    ...report.per_hour.map((hour) => [
      `${String(hour.hour).padStart(2, "0")}:00`,
      hour.in,
      hour.out,
      hour.last_week,
    ]),
    [],
    [t("csv.camera"), t("csv.line"), t("csv.in"), t("csv.out")],
    ...report.cameras.flatMap((camera) =>
      camera.lines.map((line) => [camera.camera, line.name, line.in, line.out]),
    ),
  ];
  // The mark tells spreadsheets that it is UTF-8.
  return `\uFEFF${rows.map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`;
}
