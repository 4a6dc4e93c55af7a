"""What staff do after they told of a danger: tell their manager, record it, ask whom to ring."""
