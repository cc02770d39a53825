// One message, or an album, as a bubble; what happened to a chat as a line.

import { avatar, h, icon } from "./dom.js";
import { language, t } from "./phrases.js";
import { isService, nameOf, world } from "./store.js";
import { dayKey, dayOf, gist, rich, sizeOf, timeOf } from "./text.js";

const TOGETHER_SECONDS = 300;
const LONG = 1200; // characters shown of a longer text until somebody asks for the rest
const expanded = new Set();

/**
 * Rows for `reconcile`: day lines, service lines, bubbles.
 * hooks: viewer, group (names are shown), find(id), press(message, number, button), menu(message, anchor),
 * react(message, emoji), command(words), link(url), jump(id), redraw().
 */
export function rowsOf(messages, hooks) {
  const rows = [];
  let day = "";
  let before = null;
  for (const bundle of bundles(messages)) {
    const [first] = bundle;
    const at = first.date * 1000;
    if (dayKey(at) !== day) {
      day = dayKey(at);
      rows.push({ key: `day ${day}`, sig: `${dayOf(at)} ${language()}`, make: () => h("div.day", { role: "separator" }, h("span", {}, dayOf(at))) });
      before = null;
    }
    const follows = before !== null && !isService(before) && before.sender_id === first.sender_id && first.date - before.date < TOGETHER_SECONDS;
    rows.push(rowOf(bundle, follows, hooks));
    before = bundle.at(-1);
  }
  return rows;
}

function bundles(messages) {
  const found = [];
  for (const message of messages) {
    const last = found.at(-1);
    if (message.media_group_id && last?.[0].media_group_id === message.media_group_id) last.push(message);
    else found.push([message]);
  }
  return found;
}

function rowOf(bundle, follows, hooks) {
  const [first] = bundle;
  const replied = repliedTo(first, hooks);
  const sig = [bundle.map((one) => one.version).join("."), follows, hooks.viewer, hooks.pressing?.(first) ?? "", replied?.version ?? "",
    expanded.has(first.version), language(), nameOf(first.sender_id)].join("|");
  return { key: `m ${first.message_id}`, sig, make: () => isService(first) ? service(first) : bubble(bundle, follows, replied, hooks) };
}

function repliedTo(message, { find }) {
  const id = message.reply_to_message_id;
  if (!id || id === message.message_thread_id) return null;
  return find(id) ?? null;
}

function service(message) {
  const line = serviceLine(message);
  return h("div.service", { role: "listitem", dataset: { message: message.message_id } }, h("span", {}, line));
}

function serviceLine(message) {
  const named = (key, name) => t(key, { name });
  const full = (user) => [user.first_name, user.last_name].filter(Boolean).join(" ");
  if (message.forum_topic_created) return named("s_created", message.forum_topic_created.name);
  if (message.forum_topic_edited) return message.forum_topic_edited.name ? named("s_renamed", message.forum_topic_edited.name) : t("s_changed");
  if (message.forum_topic_closed) return t("s_closed");
  if (message.forum_topic_reopened) return t("s_reopened");
  if (message.new_chat_members) return named("s_joined", message.new_chat_members.map(full).join(", "));
  if (message.left_chat_member) return named("s_left", full(message.left_chat_member));
  if (message.new_chat_title) return named("s_title", message.new_chat_title);
  if (message.service) return message.service;
  if (message.pinned_message) return t("s_pinned");
  return t(message.migrate_to_chat_id || message.migrate_from_chat_id ? "s_moved" : "s_group");
}

function bubble(bundle, follows, replied, hooks) {
  const [first] = bundle;
  const own = first.sender_id === hooks.viewer;
  const media = mediaOf(bundle);
  const worded = bundle.filter((one) => one.text || one.caption).map((one) => words(one, hooks));
  const above = bundle.some((one) => one.show_caption_above_media);
  const bare = !worded.length && !first.forward_origin && !first.external_reply && (first.sticker || (bundle.length === 1 && first.photo));
  const body = h("div.bubble", { class: bare ? "bare" : "" },
    hooks.group && !own && !follows ? h("div.author", { class: colourOf(first) }, nameOf(first.sender_id), first.by_bot ? h("small", {}, t("bot")) : null) : null,
    first.template ? h("div.origin", {}, t("template", { name: first.template })) : null,
    first.forward_origin ? h("div.origin", {}, t("forwarded_from", { name: authorOf(first.forward_origin) })) : null,
    replied ? quote(first, replied, hooks) : first.external_reply ? quoteFromElsewhere(first) : null,
    above ? [worded, media] : [media, worded],
    first.footer ? h("div.footer", {}, first.footer) : null,
    foot(bundle));
  const last = bundle.at(-1);
  const more = h("button.round.more", { type: "button", tabindex: -1, "aria-label": t("menu"), "aria-haspopup": "menu" }, icon("more"));
  const row = h("div.message", { class: `${own ? "own" : "other"} ${follows ? "follows" : ""} ${bundle.some((one) => one.photo || one.video) ? "pictured" : ""}`,
    role: "listitem", tabindex: -1, dataset: { message: first.message_id }, "aria-label": spokenForm(bundle) },
  hooks.group && !own ? h("div.face", {}, follows ? null : avatar(first.sender_id, nameOf(first.sender_id), first.by_bot ? "bot" : "")) : null,
  h("div.stack", {}, h("div.line", {}, body, more), reactions(last, hooks), keyboard(last, hooks)));
  more.addEventListener("click", () => hooks.menu(first, more));
  row.addEventListener("keydown", (event) => { if (event.target === row && event.key === "Enter") { event.preventDefault(); hooks.menu(first, row); } });
  row.addEventListener("contextmenu", (event) => { if (!event.target.closest("a,button") && !getSelection().toString()) { event.preventDefault(); hooks.menu(first, more); } });
  row.addEventListener("dblclick", () => { getSelection().removeAllRanges(); hooks.reply(first); });
  return row;
}

const colourOf = (message) => avatar(message.sender_id, "").className.match(/colour\d/)[0];

function spokenForm(bundle) {
  const [first] = bundle;
  return `${nameOf(first.sender_id)}, ${timeOf(first.date * 1000)}: ${bundle.map(gist).join(", ")}${first.edits ? `, ${t("edited")}` : ""}`;
}

function quote(message, replied, { jump }) {
  return h("button.quote", { type: "button", tabindex: -1, onclick: () => jump(replied.message_id) },
    h("b", {}, nameOf(replied.sender_id)), h("span", {}, message.quote ? quoted(message.quote) : gist(replied).slice(0, 160)));
}

function quoteFromElsewhere(message) {
  const { origin, ...shown } = message.external_reply;
  return h("div.quote", {}, h("b", {}, authorOf(origin)), h("span", {}, message.quote ? quoted(message.quote) : gist(shown)));
}

const quoted = ({ text, is_manual: chosen }) => chosen ? `«${text.slice(0, 160)}»` : text.slice(0, 160);

function authorOf(origin) {
  const { sender_user: user, sender_chat: group, chat, sender_user_name: hidden, author_signature: signature } = origin;
  const name = user ? [user.first_name, user.last_name].filter(Boolean).join(" ") : hidden ?? (group ?? chat).title;
  return signature ? `${name} (${signature})` : name;
}

function words(message, hooks) {
  const text = message.text ?? message.caption;
  const entities = (message.text ? message.entities : message.caption_entities) ?? [];
  const long = text.length > LONG * 1.3 && !expanded.has(message.version);
  const shown = long ? text.slice(0, LONG) : text;
  const element = h("div.words", { dir: "auto" }, rich(shown, entities, { onCommand: hooks.command, onLink: hooks.link }));
  if (!long) return element;
  element.append("… ", h("button.link", { type: "button", onclick: () => { expanded.add(message.version); hooks.redraw(); } }, t("expand")));
  return element;
}

function foot(bundle) {
  const [first] = bundle;
  return h("div.foot", {}, bundle.some((one) => one.edits?.length) ? h("span", {}, t("edited")) : null,
    h("time", { datetime: new Date(first.date * 1000).toISOString() }, timeOf(first.date * 1000)), first.ticks ? ticks(first) : null);
}

/** Under what the desk wrote they say what the desk was told; phones show them under one's own words only. */
function ticks({ ticks: state, by_bot: ofDesk }) {
  const words = ofDesk ? t("desk_knows", { state: t(`tick_${state}`) }) : t(`tick_${state}`);
  return h(`span.ticks.${state}`, { role: "img", "aria-label": words, title: words }, icon("ticks"));
}

function reactions(message, { viewer, react }) {
  const counts = new Map();
  for (const [actor, given] of Object.entries(message.reactions ?? {})) {
    for (const one of given) counts.set(one.emoji ?? "★", [...(counts.get(one.emoji ?? "★") ?? []), Number(actor)]);
  }
  if (!counts.size) return null;
  return h("div.reactions", {}, [...counts].map(([emoji, actors]) => h("button.reaction", {
    type: "button", tabindex: -1, class: actors.includes(viewer) ? "mine" : "", title: actors.map(nameOf).join(", "),
    "aria-label": `${emoji} ${actors.map(nameOf).join(", ")}`, onclick: () => react(message, actors.includes(viewer) ? null : emoji),
  }, emoji, actors.length > 1 ? h("span", {}, actors.length) : null)));
}

function keyboard(message, hooks) {
  const rows = message.reply_markup?.inline_keyboard;
  if (!rows?.length) return null;
  let number = 0;
  const waits = hooks.pressing?.(message);
  return h("div.keyboard", {}, rows.map((row) => h("div.keys", {}, row.map((button) => {
    const mine = ++number;
    return h("button.key", { type: "button", dataset: { focus: `key ${mine}` }, class: waits === mine ? "waiting" : "", "aria-busy": waits === mine ? "true" : "false",
      "aria-haspopup": button.list ? "dialog" : null, onclick: () => hooks.press(message, mine, button) }, button.list ? icon("list") : null, button.text, button.url ? " ↗" : "");
  }))));
}

// -- media

const address = (file) => `/files/${file.link ?? "telegram"}/${encodeURIComponent(file.file_unique_id)}`;

function mediaOf(bundle) {
  const pictures = bundle.filter((one) => one.photo || one.video);
  if (pictures.length > 1) return [h("div.album", { class: `of${Math.min(pictures.length, 10)}` }, pictures.map(mediaOne)), ...bundle.filter((one) => !pictures.includes(one)).map(mediaOne)];
  return bundle.map(mediaOne);
}

function mediaOne(message) {
  const found = Object.keys(DRAWN).find((kind) => message[kind]);
  const drawn = found ? DRAWN[found](message[found], message) : null;
  return drawn && message.has_media_spoiler ? covered(drawn) : drawn;
}

function covered(drawn) {
  const cover = h("button.cover", { type: "button", "aria-label": t("covered"), onclick: () => cover.remove() }, "◌");
  return h("div.covered", {}, drawn, cover);
}

const DRAWN = {
  photo: (sizes) => {
    const full = sizes.at(-1);
    return h("a.photo", { href: address(full), target: "_blank", rel: "noopener", tabindex: -1, style: full.width ? { "--shape": `${full.width} / ${full.height}` } : {} },
      h("img", { src: address(full), alt: t("m_photo"), loading: "lazy", width: full.width, height: full.height }));
  },
  sticker: (file) => h("img.sticker", { src: address(file), alt: t("m_sticker"), width: 160, height: 160 }),
  animation: (file) => h("video.video", { src: address(file), controls: true, loop: true, "aria-label": t("m_animation") }),
  video: (file) => h("video.video", { src: address(file), controls: true, preload: "metadata", "aria-label": t("m_video") }),
  video_note: (file) => h("video.video.round-video", { src: address(file), controls: true, "aria-label": t("m_video_note") }),
  voice: (file) => h("div.sound", {}, icon("voice"), h("audio", { src: address(file), controls: true, preload: "none", "aria-label": t("m_voice") })),
  audio: (file) => h("div.sound", {}, h("audio", { src: address(file), controls: true, preload: "none", "aria-label": file.file_name ?? t("m_audio") })),
  document: (file) => h("a.document", { href: address(file), download: file.file_name ?? "", "aria-label": t("download", { name: file.file_name ?? "" }) },
    h("span.sheet", {}, icon("file")), h("span", {}, h("b", {}, file.file_name ?? t("m_document")), file.file_size ? h("small", {}, sizeOf(file.file_size)) : null)),
  venue: (place) => located(place.location, `${place.title}, ${place.address}`),
  location: (place) => located(place, t("m_location")),
  contact: (one) => h("div.document", {}, h("span.sheet", {}, icon("phone")),
    h("span", {}, h("b", {}, [one.first_name, one.last_name].filter(Boolean).join(" ")), h("small", {}, one.phone_number))),
  poll: (poll) => h("div.document", {}, h("span", {}, h("b", {}, poll.question), h("small", {}, (poll.options ?? []).map((one) => one.text).join(" · ")))),
  dice: (dice) => h("div.dice", {}, `${dice.emoji ?? "🎲"} ${dice.value ?? ""}`),
};

function located(place, title) {
  const said = `${Number(place.latitude).toFixed(5)}, ${Number(place.longitude).toFixed(5)}`;
  return h("div.place", {}, h("div.map", { "aria-hidden": "true" }, icon("pin")), h("b", {}, title), h("small", {}, said));
}

