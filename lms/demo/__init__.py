"""The people and partners of a demo instance, played by the journey's verbs at moments of the past: their tiers are earned by facts."""

from lms.demo.cast import FACES, Face
from lms.demo.next_rules import next_rules
from lms.demo.restart import start_over
from lms.demo.seed import seed, seeded

__all__ = ["FACES", "Face", "next_rules", "seed", "seeded", "start_over"]
