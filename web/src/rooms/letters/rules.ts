/** Letters out of mailboxes: what was received, and what still waits for an answer. Pure. */
import type { Appointment, Correspondence, PersonRequest, RequestReply, VisitLetters } from "../../worker/door-types";

/** A letter of a practice; of a notice, which answers nothing, without `request`. */
export interface ReceivedLetter {
  visit: Appointment;
  letter: RequestReply;
  request?: PersonRequest;
}

export interface WaitingRequest {
  visit: Appointment;
  request: PersonRequest;
}

/** The latest first; of one day, in the order in which they lie in their mailbox. */
export function received({ mailboxes }: Correspondence): ReceivedLetter[] {
  return mailboxes.flatMap(lettersIn).sort((one, other) => other.letter.day.localeCompare(one.letter.day));
}

/** Whose answer is due first, first. */
export function waiting({ mailboxes }: Correspondence): WaitingRequest[] {
  const open = mailboxes.flatMap(({ visit, requests }) => requests.filter(({ settled }) => settled === "").map((request) => ({ visit, request })));
  return open.sort((one, other) => one.request.due.localeCompare(other.request.due));
}

function lettersIn({ visit, requests, told }: VisitLetters): ReceivedLetter[] {
  const answers = requests.flatMap((request) => request.replies.map((letter) => ({ visit, letter, request })));
  return [...told.map((letter) => ({ visit, letter })), ...answers];
}
