"""Downloads, from a server on the loopback that behaves well and badly."""

import hashlib
import io
import threading
import zipfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import pytest
from PIL import Image

from skwbc.datasets import _fetching, fetch_bloodmnist, fetch_jtsc
from tests.test_loaders import blood_mnist


class Server(ThreadingHTTPServer):
    """Serves one file, in one of several ways; notes what was asked for."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.content, self.behaviours, self.asked = b"", [], []

    def handle_error(self, request, client_address):
        """Connections are broken on purpose."""


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        asked = self.headers.get("Range")
        self.server.asked.append(asked)
        behaviour = self.server.behaviours.pop(0) if self.server.behaviours else "good"
        if behaviour in (404, 503):
            self.send_error(behaviour)
            return
        start = 0 if asked is None or behaviour == "from the start" else int(asked[6:-1])
        content = self.server.content[start:]
        if asked is not None and not content:
            self.send_error(416)
            return
        self.send_response(206 if start else 200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if behaviour == "truncated":
            self.wfile.write(content[: len(content) // 2])
            self.close_connection = True
        elif behaviour == "corrupted":
            self.wfile.write(content[:-1] + bytes([content[-1] ^ 1]))
        elif behaviour == "slow":
            self.wfile.write(content[: len(content) // 2])
            self.wfile.flush()
            self.server.hurry.wait(10)
        else:
            self.wfile.write(content)

    def log_message(self, *_):
        """Stay quiet."""


@pytest.fixture
def server(monkeypatch):
    server = Server()
    server.hurry = threading.Event()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    address = f"http://127.0.0.1:{server.server_port}"
    monkeypatch.setattr(_fetching, "_BLOODMNIST_URL", f"{address}/{{name}}?download=1")
    monkeypatch.setattr(_fetching, "_JTSC_URL", f"{address}/jtsc")
    yield server
    server.hurry.set()
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def mnist(server, tmp_path, monkeypatch):
    """The server with a BloodMNIST of some chunks on it."""
    more = np.zeros((30, 28, 28, 3), dtype=np.uint8)
    labels = np.zeros((30, 1), dtype=np.uint8)
    path = blood_mnist(tmp_path / "served.npz", train_images=more, train_labels=labels)
    server.content = path.read_bytes()
    checksum = hashlib.md5(server.content).hexdigest()
    monkeypatch.setattr(_fetching, "_BLOODMNIST_MD5", {28: checksum, 64: checksum})
    return server


def fetch(tmp_path, **settings):
    return fetch_bloodmnist(data_home=tmp_path / "home", delay=0, **settings)


def kept(tmp_path):
    return sorted(path.name for path in (tmp_path / "home/skwbc").iterdir())


def test_downloads_once(mnist, tmp_path):
    assert fetch(tmp_path).images.shape == (36, 28, 28, 3)
    assert fetch(tmp_path, subset="val").images.shape == (2, 28, 28, 3)
    assert mnist.asked == [None]
    fetch(tmp_path, size=64)
    assert kept(tmp_path) == ["bloodmnist.npz", "bloodmnist_64.npz"]


def whole_chunks(n_bytes):
    return n_bytes // _fetching._CHUNK * _fetching._CHUNK


def test_goes_on_where_it_broke_off(mnist, tmp_path):
    mnist.behaviours = ["truncated", 503, "truncated"]
    assert fetch(tmp_path).images.shape == (36, 28, 28, 3)
    first = whole_chunks(len(mnist.content) // 2)
    second = first + whole_chunks((len(mnist.content) - first) // 2)
    assert 0 < first < second
    assert mnist.asked == [None, f"bytes={first}-", f"bytes={first}-", f"bytes={second}-"]
    assert kept(tmp_path) == ["bloodmnist.npz"]


def test_goes_on_in_the_next_call(mnist, tmp_path):
    mnist.behaviours = ["truncated"]
    with pytest.raises(
        OSError, match=r"'bloodmnist\.npz' could not be downloaded from http://.*try"
    ):
        fetch(tmp_path, n_retries=0)
    assert kept(tmp_path) == ["bloodmnist.npz.part"]
    fetch(tmp_path)
    assert mnist.asked[1] == f"bytes={whole_chunks(len(mnist.content) // 2)}-"
    assert kept(tmp_path) == ["bloodmnist.npz"]


def test_a_server_that_cannot_go_on(mnist, tmp_path):
    mnist.behaviours = ["truncated", "from the start"]
    assert fetch(tmp_path).images.shape == (36, 28, 28, 3)


def test_a_corrupted_file_is_fetched_again(mnist, tmp_path):
    mnist.behaviours = ["corrupted"]
    fetch(tmp_path)
    assert mnist.asked == [None, None]
    mnist.behaviours = ["corrupted"] * 9
    with pytest.raises(OSError, match=r"its MD5 checksum is \w+ instead of \w+\); try a"):
        fetch(tmp_path, size=64)
    assert kept(tmp_path) == ["bloodmnist.npz"]


def test_a_slow_server_counts_as_gone(mnist, tmp_path, monkeypatch):
    monkeypatch.setattr(_fetching, "_PATIENCE", 0.2)
    mnist.behaviours = ["slow"]
    assert fetch(tmp_path).images.shape == (36, 28, 28, 3)
    assert mnist.asked == [None, f"bytes={whole_chunks(len(mnist.content) // 2)}-"]


def test_a_missing_file_is_not_asked_for_again(mnist, tmp_path):
    mnist.behaviours = [404] * 9
    with pytest.raises(OSError, match=r"404 .*try again later, or copy the file into '.*'\."):
        fetch(tmp_path)
    assert mnist.asked == [None]
    assert kept(tmp_path) == []


def test_what_is_not_asked_for_is_not_downloaded(mnist, tmp_path):
    with pytest.raises(
        FileNotFoundError, match=r"is not in '.*'; set download_if_missing=True to do"
    ):
        fetch(tmp_path, download_if_missing=False)
    with pytest.raises(ValueError, match="size=32 is not one of 28, 64"):
        fetch(tmp_path, size=32)
    assert mnist.asked == []


def archive(*, without=(), comment=_fetching._JTSC_COMMIT):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as target:
        target.comment = comment.encode()
        picture = io.BytesIO()
        Image.fromarray(np.zeros((4, 4), dtype=np.uint8)).save(picture, "bmp")
        for name in _fetching._jtsc_files():
            if name.endswith(".csv"):
                rows = [f"{number},{number % 5 + 1}" for number in range(1, 301)]
                content = "\n".join(["image ID,class label", *rows]).encode()
            else:
                content = picture.getvalue()
            if name not in without:
                target.writestr(f"segmentation_WBC-1/{name}", content)
        target.writestr("segmentation_WBC-1/../../escaped.txt", "out")
    return file.getvalue()


def test_jtsc_is_unpacked_whole(server, tmp_path):
    server.content = archive()
    server.behaviours = ["truncated"]
    # As processes leave them that are killed while they unpack, or right afterwards.
    partial = tmp_path / "home/skwbc/jtsc.part/Dataset 1"
    partial.mkdir(parents=True)
    (partial / "001.bmp").write_bytes(b"BM")
    for _ in range(2):
        data = fetch_jtsc(data_home=tmp_path / "home", delay=0)
        assert np.bincount(data.target).tolist() == [60] * 5
        (tmp_path / "home/skwbc/jtsc.zip").write_bytes(server.content)
    fetch_jtsc(data_home=tmp_path / "home")
    assert len(server.asked) == 2
    assert kept(tmp_path) == ["jtsc"]
    assert not list(tmp_path.rglob("escaped.txt"))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (archive(comment="0" * 40), "is of commit '0000000.* instead of fa9c0162"),
        (archive(without=["Dataset 1/007.png"]), "Dataset 1/007.png is damaged or missing"),
        (b"<html>Sorry</html>", "the archive is incomplete"),
    ],
    ids=["other commit", "file missing", "no archive"],
)
def test_archives_that_are_not_jtsc(content, words, server, tmp_path):
    server.content = content
    with pytest.raises(OSError, match=words):
        fetch_jtsc(data_home=tmp_path / "home", delay=0)
    assert kept(tmp_path) == []
