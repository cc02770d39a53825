"""One small HTTP server for what comes from outside: webhooks, and whether we are well.

server.py listens · telegram_webhook.py and whatsapp_webhook.py take what is brought · health.py answers monitors
"""
