/** Hands a file to the browser, which keeps it where the person likes. */
export function save(data: Uint8Array<ArrayBuffer>, name: string, type = "application/octet-stream"): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([data], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
