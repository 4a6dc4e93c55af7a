"""What happens to messages when something fails: each fault, again and again, at moments that nobody chose."""
