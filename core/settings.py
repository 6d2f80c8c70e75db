"""Settings, read once by whoever starts the program (app, command line) and handed down."""

from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """From the environment, or from ``.env`` where the environment says nothing. docs/settings.md lists them."""

    model_config = SettingsConfigDict(env_file=".env", env_file_encoding="utf-8", extra="ignore", frozen=True)

    store: str = ""
    """A folder that holds a catalogue and its snapshots; "" for the embedded catalogue."""
