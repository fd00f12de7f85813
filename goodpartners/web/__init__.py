"""Flask: plain values in, one service called, a template or a redirect out."""
