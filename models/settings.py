"""What differs between two installations: addresses, accounts and secrets. Read at entry points only."""

import re
import sys
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Self
from urllib.parse import quote, urlsplit

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator, model_validator
from pydantic.fields import FieldInfo
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from models.private_files import NotOurs, chmod_line, make_private, set_private_umask
from models.rules.delivery.rate_limits import WHATSAPP, RateLimits, parse_rate_limits
from models.rules.delivery.transports import SHIPPED, Transports
from models.rules.desk.setting_names import OF_WHATSAPP, REGULATION_FILE, of_each_key, with_suffix
from models.rules.desk.telegram_bots import TelegramBotSettings, bots_of, problem_of
from models.rules.desk.whatsapp_numbers import WhatsAppNumber, numbers_of, problem_of_numbers, roles_of
from models.rules.health.redis_url import is_open

_LOOPBACK = ("127.0.0.1", "localhost", "::1")


class _OfOrganisations(PydanticBaseSettingsSource):
    """Names with an organisation's key behind them, such as TELEGRAM_BOT_TOKEN_ACME."""

    def __init__(self, settings_cls: type[BaseSettings], *sources: PydanticBaseSettingsSource) -> None:
        """sources: the strongest first."""
        super().__init__(settings_cls)
        self._sources = sources

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        return None, field_name, False  # there is one field, which __call__ fills

    def __call__(self) -> dict[str, Any]:
        found: dict[str, str] = {}
        for source in reversed(self._sources):
            assert isinstance(source, EnvSettingsSource)
            found |= with_suffix(source.env_vars)
        return {"suffixed": found}


class Settings(BaseSettings):
    """Environment first, then `.env`; unknown names in `.env` are left to the services that read them."""

    model_config = SettingsConfigDict(
        env_file=".env",
        extra="ignore",
        env_ignore_empty=True,
        frozen=True,
        hide_input_in_errors=True,  # a mistyped line may hold a password
    )

    var_dir: Path = Field(default=Path("var"), description="Folder of everything that is not code.")
    database_url: str = Field(default="", description="SQLAlchemy URL; empty: SQLite in VAR_DIR.")
    redis_url: str = Field(default="redis://127.0.0.1:6390/0", description="Redis 6.2+ or Valkey.")
    regulation_file: Path = Field(
        default=Path("examples/regulations/a1_isp.toml"), description="Adopted at the first start only."
    )
    rehearsal: bool = Field(default=False, description="Honour the rehearsal clock's offset.")
    telegram_bot_token: SecretStr = Field(default=SecretStr(""), description="From BotFather.")
    telegram_api_url: str = Field(default="https://api.telegram.org", description="Bot API server.")
    telegram_rate_limits: Annotated[RateLimits, NoDecode] = Field(
        default=RateLimits(), description="global,chat,group as COUNT/SPAN, or none."
    )
    telegram_proxy: SecretStr = Field(default=SecretStr(""), description="http://[user:password@]host:port.")
    telegram_webhook_secret: SecretStr = Field(
        default=SecretStr(""), description="What Telegram shows with each request; empty: made from the token."
    )
    public_url: str = Field(default="", description="https address that leads to HTTP_LISTEN; empty: polling.")
    http_listen: str = Field(default="127.0.0.1:8090", description="HOST:PORT of webhooks and /health.")

    whatsapp_token: SecretStr = Field(default=SecretStr(""), description="Of a system user of the Meta business.")
    whatsapp_phone_id: SecretStr = Field(
        default=SecretStr(""), description="Phone number id, or several with roles: sales=1234, support=5678."
    )
    whatsapp_app_secret: SecretStr = Field(default=SecretStr(""), description="Of the Meta app: signs what comes in.")
    whatsapp_verify_token: SecretStr = Field(
        default=SecretStr(""), description="As typed where the webhook is set up."
    )
    whatsapp_api_url: str = Field(default="https://graph.facebook.com", description="Graph API server.")
    whatsapp_rate_limits: Annotated[RateLimits, NoDecode] = Field(
        default=WHATSAPP, description="global,chat,group as COUNT/SPAN, or none."
    )

    gsm_modem_device: str = Field(default="", description="Device paths of GSM modems, by comma; empty: none.")
    gsm_pin: SecretStr = Field(default=SecretStr(""), description="PIN of the SIM cards; empty: they ask for none.")

    gsm_modem_voice: str = Field(
        default="", description="Modems that may ring the duty, by comma; none; empty: each that can."
    )

    free_space_reserve_mb: int = Field(
        default=512, ge=0, description="Free space of VAR_DIR that files leave to the database."
    )

    suffixed: Mapping[str, SecretStr] = Field(
        default={}, description="What belongs to one organisation, by its whole name: TELEGRAM_BOT_TOKEN_ACME."
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        of_organisations = _OfOrganisations(settings_cls, env_settings, dotenv_settings)
        return init_settings, of_organisations, env_settings, dotenv_settings, file_secret_settings

    @model_validator(mode="after")
    def _bots(self) -> Self:
        problem = problem_of(self.telegram_bots, self.suffixed)
        if problem := problem or problem_of_numbers(self._of_whatsapp, self.suffixed):
            raise ValueError(problem)
        return self

    @field_validator("telegram_rate_limits", "whatsapp_rate_limits", mode="before")
    @classmethod
    def _limits(cls, value: object) -> object:
        return parse_rate_limits(value) if isinstance(value, str) else value

    @field_validator("database_url")
    @classmethod
    def _database(cls, value: str) -> str:
        if value and not re.match(r"(sqlite|postgres(ql(\+\w+)?)?)://", value):
            raise ValueError("postgresql://user:password@host/name is wanted, or nothing for SQLite in VAR_DIR")
        return value

    @field_validator("telegram_api_url", "whatsapp_api_url")
    @classmethod
    def _api(cls, value: str, field: ValidationInfo) -> str:
        if not re.match("https?://[^/]", value):
            usual = cls.model_fields[field.field_name or ""].default
            raise ValueError(f"an address like {usual} is wanted, with https:// or http://")
        return value

    @field_validator("public_url")
    @classmethod
    def _public(cls, value: str) -> str:
        url = urlsplit(value)
        usable = (url.scheme == "https" and url.hostname) or (url.scheme == "http" and url.hostname in _LOOPBACK)
        if value and (not usable or url.query or url.fragment):
            raise ValueError("an address like https://support.example is wanted: Telegram delivers to https only")
        return value.rstrip("/")

    @field_validator("http_listen")
    @classmethod
    def _listen(cls, value: str) -> str:
        host, _, port = value.rpartition(":")
        if not host or not port.isdigit() or int(port) > 65535:
            raise ValueError("HOST:PORT is wanted, like 127.0.0.1:8090")
        return value

    @field_validator("telegram_webhook_secret")
    @classmethod
    def _secret(cls, value: SecretStr) -> SecretStr:
        if not re.fullmatch("[A-Za-z0-9_-]{0,256}", value.get_secret_value()):
            raise ValueError("at most 256 of A-Z a-z 0-9 _ - are allowed")
        return value

    @field_validator("telegram_proxy")
    @classmethod
    def _proxy(cls, value: SecretStr) -> SecretStr:
        if not value.get_secret_value():
            return value
        try:
            url = urlsplit(value.get_secret_value())
            whole = url.scheme == "http" and url.hostname and url.port
        except ValueError:
            whole = None
        if not whole:
            raise ValueError("http://[user:password@]host:port is wanted; https and socks proxies are not served")
        return value

    def proxy(self) -> str | None:
        """For everything that goes to Telegram; a Bot API server on this machine is spoken to directly."""
        if urlsplit(self.telegram_api_url).hostname in _LOOPBACK:
            return None
        return self.telegram_proxy.get_secret_value() or None

    @property
    def redis_is_open(self) -> bool:
        """REDIS_URL names one without a password. The one that the launcher starts always has one."""
        return "redis_url" in self.model_fields_set and is_open(self.redis_url)

    @property
    def telegram_bots(self) -> tuple[TelegramBotSettings, ...]:
        """One for each organisation that has one, that of the names without a suffix first."""
        return bots_of(self.telegram_bot_token, self.telegram_webhook_secret, self.suffixed)

    @property
    def whatsapp_numbers(self) -> tuple[WhatsAppNumber, ...]:
        """Of every organisation that has some, those of the names without a suffix first."""
        return numbers_of(self._of_whatsapp, self.suffixed)

    @property
    def transports(self) -> Transports:
        """With the roles that numbers of ours have in the regulation."""
        return SHIPPED.with_roles(roles_of(self.whatsapp_numbers))

    @property
    def _of_whatsapp(self) -> dict[str, SecretStr]:
        return {name: getattr(self, name.lower()) for name in OF_WHATSAPP}

    @property
    def regulation_files(self) -> dict[str, Path]:
        """By key of the organisation; the empty key: REGULATION_FILE."""
        others = {key: Path(file) for key, file in of_each_key(REGULATION_FILE, self.suffixed).items()}
        return {"": self.regulation_file, **others}

    @property
    def serves_without_key(self) -> bool:
        """Whether REGULATION_FILE is meant: who names organisations by keys alone needs no example."""
        is_example = self.regulation_file == type(self).model_fields["regulation_file"].default
        names_one = any(one.get_secret_value() for one in (self.telegram_bot_token, self.whatsapp_phone_id))
        return not is_example or not self.suffixed or names_one

    def organisation_in_file(self) -> str | None:
        """What REGULATION_FILE calls its organisation; None: it is no regulation, or not there any more."""
        # it takes long to import, and most processes never ask
        from models.rules.regulation.parsing import RegulationError, parse_regulation

        try:
            return parse_regulation(self.regulation_file.read_text(encoding="utf-8")).organisation.id
        except (OSError, UnicodeDecodeError, RegulationError):
            return None

    @property
    def listen_at(self) -> tuple[str, int]:
        host, _, port = self.http_listen.rpartition(":")
        return host.strip("[]"), int(port)

    @property
    def database(self) -> str:
        if not self.database_url:
            return f"sqlite:///{quote(str(self.var_dir.resolve() / 'otklik.db'))}"
        # the driver is ours to choose: people paste the URL that their hoster shows
        for prefix in ("postgres://", "postgresql://"):
            if self.database_url.startswith(prefix):
                return "postgresql+psycopg://" + self.database_url.removeprefix(prefix)
        return self.database_url

    @property
    def modem_devices(self) -> tuple[str, ...]:
        """Each once, in the order in which they are named."""
        named = (device.strip() for device in self.gsm_modem_device.split(","))
        return tuple(dict.fromkeys(device for device in named if device))

    def may_ring(self, device: str) -> bool:
        """Whether the duty's phone may be called from this modem. Whether it can, it shows when it is told to."""
        named = [name.strip() for name in self.gsm_modem_voice.split(",") if name.strip()]
        return not named or device in named

    @property
    def holders_dir(self) -> Path:
        """Which processes of this host hold lanes (workers/holder.py)."""
        return self.var_dir / "run" / "holders"

    @property
    def files_dir(self) -> Path:
        return self.var_dir / "files"


def read_settings() -> Settings:
    """For entry points, before they make any file: what they make is private, and so is VAR_DIR from here on.

    Raises SystemExit(2) after saying which line is wrong, and never what it holds; also when others may read `.env`.
    """
    set_private_umask()
    if line := chmod_line(Path(".env")):
        print(f".env: other users of this machine may read it, and it holds secrets. Type: {line}", file=sys.stderr)
        raise SystemExit(2)
    try:
        settings = Settings()
    except ValidationError as error:
        for problem in error.errors(include_url=False, include_input=False, include_context=False):
            name = ".".join(str(step).upper() for step in problem["loc"])
            words = problem["msg"].removeprefix("Value error, ")
            print(f"{name}: {words} (see .env.example)".removeprefix(": "), file=sys.stderr)
        raise SystemExit(2) from None
    try:
        make_private(settings.var_dir)
    except NotOurs as problem:
        print(f"VAR_DIR: {problem}", file=sys.stderr)
        raise SystemExit(2) from None
    return settings


SEND_TIMEOUT = timedelta(seconds=30)
