"""What rooms share; knows no room."""
