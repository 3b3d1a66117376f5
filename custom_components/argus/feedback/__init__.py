"""What false alarms teach: changes of a camera's settings that would have kept it silent."""
