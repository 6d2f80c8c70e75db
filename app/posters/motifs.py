"""Pictures of drawn posters which show a thing or somebody: faces, instruments, toys and marks."""

from math import cos, hypot, pi, sin

from app.posters.shapes import (
    HOT,
    SOFT,
    Scene,
    around,
    box,
    clipped,
    disc,
    group,
    line,
    mix,
    oval,
    path,
    poly,
    ring,
)


def bounce(s: Scene) -> str:
    """Animation: a ball which comes bouncing along a dotted way."""
    ground, tall, hops, size = s.u(240, 262), s.u(130, 170), s.rng.choice((1.4, 1.8, 2.3)), s.u(30, 44)

    def at(t: float) -> tuple[float, float]:
        return 20 + 226 * t, ground - size * (0.3 + 0.7 * t) - abs(cos(pi * hops * t)) * tall * (1 - 0.25 * t)

    way = "L".join("{:.0f} {:.0f}".format(*at(i / 48)) for i in range(49))
    dots = ' stroke-dasharray="0 9" stroke-linecap="round" opacity=".7"'
    parts = [box(0, ground, 300, 220, s.hot, ' opacity=".25"'), line(f"M{way}", s.soft, 3.5, dots)]
    for i in range(count := s.rng.choice((3, 4, 5))):
        t = (i + 1) / count
        (x, y), r = at(t), size * (0.25 + 0.75 * t)
        parts.append(oval(x, ground + r * 0.3, r * 0.9, r * 0.2, s.dark, ' opacity=".3"'))
        parts.append(disc(x, y, r, (HOT, SOFT)[(count - i) % 2 == 0], f' opacity="{0.3 + 0.7 * t:.2f}"'))
        parts.append(disc(x - r * 0.35, y - r * 0.35, r * 0.18, "#fff", ' opacity=".75"'))
    return group(parts, ' transform="matrix(-1 0 0 1 300 0)"' if s.chance(0.5) else "")


def eyes(s: Scene) -> str:
    """Animation: round creatures which all look at one point."""
    at, most, parts, placed = (
        (s.u(50, 250), s.u(60, 250)),
        s.rng.choice((3, 6, 11)),
        list[str](),
        list[tuple[float, ...]](),
    )
    for _ in range(120):
        x, y, r = s.u(24, 276), s.u(36, 270), s.u(16, 44) + 120 / most
        if len(placed) < most and all(hypot(x - a, y - b) > r + c + 4 for a, b, c in placed):
            placed.append((x, y, r))
            gap = max(1.0, hypot(at[0] - x, at[1] - y)) / r
            dx, dy = (at[0] - x) / gap, (at[1] - y) / gap
            parts += [
                disc(x, y, r, (HOT, SOFT)[len(placed) % 2]),
                disc(x + dx * 0.22, y + dy * 0.22, r * 0.66, "#fffaf0"),
            ]
            parts.append(disc(x + dx * 0.42, y + dy * 0.42, r * 0.34, "#17131f"))
    return "".join(parts)


def smile(s: Scene) -> str:
    """Comedy: a lopsided smile in confetti."""
    parts, r, w = list[str](), s.u(84, 112), s.u(0.5, 0.64)
    for _ in range(26):
        x, y, tone = s.u(0, 300), s.u(0, 310), s.rng.choice((s.hot, s.soft))
        turn = f' transform="rotate({s.u(0, 180):.0f} {x:.0f} {y:.0f})"'
        parts.append(box(x, y, 14, 5, tone, turn) if s.chance(0.6) else disc(x, y, 4, tone))
    mouth = f"M{150 - r * w:.0f} {160 + r * 0.1:.0f}a{r * w:.0f} {r * s.u(0.46, 0.66):.0f} 0 0 0 {2 * r * w:.0f} 0z"
    left, right = (
        disc(150 - r * 0.34, 158 - r * 0.26, r * 0.11, s.dark),
        disc(150 + r * 0.34, 158 - r * 0.26, r * s.u(0.1, 0.2), s.dark),
    )
    if s.chance(0.5):
        d = f"M{150 + r * 0.18:.0f} {160 - r * 0.24:.0f}q{r * 0.16:.0f} {-r * 0.2:.0f} {r * 0.32:.0f} 0"
        right = line(d, s.dark, r * 0.09, ' stroke-linecap="round"')
    mouth = (
        path(mouth, s.dark)
        if s.chance(0.6)
        else line(mouth.removesuffix("z"), s.dark, r * 0.1, ' stroke-linecap="round"')
    )
    return "".join(parts) + group(
        [disc(150, 160, r, HOT), mouth, left, right], f' transform="rotate({s.u(-28, 28):.0f} 150 160)"'
    )


def faces(s: Scene) -> str:
    """Comedy: a wall of faces, one of which sees it differently."""
    cell = s.rng.choice((75, 100))
    across, down, r = 300 // cell, 300 // cell, cell * 0.4
    odd, parts = s.rng.randrange(across * (down - 1)), list[str]()
    tones = [s.hot, s.soft, mix(s.hot, "#ffffff", 0.4), mix(s.soft, "#ffffff", 0.4)]
    for i in range(across * down):
        x, y = (i % across + 0.5) * cell, (i // across + 0.5) * cell
        k, turn = (-1 if i == odd else 1), s.rng.choice((0, 0, -15, 15))
        face = f"M{-r * 0.5:.0f} {r * (0.2 if k > 0 else 0.5):.0f}q{r * 0.5:.0f} {r * 0.7 * k:.0f} {r:.0f} 0"
        dots = f"M{-r * 0.35:.0f} {-r * 0.25:.0f}v.1M{r * 0.35:.0f} {-r * 0.25:.0f}v.1"
        skin = disc(0, 0, r, s.rng.choice(tones), ' stroke="none"')
        parts.append(group([skin, f'<path d="{face}{dots}"/>'], f' transform="translate({x:g} {y:g})rotate({turn})"'))
    return group(parts, f' fill="none" stroke="{s.dark}" stroke-linecap="round" stroke-width="{r * 0.16:.0f}"')


def blinds(s: Scene) -> str:
    """Crime: somebody in the light that comes through blinds."""
    x, slope, gap, top = s.u(90, 210), s.u(-70, 70), s.u(18, 28), s.u(145, 180)
    rows = [-70 + gap * i for i in range(18)]

    def stripes(lean: float, wide: float, tone: str) -> list[str]:
        ends = ([(0, y + lean), (300, y - lean), (300, y - lean + wide), (0, y + lean + wide)] for y in rows)
        return ["".join("M" + " ".join(f"{a:.0f} {b:.0f}" for a, b in points) + "z" for points in ends), tone]

    body = f"M{x - 22:.0f} {top + 62:.0f}a50 58 0 1 1 44 0c38 30 76 80 76 390h-196c0-310 38-360 76-390z"
    hat = oval(x, top - 20, 88, 11, s.dark) + box(x - 44, top - 66, 88, 44, s.dark, ' rx="16"') if s.chance(0.5) else ""
    shape = f'<path d="{body}"/>'
    lit = clipped(shape, [path(*stripes(-slope, gap * 0.25, HOT))], ' opacity=".8"')
    return path(*stripes(slope, gap * 0.55, SOFT)) + path(body, s.dark) + lit + hat


def fingerprint(s: Scene) -> str:
    """Crime: a fingerprint."""
    x, rings = s.u(110, 190), list[str]()
    for i in range(13):
        r, tone = 5 + i * 9, s.soft if s.chance(0.2) else s.hot
        dash = f' stroke-dasharray="{s.u(40, 170):.0f} 9 {s.u(20, 120):.0f} 7" stroke="{tone}"'
        rings.append(oval(s.u(-2, 2), i * s.u(1.5, 3), r, r * 1.25, "none", dash))
    tip = '<rect x="-86" y="-112" width="172" height="236" rx="86"/>'
    place = f' transform="translate({x:.0f} 158)rotate({s.u(-28, 28):.0f})"'
    return group([clipped(tip, rings, ' stroke-width="4.6" stroke-linecap="round"')], place)


def aperture(s: Scene) -> str:
    """Documentary: the blades of a lens."""
    x, y, r, count, hole = s.u(110, 190), s.u(135, 180), s.u(100, 150), s.rng.choice((6, 7, 8, 9)), s.u(26, 62)
    turn, step, parts = s.u(0, 60), 360 / count, list[str]()
    for i in range(count):
        (ax, ay), (bx, by), (cx, cy) = (around(x, y, hole, turn + step * (i + k)) for k in (0, 1, 2))
        k = 2 * r / hypot(bx - ax, by - ay)
        outer = (ax + (bx - ax) * k, ay + (by - ay) * k), (bx + (cx - bx) * k, by + (cy - by) * k)
        tone = mix(s.hot, s.dark, 0.7 * abs(i / count * 2 - 1))
        parts.append(poly([(bx, by), *outer, (cx, cy)], tone, f' stroke="{s.base}" stroke-width="1.5"'))
    shape = f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{r:.0f}"/>'
    glint = disc(x - hole * 0.3, y - hole * 0.35, hole * 0.2, "#fff", ' opacity=".8"')
    return disc(x, y, r + 12, s.dark) + disc(x, y, r, SOFT) + clipped(shape, parts) + glint


def film(s: Scene) -> str:
    """Documentary: two strips of film, a landscape in each frame."""
    frame, hole, parts = s.u(70, 96), mix(s.base, s.sky, 0.5), list[str]()
    for left in (52, 52 + s.u(122, 140)):
        parts.append(box(left, -90, 104, 640, s.dark))
        parts.append(line(f"M{left + 9:.0f} -90V550M{left + 95:.0f} -90V550", hole, 7, ' stroke-dasharray="9 9"'))
        shift, sun = s.u(-60, 0), s.u(-24, 0)
        for i in range(6):
            y, sky, land = shift + i * frame, *((SOFT, s.hot) if (i + (left > 60)) % 2 else (HOT, s.soft))
            parts.append(
                box(left + 20, y, 64, frame - 8, sky) + disc(left + 52 + sun + i * 8, y + frame * 0.4, 9, land)
            )
            foot, hill = y + frame - 8, s.u(10, 30)
            parts.append(
                poly(
                    [
                        (left + 20, foot),
                        (left + 20, foot - 8),
                        (left + 20 + hill, foot - 22),
                        (left + 84, foot - 6),
                        (left + 84, foot),
                    ],
                    mix(s.hot, s.dark, 0.6),
                )
            )
    return group(parts, f' transform="rotate({s.u(-26, 26):.0f} 150 170)"')


def face(s: Scene) -> str:
    """Drama: a profile half lit."""
    x, y, r, way = s.u(115, 185), s.u(125, 165), s.u(72, 100), s.rng.choice((-1, 1))
    front = f"M{x:.0f} {y - r:.0f}c{way * 60} 0 {way * 78} 36 {way * 76} 70l{way * 22} 42 {-way * 20} 8"
    front += f"q{way * 8} 16 {-way * 4} 22q{way * 4} 34 {-way * 36} 26V340H{x:.0f}z"
    back = f"M{x:.0f} {y - r:.0f}C{x - way * 110:.0f} {y - r:.0f} {x - way * 110:.0f} {y + r * 0.6:.0f} "
    back += f"{x - way * 52:.0f} {y + 62:.0f}V340H{x:.0f}z"
    moon = disc(x + way * s.u(-60, 80), y - s.u(-20, 40), r * s.u(1.1, 1.6), s.hot, ' opacity=".35"')
    return moon + path(back, mix(s.hot, s.base, 0.55)) + path(front, s.lamp)


def balloons(s: Scene) -> str:
    """Family: a bunch of balloons."""
    tones, knot, count, parts = (
        (HOT, SOFT, s.hot, mix(s.hot, s.soft, 0.5)),
        150 + s.u(-60, 60),
        s.rng.choice((1, 3, 5, 7)),
        list[str](),
    )
    for i in range(count):
        off = i - (count - 1) / 2
        x, y, r = 150 + off * 200 / count, 116 + s.u(-52, 44) + abs(off) * 12, s.u(27, 40) + 44 * (count == 1)
        parts.insert(0, line(f"M{x:.0f} {y + r:.0f}Q{x:.0f} {y + r + 80:.0f} {knot:.0f} 340", s.soft, 1.2))
        parts.append(oval(x, y, r, r * 1.2, tones[i % 4]))
        parts.append(poly([(x, y + r * 1.15), (x - 6, y + r * 1.35), (x + 6, y + r * 1.35)], tones[i % 4]))
        gleam = f"M{x - r * 0.6:.0f} {y - r * 0.2:.0f}q{r * 0.1:.0f} {-r * 0.5:.0f} {r * 0.5:.0f} {-r * 0.6:.0f}"
        parts.append(line(gleam, "#fff", r * 0.09, ' opacity=".6" stroke-linecap="round"'))
    return "".join(parts)


def kites(s: Scene) -> str:
    """Family: kites in the wind."""
    tones, parts = (HOT, SOFT, s.hot, mix(s.hot, s.soft, 0.5)), list[str]()
    parts += [disc(s.u(0, 300), s.u(30, 260), s.u(24, 44), "#fff", ' opacity=".12"') for _ in range(5)]
    lean, way = s.u(15, 45), s.rng.choice((1, -1))
    for i in range(s.rng.choice((1, 2, 3))):
        size, x, y = (
            (s.u(66, 92), s.u(44, 58), s.u(28, 40))[i],
            (165, 80, 240)[i] + s.u(-22, 22),
            (112, 205, 205)[i] + s.u(-20, 20),
        )
        corners = [around(x, y, size * k, a + lean) for k, a in ((1, -90), (0.75, 0), (1.5, 90), (0.75, 180), (1, -90))]
        parts.append(line(f"M{corners[2][0]:.0f} {corners[2][1]:.0f}q-40 20-14 50t-24 60-20 70", s.hot, 2))
        parts += [poly([(x, y), *corners[k : k + 2]], tones[(i + k) % 4]) for k in range(4)]
    return group(parts, ' transform="matrix(-1 0 0 1 300 0)"' if way < 0 else "")


def teeth(s: Scene) -> str:
    """Horror: eyes between two rows of teeth."""
    parts, x, deep = list[str](), -20.0, s.u(30, 100)
    while x < 310:
        wide, bite = s.u(22, 46), 1 - abs(x + 16 - 150) / 280
        parts.append(
            poly(
                [(x, -5), (x + wide, -5), (x + wide, 30), (x + wide / 2, 60 + (deep + s.u(-16, 26)) * bite), (x, 30)],
                HOT,
            )
        )
        low = [
            (x - 9, 460),
            (x - 9, 310),
            (x + wide / 2 - 9, 262 - s.u(20, 70) * bite),
            (x + wide - 9, 310),
            (x + wide - 9, 460),
        ]
        parts.append(poly(low, HOT))
        x += wide
    gap, r = s.u(22, 46), s.u(3, 7)
    return "".join(parts) + "".join(disc(150 + k * gap, 190, r, s.soft) for k in (-1, 1))


def eye(s: Scene) -> str:
    """Horror: an eye that sees you."""
    x, y, tall, half = 150, s.u(140, 180), s.u(56, 100), s.u(110, 150)
    lids = f"M{x - half:.0f} {y:.0f}q{half:.0f} {-tall * 1.8:.0f} {2 * half:.0f} 0"
    lids += f"q{-half:.0f} {tall * 1.8:.0f} {-2 * half:.0f} 0z"
    ends = (
        (around(x, y, half * 1.02, a), around(x, y, half * s.u(1.15, 1.9), a))
        for a in range(190, 351, s.rng.choice((8, 12, 20)))
    )
    lashes = "".join(f"M{a:.0f} {b:.0f}L{c:.0f} {d:.0f}" for (a, b), (c, d) in ends)
    at, slit = x + s.u(-30, 30), s.rng.choice((tall * 0.09, tall * 0.2, tall * 0.4))
    iris = (
        disc(at, y, tall * 0.76, HOT)
        + oval(at, y, slit, max(slit, tall * 0.55), s.dark)
        + disc(at - tall * 0.25, y - tall * 0.3, 6, "#fff")
    )
    parts = [line(lashes, s.hot, 3), path(lids, s.soft), iris]
    return group(parts, f' transform="rotate({s.u(-14, 14):.0f} 150 160)"')


def record(s: Scene) -> str:
    """Music: a record, often not all of it."""
    x, y, r, parts = (
        s.rng.choice((s.u(20, 80), s.u(120, 180), s.u(220, 280))),
        s.u(120, 190),
        s.u(115, 175),
        list[str](),
    )
    parts += [ring(x, y, k * r / 12, s.soft, 1, f' stroke-opacity="{s.u(0.1, 0.45):.2f}"') for k in range(5, 12)]
    turn, label = s.u(0, 180), s.u(0.3, 0.42)
    for a in (turn, turn + 180):
        parts.append(
            poly([(x, y), around(x, y, r * 0.98, a), around(x, y, r * 0.98, a + 24)], s.soft, ' opacity=".22"')
        )
    heart = disc(x, y, r * label, HOT) + disc(x, y, r * label * 0.66, s.soft, ' opacity=".35"') + disc(x, y, 5, s.dark)
    return disc(x, y, r, s.dark) + "".join(parts) + heart


def sound(s: Scene) -> str:
    """Music: the bars of a sound."""
    count, beat, phase, every = s.rng.choice((7, 11, 15, 21)), s.u(0.5, 2.8), s.u(0, pi), s.rng.choice((2, 3, 4))
    step, parts = 264 / count, list[str]()
    for i in range(count):
        high = 20 + 118 * abs(sin(phase + beat * i)) * sin(pi * (i + 0.5) / count) ** 0.6
        tone = SOFT if i % every == 1 else HOT
        parts.append(box(20 + i * step, 160 - high, step * 0.66, 2 * high, tone, f' rx="{step * 0.33:.0f}"'))
    return "".join(parts)
