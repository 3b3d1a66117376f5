"""Answers to what people ask of conversation agents: tools of language models, and intents that need none."""
