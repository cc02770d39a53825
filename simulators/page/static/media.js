// Files on their way out: read from disk, or drawn here for who has none at hand.

const LARGEST = 50 * 1024 * 1024;
const MOST_IN_ALBUM = 10;

export class TooLarge extends Error {}

async function field(blob, name) {
  if (blob.size > LARGEST) throw new TooLarge(name);
  const url = await new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result);
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(blob);
  });
  return { file_name: name, mime_type: blob.type || "application/octet-stream", content_base64: url.slice(url.indexOf(",") + 1) };
}

const PICTURE = /^image\/(png|jpeg|webp)$/;

/** What the simulator is asked to send: one file, or an album. Raises TooLarge with the file's name. */
export async function ofFiles(files, caption, asPictures) {
  const chosen = [...files].slice(0, MOST_IN_ALBUM);
  const pictures = asPictures && chosen.every((file) => PICTURE.test(file.type));
  const parts = [];
  for (const file of chosen) parts.push({ [pictures ? "photo" : kindOf(file)]: await field(file, file.name || "file") });
  if (caption) parts[0].caption = caption;
  if (parts.length === 1) return parts[0];
  // photos and videos go together, documents only with documents
  const mixed = !pictures && parts.some((part) => !part.document);
  return { album: mixed ? parts.map((part) => ({ document: Object.values(part)[0], ...(part.caption ? { caption } : {}) })) : parts };
}

function kindOf(file) {
  if (file.type.startsWith("video/")) return "video";
  if (file.type.startsWith("audio/")) return "audio";
  return "document";
}

// -- samples

/** A picture of a router with this colour of its lamp. */
function router(lamp, hue) {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [960, 640];
  const pen = canvas.getContext("2d");
  const sky = pen.createLinearGradient(0, 0, 0, 640);
  sky.addColorStop(0, `hsl(${hue} 34% 82%)`);
  sky.addColorStop(1, `hsl(${hue} 26% 66%)`);
  pen.fillStyle = sky;
  pen.fillRect(0, 0, 960, 640);
  pen.fillStyle = `hsl(${hue} 22% 46%)`;
  pen.fillRect(0, 470, 960, 170);
  pen.strokeStyle = "#1f2933";
  pen.lineCap = "round";
  pen.lineWidth = 20;
  for (const [x, lean] of [[330, -70], [630, 70]]) { pen.beginPath(); pen.moveTo(x, 400); pen.lineTo(x + lean, 130); pen.stroke(); }
  pen.fillStyle = "#27343f";
  pen.beginPath(); pen.roundRect(200, 380, 560, 130, 28); pen.fill();
  for (let place = 0; place < 5; place += 1) {
    pen.fillStyle = place === 2 ? lamp : "#4ade80";
    pen.shadowColor = pen.fillStyle;
    pen.shadowBlur = 30;
    pen.beginPath(); pen.arc(300 + place * 90, 446, 16, 0, 7); pen.fill();
  }
  return new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.86));
}

export async function samplePhoto() {
  return { photo: await field(await router("#ef4444", 205), "router.jpg") };
}

export async function sampleAlbum() {
  const lamps = [["#ef4444", 205], ["#f59e0b", 32], ["#4ade80", 150]];
  const blobs = await Promise.all(lamps.map(([lamp, hue]) => router(lamp, hue)));
  return { album: await Promise.all(blobs.map(async (blob, place) => ({ photo: await field(blob, `router-${place + 1}.jpg`) }))) };
}

export async function sampleFile(name, lines) {
  return { document: await field(new Blob([lines.join("\n")], { type: "text/plain" }), name) };
}

const RATE = 8000;

/** A second and a half of three notes, as WAV: every browser plays it. */
export async function sampleVoice() {
  const notes = [392, 494, 587];
  const each = RATE / 2;
  const bytes = new DataView(new ArrayBuffer(44 + notes.length * each * 2));
  const word = (at, text) => [...text].forEach((sign, place) => bytes.setUint8(at + place, sign.charCodeAt(0)));
  word(0, "RIFF"); bytes.setUint32(4, bytes.byteLength - 8, true); word(8, "WAVEfmt ");
  bytes.setUint32(16, 16, true); bytes.setUint16(20, 1, true); bytes.setUint16(22, 1, true);
  bytes.setUint32(24, RATE, true); bytes.setUint32(28, RATE * 2, true); bytes.setUint16(32, 2, true); bytes.setUint16(34, 16, true);
  word(36, "data"); bytes.setUint32(40, notes.length * each * 2, true);
  notes.forEach((pitch, note) => {
    for (let step = 0; step < each; step += 1) {
      const fade = Math.sin((Math.PI * step) / each);
      bytes.setInt16(44 + (note * each + step) * 2, 9000 * fade * Math.sin((2 * Math.PI * pitch * step) / RATE), true);
    }
  });
  return { voice: { ...await field(new Blob([bytes.buffer], { type: "audio/wav" }), "voice.wav"), duration: 2 } };
}

export async function sticker(sign) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 512;
  const pen = canvas.getContext("2d");
  pen.font = "400px 'Noto Color Emoji', 'Apple Color Emoji', 'Segoe UI Emoji', sans-serif";
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.fillText(sign, 256, 280);
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/webp", 0.9));
  return { sticker: await field(blob, "sticker.webp") };
}
