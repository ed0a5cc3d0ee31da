"""Who may come in, what is read and written, what a page may hold."""

import base64

import pytest
from starlette.testclient import TestClient

import partnerscape as ps
from partnerscape.dashboard.jobs.folder import Folder
from partnerscape.dashboard.jobs.own import LARGEST, PROGRAMMES, content_of, take_programme
from partnerscape.dashboard.serve import check, is_loopback
from partnerscape.dashboard.views.markup import tag
from partnerscape.dashboard.views.start import start
from partnerscape.dashboard.views.words import notice
from partnerscape.scenario import InputError, shipped

TOKEN = "a-token-that-nobody-guesses"
EVIL = "<img src=x onerror=alert(1)>\"'&"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "inside").mkdir()
    (tmp_path.parent / f"{tmp_path.name}.secret.html").write_text("secret")
    (tmp_path / "inside" / "report.html").write_text("<p>ours</p>")
    (tmp_path / "inside" / "notes.txt").write_text("not shown")
    (tmp_path / "way_out").symlink_to(tmp_path.parent)
    return Folder.at(tmp_path)


def served(folder, token=None, host="127.0.0.1"):
    from partnerscape.dashboard.gate import gated

    return TestClient(gated(folder, host, token), base_url="http://127.0.0.1:8765", follow_redirects=False)


@pytest.mark.parametrize(
    ("host", "yes"),
    [
        ("127.0.0.1", True),
        ("::1", True),
        ("localhost", True),
        ("127.9.9.9", True),
        ("0.0.0.0", False),
        ("::", False),
        ("10.0.0.1", False),
        ("example.org", False),
    ],
)
def test_what_is_this_machine(host, yes):
    assert is_loopback(host) is yes


@pytest.mark.parametrize(("host", "token"), [("0.0.0.0", None), ("0.0.0.0", ""), ("10.0.0.1", "short")])
def test_another_host_needs_a_long_token(host, token):
    with pytest.raises(InputError, match="--token"):
        check(host, token)


def test_with_a_token_nothing_is_shown_without_it(folder):
    client = served(folder, TOKEN, "0.0.0.0")
    assert client.get("/").status_code == 401
    assert client.get("/pages/inside/report.html").status_code == 401
    assert client.get("/?token=wrong-and-long-enough").status_code == 401
    given = client.get(f"/?screen=try&token={TOKEN}")
    assert given.status_code == 303 and given.headers["location"] == "/?screen=try"
    assert "httponly" in given.headers["set-cookie"].lower()
    assert client.get("/pages/inside/report.html").status_code == 200


@pytest.mark.parametrize(
    "headers", [{"host": "evil.example"}, {"host": "evil.example:8765"}, {"origin": "http://evil.example"}, {"origin": "null"}]
)
def test_another_sites_name_or_origin_is_refused(folder, headers):
    assert served(folder).get("/pages/inside/report.html", headers=headers).status_code in (403, 421)


@pytest.mark.parametrize(
    "path",
    [
        "inside/notes.txt",
        "%2e%2e/{name}.secret.html",
        "way_out/{name}.secret.html",
        "/etc/passwd",
        "inside/%00.html",
        "inside",
    ],
)
def test_no_page_outside_the_folder_or_of_another_kind(folder, path):
    answer = served(folder).get("/pages/" + path.format(name=folder.path.name))
    assert answer.status_code == 404 and "secret" not in answer.text


def test_pages_run_no_script_and_say_so(folder):
    headers = served(folder).get("/pages/inside/report.html").headers
    assert "script-src" not in headers["content-security-policy"] and "default-src 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("name", ["../out", "a/b", ".hidden", "", "x" * 80, "way_out/x", "a\0b", "a\nb"])
def test_nothing_is_written_outside_or_under_strange_names(folder, name):
    with pytest.raises(InputError):
        folder.save(name, "x = 1")
    assert not list(folder.path.parent.glob("out.toml"))


@pytest.mark.parametrize("name", ["../out", "a/b", ".hidden", "", "x" * 80, "=1+1", "a\nb"])
def test_no_workbook_is_written_outside_or_under_strange_names(folder, name):
    with pytest.raises(InputError):
        folder.save_workbook(name, b"PK", "candidates", "ours")
    assert not list(folder.path.rglob("*.xlsx"))


def test_only_workbooks_of_candidates_are_handed_out(folder):
    saved = folder.save_workbook("few but good", b"PK ours", "candidates", "ours")
    (folder.path / "sales.xlsx").write_bytes(b"PK sales")
    (folder.path / "candidates" / "ours" / "mine.toml").write_text("x = 1")
    (folder.path / "candidates" / "link.xlsx").symlink_to(folder.path / "sales.xlsx")
    client = served(folder)
    given = client.get(f"/{folder.name_of(saved)}")
    assert given.content == b"PK ours" and given.headers["content-disposition"].startswith("attachment")
    for path in ("%2e%2e/sales.xlsx", "link.xlsx", "ours/mine.toml", "ours", "none.xlsx", "%00.xlsx"):
        assert client.get(f"/candidates/{path}").status_code == 404


@pytest.mark.parametrize("path", ["inside", "nothing", "%2e%2e", "way_out", "/etc", "%00", "<img src=x>"])
def test_no_board_paper_of_what_is_no_study_of_the_folder(folder, path):
    answer = served(folder).get(f"/board/{path}")
    assert answer.status_code == 404 and answer.text == "no such study"


def encoded(content):
    return base64.b64encode(content).decode()


def test_a_shipped_programme_uploaded_is_in_the_folder(folder):
    content = shipped("scenarios")["marketplace"].read_bytes()
    name = take_programme("our <b>programme</b>.toml", len(content), encoded(content), folder)
    assert folder.scenario(name).segment_names == ps.load_scenario("marketplace").segment_names
    assert name in folder.programmes()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.toml", b""),
        ("a.toml", b"not toml = ="),
        ("a.toml", b"\xff\xfe\x00"),
        ("a.toml", b"x = 1"),
        ("a.exe", b"MZ"),
        ("a", b"x"),
        ("a.xlsx", b"PK\x03\x04broken"),
    ],
)
def test_a_broken_upload_is_one_clear_error_and_writes_nothing(folder, name, content):
    before = sorted(folder.path.iterdir())
    with pytest.raises(InputError):
        take_programme(name, len(content), encoded(content), folder)
    assert sorted(folder.path.iterdir()) == before


@pytest.mark.parametrize(("size", "sent"), [(LARGEST[".toml"] + 1, ""), (10, "A" * 2_000_000), ("much", ""), (5, "no base64!")])
def test_uploads_have_a_limit_whatever_they_say(size, sent):
    with pytest.raises(InputError, match="upload"):
        content_of("a.toml", size, sent, PROGRAMMES)


def test_every_text_is_escaped():
    for made in (tag("p", EVIL), tag("p", title=EVIL), tag("p", [EVIL, [EVIL]]), notice(EVIL), start([EVIL])):
        assert "<img" not in made and 'onerror=alert(1)>"' not in made
