"""Reports on visitors by the hour and day: text, chart, letter, and when they are sent."""
