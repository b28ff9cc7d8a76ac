"""Reading content files: trees, front matter and YAML with exact positions, and faults that say where and what to do."""
