"""What staff ask of the law that is no topic of the offer: rules by their question, and what short words stand for."""
