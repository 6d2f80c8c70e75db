"""Pictures of drawn posters which show a place: landscapes, buildings, rooms and skies."""

from app.posters.shapes import HOT, SOFT, Scene, around, box, disc, group, line, mix, path, poly, ring, somebody, stars


def peaks(s: Scene) -> str:
    """Adventure: ranges of mountains under a sun or a compass rose."""
    x, y = s.u(70, 230), s.u(80, 115)
    parts = [_rose(s, x, y)] if s.chance(0.35) else [disc(x, y, s.u(34, 62), SOFT)]
    for depth in (0, 1, 2):
        tone, at = mix(s.hot, s.base, 0.55 - depth * 0.22), s.u(-190, -110)
        shade, snow = mix(tone, s.base, 0.4), mix(tone, "#fffaf0", 0.72)
        while at < 280:
            wide, top = s.u(190, 300), 128 + depth * 56 + s.u(-24, 28)
            mid, foot = at + wide * s.u(0.42, 0.58), top + 200
            parts.append(poly([(at, foot), (mid, top), (at + wide, foot), (at + wide, 450), (at, 450)], tone))
            ridge = [(mid, top), (mid - 6, top + 36), (mid + 10, top + 66), (mid - 14, top + 120), (mid + 4, foot)]
            parts.append(poly([*ridge, (at + wide, foot)], shade))
            slope = 30 / 200
            left, right = (mid - at) * slope, (at + wide - mid) * slope
            cap = [
                (mid, top),
                (mid + right, top + 30),
                (mid + 4, top + 22),
                (mid - 5, top + 34),
                (mid - left, top + 30),
            ]
            parts.append(poly(cap, snow) if depth < 2 else "")
            at += wide * s.u(0.5, 0.8)
    return "".join(parts)


def _rose(s: Scene, x: float, y: float) -> str:
    parts = [ring(x, y, 62, s.soft, 1.2), ring(x, y, 30, s.soft, 1.2)]
    for i in (1, 3, 5, 7, 0, 2, 4, 6):
        tip, sides = around(x, y, (80, 44)[i % 2], i * 45), [around(x, y, 13, i * 45 + t) for t in (-45, 45)]
        parts += [poly([(x, y), tip, side], mix(s.soft, s.hot, k * 0.65)) for k, side in enumerate(sides)]
    return "".join(parts)


def castle(s: Scene) -> str:
    """Fantasy: towers on hills before the moon, full or new."""
    x, y, r, near = s.u(70, 230), s.u(90, 145), s.u(48, 84), mix(s.base, "#000000", 0.35)
    halo = [disc(x, y, r * k, s.soft, ' opacity=".08"') for k in (2.1, 1.65, 1.3)]
    inner = f"a{r * s.u(1.04, 1.3):.0f} {r * 1.15:.0f} 0 0 1 0 {-2 * r:.0f}z"
    crescent = f"M{x:.0f} {y - r:.0f}a{r:.0f} {r:.0f} 0 1 0 0 {2 * r:.0f}{inner}"
    tilt = f' transform="rotate({s.u(-60, 40):.0f} {x:.0f} {y:.0f})"'
    parts = [stars(s, 30, 210), *halo, path(crescent, SOFT, tilt) if s.chance(0.5) else disc(x, y, r, SOFT)]
    parts.append(
        path(
            f"M0 {s.u(210, 250):.0f}Q{s.u(40, 120):.0f} 170 170 240T300 {s.u(190, 240):.0f}V450H0z",
            mix(s.hot, s.base, 0.3),
        )
    )
    at = s.u(70, 200)
    for i in range(s.rng.choice((1, 2, 3, 5))):
        wide, top, left = s.u(18, 32), s.u(150, 220) - 50 * (i == 0), at + (i + 1) // 2 * (-1) ** i * 34
        roof = [(left - 5, top), (left + wide / 2, top - wide * s.u(1.3, 2.3)), (left + wide + 5, top)]
        wall = [(left, top), (left + wide, top), (left + wide + 3, 400), (left - 3, 400)]
        parts += [poly(roof, HOT), poly(wall, near), box(left + wide / 2 - 2.5, top + 14, 5, 10, s.soft)]
    parts.append(path(f"M0 {s.u(270, 300):.0f}Q90 {s.u(220, 260):.0f} 180 290T300 {s.u(255, 285):.0f}V450H0z", near))
    return "".join(parts)


def temple(s: Scene) -> str:
    """History: columns before the sun."""
    count, top, wide = s.rng.choice((3, 4, 5, 6)), s.u(120, 165), s.u(200, 250)
    left, step = 150 - wide / 2, wide / count
    parts = [disc(s.u(80, 220), s.u(90, 150), s.u(56, 88), SOFT)]
    if s.chance(0.6):
        parts.append(poly([(left - 16, top - 18), (150, top - 18 - wide * 0.26), (left + wide + 16, top - 18)], HOT))
    parts.append(box(left - 14, top - 16, wide + 28, 16, s.hot))
    for i in range(count):
        at, t = left + step * (i + 0.5), step * 0.5
        parts.append(box(at - t * 0.7, top + 2, t * 1.4, 8, s.hot))
        parts.append(poly([(at - t * 0.45, top), (at + t * 0.45, top), (at + t / 2, 450), (at - t / 2, 450)], HOT))
        flutes = "".join(f"M{at + t * k:.0f} {top + 14:.0f}V450" for k in (-0.2, 0, 0.2, 0.38))
        parts.append(line(flutes, mix(s.hot, s.base, 0.6), 1.6))
    return "".join(parts)


def arches(s: Scene) -> str:
    """History: arches within arches, the sun behind the last."""
    x, parts, count = s.u(70, 230), list[str](), s.rng.choice((4, 5, 6, 8))
    for i in range(count):
        half, top, share = 160 - i * 124 / (count - 1), 14 + i * 124 / (count - 1), i / (count - 1)
        left = 150 + (x - 150) * share - half
        d = f"M{left:.0f} 450V{top + half:.0f}a{half:.0f} {half:.0f} 0 0 1 {2 * half:.0f} 0V450z"
        parts.append(path(d, s.base if i == count - 1 else mix(s.hot, s.base, (i % 2) * 0.25 + 0.5 * (1 - share))))
    return "".join(parts) + disc(x, s.u(170, 210), 23, s.lamp)


def aqueduct(s: Scene) -> str:
    """History: two rows of arches across a valley."""
    wide, top, slope = s.rng.choice((60, 75, 100)), s.u(110, 150), s.u(-5, 5)
    parts, r = [disc(s.u(60, 240), s.u(80, 125), s.u(36, 60), SOFT), box(-40, top, 380, 340, HOT)], wide * 0.38
    for x in range(-40, 340, wide):
        for y, low in ((top + 16 + r, top + 28 + 2 * r), (top + 46 + 3 * r, 460)):
            d = f"M{x:.0f} {low:.0f}V{y:.0f}a{r:.0f} {r:.0f} 0 0 1 {2 * r:.0f} 0V{low:.0f}z"
            parts.append(path(d, mix(s.sky, s.base, 0.5)))
    parts.append(line(f"M-40 {top:.0f}H340M-40 {top + 34 + 2 * r:.0f}H340", mix(s.hot, s.soft, 0.35), 6))
    return group(parts, f' transform="rotate({slope:.0f} 150 160)"')


def door(s: Scene) -> str:
    """Horror: a door ajar in the dark, and somebody in it."""
    left, wide, reach, way = s.u(80, 130), s.u(36, 90), s.u(50, 170), s.rng.choice((1, -1))
    right, at = left + wide, left + wide * s.u(0.35, 0.65)
    parts = [
        poly([(left, 50), (right, 66), (right, 264), (left, 264)], SOFT),
        poly([(left, 264), (right, 264), (right + reach, 450), (left - reach * 0.5, 450)], HOT, ' opacity=".75"'),
        poly([(right, 66), (right + 62, 40), (right + 62, 292), (right, 264)], s.hot, ' opacity=".35"'),
        somebody(at, 266, s.u(80, 120), s.dark),
        poly([(at - 7, 264), (at + 7, 264), (at + 40, 440), (at - 10, 440)], s.dark, ' opacity=".8"'),
    ]
    return group(parts, ' transform="matrix(-1 0 0 1 300 0)"' if way < 0 else "")


def doorway(s: Scene) -> str:
    """Drama: somebody in the light of a doorway, and a long shadow."""
    x, wide, lean, top = s.u(90, 210), s.u(54, 110), s.u(-150, 150), s.u(40, 90)
    light = [(x - wide / 2, 258), (x + wide / 2, 258), (x + wide + lean, 460), (x - wide + lean, 460)]
    at = x + s.u(-0.2, 0.2) * wide
    shade = [(at - 7, 258), (at + 7, 258), (at + 24 + lean, 460), (at - 24 + lean, 460)]
    floor = box(0, 258, 300, 200, s.hot, ' opacity=".3"') + poly(light, s.lamp, ' opacity=".5"')
    frame = box(x - wide / 2, top, wide, 259 - top, s.lamp)
    return floor + frame + poly(shade, s.dark, ' opacity=".6"') + somebody(at, 261, s.u(70, 100), s.dark)


def keyhole(s: Scene) -> str:
    """Mystery: somebody in the light of a keyhole."""
    x, y, r, foot, far = s.u(90, 210), s.u(100, 130), s.u(42, 64), s.u(44, 72), s.u(110, 240)
    slot = [(x - r * 0.45, y), (x + r * 0.45, y), (x + foot, y + 156), (x - foot, y + 156)]
    beam = [(x - foot, y + 156), (x + foot, y + 156), (x + far, 460), (x - far, 460)]
    rings = (
        ring(x, y, r + k, s.hot, 2.5, f' opacity="{0.7 - k / 140:.2f}"')
        for k in (22, 40, 58, 76)[: s.rng.choice((1, 3, 4))]
    )
    hole = disc(x, y, r, SOFT) + poly(slot, s.soft)
    return (
        poly(beam, s.soft, ' opacity=".2"')
        + "".join(rings)
        + hole
        + somebody(x + s.u(-14, 14), y + 156, s.u(84, 116), s.dark)
    )


def lamp(s: Scene) -> str:
    """Mystery: a street lamp in layers of fog."""
    x, y, parts = s.u(70, 230), s.u(100, 140), list[str]()
    parts += [disc(x, y, r, s.soft, ' opacity=".13"') for r in (124, 90, 60, 36)]
    parts.append(poly([(x - 13, y - 14), (x + 13, y - 14), (x + 8, y + 16), (x - 8, y + 16)], s.soft))
    parts.append(poly([(x - 18, y - 14), (x, y - 30), (x + 18, y - 14)], s.dark) + box(x - 2.5, y + 16, 5, 400, s.dark))
    if s.chance(0.6):
        parts.append(somebody(x + s.rng.choice((-1, 1)) * s.u(30, 60), 262, 96, s.dark))
    for i in range(6):
        top, wave = 176 + i * 34 + s.u(-12, 12), s.u(10, 28) * s.rng.choice((-1, 1))
        d = f"M0 {top:.0f}Q75 {top - wave:.0f} 150 {top:.0f}T300 {top:.0f}V450H0z"
        parts.append(path(d, mix(s.hot, s.base, i / 5), ' opacity=".55"'))
    return "".join(parts)


def windows(s: Scene) -> str:
    """Mystery: one window lit in a dark house."""
    across, parts, sills = s.rng.choice((3, 4, 5)), list[str](), ""
    cell = 264 / across
    lit = (s.rng.randrange(across), s.rng.randrange(1, across - 1))
    for i in range(across):
        for j in range(across):
            x, y, wide, high = 18 + i * cell + cell * 0.2, 12 + j * cell * 1.12, cell * 0.6, cell * 0.8
            if (i, j) == lit:
                parts.append(box(x - 14, y - 14, wide + 28, high + 28, s.soft, ' opacity=".16"'))
                parts.append(
                    box(x, y, wide, high, SOFT) + somebody(x + wide * s.u(0.3, 0.7), y + high, high * 0.86, s.dark)
                )
            else:
                parts.append(box(x, y, wide, high, mix(s.hot, s.base, s.u(0.45, 0.8))))
            sills += f"M{x - 3:.0f} {y + high:.0f}h{wide + 6:.0f}"
    return "".join(parts) + line(sills, mix(s.hot, s.base, 0.35), 3)


def planet(s: Scene) -> str:
    """Science fiction: a planet, its night side, its orbits and moons."""
    x, y, r, tilt = s.u(100, 200), s.u(125, 175), s.u(46, 88), s.u(-38, 38)
    orbits = [(r * k, r * k * s.u(0.22, 0.3)) for k in (1.5, 1.9, 2.4)[: s.rng.choice((1, 2, 3))]]
    halves = (
        "".join(f"M{x - a:.0f} {y:.0f}a{a:.0f} {b:.0f} 0 0 {side} {2 * a:.0f} 0" for a, b in orbits) for side in (1, 0)
    )
    back, front = (line(d, s.soft, 2) for d in halves)
    moons = []
    for a, b in orbits:
        k = s.u(-0.9, 0.9)
        moons.append(disc(x + a * k, y + b * (1 - k * k) ** 0.5, s.u(4, 11), SOFT))
    night = (
        f"M{x:.0f} {y - r:.0f}a{r:.0f} {r:.0f} 0 0 1 0 {2 * r:.0f}a{r * 1.5:.0f} {r * 1.5:.0f} 0 0 0 0 {-2 * r:.0f}z"
    )
    body = [back, disc(x, y, r, HOT), path(night, s.base, ' opacity=".6"'), front, *moons]
    return stars(s, 40, 300) + group(body, f' transform="rotate({tilt:.0f} {x:.0f} {y:.0f})"')


def grid(s: Scene) -> str:
    """Science fiction: a striped sun over an endless grid."""
    x, r, sea, night = s.u(90, 210), s.u(64, 104), s.u(205, 240), mix(s.sky, s.base, 0.55)
    parts = [stars(s, 30, 170), disc(x, sea - r * s.u(0.2, 0.5), r, SOFT)]
    parts += [box(x - r, sea - 8 - i * 15, 2 * r, 8 - i * 1.3, night) for i in range(5)]
    ridge = [(0.0, sea), *((i * 30, sea - s.u(0, 36)) for i in range(1, 10)), (300, sea)]
    parts += [poly(ridge, mix(s.hot, s.base, 0.6)), box(0, sea, 300, 250, s.base)]
    rails = "".join(f"M{150 + k * 14} {sea:.0f}L{150 + k * 110} 450" for k in range(-10, 11))
    ties = "".join(f"M0 {sea + 2.4 * 1.55**k:.0f}H300" for k in range(11))
    return "".join(parts) + line(rails + ties, s.hot, 1.5)


def horizon(s: Scene) -> str:
    """Science fiction: dawn on a giant below, moons above."""
    x, y, r, parts = s.u(40, 260), s.u(450, 480), s.u(230, 280), [stars(s, 46, 220)]
    parts += [disc(x, y, r + k, s.hot, ' opacity=".2"') for k in (34, 20, 9)]
    parts += [disc(x, y, r, HOT), disc(x + s.rng.choice((-1, 1)) * 14, y + 16, r, s.base)]
    at, size = s.u(70, 230), s.u(22, 40)
    for i in range(s.rng.choice((1, 2, 3))):
        mx, my, mr = at + i * s.u(-70, 70), 60 + i * 52 + s.u(-10, 10), size / (1 + i * 0.8)
        parts += [disc(mx, my, mr, SOFT), disc(mx + mr * 0.35, my + mr * 0.1, mr * 0.86, s.base, ' opacity=".5"')]
    return "".join(parts)


def searchlights(s: Scene) -> str:
    """War: searchlights over layers of broken ground, and aeroplanes in them."""
    count, meet, parts = s.rng.choice((2, 3, 4)), (s.u(60, 240), s.u(50, 130)), list[str]()
    for i in range(count):
        foot = 20 + 260 * (i + s.u(0.2, 0.8)) / count
        x, y = foot + (meet[0] - foot) * 2.2, 300 + (meet[1] - 300) * 2.2
        parts.append(poly([(foot - 3, 300), (x - 46, y), (x + 46, y), (foot + 3, 300)], SOFT, ' opacity=".45"'))
    if s.chance(0.5):
        parts.append(disc(*meet, s.u(20, 34), s.soft))
    plane, turn = "m0-14l3 9 16 8v3l-16-3-1 9 5 4v2h-14v-2l5-4-1-9-16 3v-3l16-8z", s.u(-70, 70)
    x, y = s.u(60, 240), s.u(50, 110)
    for i in range(s.rng.choice((1, 3, 5))):
        at = (x + (i + 1) // 2 * (-1) ** i * 40, y + (i + 1) // 2 * 30)
        parts.append(path(f"M0 0{plane}", s.dark, f' transform="translate({at[0]:.0f} {at[1]:.0f})rotate({turn:.0f})"'))
    for depth in range(4):
        edge = [(k * 25.0, 212 + depth * 34 + s.u(-15, 15)) for k in range(13)]
        parts.append(poly([(0, 450), *edge, (300, 450)], mix(s.hot, s.base, depth * 0.32)))
    return "".join(parts)


def mesas(s: Scene) -> str:
    """Western: mesas and a cactus before a low sun."""
    x, r, y = s.u(70, 230), s.u(58, 100), s.u(120, 170)
    parts = [disc(x, y, r * 1.4, s.soft, ' opacity=".2"'), disc(x, y, r, SOFT)]
    if s.chance(0.5):
        for k in (0.05, 0.3, 0.55, 0.8):
            half = r * (1 - k * k) ** 0.5 + 2
            parts.append(box(x - half, y + r * k, 2 * half, r * (0.05 + k * 0.08), mix(s.sky, s.base, 0.4)))
    for depth in (0, 1):
        tone = mix(s.hot, s.base, 0.1 + depth * 0.4)
        for at in (s.u(-50, 20), s.u(90, 140), s.u(190, 250))[: s.rng.choice((1, 2, 3))]:
            end, top = at + s.u(56, 120), 145 + depth * 60 + s.u(0, 55)
            side = [(end, top), (end + 8, top + 46), (end + 24, 400)]
            parts.append(poly([(at, 400), (at + 14, top + 46), (at + 20, top), *side], tone))
            parts.append(poly([(at + (end - at) * 0.7, top), *side, (end - 14, 400)], mix(tone, s.base, 0.35)))
        parts.append(box(0, 256 + depth * 40, 300, 200, mix(tone, s.base, 0.25)))
    if s.chance(0.7):
        at, arm = s.rng.choice((s.u(30, 80), s.u(220, 270))), s.u(230, 260)
        d = f"M{at:.0f} 330V{s.u(165, 200):.0f}M{at:.0f} {arm:.0f}h-22v-34M{at:.0f} {arm - 18:.0f}h22v-36"
        parts.append(line(d, s.dark, 11, ' stroke-linecap="round" stroke-linejoin="round"'))
    return "".join(parts)
