"""Names of the demo cameras' settings."""

DOMAIN = "argus_demo"

CONF_SCENE = "scene"
CONF_SEED = "seed"
CONF_VIDEO = "video"

NAMES = {"office": "Office", "shop_door": "Shop door", "garden": "Garden"}
