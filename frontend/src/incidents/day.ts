/** A stretch of a day in minutes since midnight. */
export interface Span {
  id: string;
  from: number;
  to: number;
  tone: string;
}

const DAY = 1440;

/** Return spans that end with the day, the longest below the others. */
export function spansOf(spans: readonly Span[]): Span[] {
  return spans
    .map((span) => ({ ...span, to: Math.min(DAY, Math.max(span.from, span.to)) }))
    .sort((a, b) => b.to - b.from - (a.to - a.from));
}

/** Return what begins nearest to a minute of the day. */
export function nearest<T>(items: readonly T[], minute: number, minuteOf: (item: T) => number): T | undefined {
  let found: T | undefined;
  let distance = Infinity;
  for (const item of items) {
    const away = Math.abs(minuteOf(item) - minute);
    if (away < distance) [found, distance] = [item, away];
  }
  return found;
}

/** Return items in groups of one day each, in their order. */
export function byDay<T>(items: readonly T[], dayOf: (item: T) => string): { day: string; items: T[] }[] {
  const groups: { day: string; items: T[] }[] = [];
  for (const item of items) {
    const day = dayOf(item);
    const last = groups.at(-1);
    if (last?.day === day) last.items.push(item);
    else groups.push({ day, items: [item] });
  }
  return groups;
}
