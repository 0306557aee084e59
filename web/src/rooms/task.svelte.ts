/** One thing being fetched or done: its answer, its refusal as a sentence, and whether it still runs. */
import { codeOf, fieldOf } from "../api/errors";
import { refusalSentence } from "../words/refusals";

export class Task<Answer> {
  answer = $state.raw<Answer>();
  refusal = $state<string>();
  code = $state<string>();
  /** Of a form: the field that the refusal is about. */
  field = $state<string>();
  busy = $state(false);
  #latest = 0;

  /** Runs the work; only the latest run may set the answer, so that a slow early reply never wins. */
  async run(work: () => Promise<Answer>): Promise<Answer | undefined> {
    const mine = ++this.#latest;
    this.busy = true;
    this.refusal = undefined;
    this.code = undefined;
    this.field = undefined;
    try {
      const answer = await work();
      if (mine === this.#latest) this.answer = answer;
      return answer;
    } catch (error) {
      if (mine === this.#latest) this.#refuse(error);
      return undefined;
    } finally {
      if (mine === this.#latest) this.busy = false;
    }
  }

  /** Forgets the answer, and whatever is still under way. */
  clear(): void {
    this.#latest++;
    this.answer = undefined;
    this.refusal = undefined;
    this.code = undefined;
    this.field = undefined;
    this.busy = false;
  }

  #refuse(error: unknown): void {
    if (error instanceof DOMException && error.name === "AbortError") return;
    this.code = codeOf(error);
    this.field = fieldOf(error);
    this.refusal = refusalSentence(error);
  }
}
