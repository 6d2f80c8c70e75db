"""Pictures of drawn posters made of plain forms: rays, discs, rings, lanes and tiles."""

from math import ceil

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
    somebody,
)


def burst(s: Scene) -> str:
    """Action: shards flung from one point."""
    tones, x, y, angle = (HOT, s.soft, mix(s.hot, s.base, 0.5)), s.u(30, 270), s.u(110, 240), s.u(0, 30)
    parts, thick, core = list[str](), s.u(8, 16), s.u(14, 30)
    end = angle + 356
    while angle < end:
        wide, short = thick * s.u(0.5, 1.5), s.chance(0.45)
        tips = [(s.u(110, 230), wide / 2)] if short else [(560, 0.0), (560, wide)]
        edge = [around(x, y, far, angle + turn) for far, turn in tips]
        root = [around(x, y, core + 18, angle + turn) for turn in (wide, 0)]
        parts.append(poly(edge + root, tones[len(parts) % 3]))
        angle += wide + s.u(3, 11)
    return "".join(parts) + disc(x, y, core, s.soft)


def slashes(s: Scene) -> str:
    """Action: shards across the sheet."""
    tones, lean, x, parts = (
        (HOT, s.soft, mix(s.hot, s.base, 0.5)),
        s.rng.choice((-1, 1)) * s.u(0.3, 0.7),
        -130.0,
        list[str](),
    )
    thick = s.u(10, 34)
    while x < 430:
        wide, top, foot = thick * s.u(0.5, 1.7), s.u(-60, 150), s.u(240, 420)
        a, b = x - lean * (top - 190), x - lean * (foot - 190)
        parts.append(
            poly([(a, top), (a + wide, top + wide), (b + wide, foot), (b, foot - wide)], tones[len(parts) % 3])
        )
        x += wide + s.u(2, 16)
    return "".join(parts)


def discs(s: Scene) -> str:
    """Drama: translucent discs through each other."""
    r, turn, apart, count = s.u(60, 100), s.u(0, 120), s.u(0.45, 0.8), s.rng.choice((2, 3, 4))
    spots = [around(150, 155, r * apart, turn + 360 / count * i) for i in range(count)]
    tones = (HOT, SOFT, s.hot, s.soft)
    return "".join(disc(*spot, r, tones[i], ' opacity=".76"') for i, spot in enumerate(spots))


def halves(s: Scene) -> str:
    """Drama: two halves of rings which no longer meet."""
    x, r, slip, turn, parts = s.u(120, 180), s.u(76, 120), s.u(12, 74), s.rng.choice((0, 90, 30, -30, 60)), list[str]()
    scales = (1.0, 0.8, 0.6, 0.4, 0.2)[:: s.rng.choice((1, 2, 4))]
    for i, k in enumerate(scales):
        a = r * k
        for y, sweep, tone in ((155 - slip / 2, 0, HOT), (155 + slip / 2, 1, SOFT)):
            d = f"M{x:.0f} {y - a:.0f}a{a:.0f} {a:.0f} 0 0 {sweep} 0 {2 * a:.0f}z"
            parts.append(path(d, tone if i % 2 == 0 else s.base))
    return group(parts, f' transform="rotate({turn} 150 155)"')


def slices(s: Scene) -> str:
    """Drama: a disc in slices which drift apart."""
    x, y, r, count, drift, parts = (
        s.u(120, 180),
        s.u(135, 165),
        s.u(84, 118),
        s.rng.choice((3, 5, 7, 9)),
        s.u(16, 70),
        list[str](),
    )
    for i in range(count):
        low, high = -1 + 2 * i / count, -1 + 2 * (i + 1) / count
        a, b, at = (1 - low * low) ** 0.5 * r, (1 - high * high) ** 0.5 * r, x + s.u(-1, 1) * drift
        top, foot = y + low * r, y + high * r - 3
        d = f"M{at - a:.0f} {top:.0f}H{at + a:.0f}A{r:.0f} {r:.0f} 0 0 1 {at + b:.0f} {foot:.0f}"
        d += f"H{at - b:.0f}A{r:.0f} {r:.0f} 0 0 1 {at - a:.0f} {top:.0f}z"
        parts.append(path(d, mix(s.soft, s.hot, i / (count - 1))))
    return group(parts, f' transform="rotate({s.rng.choice((0, 0, 90, -30))} 150 155)"')


def stairs(s: Scene) -> str:
    """Drama: stairs into the light."""
    count, way, top, parts = s.rng.choice((5, 7, 9)), s.rng.choice((-1, 1)), s.u(90, 130), list[str]()
    x = s.u(190, 240)
    parts.append(disc(x, top - s.u(-10, 20), s.u(44, 80), s.lamp))
    wide, high = 300 / count, (320 - top) / count
    for i in range(count):
        y = 330 - high * (i + 1)
        parts.append(box(wide * i, y, 301 - wide * i, 450 - y, mix(s.hot, s.base, 0.75 - 0.65 * i / count)))
    return group(parts, ' transform="matrix(-1 0 0 1 300 0)"' if way < 0 else "")


def screens(s: Scene) -> str:
    """Reality: screens within screens."""
    x, y, turn, parts, first = s.u(-26, 26), s.u(-24, 24), s.u(-11, 11), list[str](), s.rng.randrange(4)
    for i in range(s.rng.choice((4, 5, 6, 7))):
        half, tone = 146 - i * 21, (HOT, s.base, SOFT, s.sky)[(i * (3 if first > 1 else 1) + first) % 4]
        more = f' rx="{half * 0.3:.0f}" transform="rotate({turn * i:.0f} 150 155)"'
        parts.append(box(150 + x * i / 5 - half, 155 + y * i / 5 - half * 0.86, 2 * half, half * 1.72, tone, more))
    return "".join(parts)


def stage(s: Scene) -> str:
    """Reality: spotlights and a microphone."""
    x, y, parts = s.u(110, 190), s.u(245, 275), list[str]()
    for top, tone in ((s.u(-20, 90), s.soft), (s.u(210, 320), s.hot), (s.u(110, 190), s.soft))[
        : s.rng.choice((1, 2, 3))
    ]:
        at = x + s.u(-50, 50)
        parts.append(poly([(top - 6, -5), (top + 6, -5), (at + 58, y), (at - 58, y)], tone, ' opacity=".42"'))
        parts.append(oval(at, y, 58, 16, tone, ' opacity=".75"'))
    stand = line(f"M{x:.0f} {y:.0f}V{y - 96:.0f}M{x - 16:.0f} {y:.0f}h32", s.dark, 4, ' stroke-linecap="round"')
    return "".join(parts) + stand + box(x - 9, y - 124, 18, 32, s.dark, ' rx="9"')


def meeting(s: Scene) -> str:
    """Romance: two discs which meet."""
    r, turn = s.u(62, 90), s.u(-80, 80)
    apart = r * s.u(0.45, 0.75)
    (ax, ay), (bx, by) = around(150, 155, apart, turn), around(150, 155, apart, turn + 180)
    both = disc(bx, by, r, mix(mix(s.hot, s.soft, 0.5), "#ffffff", 0.45))
    rings = "".join(ring(x, y, r * k, s.soft, 1, ' opacity=".3"') for x, y in ((ax, ay), (bx, by)) for k in (1.25, 1.5))
    shape = f'<circle cx="{ax:.0f}" cy="{ay:.0f}" r="{r:.3g}"/>'
    return rings + disc(ax, ay, r, HOT) + disc(bx, by, r, SOFT) + clipped(shape, [both])


def heart(s: Scene) -> str:
    """Romance: a heart of plain forms, its halves a little apart."""
    a, slip, turn, parts = s.u(52, 78), s.u(0, 28), s.u(-16, 16), list[str]()
    for k, shade in ((2.2, 0.78), (1.6, 0.5), (1.0, 0.0))[s.rng.choice((0, 1, 2)) :]:
        for way, tone, fill in ((-1, s.hot, HOT), (1, s.soft, SOFT)):
            b = a * k
            lobe = f"a{b * 0.707:.0f} {b * 0.707:.0f} 0 0 {int(way < 0)} {-b * way:.0f} {-b:.0f}z"
            d = f"M150 {165 + b + slip * way / 2:.0f}l{b * way:.0f} {-b:.0f}{lobe}"
            parts.append(path(d, mix(tone, s.base, shade) if shade else fill))
    return group(parts, f' transform="rotate({turn:.0f} 150 165)"')


def sails(s: Scene) -> str:
    """Romance: two sails which lean to each other before the sun."""
    x, sea, r, size = s.u(100, 200), s.u(205, 235), s.u(60, 92), s.u(60, 96)
    parts = [disc(x, sea - r * s.u(0.2, 0.6), r, SOFT), box(0, sea, 300, 250, mix(s.hot, s.base, 0.55))]
    for i in range(7):
        half = r * (1 - i * 0.12) * s.u(0.5, 1)
        parts.append(box(x - half, sea + 8 + i * 13, 2 * half, 4, s.soft, f' opacity="{0.7 - i * 0.08:.2f}" rx="2"'))
    gap = s.u(14, 34)
    for way, k in ((-1, 1.0), (1, s.u(0.7, 0.95))):
        foot, h = x + way * gap, size * k
        bow = f"q{way * h * 0.7:.0f} {h * 0.6:.0f} {way * h * 0.55:.0f} {h * 1.3:.0f}h{-way * h * 0.55:.0f}z"
        d = f"M{foot - way * 8:.0f} {sea + 4 - h * 1.4:.0f}{bow}"
        hull = f"M{foot - way * 12:.0f} {sea + 8:.0f}h{way * (h * 0.6 + 12):.0f}l{-way * 12} 12h{-way * h * 0.4:.0f}z"
        parts += [path(d, HOT if way < 0 else mix(s.hot, "#ffffff", 0.3)), path(hull, s.dark)]
    return "".join(parts)


def lanes(s: Scene) -> str:
    """Sport: runners in the bend of a track."""
    x, y, wide, parts = s.rng.choice((s.u(-70, 10), s.u(290, 370))), s.u(240, 340), s.u(24, 38), list[str]()
    for i in range(10):
        parts.append(ring(x, y, 70 + wide * i, mix(s.hot, s.base, i % 2 * 0.22), wide + 1))
        parts.append(ring(x, y, 70 + wide * (i + 0.5), s.soft, 1.6))
    for i in s.rng.sample(range(1, 8), s.rng.choice((1, 2, 3, 4))):
        angle, r = (s.u(-75, -25) if x < 150 else s.u(-155, -105)), 70 + wide * i
        (ax, ay), (bx, by) = around(x, y, r, angle), around(x, y, r, angle + s.u(18, 40))
        tail = line(
            f"M{bx:.0f} {by:.0f}A{r:.0f} {r:.0f} 0 0 0 {ax:.0f} {ay:.0f}",
            s.soft,
            wide * 0.4,
            ' opacity=".5" stroke-linecap="round"',
        )
        parts.append(tail + disc(ax, ay, wide * 0.36, s.soft))
    return "".join(parts)


def court(s: Scene) -> str:
    """Sport: a court from above, and the ball."""
    stroke, x, y, r = f' stroke="{s.soft}" stroke-width="3"', s.u(60, 240), s.u(70, 220), s.u(18, 34)
    marks = "M30 0V400M270 0V400M30 190H270M90 0V80h120V0M90 400V300h120v100"
    parts = [box(-90, -90, 480, 600, s.hot, ' opacity=".25"'), box(30, -90, 240, 600, HOT), line(marks, s.soft, 3)]
    parts.append(disc(150, 190, s.u(34, 62), "none", stroke))
    seams = "".join(
        f"M{x - r * 0.85:.0f} {y - bend:.0f}q{r * 0.85:.0f} {bend:.0f} {r * 1.7:.0f} 0" for bend in (r / 2, -r / 2)
    )
    ball = disc(x + r * 0.4, y + r * 0.5, r, s.dark, ' opacity=".4"') + disc(x, y, r, SOFT) + line(seams, s.hot, 2)
    return group(parts, f' transform="rotate({s.u(-42, 42):.0f} 150 190)scale({s.u(0.95, 1.35):.2f})"') + ball


def vortex(s: Scene) -> str:
    """Thriller: a vortex of ellipses."""
    x, y, r, count, flat = s.u(100, 200), s.u(135, 175), s.u(110, 190), s.rng.choice((10, 14, 18, 24)), s.u(0.2, 0.66)
    rings = (
        f'<ellipse rx="{r:.0f}" ry="{r * flat:.0f}" transform="rotate({180 * i / count:.0f})"/>' for i in range(count)
    )
    attributes = f' fill="none" stroke="{s.soft}" stroke-width="1.5" transform="translate({x:.0f} {y:.0f})"'
    return group(rings, attributes) + disc(x, y, r * flat * 0.7, HOT)


def spin(s: Scene) -> str:
    """Thriller: squares which turn as they shrink."""
    x, y, turn, shrink = s.u(110, 190), s.u(135, 175), s.u(4, 14) * s.rng.choice((-1, 1)), s.u(0.8, 0.88)
    squares = (
        box(
            -150,
            -150,
            300,
            300,
            (s.hot, s.base)[i % 2],
            f' transform="rotate({turn * i:.0f})scale({1.6 * shrink**i:.2f})"',
        )
        for i in range(16)
    )
    return group(squares, f' transform="translate({x:.0f} {y:.0f})"') + disc(x, y, 10, s.soft)


def sight(s: Scene) -> str:
    """Thriller: somebody in a sight."""
    x, y, r = s.u(110, 190), s.u(135, 175), s.u(84, 124)
    rings = (ring(x, y, r * k, s.soft, 2 + 3 * (k == 1)) for k in (1, 0.66, 0.33))
    cross = f"M{x:.0f} -9V{y - 12:.0f}M{x:.0f} {y + 12:.0f}V450M-9 {y:.0f}H{x - 12:.0f}M{x + 12:.0f} {y:.0f}H309"
    high = s.u(100, 160)
    who = somebody(x + s.u(-16, 16), y + high * s.u(0.84, 0.94), high, s.dark)
    return disc(x, y, r, HOT) + who + "".join(rings) + line(cross, s.soft, 1.6)


def tiles(s: Scene) -> str:
    """Every other genre: quarters, halves and whole discs in a grid."""
    cell, parts = s.rng.choice((75, 100)), list[str]()
    across, half = 300 // cell, cell // 2
    tones = (HOT, s.soft, mix(s.hot, s.base, 0.45), mix(s.soft, s.base, 0.6), s.sky, s.base)
    forms = (
        f"M0 0h{cell}a{cell} {cell} 0 0 1-{cell} {cell}z",
        f"M0 0h{cell}a{half} {half} 0 0 1-{cell} 0z",
        f"M0 {half}a{half} {half} 0 0 1 {cell} 0a{half} {half} 0 0 1-{cell} 0z",
        f"M0 0L{cell} {cell}H0z",
        f"M0 0h{half}a{half} {half} 0 0 1-{half} {half}zM{cell} {cell}h-{half}a{half} {half} 0 0 1 {half}-{half}z",
    )
    for i in range(across * ceil(370 / cell)):
        x, y, (ground, tone) = i % across * cell, i // across * cell, s.rng.sample(tones, 2)
        turn = s.rng.choice((0, 90, 180, 270))
        place = f' transform="translate({x} {y})rotate({turn} {half} {half})"'
        parts.append(box(x, y, cell + 1, cell + 1, ground) + path(s.rng.choice(forms), tone, place))
    return "".join(parts)
