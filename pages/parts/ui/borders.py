"""Lines as SVG paths, and the country's own: the 境界线 and the provinces that do not report here."""

import numpy as np

from data.reference import country


def path(points: np.ndarray) -> str:
    """A line as an SVG path, without points nearer than a pixel to the one before."""
    kept = [points[0]]
    for point in points[1:]:
        if abs(point - kept[-1]).sum() >= 1.2:
            kept.append(point)
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in kept)


def lines(to_pixels) -> str:
    return "".join(path(to_pixels(line)) for line in country.lines())


def beside(to_pixels) -> str:
    return "".join(path(to_pixels(ring)) + "Z" for ring in country.neighbours())
