"""What the dialogue can have done: one file per capability; an action reads, calls once, replies.

``turn`` is what an action reads and says; ``refusals`` turns what the insurance does not allow
into polite words; ``server`` and ``guard`` keep Rasa's side safe from whatever goes wrong here.
"""
