"""The labelling page and what it asks for, served to this computer alone."""

import hmac
import io
import json
import math
import secrets
import socket
import threading
import time
from functools import lru_cache
from pathlib import Path

import numpy as np
import uvicorn
from PIL import Image
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route

from skwbc._input import images
from skwbc._input.pictures import resize
from skwbc.preprocessing._base import in_colour

HERE = Path(__file__).with_name("page")
FILES = {
    "": ("page.html", "text/html"),
    "page.css": ("page.css", "text/css"),
    "page.js": ("page.js", "text/javascript"),
    "grid.js": ("grid.js", "text/javascript"),
}
HEADERS = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'",
    "cache-control": "no-store",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}
# Bytes of the longest request: the numbers of all cells of a large folder.
LONGEST_REQUEST = 2**20
# Pixels of a cell in the grid, and of the longer side of a field.
CROP_SIDE, FIELD_SIDE = 144, 1600
# Surroundings of a cell, as a fraction of its longer side.
MARGIN = 0.35
JPEG = {"format": "jpeg", "quality": 90}


class Page:
    """The page of a session, at a random address of this computer.

    Parameters
    ----------
    session : Session
        The cells and labels.
    folder : Path
        Folder of the pictures.
    descriptions : dict of str to str
        A sentence about each type.
    um_per_pixel : float or None
        Width of a pixel in micrometres.
    """

    def __init__(self, session, folder, *, descriptions, um_per_pixel=None):
        self.session, self.folder = session, Path(folder)
        self.about = {"descriptions": descriptions, "um_per_pixel": um_per_pixel}
        self.token = secrets.token_urlsafe(24)
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=1024)
        port = self._socket.getsockname()[1]
        self.address = f"http://127.0.0.1:{port}/{self.token}/"
        self._origin = f"http://127.0.0.1:{port}"
        self._field = lru_cache(maxsize=4)(self._decoded)
        self._crop = lru_cache(maxsize=20_000)(self._encoded_crop)
        self._stop, self._last_state = threading.Event(), (None, "")
        config = uvicorn.Config(
            Guard(self._application(), self.token, self._origin),
            log_level="critical", access_log=False, lifespan="off", ws="none",
            timeout_graceful_shutdown=1,
        )  # fmt: skip
        self._server = uvicorn.Server(config)

    def run(self):
        """Answer until the process is interrupted, and refit the suggestions meanwhile."""
        worker = threading.Thread(target=self._refit, daemon=True)
        worker.start()
        try:
            self._server.run(sockets=[self._socket])
        finally:
            self._stop.set()
            self.session.wake.set()
            worker.join()

    def stop(self):
        """End ``run``, which another thread called."""
        self._server.should_exit = True

    def _refit(self):
        while not self._stop.is_set():
            self.session.wake.wait()
            self.session.wake.clear()
            start = time.monotonic()
            try:
                self.session.refit()
            except Exception as error:
                self.session.note_problem(f"Nothing more can be learned from labels: {error}")
                raise
            # At most half of the time, so that pictures are read and answers given meanwhile.
            self._stop.wait(time.monotonic() - start)

    # -- answers -----------------------------------------------------------------------------------

    def _application(self):
        routes = [
            Route("/state", self._state),
            Route("/cell/{cell:int}", self._about_cell),
            Route("/crop/{cell:int}", self._crop_of),
            Route("/field/{cell:int}", self._field_of),
            Route("/label", self._label, methods=["POST"]),
            Route("/undo", self._undo, methods=["POST"]),
            Route("/", self._file),
            Route("/{name}", self._file),
        ]
        return Starlette(routes=[Mount(f"/{self.token}", routes=routes)])

    async def _file(self, request):
        try:
            name, kind = FILES[request.path_params.get("name", "")]
        except KeyError:
            raise HTTPException(404) from None
        return Response((HERE / name).read_bytes(), media_type=kind)

    async def _state(self, request):
        if request.query_params.get("since") == str(self.session.version):
            return Response(status_code=204)
        content = await run_in_threadpool(self._whole_state)
        return Response(content, media_type="application/json")

    def _whole_state(self):
        """Return the state as JSON, which is made once for each version of it."""
        session = self.session
        with session.lock:
            version, content = self._last_state
            if version == session.version:
                return content
            probabilities = session.probabilities
            count = session.count()
            state = {
                **self.about,
                "version": session.version,
                "person": session.file.person,
                "types": session.types,
                "reading": session.reading,
                "problem": session.problem,
                "shown": session.shown.tolist(),
                "labels": session.labels.tolist(),
                "suggested": probabilities.argmax(axis=1).tolist(),
                "sure": np.round(100 * probabilities.max(axis=1, initial=0)).astype(int).tolist(),
                "questions": session.questions,
                "doubted": [c for c in session.doubted if session.labels[c] >= 0],
                "clashes": session.clashes,
                "disagreements": session.disagreements,
                "said": {
                    cell: "; ".join(f"{person}: {name}" for person, name in session.said[cell])
                    for cell in session.disagreements
                },
                "agreement": session.agreement(),
                "can_undo": session.file.can_undo,
                "tests": len(session.scored_tests()),
                "curve": session.curve(),
                "count": None if count is None else _shown(count),
            }
            self._last_state = session.version, json.dumps(state)
            return self._last_state[1]

    async def _about_cell(self, request):
        cell = self._known(request.path_params["cell"])
        session = self.session
        height, width = (await self._read(self._field, session.cells[cell][0])).shape[:2]
        with session.lock:
            picture, box = session.cells[cell]
            likely = session.probabilities[cell]
            order = np.argsort(-likely, kind="stable")[:3]
            return JSONResponse(
                {
                    "picture": picture,
                    "size": [width, height],
                    "box": box,
                    "likely": [[session.types[n], float(likely[n])] for n in order],
                    "said": session.said.get(cell, []),
                }
            )

    async def _crop_of(self, request):
        picture, box = self.session.cells[self._known(request.path_params["cell"])]
        return await self._picture(self._crop, picture, box)

    async def _field_of(self, request):
        picture, _ = self.session.cells[self._known(request.path_params["cell"])]
        return await self._picture(self._encoded_field, picture)

    async def _read(self, make, *arguments):
        try:
            return await run_in_threadpool(make, *arguments)
        except (OSError, ValueError):
            raise HTTPException(404, "The picture can no longer be read.") from None

    async def _picture(self, make, *arguments):
        # Not kept by the browser, whose memory thousands of pictures would fill.
        return Response(await self._read(make, *arguments), media_type="image/jpeg")

    def _decoded(self, picture):
        (pixels,) = images.read([str(self.folder / picture)], check_rows=None).originals()
        return pixels

    def _encoded_crop(self, picture, box):
        crop = _centred(self._field(picture), box)
        return _encoded(resize(crop, (CROP_SIDE, CROP_SIDE)))

    def _encoded_field(self, picture):
        pixels = self._field(picture)
        height, width = pixels.shape[:2]
        scale = min(1, FIELD_SIDE / max(height, width))
        if scale < 1:
            size = max(1, round(scale * height)), max(1, round(scale * width))
            pixels = resize(pixels, size)
        return _encoded(pixels)

    async def _label(self, request):
        session, asked = self.session, await _json(request)
        cells, types = asked.get("cells"), asked.get("types")
        if not isinstance(cells, list) or not isinstance(types, list) or not cells:
            raise HTTPException(400, "A label needs cells and types.")
        if len(cells) != len(types) or any(name not in ["", *session.types] for name in types):
            raise HTTPException(400, "Each cell needs a type of the list.")
        labels = {self._known(_number(cell)): name for cell, name in zip(cells, types)}
        try:
            await run_in_threadpool(session.label, list(labels), list(labels.values()))
        except OSError as error:
            raise HTTPException(507, f"The label could not be stored: {error.strerror}.") from None
        return JSONResponse({"version": session.version})

    async def _undo(self, request):
        await _json(request)
        try:
            cells = await run_in_threadpool(self.session.undo)
        except OSError as error:
            raise HTTPException(507, f"Undo could not be stored: {error.strerror}.") from None
        return JSONResponse({"cells": cells})

    def _known(self, cell):
        if not 0 <= cell < len(self.session.cells):
            raise HTTPException(404, "There is no such cell.")
        return cell


class Guard:
    """Let only requests through that the page itself makes.

    Parameters
    ----------
    application : callable
        The ASGI application.
    token : str
        First part of the path of all addresses.
    origin : str
        Scheme, host and port of the page.
    """

    def __init__(self, application, token, origin):
        self.application = application
        self.token, self.origin = token.encode(), origin

    async def __call__(self, scope, receive, send):
        """Answer a request."""
        if scope["type"] != "http":
            return
        headers = dict(scope["headers"])
        origin = headers.get(b"origin", self.origin.encode())
        first = scope["raw_path"].split(b"/", 2)[1:2]
        # Another host name could belong to a site that resolves it to this computer.
        is_here = headers.get(b"host", b"") == self.origin.removeprefix("http://").encode()
        is_own = origin == self.origin.encode()
        knows = bool(first) and hmac.compare_digest(first[0], self.token)
        kind = headers.get(b"content-type", b"").split(b";")[0]
        is_json = scope["method"] in {"GET", "HEAD"} or kind == b"application/json"

        async def send_with_headers(message):
            if message["type"] == "http.response.start":
                added = [(name.encode(), value.encode()) for name, value in HEADERS.items()]
                message["headers"] = [*message["headers"], *added]
            await send(message)

        if is_here and is_own and knows and is_json:
            await self.application(scope, receive, send_with_headers)
        else:
            # The same answer for everything, so that nothing can be learned from it.
            await Response("Not found.", 404)(scope, receive, send_with_headers)


def _centred(pixels, box):
    """Cut out a square with a cell in its centre; grey where it reaches beyond the picture."""
    half = math.ceil(max(box[2] - box[0], box[3] - box[1]) * (0.5 + MARGIN))
    # Nothing surrounds a cell that fills its picture.
    half = min(half, math.ceil(max(pixels.shape[:2]) / 2))
    left, top = (box[0] + box[2]) // 2, (box[1] + box[3]) // 2
    inside = pixels[max(0, top - half) : top + half, max(0, left - half) : left + half]
    crop = np.full((2 * half, 2 * half, pixels.shape[2]), 0.5, np.float32)
    start = max(0, half - top), max(0, half - left)
    crop[start[0] : start[0] + len(inside), start[1] : start[1] + inside.shape[1]] = inside
    return crop


def _shown(count):
    """Return the percentages of a count as texts."""
    columns = zip(count.classes.tolist(), count.percent, count.low, count.high, strict=True)
    percentages = {
        name: {"share": f"{percent:.1f}", "interval": f"{low:.1f}–{high:.1f}"}
        for name, percent, low, high in columns
    }
    return {"percentages": percentages, "text": str(count).splitlines()[0]}


def _encoded(pixels):
    picture = Image.fromarray(np.round(255 * in_colour(pixels)).astype(np.uint8))
    file = io.BytesIO()
    picture.save(file, **JPEG)
    return file.getvalue()


async def _json(request):
    """Return the object that a request contains, without reading more than a little."""
    content = b""
    async for part in request.stream():
        content += part
        if len(content) > LONGEST_REQUEST:
            raise HTTPException(413, "The request is too long.", {"Connection": "close"})
    try:
        found = json.loads(content or b"{}")
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise HTTPException(400, "The request is not a JSON object.")
    return found


def _number(value):
    if not isinstance(value, int) or isinstance(value, bool):
        raise HTTPException(400, "Cells are numbers.")
    return value
