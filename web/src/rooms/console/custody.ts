/** What the custodian's officers decided, believed only as its cosigned log has it. */
import { installation } from "../../api/installation";
import { actsOfOfficers } from "../../api/trust";
import { type Act, verifyAct } from "../../protocol/acts";
import { checkCosigned, readWitnesses } from "../../protocol/cosignatures";
import type { Json } from "../../protocol/encoding";
import { list } from "../../protocol/shapes";
import { bundleShape, checkInclusion, openCheckpoint, readEntry, readLogKey } from "../../protocol/transparency";

export interface SeenAct extends Act {
  index: number;
}

export async function officersActs(): Promise<readonly SeenAct[]> {
  const [{ custodian }, found] = await Promise.all([installation(), actsOfOfficers()]);
  const key = readLogKey(custodian.log_key);
  return Promise.all(
    list(bundleShape)(found as Json).map(async (bundle) => {
      const checkpoint = await openCheckpoint(bundle.checkpoint, custodian.log_origin, key);
      await checkCosigned(bundle.checkpoint, readWitnesses(custodian.witnesses), new Date());
      checkInclusion(bundle, checkpoint);
      return { ...(await verifyAct(readEntry(bundle, "custodian_act"), key.publicKey)), index: bundle.index };
    }),
  );
}
