"""What is wrong with an installation: groups, modems, queues, Redis, a clock that ran ahead."""
