"""The faces of the wall and the pages, taken from their npm packages: python -m tools.fonts FOLDER.

FOLDER is where `npm pack @fontsource-variable/inter @fontsource-variable/noto-sans-sc` put the two archives; besides,
`fonttools[woff]` must be installed. The slices are taken as they are, but for the tabular figures of Inter.
"""

from __future__ import annotations

import io
import json
import sys
import tarfile
from pathlib import Path

from fontTools.ttLib import TTFont

from campaign.web.server.fonts import FOLDER

# Cyrillic and Greek of Noto Sans SC would never be asked for: Inter has them and stands first.
PACKAGES = {
    "inter": ("Inter", ("latin", "latin-ext", "vietnamese", "cyrillic", "greek"), ""),
    # Han stands in lines as high as Inter's, so that a row does not grow where a word of it is Chinese.
    "noto-sans-sc": ("Noto Sans SC", (), "ascent-override:96.9%;descent-override:24.1%;line-gap-override:0%;"),
}
FACE = (
    '@font-face{{font-family:"{family}";font-weight:100 900;font-display:swap;{metrics}'
    'src:url({address})format("woff2");unicode-range:{range}}}\n'
)


def tabular_figures_only(face: bytes) -> bytes:
    """Leave hyphens, spaces and stops as wide as they are: Inter makes them as wide as a figure where figures are."""
    font = TTFont(io.BytesIO(face), recalcTimestamp=False)
    if "GSUB" not in font:
        return face
    wide = [*map(font.getBestCmap().get, map(ord, "0123456789+\N{MINUS SIGN}")), "plus.case", "minus.case"]
    table = font["GSUB"].table
    features = [one.Feature for one in table.FeatureList.FeatureRecord if one.FeatureTag == "tnum"]
    for number in {number for feature in features for number in feature.LookupListIndex}:
        for rule in table.LookupList.Lookup[number].SubTable:
            inner = getattr(rule, "ExtSubTable", rule)
            inner.mapping = {sign: other for sign, other in inner.mapping.items() if sign in wide}
    written = io.BytesIO()
    font.flavor = "woff2"
    font.save(written, reorderTables=None)
    return written.getvalue()


def take(archive: Path, name: str) -> str:
    """Put the slices of a package and its licence into our folder; the rules that name them."""
    family, wanted, metrics = PACKAGES[name]
    with tarfile.open(archive) as packed:

        def content(path: str) -> bytes:
            file = packed.extractfile(f"package/{path}")
            return file.read() if file else b""

        ranges: dict[str, str] = json.loads(content("unicode.json"))
        version = json.loads(content("package.json"))["version"]
        folder = FOLDER / f"{name}-{version}"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "LICENSE").write_bytes(content("LICENSE"))
        rules = []
        for key, characters in ranges.items():
            part = key.strip("[]")
            if part in wanted or (not wanted and key != part):
                face = content(f"files/{name}-{part}-wght-normal.woff2")
                (folder / f"{part}.woff2").write_bytes(tabular_figures_only(face) if name == "inter" else face)
                address = f"{folder.name}/{part}.woff2"
                rules.append(
                    FACE.format(family=family, metrics=metrics, address=address, range=characters.replace(" ", ""))
                )
    return "".join(rules)


def main() -> None:
    """Take every package that lies in the folder."""
    found = {name: next(Path(sys.argv[1]).glob(f"*-{name}-[0-9]*.tgz")) for name in PACKAGES}
    rules = [take(archive, name) for name, archive in found.items()]
    (FOLDER / "faces.css").write_text("".join(rules), "utf-8")


if __name__ == "__main__":
    main()
