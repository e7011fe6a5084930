"""The digests of a tree of files: here, one after the other, and by a Pool of two processes."""
import hashlib
import os
import tempfile
from multiprocessing import Pool
from measure import check, count, show_speed_up


def plant_tree(root, n):
    paths = []
    for i in range(n):
        folder = os.path.join(root, str(i % 16))
        os.makedirs(folder, exist_ok=True)
        path = os.path.join(folder, str(i))
        size = (64 + (i * 97) % 385) * 1024
        text = f"file {i}".encode()
        with open(path, "wb") as file:
            file.write((text * (size // len(text) + 1))[:size])
        paths.append(path)
    return paths


chunk = memoryview(bytearray(64 * 1024))


def digest(path):
    hash = hashlib.sha512()
    with open(path, "rb", buffering=0) as file:
        while n := file.readinto(chunk):
            hash.update(chunk[:n])
    return hash.hexdigest()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as root, Pool(2) as pool:
        paths = plant_tree(root, count)
        wanted = [digest(path) for path in paths]
        show_speed_up(
            lambda: check("digests", [digest(path) for path in paths], wanted),
            lambda: check("digests", pool.map(digest, paths), wanted),
        )
