"""The measurements: how fast answers are saved and workbooks written, beside bare programs."""
