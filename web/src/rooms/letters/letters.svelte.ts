/** The account's letters, read once and kept while the keys are open: every reading asks the platform for every visit. */
import { door } from "../../worker/door";
import type { Appointment, Correspondence } from "../../worker/door-types";
import { whenLocked } from "../account/access.svelte";
import { Task } from "../task.svelte";

export const letters = new Task<Correspondence>();
export const reading = $state<{ done: number; total: number }>({ done: 0, total: 0 });

whenLocked(() => letters.clear());

export async function readLetters(): Promise<void> {
  [reading.done, reading.total] = [0, 0];
  await letters.run(() => door.letters((done, total) => ([reading.done, reading.total] = [done, total])));
}

/** Also one that is long over. */
export function pastVisitOf(id: string): Appointment | undefined {
  return letters.answer?.visits.find(({ appointment }) => appointment === id);
}
