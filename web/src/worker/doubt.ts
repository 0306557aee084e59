/** What may be wrong with one visit alone, so that the others are still shown. */
import { Refusal } from "../protocol/errors";
import { DoorError } from "./door-types";
import { Refused } from "./http";

/** A refusal of the protocol, or keys that a history names and that never were; all else is no lie about one visit. */
export function isDoubt(error: unknown): error is Error & { code: string } {
  if (error instanceof Refused) return error.status === 404;
  return error instanceof Refusal || (error instanceof DoorError && error.code === "chain_broken");
}
