/** Places what overlaps side by side, as wide as its neighbours allow. Pure. */
import type { Span } from "../practice/opening";

/** Lane `lane` of `lanes`, reaching over `width` of them. */
export interface Placed {
  lane: number;
  lanes: number;
  width: number;
}

/** In the order given. Things that only touch do not overlap. */
export function sideBySide(spans: readonly Span[]): readonly Placed[] {
  const placed: Placed[] = spans.map(() => ({ lane: 0, lanes: 1, width: 1 }));
  for (const cluster of clustersOf(spans)) place(cluster, spans, placed);
  return placed;
}

/** Indexes of spans that hang together, each group from the earliest on. */
function clustersOf(spans: readonly Span[]): number[][] {
  const order = spans.map((_, index) => index).sort((a, b) => fromOf(spans, a) - fromOf(spans, b) || toOf(spans, b) - toOf(spans, a));
  const clusters: number[][] = [];
  let until = -Infinity;
  for (const index of order) {
    if (fromOf(spans, index) >= until) clusters.push([]);
    clusters.at(-1)?.push(index);
    until = Math.max(until, toOf(spans, index));
  }
  return clusters;
}

function place(cluster: readonly number[], spans: readonly Span[], placed: Placed[]): void {
  const lanes: number[][] = [];
  for (const index of cluster) {
    const lane = lanes.find((others) => others.every((other) => !overlap(spans, other, index)));
    if (lane === undefined) lanes.push([index]);
    else lane.push(index);
  }
  for (const [lane, indexes] of lanes.entries()) {
    for (const index of indexes) placed[index] = { lane, lanes: lanes.length, width: room(lanes, lane, spans, index) };
  }
}

/** How many lanes to the right are free beside it, its own included. */
function room(lanes: readonly number[][], lane: number, spans: readonly Span[], index: number): number {
  const taken = lanes.slice(lane + 1).findIndex((others) => others.some((other) => overlap(spans, other, index)));
  return taken === -1 ? lanes.length - lane : taken + 1;
}

function overlap(spans: readonly Span[], a: number, b: number): boolean {
  return fromOf(spans, a) < toOf(spans, b) && fromOf(spans, b) < toOf(spans, a);
}

function fromOf(spans: readonly Span[], index: number): number {
  return spans[index]?.from ?? 0;
}

function toOf(spans: readonly Span[], index: number): number {
  return spans[index]?.to ?? 0;
}
