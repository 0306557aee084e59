/** Padding to few sizes, so that a length tells little (SPEC 2.3). */
import { type Bytes, concat, u32 } from "./encoding";
import { insist } from "./errors";

export type Buckets = readonly number[];

export const envelopeBuckets: Buckets = [2048, 8192, 32768];
export const selfCopyBuckets: Buckets = [2048];
export const letterBuckets: Buckets = [2048, 8192, 32768];
export const offerBuckets: Buckets = [2048];
export const turnBuckets: Buckets = [2048, 8192, 32768, 65536];
export const credentialsBuckets: Buckets = [2048];
export const vaultBuckets: Buckets = [4096, 16384, 65536, 262144];
export const absenceBuckets: Buckets = [2048];
export const seenBuckets: Buckets = [4096, 65536, 1048576];
export const contactBuckets: Buckets = [300];

export function pad(data: Bytes, buckets: Buckets): Bytes {
  const size = buckets.find((bucket) => bucket >= data.length + 4);
  insist(size !== undefined, "too_large");
  return concat(u32(data.length), data, new Uint8Array(size - 4 - data.length));
}

export function unpad(padded: Bytes, buckets: Buckets): Bytes {
  insist(buckets.includes(padded.length), "bad_padding");
  const length = new DataView(padded.buffer, padded.byteOffset).getUint32(0);
  insist(length <= padded.length - 4, "bad_padding");
  insist(padded.subarray(4 + length).every((byte) => byte === 0), "bad_padding");
  return padded.slice(4, 4 + length);
}
