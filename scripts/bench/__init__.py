"""`make bench`: what the assistant costs, beside a stock ``rasa init`` bot on the same machine."""
