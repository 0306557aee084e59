/** The patient's visits, read once and kept while the keys are open: every reading asks the platform many times. */
import { door } from "../../worker/door";
import type { Appointment } from "../../worker/door-types";
import { whenLocked } from "../account/access.svelte";
import { Task } from "../task.svelte";

export const visits = new Task<readonly Appointment[]>();

whenLocked(() => visits.clear());

export async function readVisits(): Promise<void> {
  await visits.run(() => door.appointments());
}

/** A visit just changed here: what is shown need not be read again. */
export function replaceVisit(changed: Appointment): void {
  const others = (visits.answer ?? []).filter(({ appointment }) => appointment !== changed.appointment);
  visits.answer = [...others, changed];
}
