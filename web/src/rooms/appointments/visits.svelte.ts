/** The patient's visits, read once and kept while the keys are open: every reading asks the platform many times. */
import { door } from "../../worker/door";
import type { Appointment, DoubtfulAppointment, Listing } from "../../worker/door-types";
import { whenLocked } from "../account/access.svelte";
import { Task } from "../task.svelte";

export const visits = new Task<Listing>();

whenLocked(() => visits.clear());

export async function readVisits(): Promise<void> {
  await visits.run(() => door.appointments());
}

export function visitOf(id: string): Appointment | undefined {
  return visits.answer?.visits.find(({ appointment }) => appointment === id);
}

export function doubtOf(id: string): DoubtfulAppointment | undefined {
  return visits.answer?.doubtful.find(({ appointment }) => appointment === id);
}

/** A visit just changed here: what is shown need not be read again. */
export function replaceVisit(changed: Appointment): void {
  const { visits: before, ...others } = visits.answer ?? { visits: [], doubtful: [], erased: [] };
  const unchanged = before.filter(({ appointment }) => appointment !== changed.appointment);
  visits.answer = { visits: [...unchanged, changed], ...others };
}
