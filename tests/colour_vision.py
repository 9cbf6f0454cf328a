"""How colours look to the colour-blind, and how far two of them lie apart, for the tests of the palettes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from textual.color import Color

Matrix = Sequence[Sequence[float]]

# Machado, Oliveira & Fernandes 2009, "A physiologically-based model for simulation of color vision deficiency",
# severity 1.0, for linear RGB.
VISION: Mapping[str, Matrix] = {
    "common": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}


def linear(colour: Color) -> list[float]:
    """Red, green and blue of light, 0 to 1."""
    return [part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4) for part in colour.normalized]


def seen(colour: Color, vision: str) -> list[float]:
    """The linear RGB that someone with common vision would take for what is seen."""
    light = linear(colour)
    return [
        min(1.0, max(0.0, sum(factor * part for factor, part in zip(row, light, strict=True))))
        for row in VISION[vision]
    ]


def lab(light: Sequence[float]) -> tuple[float, float, float]:
    """CIELAB under D65 of linear RGB."""
    red, green, blue = light
    x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.95047
    y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.08883
    fx, fy, fz = (part ** (1 / 3) if part > 216 / 24389 else (24389 / 27 * part + 16) / 116 for part in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def apart(one: Color, other: Color, vision: str = "common") -> float:
    """The distance of two colours in CIELAB (ΔE*ab 1976) as somebody sees them; 2.3 is just to be noticed."""
    first, second = lab(seen(one, vision)), lab(seen(other, vision))
    return float(sum((a - b) ** 2 for a, b in zip(first, second, strict=True)) ** 0.5)
