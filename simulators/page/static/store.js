// What is known of the simulators, kept up to date by their news. Panes read it; only this file and the feeds change it.

import { Connection } from "./socket.js";

const SERVICE = ["forum_topic_created", "forum_topic_edited", "forum_topic_closed", "forum_topic_reopened",
  "new_chat_members", "left_chat_member", "new_chat_title", "migrate_to_chat_id", "migrate_from_chat_id",
  "service", "pinned_message", "group_chat_created", "supergroup_chat_created"];
const INSIDE = ["creator", "administrator", "member", "restricted"];
const TYPING_MS = 5000;
const READ_KEY = "otklik.read";
const PHONES_KEY = "otklik.phones";

export const GENERAL = 1;

export const world = {
  connected: null, // null: not yet
  loaded: false,
  links: { telegram: null, modem: undefined, whatsapp: undefined }, // undefined: there is none
  persons: new Map(),
  names: new Map(), // of who is neither a person nor a bot of Telegram, by their key
  bots: new Map(),
  chats: new Map(),
  messages: new Map(), // chat id → Map of message id → message
  topics: new Map(), // chat id → Map of thread id → topic
  typing: new Map(), // chat id → until when
  modem: null,
  phones: new Map(Object.entries(stored(PHONES_KEY, {}))), // number → name
  calls: new Map(), // number → Map of call id → event
  texts: new Map(), // number → events of SMS in both directions
  sent: new Map(), // message id → what left the modem, with its reports
  hasClock: false,
  clock: null,
  walking: null,
  walkedFrom: null,
};

const read = new Map(Object.entries(stored(READ_KEY, {})));
const listeners = new Set();
const watchers = new Set();
let planned = false;
let stamp = 0;

export const connection = new Connection(heard, (connected) => {
  world.connected = connected;
  if (!connected) world.loaded = false;
  changed();
});

const asked = new URLSearchParams(location.search).get("bot");

/** The bot that the phones write to: the first one, or that of the address (?bot=number or name). */
export function botOf() {
  const bots = [...world.bots.values()];
  return bots.find((bot) => [String(bot.id), bot.username].includes(asked)) ?? bots[0];
}

/** Private chats with other bots have message numbers of their own, and other bots' groups are other organisations'. */
function ofOurBot(chats) {
  const bot = botOf();
  return chats.filter((chat) => world.bots.size < 2 || (chat.bot_id ? chat.bot_id === bot.id : chat.members.some((one) => one.user.id === bot.id)));
}

/** A simulator by its name: load() asks for all that there is, take(event) hears what happens. */
const feeds = new Map([
  ["telegram", { load: loadTelegram, take: telegramEvent }],
  ["modem", { load: loadModem, take: modemEvent }],
]);

export function feed(name, source) { feeds.set(name, source); }

/** draw() is called after something changed, at most once a frame. */
export function onChange(draw) { listeners.add(draw); }

/** watch(event) hears what happens from now on: `{from, event}` of a simulator, as it comes. */
export function onNews(watch) { watchers.add(watch); }

export function changed() {
  if (planned) return;
  planned = true;
  const later = document.hidden ? (draw) => setTimeout(draw, 50) : requestAnimationFrame;
  later(() => { planned = false; for (const draw of listeners) draw(); });
}

function stored(key, otherwise) {
  try { return JSON.parse(localStorage.getItem(key)) ?? otherwise; } catch { return otherwise; }
}

export function remember(key, value) {
  try { localStorage.setItem(key, JSON.stringify(value)); } catch { /* a private window: forgotten at its end */ }
}

export function recall(key, otherwise) { return stored(key, otherwise); }

// -- coming in

let tail = Promise.resolve();

/** One after the other: what waits for an answer must not be overtaken by what came later. */
function heard(news) {
  tail = tail.then(() => take(news)).catch((error) => console.error(error));
}

async function take(news) {
  if (news.from === "telegram" && news.event.chat_id > 0 && news.event.bot_id !== botOf()?.id) return;
  if (news.hello) await load(news.hello);
  else if ("link" in news) await linkChanged(news);
  else if ("clock" in news) { world.clock = news.clock; }
  else if ("walking" in news) {
    world.walking = news.walking;
    world.walkedFrom = news.walking ? world.clock?.ahead_seconds ?? 0 : null;
  } else if (news.modem) world.modem = news.modem;
  else if (news.sent) news.sent.forEach(keepSent);
  else if (news.from) await feeds.get(news.from)?.take(news.event);
  if (news.event) for (const watch of watchers) watch(news);
  changed();
}

async function linkChanged({ link, up }) {
  const back = up && world.links[link] === false;
  world.links[link] = up;
  if (up && (back || !world.loaded)) await feeds.get(link)?.load();
}

async function load(hello) {
  world.hasClock = hello.clock;
  world.clock = hello.face;
  world.links = { modem: undefined, whatsapp: undefined, ...hello.links };
  await Promise.allSettled([...feeds].filter(([name]) => hello.links[name]).map(([, source]) => source.load()));
}

async function loadTelegram() {
  try {
    const [{ bots }, { persons }, { chats }] = await Promise.all(
      ["/bots", "/persons", "/chats"].map((path) => connection.telegram("GET", path)));
    world.bots = new Map(bots.map((bot) => [bot.id, bot]));
    connection.bot = botOf()?.id;
    world.persons = new Map(persons.map((person) => [person.id, person]));
    world.chats = new Map(ofOurBot(chats).map((chat) => [chat.id, chat]));
    await Promise.all([...world.chats.keys()].map((id) => loadChat(id)));
    world.loaded = true;
  } catch (error) { console.warn("could not load", error); }
  changed();
}

async function loadChat(id) {
  const { messages } = await connection.telegram("GET", `/chats/${id}/messages`);
  world.messages.set(id, new Map(messages.map((message) => [message.message_id, stamped(message)])));
  if (id < 0) await loadTopics(id);
}

async function loadTopics(id) {
  const { topics } = await connection.telegram("GET", `/chats/${id}/topics`);
  world.topics.set(id, new Map(topics.filter((topic) => !topic.deleted).map((topic) => [topic.message_thread_id, topic])));
}

async function loadModem() {
  try {
    const [state, { events }, { sent }] = await Promise.all(
      ["/state", "/events?after=0", "/sent"].map((path) => connection.modem("GET", path)));
    world.modem = state;
    world.texts.clear();
    world.calls.clear();
    sent.forEach(keepSent);
    events.forEach(modemEvent);
  } catch (error) { console.warn("could not load", error); }
  changed();
}

const stamped = (message) => ({ ...message, version: ++stamp });

async function telegramEvent(event) {
  const id = event.chat_id;
  const messages = id === undefined ? null : messagesOf(id);
  if (event.event === "message" || event.event === "edited") {
    await acquaint(id);
    // an event tells of reactions as they are now: what is shown is always the newest
    messages.set(event.message.message_id, stamped(event.message));
    world.typing.delete(id);
    if (SERVICE.slice(0, 4).some((name) => name in event.message)) await loadTopics(id);
    else if (SERVICE.slice(4, 9).some((name) => name in event.message)) await loadChats();
  } else if (event.event === "deleted") messages.delete(event.message_id);
  else if (event.event === "reaction") {
    const message = messages.get(event.message_id);
    if (message) messages.set(event.message_id, stamped({ ...message, reactions: { ...message.reactions, [event.actor_id]: event.reaction } }));
  } else if (event.event === "topic_deleted") {
    world.topics.get(id)?.delete(event.message_thread_id);
    for (const message of messages.values()) if (message.message_thread_id === event.message_thread_id) messages.delete(message.message_id);
  } else if (event.event === "blocked" || event.event === "unblocked") {
    const chat = world.chats.get(id);
    if (chat) world.chats.set(id, { ...chat, blocked: event.event === "blocked" });
  } else if (event.event === "chat_action") {
    world.typing.set(id, Date.now() + TYPING_MS);
    setTimeout(changed, TYPING_MS + 50);
  } else if (["person", "group", "member", "upgraded"].includes(event.event)) await loadChats();
}

async function acquaint(id) {
  if (!world.chats.has(id)) await loadChats();
  const chat = world.chats.get(id);
  if (chat && id > 0 && !chat.started) world.chats.set(id, { ...chat, started: true });
}

async function loadChats() {
  const [{ persons }, { chats }] = await Promise.all(["/persons", "/chats"].map((path) => connection.telegram("GET", path)));
  world.persons = new Map(persons.map((person) => [person.id, person]));
  const fresh = ofOurBot(chats).filter((chat) => !world.chats.has(chat.id));
  world.chats = new Map(ofOurBot(chats).map((chat) => [chat.id, chat]));
  await Promise.all(fresh.map((chat) => loadChat(chat.id)));
}

function keepSent(message) {
  world.sent.set(message.id, { ...message, version: ++stamp });
}

function modemEvent(event) {
  if (event.event === "call_from_phone" || event.event === "call_to_phone") {
    if (!event.phone) return;
    const calls = world.calls.get(event.phone) ?? new Map();
    calls.set(event.call, { ...calls.get(event.call), ...event, version: ++stamp });
    world.calls.set(event.phone, calls);
  } else {
    const texts = world.texts.get(event.phone) ?? [];
    if (!texts.some((known) => known.id === event.id)) texts.push(event);
    world.texts.set(event.phone, texts);
  }
  if (event.phone && /^\+\d+$/.test(event.phone) && !world.phones.has(event.phone)) keepPhone(event.phone, "");
}

export function keepPhone(number, name) {
  world.phones.set(number, name);
  remember(PHONES_KEY, Object.fromEntries(world.phones));
  changed();
}

// -- looking

export function messagesOf(chat) {
  if (!world.messages.has(chat)) world.messages.set(chat, new Map());
  return world.messages.get(chat);
}

/** Of one place: a private chat (thread null), a topic, or what stands outside all topics (GENERAL). */
export function messagesIn({ chat, thread }) {
  const all = [...messagesOf(chat).values()];
  if (thread === null) return all;
  return all.filter((message) => (message.message_thread_id ?? GENERAL) === thread);
}

export const isService = (message) => SERVICE.some((name) => name in message);
export const placeKey = ({ chat, thread }) => `${chat}:${thread ?? ""}`;

export function nameOf(id) {
  if (world.names.has(id)) return world.names.get(id);
  const person = world.persons.get(Number(id)) ?? world.bots.get(Number(id));
  return person ? [person.first_name, person.last_name].filter(Boolean).join(" ") : "?";
}

export function groups() {
  return [...world.chats.values()].filter((chat) => chat.id < 0 && !chat.migrated_to);
}

/** Persons of the group, its creator first. */
export function staffOf(group) {
  return (group?.members ?? []).filter((member) => INSIDE.includes(member.status) && !member.user.is_bot).map((member) => member.user);
}

export function requesters() {
  const staff = new Set(groups().flatMap((group) => staffOf(group).map((person) => person.id)));
  return [...world.persons.values()].filter((person) => !staff.has(person.id));
}

export function isTyping(chat) { return (world.typing.get(chat) ?? 0) > Date.now(); }

/** What a phone shows, in order: `{id, at, event, …}`. */
export function phoneLog(number) {
  const calls = [...(world.calls.get(number)?.values() ?? [])];
  return [...(world.texts.get(number) ?? []), ...calls].sort((a, b) => a.id - b.id);
}

/** What goes on now: this phone rings the desk, or the desk rings it. */
export function callOf(number) {
  return [...(world.calls.get(number)?.values() ?? [])].findLast((call) => !call.over);
}

/** The organisation's time, in milliseconds. */
export function now() { return Date.now() + (world.clock?.rehearsal ? world.clock.ahead_seconds * 1000 : 0); }

export function timeZone() { return world.clock?.timezone; }

// -- what was read

export function markRead(key, last) {
  if ((read.get(key) ?? 0) >= last) return;
  read.set(key, last);
  remember(READ_KEY, Object.fromEntries(read));
  changed();
}

export function unread(place, viewer) {
  const seen = read.get(placeKey(place)) ?? 0;
  return messagesIn(place).filter((message) => message.message_id > seen && message.sender_id !== viewer && !isService(message)).length;
}

export function unreadOnPhone(number) {
  const seen = read.get(number) ?? 0;
  return (world.texts.get(number) ?? []).filter((event) => event.id > seen && event.event === "sms_to_phone").length;
}
