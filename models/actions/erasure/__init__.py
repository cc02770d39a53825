"""A person is erased: asked for, called off, done step by step, repeated after a restore; copies of their data."""
