"""Every word that people read, by key, in Russian and English.

catalogue.py `say`, `say_many` over ru.po, en.po · times.py moments, spans · message_types.py names of types.
"""
