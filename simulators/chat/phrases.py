"""What the terminal says, in Russian and English."""

import os

_PHRASES: dict[str, tuple[str, str]] = {
    "welcome": (
        "Симулятор Telegram: {url}. Пишите текст и нажимайте Enter; команды начинаются с двоеточия, :help — список.",
        "Simulated Telegram at {url}. Type and press Enter; commands start with a colon, :help lists them.",
    ),
    "welcome_modem": (
        "Модем {number}: «:as галя» или «:as +7916…» — телефон без интернета; текст — SMS, :ring — звонок.",
        "Modem {number}: “:as galya” or “:as +7916…” is a phone without internet: words are an SMS, :ring a call.",
    ),
    "no_modem": ("Симулятор модема ({url}) не отвечает.", "No simulated modem answers ({url})."),
    "you_phone": (
        "Теперь вы {name}, в руках телефон; SMS и звонки идут на {modem}.",
        "You are {name} with a phone now; texts and calls go to {modem}.",
    ),
    "only_a_phone": (
        "{name}: это телефон без интернета, он умеет только SMS, :ring, :report и :history.",
        "{name}: a phone without internet can only text, :ring, :report and :history.",
    ),
    "no_phone": (
        "Сначала возьмите телефон: «:as галя» или «:as +7916…».",
        "Take a phone first: “:as galya” or “:as +7916…”.",
    ),
    "withheld_number": ("номер скрыт", "number withheld"),
    "phone_of": ("{name} ⇄ модем {modem}", "{name} ⇄ modem {modem}"),
    "sms_from_phone": ("{name} ({at}, SMS: {parts}):", "{name} ({at}, SMS: {parts}):"),
    "sms_to_phone": ("Модем ({at}, SMS: {parts}):", "Modem ({at}, SMS: {parts}):"),
    "not_text": ("[не текст]", "[not a text]"),
    "call_ringing": ("{name}: звонит", "{name}: rings"),
    "call_rejected": ("{name}: звонок сброшен модемом", "{name}: the modem rejected the call"),
    "call_answered": ("{name}: модем снял трубку", "{name}: the modem answered"),
    "call_missed": ("{name}: никто не ответил", "{name}: nobody answered"),
    "modem_ringing": (
        "{name}: звонит модем… :answer — ответить, :reject — сбросить",
        "{name}: the modem rings… :answer or :reject",
    ),
    "modem_answered": ("{name}: трубка снята", "{name}: picked up"),
    "modem_over_modem": ("{name}: модем положил трубку", "{name}: the modem hung up"),
    "modem_over_phone": ("{name}: звонок модема сброшен", "{name}: hung up on the modem"),
    "modem_over_network": ("{name}: связь прервалась", "{name}: the line went dead"),
    "nobody_calls": ("На этот телефон никто не звонит.", "Nobody rings this phone."),
    "reports_sent": ("Отчётов отправлено: {count}", "Reports sent: {count}"),
    "unreachable": (
        "Симулятор Telegram по адресу {url} не отвечает. Запустите его: make run",
        "No simulated Telegram answers at {url}. Start it with: make run",
    ),
    "lost": ("Связь с симулятором потеряна.", "The simulator has gone."),
    "nobody": (
        "Людей ещё нет. Создайте первого: :new Анна",
        "There is nobody yet. Make the first person: :new Anna",
    ),
    "you_are": ("Теперь вы {name}, место: {place}.", "You are {name} now, in: {place}."),
    "people": ("Люди:", "People:"),
    "places": ("Чаты:", "Chats:"),
    "topics": ("Темы группы «{group}»:", "Topics of “{group}”:"),
    "no_topics": ("Тем пока нет.", "No topics yet."),
    "closed": ("закрыта", "closed"),
    "private": ("личный чат с ботом", "private chat with the bot"),
    "private_of": ("{name} ⇄ бот", "{name} ⇄ bot"),
    "topic_place": ("{group} › {topic} (тема {number})", "{group} › {topic} (topic {number})"),
    "no_such": ("Не нашлось: {what}", "Not found: {what}"),
    "no_buttons": ("Здесь нет сообщения с кнопками.", "No message with buttons here."),
    "no_number": ("Нет сообщения с номером {number}.", "No message has the number {number}."),
    "usage": ("Нужно так: {usage}", "Use it like this: {usage}"),
    "unknown": (
        "Нет такой команды: {command}. :help — список команд.",
        "No such command: {command}. :help lists them.",
    ),
    "link": ("Эта кнопка открывает ссылку: {url}", "This button opens a link: {url}"),
    "pressed": ("{name} нажимает «{label}»", "{name} presses “{label}”"),
    "unanswered": ("бот не ответил на нажатие", "the bot has not answered the press"),
    "answer": ("бот в ответ на нажатие: {text}", "the bot answers the press: {text}"),
    "edited": ("изменено", "edited"),
    "deleted": ("сообщение [{number}] удалено", "message [{number}] was deleted"),
    "reaction": ("{name}: {emoji} на [{number}]", "{name}: {emoji} on [{number}]"),
    "no_reaction": ("{name} убирает реакцию с [{number}]", "{name} takes the reaction off [{number}]"),
    "topic_created": ("создана тема «{name}»", "topic “{name}” created"),
    "topic_edited": ("тема переименована: «{name}»", "topic renamed: “{name}”"),
    "topic_closed": ("тема закрыта", "topic closed"),
    "topic_reopened": ("тема снова открыта", "topic reopened"),
    "topic_deleted": ("тема удалена", "topic deleted"),
    "joined": ("в группе: {names}", "joined: {names}"),
    "left": ("больше не в группе: {name}", "left: {name}"),
    "upgraded": ("группа получила новый номер", "the group has a new id"),
    "pinned": ("сообщение закреплено", "message pinned"),
    "blocked": ("{name} блокирует бота", "{name} blocks the bot"),
    "unblocked": ("{name} разблокирует бота", "{name} unblocks the bot"),
    "photo": ("фото {width}×{height}", "photo {width}×{height}"),
    "document": ("файл {name}", "file {name}"),
    "other_media": ("[{kind}]", "[{kind}]"),
    "in_reply": ("в ответ на [{number}]", "in reply to [{number}]"),
    "in_reply_elsewhere": ("в ответ на сообщение: {name}", "in reply to a message of {name}"),
    "quoting": ("«{words}»", "“{words}”"),
    "forwarded": ("переслано от: {name}", "forwarded from {name}"),
    "covered": ("скрыто", "covered"),
    "clock": ("На часах симулятора: {now}", "The simulator's clock: {now}"),
}

_HELP_RU = """\
  текст                 написать туда, где вы сейчас; /start, /my и другие команды бота — как есть
  :as ИМЯ               писать от имени этого человека     :new ИМЯ [ФАМИЛИЯ]  новый человек
  :people  :chats       кто есть, какие чаты есть           :topics             темы группы
  :private              личный чат с ботом                  :group [НАЗВАНИЕ]   общая часть группы
  :topic [N | СЛОВО]    тема по номеру или части названия; без слова — самая новая
  :as +7916…  :as галя  телефон без интернета: дальше текст — SMS на номер модема
  :ring [N] [скрыто]    с него позвонить (N гудков)         :report РЕЖИМ       отчёты о доставке на этот телефон:
                        delivered failed withheld trying twice reversed; send — отправить задержанные
  :answer  :reject      ответить модему, который звонит на этот телефон, или сбросить
  :press N              нажать кнопку N (на последнем сообщении с кнопками); :press M.N — на сообщении [M]
  :reply M ТЕКСТ        ответить на сообщение [M]           :edit M ТЕКСТ       исправить своё
  :react M 👍           реакция, без знака — снять          :delete M           удалить
  :photo ФАЙЛ [ПОДПИСЬ] :file ФАЙЛ [ПОДПИСЬ] :album ФАЙЛ ФАЙЛ…
  :start [КОД]          открыть бота по ссылке с кодом      :block  :unblock    заблокировать бота
  :close  :reopen  :drop   закрыть, открыть, удалить тему, в которой вы находитесь
  :history [N]          последние сообщения этого места     :clock +2h          сдвинуть часы симулятора (d h m s)
  :wait СЕКУНДЫ         подождать (для сценариев)           :help  :quit        список, выход"""

_HELP_EN = """\
  text                  write where you are; /start, /my and the bot's other commands go as they are
  :as NAME              type as this person                 :new NAME [SURNAME] a new person
  :people  :chats       who and what there is               :topics             topics of the group
  :private              private chat with the bot           :group [TITLE]      the group outside topics
  :topic [N | WORD]     a topic by number or part of its name; alone: the newest
  :as +7916…  :as galya a phone without internet: then words are an SMS to the modem's number
  :ring [N] [hidden]    ring from it (N times)              :report MODE        delivery reports for this phone:
                        delivered failed withheld trying twice reversed; send — those held back
  :answer  :reject      take the call when the modem rings this phone, or reject it
  :press N              press button N (of the last message with buttons); :press M.N — of message [M]
  :reply M TEXT         reply to message [M]                :edit M TEXT        correct your own
  :react M 👍           react; without a sign: take it off  :delete M           delete
  :photo FILE [CAPTION] :file FILE [CAPTION] :album FILE FILE…
  :start [CODE]         open the bot by a link with a code  :block  :unblock    block the bot
  :close  :reopen  :drop   close, reopen, delete the topic you are in
  :history [N]          the latest messages of this place   :clock +2h          move the simulator's clock (d h m s)
  :wait SECONDS         wait (for scripts)                  :help  :quit        this list, leave"""


class Phrases:
    def __init__(self, language: str | None) -> None:
        """language: ru, en, or None for the terminal's own."""
        asked = language or os.environ.get("LC_ALL") or os.environ.get("LANG") or "en"
        self.language = "ru" if asked.startswith("ru") else "en"

    def say(self, key: str, **facts: object) -> str:
        return _PHRASES[key][0 if self.language == "ru" else 1].format(**facts)

    @property
    def help(self) -> str:
        return _HELP_RU if self.language == "ru" else _HELP_EN
