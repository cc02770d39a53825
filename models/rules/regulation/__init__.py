"""The regulation: one TOML file in, frozen values out; its problems and its report in words.

parsing reads a file, schema and its neighbours say what it may hold, references and policy_checks compare its parts.
"""
