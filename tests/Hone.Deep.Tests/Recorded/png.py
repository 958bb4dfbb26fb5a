"""Writes png.json: small PNG images of every colour type, bit depth and interlacing, each line under another filter, with the pixels that a reader should find.

An encoder of its own, from the specification alone, over Python's zlib: python3 png.py
"""
import base64, json, random, struct, zlib

random.seed(7)
W, H = 11, 9
PASSES = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
STORED = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}


def chunk(kind, content):
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def packed(values, depth):
    if depth == 16:
        return b"".join(struct.pack(">H", v) for v in values)
    bits = "".join(format(v, "0%db" % depth) for v in values)
    bits += "0" * (-len(bits) % 8)
    return bytes(int(bits[i:i + 8], 2) for i in range(0, len(bits), 8))


def paeth(a, b, c):
    p = a + b - c
    pa, pb, pc = abs(p - a), abs(p - b), abs(p - c)
    return a if pa <= pb and pa <= pc else b if pb <= pc else c


def filtered(lines, before):
    out, above = b"", bytes(len(lines[0]))
    for number, line in enumerate(lines):
        kind = number % 5
        out += bytes([kind])
        for i, value in enumerate(line):
            a = line[i - before] if i >= before else 0
            b = above[i]
            c = above[i - before] if i >= before else 0
            out += bytes([(value - [0, a, b, (a + b) // 2, paeth(a, b, c)][kind]) % 256])
        above = line
    return out


def image(colour, depth, interlaced, transparent=False):
    stored, top = STORED[colour], (1 << depth) - 1
    colours = [[random.randrange(256) for _ in range(3)] for _ in range(min(256, 1 << depth))]
    alphas = [random.randrange(256) for _ in range(len(colours) // 2)]
    raw = [[[random.randint(0, top) for _ in range(stored)] for _ in range(W)] for _ in range(H)]
    key = raw[3][4][:]
    data = b""
    for x0, y0, dx, dy in (PASSES if interlaced else [(0, 0, 1, 1)]):
        lines = [packed([v for x in range(x0, W, dx) for v in raw[y][x]], depth) for y in range(y0, H, dy)]
        if lines and lines[0]:
            data += filtered(lines, max(1, stored * depth // 8))
    file = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", W, H, depth, colour, 0, 0, int(interlaced)))
    if colour == 3:
        file += chunk(b"PLTE", bytes(v for c in colours for v in c))
    if transparent:
        file += chunk(b"tRNS", bytes(alphas) if colour == 3 else b"".join(struct.pack(">H", v) for v in key))
    file += chunk(b"tEXt", b"Comment\0made by hand")
    body = zlib.compress(data)
    file += chunk(b"IDAT", body[:20]) + chunk(b"IDAT", body[20:]) + chunk(b"IEND", b"")

    eight = lambda v: v >> 8 if depth == 16 else v * 255 // top
    over = lambda v, a: (v * a + 127) // 255
    pixels = []
    for row in raw:
        for p in row:
            if colour == 3:
                a = alphas[p[0]] if transparent and p[0] < len(alphas) else 255
                pixels += [over(v, a) for v in colours[p[0]]]
            elif colour in (4, 6):
                pixels += [over(eight(v), eight(p[-1])) for v in p[:-1]]
            elif transparent and p == key:
                pixels += [0] * stored
            else:
                pixels += [eight(v) for v in p]
    name = "colour %d, %d bits%s%s" % (colour, depth, ", interlaced" if interlaced else "", ", transparent" if transparent else "")
    return {"name": name, "file": base64.b64encode(file).decode(), "channels": 1 if colour in (0, 4) else 3, "pixels": base64.b64encode(bytes(pixels)).decode()}


cases = [image(c, d, i) for c, ds in {0: [1, 2, 4, 8, 16], 2: [8, 16], 3: [1, 2, 4, 8], 4: [8, 16], 6: [8, 16]}.items() for d in ds for i in (False, True)]
cases += [image(c, d, False, True) for c, d in [(0, 2), (0, 16), (2, 8), (2, 16), (3, 4)]]
with open("png.json", "w") as out:
    json.dump({"height": H, "width": W, "cases": cases}, out, indent=1)
