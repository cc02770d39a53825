// What a place with messages asks of Telegram: to write, correct, delete, react, press.

import { h, icon } from "./dom.js";
import { botOf, connection, isService, messagesOf, nameOf, world } from "./store.js";
import { t } from "./phrases.js";
import { tried } from "./surface.js";

const message = (place, { message_id: id }) => `/chats/${place.chat}/messages/${id}`;
const post = (path, value) => connection.telegram("POST", path, value);

/** A link to our own bot is opened as Telegram would. Returns the promise that it is, or null when it is none. */
function opened(viewer, url) {
  const bot = botOf();
  const found = /^https?:\/\/t\.me\/(\w+)(?:\?start=([\w-]+))?$/.exec(url);
  if (!found || found[1].toLowerCase() !== bot?.username?.toLowerCase()) return null;
  return post(`/chats/${viewer}/start`, { payload: found[2] ?? "" });
}

/** Every messenger of the page has these; `as` is the id of whoever does it, `place` is {chat, thread}. */
export const TELEGRAM = {
  reactions: ["👍", "❤", "🔥", "👏", "😁", "🤔", "👎"],
  files: ["photo", "file", "photo_sample", "album_sample", "file_sample", "voice_sample", "location", "sticker"],
  writer: nameOf,
  mayEdit: (one, as) => one.sender_id === as && (one.text || one.caption) && !isService(one),
  mayRemove: (one, as, place) => one.sender_id === as || place.thread === null,
  write: (place, as, fields) => post(`/chats/${place.chat}/messages`,
    { as, ...(place.thread === null || place.thread === 1 ? {} : { message_thread_id: place.thread }), ...fields }),
  edit: (place, as, one, text) => post(`${message(place, one)}/edit`, { as, text }),
  remove: (place, as, one) => post(`${message(place, one)}/delete`, { as }),
  react: (place, as, one, emoji) => post(`${message(place, one)}/react`, { as, emoji }),
  tap: (place, as, label) => post(`/chats/${place.chat}/tap`, { as, button: label }),
  opened,

  /** Resolves with {words, failed, url}: what is shown about the press, and where it leads. */
  async press(place, as, one, number) {
    const { answered, answer } = await post(`${message(place, one)}/press`, { as, button: number, wait_seconds: 8 });
    return answered ? { words: answer?.text, url: answer?.url } : { words: t("unanswered_press"), failed: true };
  },

  /** The rows of keys that hang below the field: the newest ones, unless they were taken away or used up by one tap. */
  keysBelow(messages) {
    const shown = messages.findLast((one) => one.by_bot && one.keyboard);
    if (!shown?.keyboard.keyboard) return [];
    const tapped = messages.some((one) => !one.by_bot && one.reply_to_message_id === shown.message_id);
    return shown.keyboard.one_time_keyboard && tapped ? [] : shown.keyboard.keyboard;
  },
};

/** What stands over the field of a private chat: that it was never started, or that the bot is blocked. */
export function privateNotice(person) {
  const act = (verb) => tried(connection.telegram("POST", `/chats/${person}/${verb}`, {}));
  if (world.chats.get(person)?.blocked) {
    return { sig: `blocked ${person}`, hides: true, nodes: () => [h("p", {}, icon("block"), t("blocked")),
      h("button.primary", { type: "button", onclick: () => act("unblock") }, t("unblock"))] };
  }
  if (messagesOf(person).size) return null;
  return { sig: `start ${person}`, hides: false, nodes: () => [h("p", {}, t("start_hint")),
    h("button.primary", { type: "button", onclick: () => act("start") }, t("start"))] };
}
