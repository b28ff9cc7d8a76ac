"""What every feature stands on: database, ids, clock, texts, content files, settings. Knows no feature."""
