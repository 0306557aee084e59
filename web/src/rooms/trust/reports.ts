/** Reports on requests of authorities, believed only under the signature of the platform's log. */
import { installation } from "../../api/installation";
import { authorityReports } from "../../api/trust";
import type { Json } from "../../protocol/encoding";
import { integer, list, oneOf, partOf, type Read, string } from "../../protocol/shapes";
import { signedShape, verify } from "../../protocol/signed";
import { readLogKey } from "../../protocol/transparency";

const reportShape = partOf({
  type: oneOf("authority_report"),
  half: string,
  received: integer(0),
  disclosed: integer(0),
  clear_text: integer(0),
  contested: integer(0),
});
export type Report = Read<typeof reportShape>;

/** The newest; null before a half-year is over. */
export async function newestReport(): Promise<{ report: Report | null; page: string }> {
  const { platform } = await installation();
  const newest = list(signedShape)((await authorityReports()) as Json).at(-1);
  const key = readLogKey(platform.log_key).publicKey;
  return { report: newest ? await verify(key, "authority-report", newest, reportShape) : null, page: `${platform.url}/v1/trust/authority-requests` };
}
