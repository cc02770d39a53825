"""What differs between two installations: addresses, accounts and secrets. Read at entry points only."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated
from urllib.parse import quote

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from models.rules.rate_limits import RateLimits, parse_rate_limits


class Settings(BaseSettings):
    """Environment first, then `.env`; unknown names in `.env` are left to the services that read them."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", env_ignore_empty=True, frozen=True)

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

    gsm_modem_device: str = Field(default="", description="Device paths of GSM modems, by comma; empty: none.")
    gsm_pin: SecretStr = Field(default=SecretStr(""), description="PIN of the SIM cards; empty: they ask for none.")

    @field_validator("telegram_rate_limits", mode="before")
    @classmethod
    def _limits(cls, value: object) -> object:
        return parse_rate_limits(value) if isinstance(value, str) else value

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

    @property
    def files_dir(self) -> Path:
        return self.var_dir / "files"


SEND_TIMEOUT = timedelta(seconds=30)
