/** Where the arrow keys lead: from place to place within a column, and level across columns. Pure. */
import type { Span } from "../practice/opening";

/** A visit, an absence or a free place. */
export interface Stop extends Span {
  id: string;
}

export type Arrow = "ArrowUp" | "ArrowDown" | "ArrowLeft" | "ArrowRight" | "Home" | "End";

const arrows: ReadonlySet<string> = new Set<Arrow>(["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "Home", "End"]);

export function isArrow(key: string): key is Arrow {
  return arrows.has(key);
}

/** The order in which the arrows go down a column: by time, side by side from the left. */
export function stopsOf(items: readonly (Stop & { lane: number })[], slots: readonly Stop[]): readonly Stop[] {
  const lanes = items.toSorted((a, b) => a.from - b.from || a.lane - b.lane);
  return [...lanes, ...slots].sort((a, b) => a.from - b.from);
}

export type Way = { to: string } | { beyond: "before" | "after" } | undefined;

/** The next stop; or past which edge of the screen the arrow leads. */
export function follow(columns: readonly (readonly Stop[])[], at: string, key: Arrow): Way {
  const column = columns.findIndex((stops) => stops.some(({ id }) => id === at));
  const stops = columns[column] ?? [];
  const index = stops.findIndex(({ id }) => id === at);
  const stop = stops[index];
  if (stop === undefined) return undefined;
  if (key === "ArrowUp" || key === "ArrowDown") return toward(stops[index + (key === "ArrowDown" ? 1 : -1)]);
  if (key === "Home" || key === "End") return toward(key === "Home" ? stops[0] : stops.at(-1));
  const next = column + (key === "ArrowRight" ? 1 : -1);
  if (next < 0 || next >= columns.length) return { beyond: next < 0 ? "before" : "after" };
  return toward(level(columns[next] ?? [], stop.from));
}

function toward(stop: Stop | undefined): Way {
  return stop && { to: stop.id };
}

/** The stop at this minute, else the nearest before it, else the first. */
export function level(stops: readonly Stop[], minute: number): Stop | undefined {
  return stops.find(({ from, to }) => from <= minute && minute < to) ?? stops.findLast(({ from }) => from <= minute) ?? stops[0];
}
