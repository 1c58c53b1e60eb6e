"""The few files that need no session: style sheets, icons and small scripts, and what makes the app installable."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response

from web.gate import prefix_of

FOLDER: Final = Path(__file__).parent / "files"
COLOURS: Final = Path(__file__).parent.parent / "ui" / "colours.css"
TYPES: Final = {".css": "text/css", ".svg": "image/svg+xml", ".png": "image/png", ".js": "text/javascript"}
FILES: Final = {path.name: path for path in (*sorted(FOLDER.iterdir()), COLOURS) if path.suffix in TYPES}
"""By name, as it is asked for: nothing that comes from outside is ever joined to a path."""
CACHED: Final = {"Cache-Control": "public, max-age=86400"}


async def asset(request: Request) -> Response:
    """One of these files."""
    path = FILES.get(request.path_params["name"])
    if path is None:
        raise HTTPException(404)
    return FileResponse(path, media_type=TYPES[path.suffix], headers=CACHED)


async def favicon(_request: Request) -> Response:
    """Where browsers look for an icon by themselves."""
    return FileResponse(FILES["icon-32.png"], media_type="image/png", headers=CACHED)


async def manifest(request: Request) -> Response:
    """What a phone needs to put the app on its start screen (W3C Web Application Manifest)."""
    root = prefix_of(request.scope)
    icons = [
        {"src": f"{root}/assets/icon-{size}.png", "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
        for size in (192, 512)
        for purpose in ("any", "maskable")
    ]
    content = {
        "name": "timekpr-mngr",
        "short_name": "timekpr",
        "start_url": f"{root}/",
        "scope": f"{root}/",
        "display": "standalone",
        "background_color": "#f5f3ef",
        "theme_color": "#f5f3ef",
        "icons": icons,
    }
    return JSONResponse(content, media_type="application/manifest+json", headers=CACHED)


def add_assets(app: Starlette) -> None:
    """Put the routes on an app."""
    app.add_route("/assets/{name}", asset, ["GET"], include_in_schema=False)
    app.add_route("/favicon.ico", favicon, ["GET"], include_in_schema=False)
    app.add_route("/manifest.webmanifest", manifest, ["GET"], include_in_schema=False)
