"""The launcher's own few words, Russian or English by the machine's language."""

from collections.abc import Mapping
from dataclasses import dataclass

_RUSSIAN = {
    "already_running": "Отклик уже запущен из этой папки ({owner}).\nВторой запуск испортил бы ему работу: "
    "остановите первый (Ctrl-C или kill -TERM) или задайте другой VAR_DIR.",
    "env_exposed": "Файл .env могут прочитать другие пользователи этой машины, а в нём пароли и ключи. "
    "Ничего не запущено. Наберите:\n  {line}",
    "var_of_another": "VAR_DIR: папка {folder} принадлежит пользователю {owner}: он может прочитать и изменить в ней "
    "всё. Ничего не запущено. Задайте другую папку или наберите от имени root:\n  chown -R {user} {folder}",
    "var_shared": "VAR_DIR: папка {folder} общая для всех пользователей этой машины. Ничего не запущено. "
    "Задайте отдельную папку, например {folder}/otklik",
    "disk_full": "На диске нет места: в папку {folder} ничего не записать. Жду, пока место появится.",
    "disk_read_only": "Диск доступен только для чтения: в папку {folder} ничего не записать. Жду.",
    "disk_again": "В папку {folder} снова можно писать.",
    "cannot_write": "В папку {folder} нельзя писать: {reason}. Задайте другой VAR_DIR или исправьте права.",
    "starting": "Отклик запускается: {names}",
    "leftovers": "Завершены процессы прошлого запуска: {pids}",
    "step_failed": "Шаг «{name}» не удался (код {code}). Ничего не запущено.",
    "after_failed": "Шаг «{name}» не удался (код {code}); остальное работает.",
    "waiting": "Ещё не готовы: {names}. Журналы: {logs}",
    "ready": "Готово за {seconds} с.",
    "trouble": "Неисправность: {trouble}",
    "crashed": "{name}: процесс завершился ({how}), запускаю снова.",
    "keeps_crashing": "{name}: завершается не первый раз (за минуту: {times}). Конец журнала {log}:",
    "supervisor_gone": "supervisord завершился ({how}), вместе с ним остановлены все процессы. "
    "Запустите make run ещё раз.",
    "stopping": "Останавливаю всё ({reason})…",
    "stopped": "Всё остановлено.",
    "killing": "Не остановились вовремя, завершаю принудительно.",
    "accounts_real": "Telegram: настоящий бот {bot} через {url}",
    "accounts_real_several": "Telegram: настоящие боты {bot} через {url}",
    "open_page": "Откройте в браузере: {url} — телефоны абонентов, группа сотрудников и часы",
    "open_page_of": "  {organisation}: {url}/?bot={bot}",
    "accounts_simulated": "Telegram: симулятор на {url} (в .env нет TELEGRAM_BOT_TOKEN)",
    "whatsapp_simulated": "WhatsApp: симулятор с номером {numbers}, на {url} (в .env нет WHATSAPP_TOKEN)",
    "whatsapp_real": "WhatsApp: настоящий номер, id {numbers}",
    "whatsapp_none": "WhatsApp нет: в .env нет WHATSAPP_TOKEN",
    "modem_simulated": "Модем: симулятор с номером {number}, управление на {url} (в .env нет GSM_MODEM_DEVICE)",
    "modem_real": "Модем: {devices}",
    "modem_none": "SMS и звонков нет: в .env нет GSM_MODEM_DEVICE",
    "try_chat": "Попробовать в другом окне: {command}",
    "try_modem": "  телефон без интернета: «:as галя», затем текст — это SMS, :ring — звонок",
    "move_clock": "Перевести часы вперёд, чтобы увидеть сроки: {command}",
    "redis_open": "Внимание: в REDIS_URL нет пароля. Кто дотянется до этого Redis, может остановить отправку и "
    "увидеть, кому идут сообщения. Задайте requirepass в Redis и пароль в REDIS_URL: redis://:ПАРОЛЬ@адрес:6379/0",
    "where_logs": "Журналы: {logs}",
    "how_to_stop": "Остановить: Ctrl-C",
    "first_run": "Симуляторы заселены:",
    "first_run_organisation": "Организация «{name}»:",
    "first_run_person": "  {name}: {role}",
    "first_run_group": "  группа «{title}», линия {desk}: {answer}",
    "first_run_head": "  руководитель линии {desk}: {answer}",
    "first_run_failed": "Симулятор заселить не удалось: {problem}",
    "role_requester": "пишет боту как абонент",
    "role_whatsapp": "пишут службе в WhatsApp",
    "role_agent": "отвечает в группе",
    "role_head": "руководитель, получает напоминания",
}

_ENGLISH = {
    "already_running": "Otklik already runs in this folder ({owner}).\nA second start would spoil its work: "
    "stop the first (Ctrl-C or kill -TERM) or set another VAR_DIR.",
    "env_exposed": "Other users of this machine may read .env, and it holds secrets. Nothing was started. Type:\n"
    "  {line}",
    "var_of_another": "VAR_DIR: {folder} belongs to the user {owner}, who could read and change everything in it. "
    "Nothing was started. Name another folder, or type as root:\n  chown -R {user} {folder}",
    "var_shared": "VAR_DIR: all users of this machine share {folder}. Nothing was started. "
    "Name a folder of its own, as {folder}/otklik",
    "disk_full": "The disk is full: nothing can be written to {folder}. Waiting for room.",
    "disk_read_only": "The disk is read-only: nothing can be written to {folder}. Waiting.",
    "disk_again": "{folder} can be written again.",
    "cannot_write": "{folder} can't be written: {reason}. Set another VAR_DIR, or mend its rights.",
    "starting": "Otklik starts: {names}",
    "leftovers": "Ended processes of an earlier run: {pids}",
    "step_failed": "The step “{name}” failed (exit status {code}). Nothing was started.",
    "after_failed": "The step “{name}” failed (exit status {code}); everything else works.",
    "waiting": "Not ready yet: {names}. Logs: {logs}",
    "ready": "Ready in {seconds} s.",
    "trouble": "Trouble: {trouble}",
    "crashed": "{name}: ended ({how}), starting it again.",
    "keeps_crashing": "{name}: keeps ending ({times} times in the last minute). The end of {log}:",
    "supervisor_gone": "supervisord ended ({how}) and every process with it. Start again with make run.",
    "stopping": "Stopping everything ({reason})…",
    "stopped": "Everything is stopped.",
    "killing": "Some did not stop in time: killing them.",
    "accounts_real": "Telegram: the real bot {bot} through {url}",
    "accounts_real_several": "Telegram: the real bots {bot} through {url}",
    "open_page": "Open in a browser: {url}: the phones, the staff group and the clock",
    "open_page_of": "  {organisation}: {url}/?bot={bot}",
    "accounts_simulated": "Telegram: a simulator at {url} (.env has no TELEGRAM_BOT_TOKEN)",
    "whatsapp_simulated": "WhatsApp: a simulator, number {numbers}, at {url} (.env has no WHATSAPP_TOKEN)",
    "whatsapp_real": "WhatsApp: the real number, id {numbers}",
    "whatsapp_none": "No WhatsApp: .env has no WHATSAPP_TOKEN",
    "modem_simulated": "Modem: a simulator, number {number}, controlled at {url} (.env has no GSM_MODEM_DEVICE)",
    "modem_real": "Modem: {devices}",
    "modem_none": "No SMS and no calls: .env has no GSM_MODEM_DEVICE",
    "try_chat": "Try it in another window: {command}",
    "try_modem": "  a phone without internet: “:as galya”, then words are an SMS and :ring is a call",
    "move_clock": "Move the clock forward to see deadlines: {command}",
    "redis_open": "Warning: REDIS_URL has no password. Whoever reaches that Redis can hold up what is sent and see "
    "whom messages go to. Set requirepass in Redis and the password in REDIS_URL: redis://:PASSWORD@host:6379/0",
    "where_logs": "Logs: {logs}",
    "how_to_stop": "Stop with Ctrl-C",
    "first_run": "The simulators are populated:",
    "first_run_organisation": "The organisation “{name}”:",
    "first_run_person": "  {name}: {role}",
    "first_run_group": "  the group “{title}”, desk {desk}: {answer}",
    "first_run_head": "  the head of {desk}: {answer}",
    "first_run_failed": "The simulator could not be populated: {problem}",
    "role_requester": "writes to the bot as a subscriber",
    "role_whatsapp": "write to the desk by WhatsApp",
    "role_agent": "answers in the group",
    "role_head": "the head, gets the escalations",
}


@dataclass(frozen=True)
class Speech:
    language: str

    def say(self, key: str, **facts: object) -> str:
        return self._phrases[key].format(**facts)

    @property
    def _phrases(self) -> Mapping[str, str]:
        return _RUSSIAN if self.language == "ru" else _ENGLISH


def speech_of(environment: Mapping[str, str]) -> Speech:
    """By LC_ALL, LC_MESSAGES, LANG, in the order in which the C library looks."""
    named = next((environment[key] for key in ("LC_ALL", "LC_MESSAGES", "LANG") if environment.get(key)), "")
    return Speech("ru" if named.lower().startswith("ru") else "en")
