"""What tests share: databases, builders, a clock, conversations and a browser."""
