// Texts with entities, moments and spans as people read them.

import { h } from "./dom.js";
import { language, t } from "./phrases.js";
import { now, timeZone } from "./store.js";

const WRAPPERS = {
  bold: () => h("strong"), italic: () => h("em"), underline: () => h("u"), strikethrough: () => h("s"),
  code: () => h("code"), spoiler: () => spoiler(), blockquote: () => h("blockquote"),
  expandable_blockquote: () => h("blockquote"), mention: () => h("span.mention"), hashtag: () => h("span.mention"),
  cashtag: () => h("span.mention"), text_mention: () => h("span.mention"), phone_number: () => h("span.mention"),
};
const SAFE = /^(https?|mailto|tg):/i;

/** Nodes of the text; entities are Telegram's (UTF-16 offsets, as JavaScript counts). onCommand, onLink: pressed. */
export function rich(text, entities = [], { onCommand, onLink } = {}) {
  const ordered = [...entities].filter((one) => one.length > 0)
    .sort((a, b) => a.offset - b.offset || b.length - a.length);
  return within(text, 0, text.length, ordered, { onCommand, onLink });
}

function within(text, from, to, entities, hooks) {
  const nodes = [];
  let at = from;
  let rest = entities;
  while (rest.length) {
    const [first] = rest;
    const begins = Math.max(first.offset, at);
    const ends = Math.min(first.offset + first.length, to);
    rest = rest.slice(1);
    if (begins >= ends) continue;
    const inner = rest.filter((one) => one.offset < ends);
    rest = rest.filter((one) => one.offset >= ends);
    if (begins > at) nodes.push(text.slice(at, begins));
    const element = wrapper(first, text.slice(begins, ends), hooks);
    element.append(...within(text, begins, ends, inner, hooks));
    nodes.push(element);
    at = ends;
  }
  if (at < to) nodes.push(text.slice(at, to));
  return nodes;
}

function wrapper(entity, words, { onCommand, onLink }) {
  if (entity.type === "pre") return h("pre", { "data-language": entity.language });
  if (entity.type === "bot_command" && onCommand) return h("button.link", { type: "button", onclick: () => onCommand(words) });
  const target = { text_link: entity.url, url: /^\w+:/.test(words) ? words : `https://${words}`, email: `mailto:${words}` }[entity.type];
  if (target && SAFE.test(target)) {
    return h("a", { href: target, target: "_blank", rel: "noopener noreferrer", onclick: (event) => { if (onLink?.(target)) event.preventDefault(); } });
  }
  return (WRAPPERS[entity.type] ?? (() => h("span")))();
}

function spoiler() {
  const element = h("span.spoiler", { tabindex: 0, role: "button", onclick: () => element.classList.add("open"),
    onkeydown: (event) => { if (event.key === "Enter") element.classList.add("open"); } });
  return element;
}

/** One line of a message, for lists and quotes. */
export function gist(message) {
  const words = message.text ?? message.caption;
  const kind = ["photo", "document", "voice", "video", "audio", "animation", "sticker", "video_note", "location", "contact", "venue", "poll", "dice"]
    .find((name) => name in message && !(name === "document" && "animation" in message));
  const line = (words ?? "").replace(/\s+/g, " ").trim();
  if (!kind) return line || t("m_other");
  const named = kind === "document" ? message.document.file_name : null;
  return [`${t(`m_${kind}`)}${named ? ` ${named}` : ""}`, line].filter(Boolean).join(" · ");
}

function format(at, options) {
  const locale = language() === "ru" ? "ru-RU" : "en-GB";
  return new Intl.DateTimeFormat(locale, { timeZone: timeZone(), ...options }).format(new Date(at));
}

export const timeOf = (at) => format(at, { hour: "2-digit", minute: "2-digit" });
export const dayKey = (at) => format(at, { year: "numeric", month: "2-digit", day: "2-digit" });

export function dayOf(at) {
  if (dayKey(at) === dayKey(now())) return t("today");
  if (dayKey(at) === dayKey(now() - 86_400_000)) return t("yesterday");
  const sameYear = format(at, { year: "numeric" }) === format(now(), { year: "numeric" });
  return format(at, { day: "numeric", month: "long", ...(sameYear ? {} : { year: "numeric" }) });
}

export const fullMoment = (at) => format(at, { weekday: "short", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" });

export const shortMoment = (at) => format(at, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });

/** "в 9:00", "завтра в 9:00", "24 ноября в 9:00" */
export function whenOf(at) {
  const time = timeOf(at);
  if (dayKey(at) === dayKey(now())) return t("at_time", { time });
  if (dayKey(at) === dayKey(now() + 86_400_000)) return t("tomorrow_at", { time });
  return t("date_at", { date: format(at, { day: "numeric", month: "long" }), time });
}

/** The same after "до", which takes no "в". */
export function untilOf(at) {
  const time = timeOf(at);
  return dayKey(at) === dayKey(now()) ? time : `${time}, ${format(at, { day: "numeric", month: "long" })}`;
}

/** At most two units, rounded up to the smallest: a deadline is never nearer than it is said to be. */
export function span(milliseconds) {
  let seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  if (seconds < 60) return t("sec", { count: seconds });
  const minutes = Math.ceil(seconds / 60);
  const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60), minutes % 60];
  const parts = [[days, "d"], [hours, "hr"], [rest, "min"]].filter(([count]) => count);
  return parts.slice(0, 2).map(([count, unit]) => t(unit, { count })).join(" ");
}

export function sizeOf(bytes) {
  const units = language() === "ru" ? ["Б", "КБ", "МБ"] : ["B", "KB", "MB"];
  let size = bytes ?? 0;
  let unit = 0;
  while (size >= 1024 && unit < 2) { size /= 1024; unit += 1; }
  return `${unit && size < 10 ? size.toFixed(1) : Math.round(size)} ${units[unit]}`;
}

// GSM 03.38: what fits into seven bits, and what takes two places there.
const BASIC = new Set("@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà");
const EXTENDED = new Set("^{}\\[~]|€\f");

/** {parts, left}: how many SMS a text takes, and how many characters the last one still holds. */
export function smsSize(text) {
  const narrow = [...text].every((sign) => BASIC.has(sign) || EXTENDED.has(sign));
  const units = narrow ? [...text].reduce((sum, sign) => sum + (EXTENDED.has(sign) ? 2 : 1), 0) : text.length;
  const [single, each] = narrow ? [160, 153] : [70, 67];
  if (units <= single) return { parts: 1, left: single - units };
  const parts = Math.ceil(units / each);
  return { parts, left: parts * each - units };
}
