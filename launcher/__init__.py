"""`make run`: one set of processes that starts, stays and stops together.

surroundings choose addresses · otklik lists programs · run drives supervisord · die_with_parent: no orphan.
"""
