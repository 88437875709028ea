"""Where we stand: our pages beside a bare Django view with the same data, in one run, as ratios."""
