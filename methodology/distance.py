"""Distance between two places by their coordinates: along the surface, as the crow flies. No roads are known."""

from __future__ import annotations

from typing import Any

import numpy as np

EARTH_KM = 6371.0088
"""Mean radius of the Earth."""

Degrees = np.ndarray[Any, np.dtype[np.float64]]


def kilometres(latitude: float, longitude: float, latitudes: Degrees, longitudes: Degrees) -> Degrees:
    """From one place to each of others; all in degrees (haversine)."""
    north, other_north = np.radians(latitude), np.radians(latitudes)
    half_north, half_east = (other_north - north) / 2, np.radians(longitudes - longitude) / 2
    chord = np.sin(half_north) ** 2 + np.cos(north) * np.cos(other_north) * np.sin(half_east) ** 2
    distances: Degrees = 2 * EARTH_KM * np.arcsin(np.sqrt(np.minimum(chord, 1.0)))
    return distances
