import type { ScoreSummary } from "../events/run-event.js";

/** 0.455 as "45.5%". */
export function percent(share: number): string {
  return `${(share * 100).toFixed(1)}%`;
}

/** 0.2 as "+20.0%", for a difference of two scores. */
export function signedPercent(difference: number): string {
  return `${difference < 0 ? "-" : "+"}${percent(Math.abs(difference))}`;
}

/** "45.0% (9/20 passed)", with what was left out of the score. */
export function scoreText({ value, passed, failed, errors, invalid }: ScoreSummary): string {
  const left = [
    errors > 0 ? `${errors} without an answer` : "",
    invalid > 0 ? `${invalid} invalid` : "",
  ].filter(Boolean);
  return `${percent(value)} (${passed}/${passed + failed} passed${left.length > 0 ? `; ${left.join(", ")}` : ""})`;
}

/** Milliseconds as people say them: "42 minutes", "3 h 5 min", "12 seconds". */
export function durationText(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  if (ms < 60_000) return plural(Math.round(ms / 1000), "second");
  return minutes < 120 ? plural(minutes, "minute") : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** A number with its unit: "1 loop", "3 loops". */
export function plural(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}
