"""A real Home Assistant with moving pictures to try Argus on; for development only."""
