/** Settings being edited. They outlive the page, so that looking something up in the agenda loses nothing. */
import { SvelteMap } from "svelte/reactivity";
import { codeOf } from "../../api/errors";
import { announce } from "../../ui/toasts.svelte";
import { door } from "../../worker/door";
import type { Publication } from "../../worker/door-types";
import { t } from "../../words/words.svelte";
import { Task } from "../task.svelte";
import { type Draft, type DraftSchedule, named, type Problem, problemsOf, tidied } from "./draft";

export class Editing {
  published = $state.raw() as Publication;
  draft = $state() as Draft;
  /** Problems are told from the first try to publish on. */
  #tried = $state(false);
  readonly task = new Task<Publication>();
  readonly dirty = $derived.by(() => JSON.stringify(this.draft) !== JSON.stringify(this.published));
  readonly problems = $derived.by<readonly Problem[]>(() => (this.#tried ? problemsOf(this.draft) : []));
  /** What a colleague has published since this was begun. */
  newer = $state.raw<Publication>();

  constructor(publication: Publication) {
    this.restart(publication);
  }

  restart(publication: Publication): void {
    this.published = publication;
    this.draft = structuredClone(publication) as Draft;
    this.newer = undefined;
    this.task.refusal = undefined;
    this.#tried = false;
  }

  errorOf(place: string, field: string): string | undefined {
    const problem = this.problems.find((one) => one.place === place && one.field === field);
    return problem && t(problem.said);
  }

  scheduleOf(id: string): DraftSchedule {
    const schedule = this.draft.schedules.find((one) => one.schedule === id);
    if (schedule === undefined) throw new RangeError(id);
    return schedule;
  }

  async publish(): Promise<boolean> {
    this.#tried = true;
    if (problemsOf(this.draft).length > 0) return false;
    const before = this.published;
    const published = await this.#send(tidied(named($state.snapshot(this.draft) as Draft, before)));
    if (published === undefined) return false;
    this.restart(published);
    announce(t("publish-done"), () => void this.#takeBack(before, published));
    return true;
  }

  async #takeBack(before: Publication, { revision }: Publication): Promise<void> {
    const restored = await this.#send({ ...before, revision });
    if (restored === undefined) return;
    this.restart(restored);
    announce(t("publish-undone"));
  }

  async #send(publication: Publication): Promise<Publication | undefined> {
    return this.task.run(async () => {
      try {
        return await door.publish(publication);
      } catch (error) {
        if (codeOf(error) === "publication_conflict") this.newer = await door.publication(publication.practice);
        throw error;
      }
    });
  }

  /** Publishes mine after theirs: the reader was told what that does. */
  async publishOver(): Promise<boolean> {
    if (this.newer === undefined) return false;
    this.published = this.newer;
    this.draft.revision = this.newer.revision;
    this.newer = undefined;
    return this.publish();
  }
}

const kept = new SvelteMap<string, Editing>();

export function editingOf(publication: Publication): Editing {
  const before = kept.get(publication.practice);
  if (before?.dirty) {
    if (publication.revision > before.published.revision) before.newer = publication;
    return before;
  }
  const fresh = new Editing(publication);
  kept.set(publication.practice, fresh);
  return fresh;
}
