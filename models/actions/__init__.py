"""The only writers: verbs as functions, each inside the transaction that it is given.

inbox lanes outbox dispatching deliveries · tickets messages topics · timers enforcement escalations · staff persons
"""
