/**
 * Return the path of a curve through values that are evenly apart; 24 of them go over the whole width, so that fewer
 * end where the day is now. Between two values it runs level at both, so it never goes beyond them.
 */
export function curveOf(values: readonly number[], top: number, width: number, height: number, all = 24): string {
  const step = width / (all - 1);
  const y = (value: number): number => Math.round(height * (1 - value / top) * 10) / 10;
  return values.reduce((path, value, place) => {
    const x = Math.round(place * step * 10) / 10;
    if (place === 0) return `M${x},${y(value)}`;
    const middle = Math.round((place - 0.5) * step * 10) / 10;
    return `${path}C${middle},${y(values[place - 1] ?? 0)} ${middle},${y(value)} ${x},${y(value)}`;
  }, "");
}
