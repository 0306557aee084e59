/** Which visits are to come, which are over, and what may still be done with one. Pure. */
import type { Appointment } from "../../worker/door-types";

export function endOf({ start, duration }: Appointment): Date {
  return new Date(Date.parse(start) + duration * 60_000);
}

export function isAhead(appointment: Appointment, now: Date): boolean {
  return (appointment.state === "booked" || appointment.state === "arrived") && endOf(appointment) > now;
}

/** Next first; then what is over, the latest first. */
export function sorted(appointments: readonly Appointment[], now: Date): { ahead: Appointment[]; past: Appointment[] } {
  const inOrder = [...appointments].sort((one, other) => Date.parse(one.start) - Date.parse(other.start));
  return { ahead: inOrder.filter((one) => isAhead(one, now)), past: inOrder.filter((one) => !isAhead(one, now)).reverse() };
}

/** A patient may move or cancel what is booked and has not begun. */
export function isChangeable({ state, start }: Appointment, now: Date): boolean {
  return state === "booked" && new Date(start) > now;
}
