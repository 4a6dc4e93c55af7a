"""What may be done with casework: each look and each move behind the decision and the audit."""
