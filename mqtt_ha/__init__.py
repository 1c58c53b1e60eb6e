"""The bridge to Home Assistant by MQTT."""
