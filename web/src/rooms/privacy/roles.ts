/** What somebody of the register of processors is to the hand that names them. */
import type { Processor } from "../../api/privacy";
import type { PlainKey } from "../../words/words.svelte";

export const roles: Record<Processor["role"], PlainKey> = {
  own: "privacy-role-own",
  processor: "privacy-role-processor",
  "sub-processor": "privacy-role-sub-processor",
  supplier: "privacy-role-supplier",
};
