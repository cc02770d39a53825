// What is known of the simulated WhatsApp: who has it, the desk's numbers and templates, the chats; and what may be done in a chat.

import { h } from "./dom.js";
import { t } from "./phrases.js";
import { changed, connection, feed, messagesOf, nameOf, recall, remember, world } from "./store.js";
import { dialog, tried } from "./surface.js";
import { chatKey, drawn, numberKey, personKey } from "./whatsapplook.js";

const NUMBER_KEY = "otklik.whatsapp";
const TYPING_MS = 25_000; // as long as WhatsApp shows it
const DAY_S = 86_400;
const ON_THE_PHONE = ["delivered", "read", "played"];

export const whatsapp = {
  persons: new Map(), // id → as the simulator has it
  numbers: new Map(), // id → the same
  wires: new Map(), // chat key → Map of wamid → message as the simulator has it, in the order in which they came
  heard: new Map(), // chat key → when the person last wrote, in seconds
};

const ask = (verb, path, value) => connection.whatsapp(verb, path, value);
const chosen = new Map(Object.entries(recall(NUMBER_KEY, {}))); // person id → number id

/** Which number of the desk a person writes to. */
export function numberOf(person) {
  const wanted = chosen.get(String(person));
  return whatsapp.numbers.has(wanted) ? wanted : [...whatsapp.numbers.keys()][0];
}

export function chooseNumber(person, number) {
  chosen.set(String(person), number);
  remember(NUMBER_KEY, Object.fromEntries(chosen));
  changed();
}

export const placeOf = (person, number = numberOf(person)) => ({ chat: chatKey(number, person), thread: null, number, person });
export const shownNumber = (number) => `+${whatsapp.numbers.get(number)?.display ?? ""}`;

export const digitsOf = (number) => String(number ?? "").replace(/\D/g, "");
export const isBlocked = (person, number) => (person.blocks ?? []).includes(number);

/** When the 24 hours end in which the desk may write without a template, in milliseconds; null: the person never wrote. */
export function windowEnd({ chat }) {
  return whatsapp.heard.has(chat) ? (whatsapp.heard.get(chat) + DAY_S) * 1000 : null;
}

// -- coming in

feed("whatsapp", { load, take });

async function load() {
  try {
    const [{ numbers }, { persons }, { chats }] = await Promise.all(["/numbers", "/persons", "/chats"].map((path) => ask("GET", path)));
    whatsapp.numbers = new Map(numbers.map((one) => [one.id, one]));
    for (const one of numbers) world.names.set(numberKey(one.id), one.verified_name);
    whatsapp.persons.clear();
    persons.forEach(know);
    const said = await Promise.all(chats.map(({ number, person }) => ask("GET", `/persons/${person.id}/messages?number=${number}`)));
    for (const chat of whatsapp.wires.keys()) messagesOf(chat).clear();
    for (const known of [whatsapp.wires, whatsapp.heard]) known.clear();
    said.flatMap(({ messages }) => messages).forEach(keep);
  } catch (error) { console.warn("could not load", error); }
  changed();
}

function know(person) {
  whatsapp.persons.set(person.id, person);
  world.names.set(personKey(person.id), person.name);
}

function wiresOf(chat) {
  if (!whatsapp.wires.has(chat)) whatsapp.wires.set(chat, new Map());
  return whatsapp.wires.get(chat);
}

/** A reaction is drawn where it was set; what has not reached the phone is not drawn. */
function keep(wire) {
  const chat = chatKey(wire.number, wire.person_id);
  if (!wire.by_business && wire.type !== "system") whatsapp.heard.set(chat, Math.max(wire.timestamp, whatsapp.heard.get(chat) ?? 0));
  if (wire.type === "reaction") return;
  const wires = wiresOf(chat);
  // numbered as they came to the phone: their own ids say nothing about order
  const place = wires.get(wire.id)?.place ?? (!wire.by_business || ON_THE_PHONE.includes(wire.status) ? messagesOf(chat).size + 1 : undefined);
  wires.set(wire.id, { ...wire, place });
  if (place) messagesOf(chat).set(place, drawn(wire, place, (id) => wires.get(id)?.place));
}

async function take(event) {
  if (event.event === "person") know(event);
  else if (event.event === "typing") {
    world.typing.set(chatKey(event.number, event.person_id), Date.now() + TYPING_MS);
    setTimeout(changed, TYPING_MS + 50);
  } else if ("by_business" in event) {
    if (!whatsapp.numbers.has(event.number) || !whatsapp.persons.has(event.person_id)) await load();
    if (event.by_business && event.event === "message") world.typing.delete(chatKey(event.number, event.person_id));
    keep(event);
    if (event.event === "read") readBefore(event);
  }
}

/** The desk has read all that stands above this message too. */
function readBefore({ number, person_id: person, id }) {
  for (const wire of wiresOf(chatKey(number, person)).values()) {
    if (wire.id === id) return;
    if (!wire.by_business && !wire.read) keep({ ...wire, read: true });
  }
}

// -- what a person does

/** The key of the new phone; null when there is none, and the page said why. */
export async function newWhatsApp(fields) {
  let person = null;
  if (!await tried(ask("POST", "/persons", fields).then((answer) => { person = answer; }))) return null;
  know(person);
  return personKey(person.id);
}

export const changePerson = (person, fields) => ask("PATCH", `/persons/${person.id}`, fields).then(know);
export const changePhone = (person, phone) => ask("POST", `/persons/${person.id}/phone`, { phone }).then(know);
export const setBlocked = (person, number, blocked) => ask("POST", `/persons/${person.id}/${blocked ? "block" : "unblock"}`, { number }).then((chat) => know(chat.person));

const reading = new Set();

/** Blue ticks for all that the desk wrote here. */
export function readAll({ chat, number, person }) {
  const due = [...wiresOf(chat).values()].some((wire) => wire.by_business && wire.status === "delivered");
  if (!due || reading.has(chat)) return;
  reading.add(chat);
  ask("POST", `/persons/${person}/read`, { number }).catch(() => null).finally(() => reading.delete(chat));
}

/** Kinds of files by what Telegram calls them. */
const KINDS = { photo: "image", document: "document", voice: "voice", audio: "audio", video: "video", sticker: "sticker", location: "location" };
const FILE = ["file_name", "mime_type", "content_base64", "latitude", "longitude"];

function asked({ chat, number }, fields) {
  const kind = Object.keys(KINDS).find((name) => fields[name]);
  const file = kind && { [KINDS[kind]]: Object.fromEntries(FILE.filter((name) => name in fields[kind]).map((name) => [name, fields[kind][name]])) };
  const { wamid } = messagesOf(chat).get(fields.reply_to_message_id) ?? {};
  return { number, ...(file ?? { text: fields.text }), ...(fields.caption ? { caption: fields.caption } : {}), ...(wamid ? { reply_to: wamid } : {}) };
}

/** What telegramline.js says that every messenger has. */
export const LINE = {
  reactions: ["👍", "❤️", "😂", "😮", "😢", "🙏"],
  files: ["photo", "file", "photo_sample", "file_sample", "voice_sample", "location", "sticker"],
  writer: nameOf,
  mayEdit: () => false,
  mayRemove: () => false,
  opened: () => null,
  keysBelow: () => [],
  async write(place, as, fields) {
    for (const part of fields.album ?? [fields]) await ask("POST", `/persons/${place.person}/messages`, asked(place, { ...part, reply_to_message_id: fields.reply_to_message_id }));
  },
  react: ({ person }, as, { wamid }, emoji) => ask("POST", `/persons/${person}/react`, { message_id: wamid, emoji: emoji ?? "" }),

  async press({ person }, as, { wamid }, number, button) {
    if (!button.list) await ask("POST", `/persons/${person}/press`, { message_id: wamid, button: button.id });
    else {
      const row = await chosenRow(button);
      if (row !== null) await ask("POST", `/persons/${person}/choose`, { message_id: wamid, row });
    }
    return {};
  },
};

/** Resolves with the id of the row that was chosen, or null when the sheet was closed. */
function chosenRow({ text, list }) {
  return new Promise((resolve) => {
    let chosen = null;
    const row = (one, close) => h("button.row", { type: "button", onclick: () => { chosen = one.id; close(); } }, h("b", {}, one.title), one.description ? h("small", {}, one.description) : null);
    const sheet = dialog(text || t("choose_row"), (close) => h("div.rows", {}, list.map((section) => [section.title ? h("h3", {}, section.title) : null, ...section.rows.map((one) => row(one, close))])));
    sheet.addEventListener("close", () => resolve(chosen));
  });
}
