"""A drawn poster for a title that has no picture: a geometric motif of its genre under its name and year."""

import re
from base64 import b64encode
from collections.abc import Callable, Sequence
from colorsys import hls_to_rgb, rgb_to_hls
from html import escape
from random import Random
from unicodedata import bidirectional
from zlib import crc32

from app.posters import motifs, patterns, places
from app.posters.shapes import SOFT, Scene, box, mix
from app.posters.text import LEADING, clean, lay_out

INK, PAPER = "#15121b", "#fff8ea"
SCRIM = 0.9  # how much of the picture the ground hides where the title begins
LEFT, FOOT = 22, 400  # where the title's lines begin and the last one ends
FONTS = "Avenir Next Condensed,Roboto Condensed,Arial Narrow,DejaVu Sans Condensed,Noto Sans,sans-serif"

Composition = Callable[[Scene], str]
Family = tuple[str, tuple[Composition, ...], str]
# The words of a family of genres, its compositions, and its palettes: ground below, ground above, two accents.
FAMILIES: tuple[Family, ...] = (
    (
        r"sci.?fi|science.fiction|ciencia ficc",
        (places.planet, places.grid, places.horizon),
        "120f2e 3a1c5c ff4f79 ffc56b/061c2b 0d4a5c 2fc6b0 ffd9a0/1a0b1f 5b1a3a ff7a3d ffe3a3",
    ),
    (
        r"anim[eéa]",
        (motifs.bounce, motifs.eyes),
        "1f3568 3f6fb5 ff7a59 ffd45e/fdeccb fbd9a5 e4503f 2b8f8a/351a55 7b3f98 ff9f45 7fe0d0",
    ),
    (
        r"docu",
        (motifs.aperture, motifs.film),
        "efe6d2 dccfae c2452d 24454f/10252b 2b5a5c e9b44c f3e6c4/1d1d22 4a4a52 d9d2c0 f06543",
    ),
    (
        r"horror|terror",
        (motifs.teeth, motifs.eye, places.door),
        "0b0a0f 2a0f16 c1121f f2e3c9/0a1210 12322c 7a9e3a e9f2c6/140a1c 3a1250 d6336c f4d9e6",
    ),
    (
        r"western",
        (places.mesas,),
        "4a1d1a e07a3f b8432b ffd08a/2c1a36 b5446e 8c2f4b ffc27d/f6dfb4 f2b872 b4502f e0602f",
    ),
    (
        r"\bwar\b|militar|guerr",
        (places.searchlights,),
        "16190f 3e4630 7d7a4a f0d58c/1a1412 54352a 9b4b2e f7dfae/0f171d 34495a 68808f f4ead2",
    ),
    (
        r"music",
        (motifs.record, motifs.sound),
        "1b1033 5b2a86 ff5d8f ffd166/f7e3c6 f3c98b d1402f 1f4e5f/07252e 0f5563 f9a03f f5e9cf",
    ),
    (
        r"sport|deport",
        (patterns.lanes, patterns.court),
        "0d3b2e 1f7a54 e2572b fff3d6/7a1f16 b33a24 e0552f ffeed1/12264a 2a5ca8 3f7fd4 ffe066",
    ),
    (
        r"myster|mist[eé]r|noir",
        (places.keyhole, places.lamp, places.windows),
        "0f1a2a 2c4a5e 5d8a9a ffe2a0/1b1526 4c3a5e 8a6fa0 f7d9a8/131c16 3a5242 7f9b78 f6e7b8",
    ),
    (
        r"crim",
        (motifs.blinds, motifs.fingerprint),
        "0d0d12 2b2a33 d7263d f1c453/101820 23404f e8743b f4e1b6/17101a 45213f e0455e f6cf9a",
    ),
    (
        r"thrill",
        (patterns.vortex, patterns.spin, patterns.sight),
        "1a0606 8f1d14 ff5a2c ffe6c2/07141c 114152 f2542d f0e4c8/0e0e10 3d3d3f e8b70c f4f1e4",
    ),
    (
        r"romanc|romant",
        (patterns.meeting, patterns.heart, patterns.sails),
        "5b1230 b8325a ff6f7d ffd3b5/fbe3dc f7c4bd d93a56 f08a5d/34143f 8a3a78 ff7aa2 ffcf8f",
    ),
    (
        r"fantas",
        (places.castle,),
        "14123a 47348a 8f5fc0 ffe8ae/0b2436 1f6375 3f9f97 fff0b8/2a1038 8a2f6b d1567b ffdca6",
    ),
    (
        r"famil|kid|child",
        (motifs.balloons, motifs.kites),
        "17507a 4aa3d0 ff6b4a ffdc5e/fdf0d5 bfe3e0 e8533f f0a92c/1c5b4c 56b08a ff8552 fff0a5",
    ),
    (
        r"histor|biograph|period piece",
        (places.temple, places.arches, places.aqueduct),
        "efdfc0 e3c08c a8482b 5a2a27/2b1d16 7a4a2a c98a4b f5dfae/14282f 3c6068 c9a36a f6e6c5",
    ),
    (
        r"action|superhero|martial",
        (patterns.burst, patterns.slashes),
        "1a1320 5a1b2e ff4a2e ffc247/f3e3c3 eccf95 d0321f 1d2a44/0c1b33 1c4a86 ff7b2b f7f0dc",
    ),
    (
        r"adventur|nature|aventur",
        (places.peaks,),
        "0e3440 2f8a8a e0704a ffd98a/f5e2bd f3b886 2f6a6a d9502f/2a1a4a 8a4a8f d96a6a ffd29a",
    ),
    (
        r"comed|coméd|stand.?up|sitcom",
        (motifs.smile, motifs.faces),
        "ffcf3f ffe08a ef4b3a 1f7a8c/12636b 2aa6a0 ff7a59 ffe16b/f9dcc9 ffc2a8 e8452f f2a51f",
    ),
    (
        r"reality|talk|game show|competition|cooking|food|variety",
        (patterns.screens, patterns.stage),
        "2a0f4f 7a2fb0 ff4fa0 ffe45e/0b2f4a 1f7fb0 ff8f3a ffe9a8/fce8c8 ffd08f e8407a 2a8fa0",
    ),
    (
        r"drama|soap",
        (patterns.discs, patterns.halves, patterns.slices, patterns.stairs, places.doorway, motifs.face),
        "1b1a33 4a3f7a e8604c f6c98f/efe3cf e6c9a4 b23a2e 27405a/0c2a33 2a6470 f08a4b f4e2bb"
        "/2a0f1c 7a2440 f2705a ffd9b0/172116 4f6a3f d9a441 f5ecc8/e3e4dc b9c7c4 24566b d9603f",
    ),
)
DEFAULT: Family = (
    "",
    (patterns.tiles,),
    "12243a 2a5a7a e8553a f5d9a0/f4e6cb e6cfa0 d1452f 1f5560/2a1638 6a3a7a f07f4f ffe0a3",
)


def poster_data_uri(title: str, year: int | None, genres: Sequence[str], seed: str, kind: str) -> str:
    """The poster as an address for ``src`` or CSS. Base64: percent-encoding is longer, markup being mostly marks."""
    svg = poster_svg(title, year, genres, seed, kind)
    return "data:image/svg+xml;base64," + b64encode(svg.encode()).decode()


def poster_svg(title: str, year: int | None, genres: Sequence[str], seed: str, kind: str) -> str:
    """The poster as one SVG document; ``kind`` "series" shows it as the first of a stack."""
    _, compositions, palettes = family(genres)
    rng = Random(crc32(seed.encode("utf-8", "replace")))
    scene = Scene(rng, *palette(rng, palettes))
    size, lines = lay_out(clean(title))
    ink = max(INK, PAPER, key=lambda colour: contrast(colour, scene.base))
    art, top = (
        rng.choice(compositions)(scene),
        FOOT - round(0.2 * size) - round(size * LEADING * (len(lines) - 1)) - size,
    )
    parts = (
        _definitions(scene, top),
        box(0, 0, 300, 450, "url(#g)"),
        art,
        box(0, 0, 300, 450, "url(#v)"),
        box(0, 0, 300, 450, "url(#s)"),
        _lettering(lines, size, year, ink, scene.hot),
        _stack(scene, kind),
    )
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 450">{"".join(parts)}</svg>'


def family(genres: Sequence[str]) -> Family:
    """The family of the first genre that says anything, by the words it contains."""
    for genre in genres:
        for candidate in FAMILIES:
            if re.search(candidate[0], genre, re.IGNORECASE):
                return candidate
    return DEFAULT


def palette(rng: Random, palettes: str) -> list[str]:
    """One of the palettes, all its colours turned a little round the wheel."""
    turn = rng.uniform(-0.035, 0.035)
    return [_turned(colour, turn) for colour in rng.choice(palettes.split("/")).split()]


def _turned(colour: str, turn: float) -> str:
    hue, light, rich = rgb_to_hls(*(int(colour[i : i + 2], 16) / 255 for i in (0, 2, 4)))
    return "#" + "".join(f"{round(part * 255):02x}" for part in hls_to_rgb(hue + turn, light, rich))


def contrast(first: str, second: str) -> float:
    """The contrast of two colours after WCAG 2, from 1 to 21."""
    dark, light = sorted((_luminance(first), _luminance(second)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _definitions(s: Scene, top: int) -> str:
    """The gradients: ground, both accents, a light from above, and the scrim under a title that starts at ``top``."""
    lean = s.rng.choice((-0.35, 0, 0.35))
    soft_end = mix(s.soft, s.hot, 0.5) if s.lamp == SOFT else mix(s.soft, s.sky, 0.3)
    scrim = _stop(0, s.base, 0) + _stop(0.55, s.base, 0.55) + _stop(1, s.base, SCRIM)
    light = _stop(0, "#fff", 0.12) + _stop(0.5, "#fff", 0) + _stop(1, "#000", 0.28)
    gradients = (
        _gradient("g", _stop(0, s.sky) + _stop(0.85, s.base), f'x1="{0.5 - lean:.2f}" x2="{0.5 + lean:.2f}" y2="1"'),
        _gradient("h", _stop(0, s.hot) + _stop(1, mix(s.hot, s.base, 0.4))),
        _gradient("l", _stop(0, s.soft) + _stop(1, soft_end)),
        _gradient("s", scrim, f'gradientUnits="userSpaceOnUse" x2="0" y1="{top - 90}" y2="{top}"'),
        f'<radialGradient id="v" cy=".3" r=".8">{light}</radialGradient>',
    )
    return f"<defs>{''.join(gradients)}</defs>"


def _gradient(name: str, stops: str, direction: str = 'x2="0" y2="1"') -> str:
    return f'<linearGradient id="{name}" {direction}>{stops}</linearGradient>'


def _stop(at: float, colour: str, opacity: float = 1) -> str:
    faint = f' stop-opacity="{opacity}"' if opacity < 1 else ""
    return f'<stop offset="{at}" stop-color="{colour}"{faint}/>'


def _stack(s: Scene, kind: str) -> str:
    """A series' mark: the edges of two more sheets behind this one."""
    if kind != "series":
        return ""
    back, middle = mix(s.base, "#000000", 0.55), mix(s.hot, s.base, 0.4)
    return box(0, 0, 300, 12, back) + box(18, 1, 264, 12, middle) + box(9, 6, 282, 7, s.hot) + box(0, 11, 300, 2, back)


def _lettering(lines: Sequence[str], size: int, year: int | None, ink: str, accent: str) -> str:
    """The title line by line, a thin rule and the year; from the right edge for a script that runs from there."""
    rtl = next((bidirectional(c) in ("R", "AL") for c in "".join(lines) if bidirectional(c) in ("L", "R", "AL")), False)
    x, start = (300 - LEFT, 300 - LEFT - 44) if rtl else (LEFT, LEFT)
    rows = []
    for i, line in enumerate(lines):
        y = FOOT - round(0.2 * size) - round(size * LEADING * (len(lines) - 1 - i))
        rows.append(f'<tspan x="{x}" y="{y}">{escape(line, quote=False)}</tspan>')
    spacing = 0 if rtl else -0.01 * size if size > 40 else 0.2
    name = f'<text font-size="{size}" letter-spacing="{spacing:.2g}">{"".join(rows)}</text>'
    when = f'<text x="{x}" y="432" font-size="13" letter-spacing="3">{year}</text>' if year is not None else ""
    attributes = f'fill="{ink}" font-family="{FONTS}" font-weight="700"' + (' direction="rtl"' if rtl else "")
    rule = box(LEFT, 409, 256, 1, ink, ' opacity=".45"') + box(start, 408, 44, 3, accent)
    return f"{rule}<g {attributes}>{name}{when}</g>"
