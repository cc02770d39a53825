"""Importing the files of this package fills the table."""

from simulators.telegram.methods import chats, copying, editing, media, profile, sending, topics, updates
from simulators.telegram.methods.registry import HANDLERS

FILES = (chats, copying, editing, media, profile, sending, topics, updates)
__all__ = ["FILES", "HANDLERS"]
