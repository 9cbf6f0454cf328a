"""How far annotators agree: coefficients, spans, relations, intervals. Pure, on numpy; imported when asked for."""
