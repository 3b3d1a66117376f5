"""Names shared by the parts of Argus."""

from typing import Final

DOMAIN: Final = "argus"
MANUFACTURER: Final = "Argus"
SUBENTRY_CAMERA: Final = "camera"

CONF_CAMERA: Final = "camera"
CONF_CAMERAS: Final = "cameras"
CONF_DETECTION: Final = "detection"
CONF_FACE_DETECTOR: Final = "face_detector"
CONF_FACES: Final = "faces"
CONF_INTERVAL: Final = "interval"
CONF_LINES: Final = "lines"
CONF_LOCATION: Final = "location"
CONF_MIN_CONTOUR_AREA: Final = "min_contour_area"
CONF_MIN_FACE: Final = "min_face"
CONF_MIN_OBJECT: Final = "min_object"
CONF_MOTION: Final = "motion"
CONF_MOTION_THRESHOLD: Final = "motion_threshold"
CONF_PRESENCE_TIMEOUT: Final = "presence_timeout"
CONF_SENSITIVITY: Final = "sensitivity"
CONF_WORKERS: Final = "workers"
CONF_ZONES: Final = "zones"

SIGNAL_CAMERA: Final = "argus_camera_{}"
"""Sent with a coordinator when a camera was added or changed; {} is the id of the config entry."""
