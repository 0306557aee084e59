/** Thins free starts: a calendar may be free at every fifth minute, and nobody chooses among a hundred. Pure. */
import type { FreeStarts } from "../api/directory";
import type { Moment } from "../worker/door-types";

/** Each day's first free start, then each that leaves so many minutes to the one before; and the one to keep. */
export function spread(days: readonly FreeStarts[], minutes: number, keep?: Moment): FreeStarts[] {
  return days.map(({ day, starts }) => ({ day, starts: apart(starts, minutes, keep) }));
}

function apart(starts: readonly Moment[], minutes: number, keep: Moment | undefined): Moment[] {
  let last = Number.NEGATIVE_INFINITY;
  return starts.filter((start) => {
    const moment = Date.parse(start);
    const far = moment >= last + minutes * 60_000;
    if (far) last = moment;
    return far || start === keep;
  });
}
