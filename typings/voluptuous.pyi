"""Home Assistant runs probatio under the name of voluptuous; so do the types."""

from probatio import *
