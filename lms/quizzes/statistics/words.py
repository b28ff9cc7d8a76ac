"""What flags are called, and what an author does about them."""

from lms.core.text import Message, msg
from lms.quizzes.statistics.flags import Flag

NAMES: dict[Flag, Message] = {
    Flag.CHECK_KEY: msg("check the key"),
    Flag.ATTRACTIVE_WRONG: msg("attractive wrong option"),
    Flag.TOO_HARD: msg("too hard"),
    Flag.TOO_EASY: msg("too easy"),
    Flag.DEAD_OPTION: msg("dead option"),
}
ADVICE: dict[Flag, Message] = {
    Flag.CHECK_KEY: msg("Who does well elsewhere fails here: perhaps another option is right, or the sentence misleads."),
    Flag.ATTRACTIVE_WRONG: msg("Who does well elsewhere chooses a wrong option: read it as they do."),
    Flag.TOO_HARD: msg("Hardly anybody earns it, or no more often than by guessing."),
    Flag.TOO_EASY: msg("Nearly everybody earns it: it tells nobody apart."),
    Flag.DEAD_OPTION: msg("Fewer than one in twenty choose a wrong option: write one that somebody could believe."),
}
