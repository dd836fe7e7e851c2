"""Streamlit looks through everything installed for components, once a server or an AppTest; here once altogether."""

from functools import cache

from streamlit.components.v2 import manifest_scanner


def look_once() -> None:
    """What is installed does not change while the tests run."""
    manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)
