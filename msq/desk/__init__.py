"""The verbs: what people do with the platform, one file each."""
