"""HTTP views, WebSocket commands and the bridge to MQTT."""
