/** The mouse in the grid: carries a visit to another time, or draws an absence. Fingers scroll; they use "move" instead. */
import type { Visit } from "../../worker/door-types";
import type { Span } from "../practice/opening";
import type { Board } from "./board.svelte";
import { isMovable } from "./changes";
import { type FilledColumn, rasterOf, type Slot, snapped } from "./grid";

/** Less is an unsteady hand. */
const threshold = 6;

interface Target extends Span {
  column: string;
}

interface Point {
  column: FilledColumn;
  minutes: number;
}

export class Drag {
  readonly #board: Board;
  target = $state.raw<Target>();
  carried = $state<string>();
  #drawn = false;

  constructor(board: Board) {
    this.#board = board;
  }

  /** The click that ends a drawing is no click. */
  wasDrawn(): boolean {
    return this.#drawn;
  }

  carry(event: PointerEvent, visit: Visit, { from, to }: Span): void {
    if (!isMovable(visit.state) || this.#board.desk.isCancelling(visit.appointment)) return;
    const grip = (this.#pointAt(event)?.minutes ?? from) - from;
    const along = (point: Point): Target => {
      this.carried = visit.appointment;
      const start = snapped(point.column, point.minutes - grip, this.#board.hours);
      return { column: point.column.id, from: start, to: start + to - from };
    };
    this.#follow(event, along, (target) => {
      const column = this.#board.columnOf(`${target.column}/`);
      const spot = column && this.#board.spotAt(column, target.from);
      if (spot !== undefined) void this.#board.moveTo(visit, spot);
    });
  }

  draw(event: PointerEvent, column: FilledColumn, slot: Slot): void {
    if (this.#board.moving !== undefined) return;
    const raster = rasterOf(column);
    const along = ({ minutes }: Point): Target => {
      const end = Math.max(slot.to, snapped(column, minutes, this.#board.hours) + (minutes > slot.to ? raster : 0));
      return { column: column.id, from: slot.from, to: Math.min(this.#board.hours.to, end) };
    };
    this.#follow(event, along, ({ from, to }) => {
      this.#drawn = true;
      setTimeout(() => (this.#drawn = false));
      const spot = this.#board.spotAt(column, from);
      if (spot !== undefined) this.#board.panel = { kind: "block", spot, to };
    });
  }

  /** From the press to the release, or to Escape. */
  #follow(event: PointerEvent, along: (point: Point) => Target, done: (target: Target) => void): void {
    if (event.button !== 0 || event.pointerType === "touch") return;
    const over = new AbortController();
    const listen = { signal: over.signal };
    const end = (): void => {
      over.abort();
      this.target = undefined;
      this.carried = undefined;
    };
    const far = (move: PointerEvent) => this.target !== undefined || Math.hypot(move.clientX - event.clientX, move.clientY - event.clientY) > threshold;
    addEventListener("pointermove", (move) => {
      const point = far(move) ? this.#pointAt(move) : undefined;
      if (point !== undefined) this.target = along(point);
    }, listen);
    addEventListener("pointerup", () => {
      const { target } = this;
      end();
      if (target !== undefined) done(target);
    }, listen);
    addEventListener("pointercancel", end, listen);
    addEventListener("keydown", (key) => {
      if (key.key !== "Escape") return;
      key.preventDefault();
      end();
    }, { ...listen, capture: true });
  }

  #pointAt({ clientX, clientY }: PointerEvent): Point | undefined {
    const element = document.elementsFromPoint(clientX, clientY).find((one): one is HTMLElement => one instanceof HTMLElement && one.dataset["column"] !== undefined);
    const column = element && this.#board.columnOf(`${element.dataset["column"] ?? ""}/`);
    if (element === undefined || column === undefined) return undefined;
    const { top, height } = element.getBoundingClientRect();
    const { from, to } = this.#board.hours;
    return { column, minutes: from + ((clientY - top) / height) * (to - from) };
  }
}
