"""A screenshot with a palette of 256 colours: letters stay sharp, and the file is a third of the size."""

import base64
import struct
import zlib
from typing import Any

from playwright.sync_api import Page

#: In the browser, which reads pictures and counts fast. The commonest colours stay, others become the nearest one.
_QUANTIZE = """async (address) => {
  const image = new Image();
  image.src = address;
  await image.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [image.width, image.height];
  const brush = canvas.getContext("2d");
  brush.drawImage(image, 0, 0);
  const { data } = brush.getImageData(0, 0, canvas.width, canvas.height);
  const colours = new Uint32Array(data.length / 4), counts = new Map();
  for (let at = 0; at < colours.length; at++) {
    const colour = (data[4 * at] << 16) | (data[4 * at + 1] << 8) | data[4 * at + 2];
    colours[at] = colour;
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  const byCount = [...counts].sort((a, b) => b[1] - a[1]).map(([colour]) => colour);
  const palette = byCount.slice(0, 176), seen = new Set();
  for (const colour of byCount.slice(176)) {  // of the rare ones, one of each sort: an emoji keeps its yellow
    const sort = (colour >> 16 >> 5) << 6 | ((colour >> 8 & 255) >> 5) << 3 | (colour & 255) >> 5;
    if (palette.length < 256 && !seen.has(sort)) palette.push(colour);
    seen.add(sort);
  }
  const index = new Map(palette.map((colour, place) => [colour, place]));
  const far = (a, b) => Math.abs((a >> 16) - (b >> 16)) + Math.abs(((a >> 8) & 255) - ((b >> 8) & 255))
    + Math.abs((a & 255) - (b & 255));
  const nearest = (colour) => {
    let best = 0;
    for (let place = 1; place < palette.length; place++)
      if (far(palette[place], colour) < far(palette[best], colour)) best = place;
    index.set(colour, best);
    return best;
  };
  const chosen = new Uint8Array(colours.length);
  for (let at = 0; at < colours.length; at++) chosen[at] = index.get(colours[at]) ?? nearest(colours[at]);
  let pixels = "";
  for (let at = 0; at < chosen.length; at += 8192) pixels += String.fromCharCode(...chosen.subarray(at, at + 8192));
  return { width: canvas.width, height: canvas.height, palette, pixels: btoa(pixels) };
}"""


def with_palette(png: bytes, page: Page) -> bytes:
    """page: one whose content may run scripts; it stays as it is."""
    found: dict[str, Any] = page.evaluate(_QUANTIZE, f"data:image/png;base64,{base64.b64encode(png).decode()}")
    width, height, pixels = found["width"], found["height"], base64.b64decode(found["pixels"])
    rows = b"".join(b"\0" + pixels[row * width : (row + 1) * width] for row in range(height))
    palette = b"".join(struct.pack(">I", colour)[1:] for colour in found["palette"])
    head = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"PLTE", palette), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, content) for name, content in chunks)


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
