"""Dates that agents type: «до пятницы 18:00», «+2 рабочих дня»; from words to a moment."""
