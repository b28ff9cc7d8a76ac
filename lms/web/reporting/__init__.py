"""The partners that somebody looks after: the portfolio, one partner, its figures and papers, new partners, files."""
