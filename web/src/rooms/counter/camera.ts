/** Reads QR codes from a camera. The pictures stay in this page, and the camera is off as soon as nobody needs it. */
import { DoorError } from "../../worker/door-types";

const pause = 150;
/** Larger pictures are read no better, and slower. */
const widest = 720;

export function canUseCamera(): boolean {
  return (navigator as { mediaDevices?: MediaDevices }).mediaDevices !== undefined;
}

/** Shows the camera until it has read a code, or is told to stop; then nothing is answered. */
export async function readCode(video: HTMLVideoElement, signal: AbortSignal): Promise<string | undefined> {
  const stream = await openCamera();
  try {
    const { decodeQR } = await import("qr/decode.js");
    video.srcObject = stream;
    await video.play();
    const canvas = document.createElement("canvas");
    while (!signal.aborted) {
      const picture = pictureOf(video, canvas);
      const text = picture && decode(picture, decodeQR);
      if (text !== undefined) return text;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
    return undefined;
  } finally {
    for (const track of stream.getTracks()) track.stop();
    video.srcObject = null;
  }
}

async function openCamera(): Promise<MediaStream> {
  try {
    return await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" }, audio: false });
  } catch (error) {
    const denied = error instanceof DOMException && error.name === "NotAllowedError";
    throw new DoorError(denied ? "scan_denied" : "scan_missing");
  }
}

function pictureOf(video: HTMLVideoElement, canvas: HTMLCanvasElement): ImageData | undefined {
  const scale = Math.min(1, widest / video.videoWidth);
  const [width, height] = [Math.round(video.videoWidth * scale), Math.round(video.videoHeight * scale)];
  if (width === 0 || height === 0) return undefined;
  [canvas.width, canvas.height] = [width, height];
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  pen?.drawImage(video, 0, 0, width, height);
  return pen?.getImageData(0, 0, width, height);
}

/** Most pictures show no code. */
function decode(picture: ImageData, decodeQR: (picture: ImageData) => string): string | undefined {
  try {
    return decodeQR(picture);
  } catch {
    return undefined;
  }
}
