// A message of the simulated WhatsApp in the shape that message.js draws. Pure.

import { t } from "./phrases.js";
import { unmarked } from "./whatsappwords.js";

export const personKey = (id) => `w${id}`;
export const numberKey = (id) => `n${id}`;
/** The chat of one person with one number of the desk, among all chats of the page. */
export const chatKey = (number, person) => `w${person}@${number}`;

/** place: which message of its chat it is, from 1. find(wamid): the place of another one. */
export function drawn(wire, place, find) {
  const { type, number, person_id: person, by_business: ofDesk, context } = wire;
  const [desk, own] = [numberKey(number), personKey(person)];
  const state = ofDesk ? wire.status : wire.read ? "read" : "delivered";
  return {
    message_id: place, wamid: wire.id, date: wire.timestamp, by_bot: ofDesk, sender_id: ofDesk ? desk : own,
    ticks: state,
    version: [wire.id, state, JSON.stringify(wire.reactions)].join(" "),
    reply_to_message_id: context?.id || context?.message_id ? find(context.id ?? context.message_id) : undefined,
    reactions: reactionsOf(wire.reactions ?? {}, { business: desk, person: own }),
    ...(LOOKS[type] ?? other)(wire.content[type] ?? {}, wire),
  };
}

const reactionsOf = (given, actors) => Object.fromEntries(Object.entries(given).filter(([, emoji]) => emoji).map(([who, emoji]) => [actors[who], [{ emoji }]]));

const file = (own) => ({ link: "whatsapp", file_unique_id: own.id, file_name: own.filename });

function captioned(own) {
  if (!own.caption) return {};
  const { text, entities } = unmarked(own.caption);
  return { caption: text, caption_entities: entities };
}

const LOOKS = {
  text: (own) => unmarked(own.body ?? ""),
  image: (own) => ({ photo: [file(own)], ...captioned(own) }),
  video: (own) => ({ video: file(own), ...captioned(own) }),
  audio: (own) => (own.voice ? { voice: file(own) } : { audio: file(own) }),
  document: (own) => ({ document: file(own), ...captioned(own) }),
  sticker: (own) => ({ sticker: file(own) }),
  location: (own) => (own.name ? { venue: { location: own, title: own.name, address: own.address ?? "" } } : { location: own }),
  contacts: (own) => ({ contact: contactOf([own].flat()[0] ?? {}) }),
  button: (own) => ({ text: own.text ?? "" }),
  interactive,
  template: (own, wire) => ({ ...unmarked(wire.text), template: own.name, reply_markup: { inline_keyboard: wire.buttons.map((one) => [{ text: one.title, id: one.id }]) } }),
  system: () => ({ service: t("s_phone_changed") }),
};

const other = (own, wire) => ({ text: wire.text || `[${wire.type}]` });

function contactOf({ name = {}, phones = [] }) {
  return { first_name: name.formatted_name ?? name.first_name ?? "", phone_number: phones[0]?.phone ?? phones[0]?.wa_id ?? "" };
}

/** What was chosen by the person, or what the desk offers: buttons below the message, or one that opens a list. */
function interactive(own) {
  const chosen = own.button_reply ?? own.list_reply;
  if (chosen) return { text: chosen.title };
  const headline = own.header?.type === "text" ? `*${own.header.text}*\n` : "";
  const { action = {} } = own;
  const rows = action.sections ? [[{ text: action.button, list: action.sections }]]
    : (action.buttons ?? []).map((one) => [{ text: one.reply?.title ?? "", id: one.reply?.id }]);
  const link = action.parameters?.url ? [[{ text: action.parameters.display_text, url: action.parameters.url }]] : [];
  return { ...headed(own.header), ...unmarked(headline + (own.body?.text ?? "")), footer: own.footer?.text, reply_markup: { inline_keyboard: [...rows, ...link] } };
}

/** A picture or a document above the words. */
function headed(header) {
  const kind = ["image", "video", "document"].find((one) => header?.type === one);
  return kind ? LOOKS[kind]({ ...header[kind], caption: undefined }) : {};
}
