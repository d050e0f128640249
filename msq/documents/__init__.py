"""What is printed: a whole response, and the receipt of a submission, as PDF."""
