// WhatsApp's marks in a text (*bold*, _italic_, ~struck~, `code`, > quote) as entities that text.js draws. Pure.

const MARKS = { "*": "bold", _: "italic", "~": "strikethrough" };
const LINK = /https?:\/\/[^\s<>"]*[^\s<>".,;:!?)]/g;
const WORD = /[\p{L}\p{N}]/u;

/** {text, entities} without the marks. */
export function unmarked(source) {
  const made = { text: "", entities: [] };
  const blocks = source.split(/```/);
  blocks.forEach((block, place) => {
    if (place % 2 && place < blocks.length - 1) whole(made, "pre", () => { made.text += block.replace(/^\n|\n$/g, ""); });
    else lines(made, place % 2 ? `\`\`\`${block}` : block);
  });
  const taken = made.entities.filter((one) => one.type === "pre" || one.type === "code");
  for (const found of made.text.matchAll(LINK)) {
    const offset = found.index;
    if (!taken.some((one) => offset >= one.offset && offset < one.offset + one.length)) made.entities.push({ type: "url", offset, length: found[0].length });
  }
  return made;
}

function whole(made, type, put) {
  const offset = made.text.length;
  put();
  if (made.text.length > offset) made.entities.push({ type, offset, length: made.text.length - offset });
}

function lines(made, block) {
  block.split("\n").forEach((line, place) => {
    if (place) made.text += "\n";
    if (line.startsWith("> ")) whole(made, "blockquote", () => inline(made, line.slice(2)));
    else inline(made, line);
  });
}

/** A mark opens after no letter and before no space, and closes the other way round. */
function inline(made, line) {
  let at = 0;
  while (at < line.length) {
    const sign = line[at];
    const type = sign === "`" ? "code" : MARKS[sign];
    const end = type && opens(line, at) ? closing(line, at, sign) : -1;
    if (end < 0) { made.text += sign; at += 1; continue; }
    const inner = line.slice(at + 1, end);
    whole(made, type, () => { if (type === "code") made.text += inner; else inline(made, inner); });
    at = end + 1;
  }
}

const opens = (line, at) => !WORD.test(line[at - 1] ?? "") && /\S/.test(line[at + 1] ?? "");

function closing(line, at, sign) {
  for (let end = line.indexOf(sign, at + 2); end > 0; end = line.indexOf(sign, end + 1)) {
    if (/\S/.test(line[end - 1]) && !WORD.test(line[end + 1] ?? "")) return end;
  }
  return -1;
}
