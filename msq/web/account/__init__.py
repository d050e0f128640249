"""Signing in and out, and whether the platform is well."""
