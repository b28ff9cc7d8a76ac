"""The pages that everybody may read: what the programme is, by the rules in force."""
