"""What AI task entities of the user's choice say about incidents: in words, or whether a question is to be answered with yes."""
