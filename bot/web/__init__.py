"""One small HTTP server for what comes from outside: Telegram's webhook, and whether we are well.

server.py listens · telegram_webhook.py takes updates · health.py answers monitors
"""
