/** What is free about a time that is gone: asked at once, so that whoever lost it need not begin anew. */
import { plusDays, wallClock } from "../../words/dates";
import type { Moment } from "../../worker/door-types";
import { FreeTimes } from "../free-times.svelte";
import { today } from "../moments";
import type { Offer } from "../offers";
import { nearestTimes } from "./rules";

const daysBefore = 3;

/** The times that the platform named stand in where the question is not answered. */
export async function freeAround(offer: Offer, wanted: Moment, named: readonly Moment[], zone: string): Promise<{ starts: readonly Moment[]; free: FreeTimes }> {
  const free = new FreeTimes();
  const early = plusDays(wallClock(new Date(wanted), zone).day, -daysBefore);
  const from = early > today(zone) ? early : today(zone);
  await free.show(offer.schedules.map(({ schedule }) => schedule), offer.serviceClass.class, from, offer.serviceClass.audience);
  const found = free.days.flatMap(({ starts }) => starts);
  return { starts: nearestTimes(found.length > 0 ? found : named, wanted), free };
}
