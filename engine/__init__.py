"""What runs inside Rasa's own process: understanding, the tracker store and the channel.

Python 3.10 and Rasa's pinned libraries only; nothing of the other rooms is imported here.
"""
