"""Who texts: a number is a claim and no proof."""
