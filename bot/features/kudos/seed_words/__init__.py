"""What the people of the fictional company write when they thank each other; `bot.company.prose` says how a line is read."""
