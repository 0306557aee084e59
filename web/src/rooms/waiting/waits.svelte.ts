/** The lines one stands in, read once and kept while the keys are open. */
import { door } from "../../worker/door";
import type { Wait } from "../../worker/door-types";
import { whenLocked } from "../account/access.svelte";
import { Task } from "../task.svelte";

export const waits = new Task<readonly Wait[]>();

whenLocked(() => waits.clear());

export async function readWaits(): Promise<void> {
  await waits.run(() => door.waits());
}
