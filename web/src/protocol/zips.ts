/** Zip archives whose files are stored as they are: the same files give the same bytes, in every language (SPEC 17). */
import { type Bytes, concat, u16, u32, utf8 } from "./encoding";

// Midnight of the first day that a zip can name: when a file was made stands in it, not on it.
const [time, day] = [0, 0x21];
const version = 20;

/** An archive with these files in the order of their names, which are ASCII. */
export function zipStored(files: Readonly<Record<string, Bytes>>): Bytes {
  const names = Object.keys(files).sort();
  let [body, directory]: [Bytes, Bytes] = [new Uint8Array(0), new Uint8Array(0)];
  for (const name of names) {
    const [path, data] = [utf8(name), files[name] ?? new Uint8Array(0)];
    const told = concat(
      ...[version, 0, 0, time, day].map(short),
      ...[crc32(data), data.length, data.length].map(long),
      ...[path.length, 0].map(short),
    );
    directory = concat(directory, long(0x02014b50), short(version), told, ...[0, 0, 0].map(short), ...[0, body.length].map(long), path);
    body = concat(body, long(0x04034b50), told, path, data);
  }
  const counts = [0, 0, names.length, names.length].map(short);
  return concat(body, directory, long(0x06054b50), ...counts, ...[directory.length, body.length].map(long), short(0));
}

function short(value: number): Bytes {
  return u16(value).reverse();
}

function long(value: number): Bytes {
  return u32(value).reverse();
}

const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

function crc32(data: Bytes): number {
  let value = 0xffffffff;
  for (const byte of data) value = (table[(value ^ byte) & 0xff] ?? 0) ^ (value >>> 8);
  return (value ^ 0xffffffff) >>> 0;
}
