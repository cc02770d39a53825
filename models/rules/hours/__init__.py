"""Working hours: calendars, holidays, time zones, spans of working time, terms."""
