"""Papers of partners: handed in, decided, taken back; and how long each counts."""
