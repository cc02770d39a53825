"""Whose account each one is: what the settings say, held against the organisations that were adopted."""

from collections.abc import Mapping, Sequence

from models.errors import OtklikError
from models.rules.desk.setting_names import REGULATION_FILE, NamedAccount, named, setting_key
from models.rules.texts.problems import near_word


class BotsRefused(OtklikError):
    """Nobody can say whose a bot, a number or a file of the settings is. words: for the administrator."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self.words = words

    def __str__(self) -> str:
        return self.words


def bot_owners(
    bots: Sequence[NamedAccount],
    organisations: Sequence[str],
    *,
    served: Mapping[str, str],
    in_file: str | None,
    several: bool = False,
) -> dict[str, str]:
    """By account, the id of its organisation.

    organisations: ids of those that were adopted. served: by account, whom each bot served until now. in_file: what
    REGULATION_FILE calls its organisation. several: an organisation may have more than one.
    Raises BotsRefused.
    """
    by_key = by_setting_key(organisations)
    owners = {bot.account: _of_suffix(bot, by_key) for bot in bots if bot.key}
    others = [one for one in organisations if one not in owners.values()]
    for bot in bots:
        if not bot.key:
            owners[bot.account] = _of_plain_name(bot, others, organisations, served, in_file)
    if not several:
        _one_each(bots, owners)
    return owners


def by_setting_key(organisations: Sequence[str]) -> dict[str, str]:
    """Raises BotsRefused when two of them would be called alike in the settings."""
    by_key: dict[str, str] = {}
    for organisation in organisations:
        key = setting_key(organisation)
        if key in by_key:
            raise BotsRefused(
                f"The organisations {by_key[key]} and {organisation} would both be called {key} in the settings."
            )
        by_key[key] = organisation
    return by_key


def _of_suffix(bot: NamedAccount, by_key: Mapping[str, str]) -> str:
    if bot.key in by_key:
        return by_key[bot.key]
    guess = near_word(bot.key, list(by_key))
    raise BotsRefused(
        f"{bot.setting}: no organisation here is called {bot.key}; allowed: {_listed(by_key)}."
        + (f" Did you mean {bot.setting_of(guess)}?" if guess else "")
        + f" For a new organisation name its regulation too: {named(REGULATION_FILE, bot.key)}=FILE"
    )


def _of_plain_name(
    bot: NamedAccount,
    others: Sequence[str],
    organisations: Sequence[str],
    served: Mapping[str, str],
    in_file: str | None,
) -> str:
    """others: those that no other bot is of."""
    if bot.account in served:
        return served[bot.account]
    if in_file is not None and in_file in organisations:
        return in_file
    if len(others) == 1:
        return others[0]
    names = ", ".join(bot.setting_of(setting_key(one)) for one in others or organisations)
    file = f"{REGULATION_FILE} names {in_file}, which was not adopted" if in_file else "REGULATION_FILE names nobody"
    raise BotsRefused(
        f"{bot.setting}: it is not known whose {bot.noun} this is, because {file}."
        f" Write the key of its organisation behind the name: {names}"
    )


def _one_each(bots: Sequence[NamedAccount], owners: Mapping[str, str]) -> None:
    names: dict[str, str] = {}
    for bot in bots:
        owner = owners[bot.account]
        if owner in names:
            raise BotsRefused(
                f"{names[owner]} and {bot.setting} are both of the organisation {owner}; allowed: one bot each"
            )
        names[owner] = bot.setting


def _listed(by_key: Mapping[str, str]) -> str:
    known = ", ".join(f"{key} (organisation.id = {one!r})" for key, one in by_key.items())
    return known or "none, because nothing was adopted"
