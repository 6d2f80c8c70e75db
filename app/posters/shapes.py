"""What the pictures of the drawn posters are made of: shapes as SVG markup on a sheet of 300 by 450.

``HOT`` and ``SOFT`` are the two accents as gradients, which the sheet defines (see ``app.posters``).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import cos, radians, sin
from random import Random

HOT, SOFT = "url(#h)", "url(#l)"
Point = tuple[float, float]


def mix(first: str, second: str, share: float) -> str:
    """The first colour (#rrggbb) with a share (0 to 1) of the second."""
    pairs = ((int(first[i : i + 2], 16), int(second[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


@dataclass(frozen=True, slots=True)
class Scene:
    """What a composition draws with: its own chance, the ground's two colours and two accents (#rrggbb)."""

    rng: Random
    base: str
    sky: str
    hot: str
    soft: str

    @property
    def dark(self) -> str:
        """The colour of what stands against the light."""
        return mix("#0b0910", self.base, 0.14)

    @property
    def lamp(self) -> str:
        """The gradient of the lighter accent."""
        return SOFT if brightness(self.soft) > brightness(self.hot) else HOT

    def u(self, low: float, high: float) -> float:
        """A number between two others."""
        return low + (high - low) * self.rng.random()

    def chance(self, share: float) -> bool:
        """Whether something with this probability happens."""
        return self.rng.random() < share


def brightness(colour: str) -> float:
    """How light a colour looks, roughly, from 0 to 255."""
    return int(colour[1:3], 16) * 0.3 + int(colour[3:5], 16) * 0.6 + int(colour[5:7], 16) * 0.1


def disc(x: float, y: float, r: float, fill: str, more: str = "") -> str:
    """A filled circle."""
    return f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{r:.3g}" fill="{fill}"{more}/>'


def ring(x: float, y: float, r: float, colour: str, wide: float, more: str = "") -> str:
    """The outline of a circle."""
    return (
        f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{r:.3g}" fill="none" stroke="{colour}" stroke-width="{wide:.2g}"{more}/>'
    )


def oval(x: float, y: float, rx: float, ry: float, fill: str, more: str = "") -> str:
    """A filled ellipse."""
    return f'<ellipse cx="{x:.0f}" cy="{y:.0f}" rx="{rx:.0f}" ry="{ry:.0f}" fill="{fill}"{more}/>'


def box(x: float, y: float, wide: float, high: float, fill: str, more: str = "") -> str:
    """A filled rectangle."""
    return f'<rect x="{x:.0f}" y="{y:.0f}" width="{wide:.0f}" height="{high:.0f}" fill="{fill}"{more}/>'


def path(d: str, fill: str, more: str = "") -> str:
    """A filled path."""
    return f'<path d="{d}" fill="{fill}"{more}/>'


def poly(points: Iterable[Point], fill: str, more: str = "") -> str:
    """A filled polygon."""
    return path("M" + " ".join(f"{x:.0f} {y:.0f}" for x, y in points) + "z", fill, more)


def line(d: str, colour: str, wide: float, more: str = "") -> str:
    """A stroked path."""
    return f'<path d="{d}" fill="none" stroke="{colour}" stroke-width="{wide:.3g}"{more}/>'


def group(parts: Iterable[str], more: str) -> str:
    """Shapes which share attributes."""
    return f"<g{more}>{''.join(parts)}</g>"


def clipped(shape: str, parts: Iterable[str], more: str = "") -> str:
    """What of some shapes lies inside another one; once per poster."""
    return f'<clipPath id="c">{shape}</clipPath>' + group(parts, f' clip-path="url(#c)"{more}')


def around(x: float, y: float, r: float, degrees: float) -> Point:
    """The point of a circle at an angle, clockwise from the right."""
    return x + r * cos(radians(degrees)), y + r * sin(radians(degrees))


def somebody(x: float, foot: float, high: float, fill: str) -> str:
    """A standing figure, far away."""
    head, neck, half = high * 0.1, foot - high * 0.76, high * 0.11
    body = [(x - half, neck), (x + half, neck), (x + half * 0.7, foot), (x - half * 0.7, foot)]
    return disc(x, foot - high * 0.9, head, fill) + poly(body, fill)


def stars(s: Scene, count: int, low: float) -> str:
    """Stars of several sizes above a line, a few of them sparkling."""
    dots = [disc(s.u(6, 294), s.u(10, low), s.u(0.6, 1.7), s.soft) for _ in range(count)]
    for _ in range(s.rng.choice((1, 2, 3))):
        d = f"M{s.u(20, 280):.0f} {s.u(20, low * 0.7):.0f}m0-7q1 6 7 7q-6 1-7 7q-1-6-7-7q6-1 7-7z"
        dots.append(path(d, s.soft))
    return group(dots, ' opacity=".85"')
