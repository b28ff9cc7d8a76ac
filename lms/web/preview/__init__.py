"""The preview of `lms preview`: a small application of its own, for one author on their own machine. No door of the academy leads here."""
