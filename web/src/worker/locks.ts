/** What another tab of this browser is at: a name is held for as long as its tab lives. */

/** Lets go of the name when it is called. */
export type LetGo = () => void;

export async function hold(name: string): Promise<LetGo> {
  return new Promise((held, failed) => {
    const task = (): Promise<void> => new Promise((letGo) => held(letGo));
    navigator.locks.request(name, task).catch(failed);
  });
}

export async function heldNames(): Promise<ReadonlySet<string>> {
  const { held = [] } = await navigator.locks.query();
  return new Set(held.flatMap(({ name }) => name ?? []));
}
