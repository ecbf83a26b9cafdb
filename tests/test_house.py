"""The house's rules: who may know whom, no clock in queries, no SQL in pages, no other host, short pages."""

import ast
import re
import subprocess
import sys
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest
from each import each

ROOT = Path(__file__).parents[1]
TOP = {"dashboard.py", "pages", "queries", "data", "tests", "requirements.txt", "requirements.lock", "README.md", ".streamlit",
       ".ci", "pyproject.toml", ".gitignore", "docs", "Makefile", "LICENSE", "CHANGELOG.md", "CONTRIBUTING.md"}
CLOCK = {("date", "today"), ("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("time", "time"),
         ("Timestamp", "now"), ("Timestamp", "today"), ("time", "localtime"), ("time", "gmtime"), ("time", "strftime"),
         ("time", "ctime"), ("time", "time_ns"), ("func", "now"), ("func", "current_date"), ("func", "current_timestamp")}
SQL = {"select", "text", "insert", "update", "delete", "read_sql", "read_sql_query", "read_sql_table", "exec_driver_sql"}
WRITES = {"sqlalchemy.insert", "sqlalchemy.update", "sqlalchemy.delete", "data.write.bulk.insert_frame",
          "data.write.bulk.insert_one", "data.write.bulk.insert_rows"}
WRITERS = {"data/backup/copying.py", "data/backup/restoring.py", "data/demo/appraisals.py", "data/demo/generate.py",
           "data/demo/meetings.py",
           "data/demo/projects.py", "data/demo/sites.py", "data/reference/boundaries.py",
           "data/reference/catalogue.py", "data/reference/forms.py", "data/reference/projects.py", "data/upgrade.py",
           "queries/schema.py"}
"""What, beside data/write and the migrations, writes by itself: it fills a new database, brings it to the newest schema or
puts a whole one back; the schema says what guards the record. Values that people report, set or confirm change through
data/write alone."""
BY_VERSION = {"version: int", "scope: Scope", "view: View", "choice: Choice"}
"""What holds the data's version: what a kept answer may depend on first."""
STATISTICS = {"groupby", "agg", "aggregate", "transform", "pivot", "pivot_table", "crosstab", "sum", "mean", "median", "quantile",
              "std", "var", "cumsum", "value_counts", "rolling", "corr", "describe"}
RECKONERS = {"pages/parts/ui/outlines.py", "pages/parts/ui/borders.py", "pages/parts/ui/end_labels.py",
             "pages/parts/homes/maps.py", "pages/parts/shell/seal.py"}
"""What adds up coordinates of a picture or bytes of an answer, never what was reported."""
LOCAL = {"localhost", "127.0.0.1", "0.0.0.0"}
NAMES = {"www.w3.org"}
"""Namespaces: written in every SVG, requested by nobody."""


def files(*folders: str, endings=(".py",)) -> list[Path]:
    return [path for folder in folders for path in sorted((ROOT / folder).rglob("*")) if path.suffix in endings]


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def each_file(*folders: str):
    return each("path", files(*folders), name_of)


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    """All of a file; whatever rule asks, it is walked once."""
    return tuple(ast.walk(parsed(path)))


def dotted(node: ast.expr) -> str:
    """What is called, as written: `select`, `date.today`, `open(x).read`."""
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=value, attr=name):
            return f"{dotted(value)}.{name}"
    return ast.unparse(node)


@cache
def imports(path: Path) -> set[str]:
    """The modules a file imports, at the top or anywhere inside."""
    found = set()
    for node in nodes(path):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


@cache
def calls(path: Path) -> list[str]:
    """Names called, as written: `select`, `date.today`, `pd.read_sql`."""
    return [dotted(node.func) for node in nodes(path) if isinstance(node, ast.Call)]


def writes(path: Path) -> bool:
    """Whether a file writes to the database by itself: with a statement of SQLAlchemy's, of SQL's, or a whole frame."""
    tree = nodes(path)
    return bool(imports(path) & WRITES) or any(
        isinstance(node, ast.Constant) and re.match(r"\s*(INSERT|UPDATE|DELETE|DROP|CREATE|ALTER|TRUNCATE|COPY) ",
                                                    str(node.value))
        or isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        and (node.func.attr == "to_sql" or node.func.attr in ("insert", "update", "delete") and not node.args
             and not node.keywords)
        for node in tree)


@each_file("queries")
def test_queries_know_neither_streamlit_nor_pages_nor_data(path):
    assert not {name for name in imports(path) if name.split(".")[0] in ("streamlit", "pages", "data", "dashboard")}


@each_file("queries")
def test_queries_have_no_clock(path):
    assert not [call for call in calls(path) if tuple(call.split(".")[-2:]) in CLOCK]
    assert not {name for name in imports(path) if name.split(".")[-1] == "clock"}


@each("path", [ROOT / "dashboard.py", *files("data", "pages")], name_of)
def test_nothing_but_the_clock_reads_the_calendar(path):
    reads = [call for call in calls(path) if tuple(call.split(".")[-2:]) in CLOCK]
    assert sorted(reads) == (["datetime.now", "time.time_ns"] if path == ROOT / "data" / "clock.py" else [])


@each_file("data")
def test_data_know_neither_streamlit_nor_pages(path):
    assert not {name for name in imports(path) if name.split(".")[0] in ("streamlit", "pages", "dashboard")}


SHARED = {"shell", "ui"}
PAPERS = {"papers"}
"""What papers and meetings say: made of what these two have, for any page."""
TEXT_OF_PAGES = {"pages.parts.ui.html", "pages.parts.ui.markdown"}
"""What writes text on the screen so that it stays text: the only pictures that the shell knows. Of it they know the picks."""


@cache
def modules() -> dict[str, Path]:
    """Every module of ours and its file; a package by its own name."""
    found = [ROOT / "dashboard.py", *files("pages", "queries", "data")]
    return {".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path for path in found}


def known(path: Path) -> set[str]:
    """The modules of ours that a file imports, at the top or anywhere inside."""
    ours, found = modules(), set()
    for name in imports(path):
        while name and name not in ours:
            name = name.rpartition(".")[0]
        found |= {name} if name else set()
    return found


def rooms(names: set[str]) -> set[str]:
    """The folders of pages/parts that modules lie in."""
    return {name.split(".")[2] for name in names if name.startswith("pages.parts.") and len(name.split(".")) > 2}


@each_file("pages/parts")
def test_a_room_of_the_pages_knows_no_other(path):
    """A page's folder knows itself, the shell, the pictures and the papers; these know no page's, and the first two not the
    papers; and nobody knows an entry script."""
    own, names = path.relative_to(ROOT / "pages" / "parts").parts[0], known(path)
    assert rooms(names) <= {own} | SHARED | (set() if own in SHARED else PAPERS)
    assert not {name for name in names if re.fullmatch(r"pages\.(?!parts)\w+|dashboard", name)}
    if own == "shell":
        assert {name for name in names if name.startswith("pages.parts.ui")} <= TEXT_OF_PAGES
    if "pages.parts.ui." + path.stem in TEXT_OF_PAGES and own == "ui":
        assert {name for name in names if name.startswith("pages.")} <= {"pages.parts.shell.picks"}


ROOMS_OF_DATA = {"clock": set(), "command": {"write"}, "normal": set(), "write": {"clock", "normal"},
                 "book": {"formats", "write"}, "formats": set(),
                 "accounts": {"clock", "command", "write"}, "audit": {"book", "formats", "clock", "command", "write"},
                 "reference": {"clock", "command", "write"}, "demo": {"reference", "write"},
                 "intake": {"book", "formats", "clock", "command", "normal", "write"},
                 "projects": {"intake", "normal", "write"},
                 "templates": {"book", "formats", "intake", "write"},
                 "papers": {"book", "formats", "intake", "write"},
                 "review": {"clock", "command", "intake", "write"}, "boundaries": {"reference"},
                 "serve": {"command"}, "upgrade": {"clock", "offered", "reference", "write"},
                 "offered": {"clock", "command", "reference", "write"},
                 "backup": {"clock", "command", "upgrade", "write"},
                 "prepare": {"clock", "command", "demo", "intake", "reference", "upgrade", "write"}}
"""Of data, what each room or command knows: above all, what writes knows nothing of where values come from."""


@each_file("data")
def test_a_room_of_data_knows_what_is_listed(path):
    own = path.relative_to(ROOT / "data").with_suffix("").parts[0]
    found = {name.split(".")[1] for name in known(path) if name.startswith("data.")}
    assert found <= {own} | ROOMS_OF_DATA.get(own, set())


@each_file("data")
def test_a_command_says_what_it_says_by_the_one_way(path):
    """say() takes from strangers' words what a terminal would obey."""
    if path != ROOT / "data" / "command.py":
        assert not [node for node in nodes(path) if isinstance(node, ast.Call) and dotted(node.func) in (
            "print", "sys.stdout.write", "sys.stderr.write")], "use say()"


def test_what_opens_strangers_files_is_small():
    """It runs in a process of its own, within limits of memory and time."""
    code = "import sys, data.intake.files.apart; print(*{name.split('.')[0] for name in sys.modules})"
    found = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True).stdout.split()
    assert not {"pandas", "numpy", "sqlalchemy", "openpyxl", "streamlit"} & set(found)


@each("path", [ROOT / "dashboard.py", *sorted((ROOT / "pages").glob("*.py"))], name_of)
def test_an_entry_script_knows_its_own_room(path):
    """dashboard.py has the server's, the sign-in's and the search's."""
    own = {"server", "signin", "find"} if path.stem == "dashboard" else {path.stem}
    assert rooms(known(path)) <= own | SHARED | PAPERS


@each_file("pages")
def test_no_board_has_the_key_of_a_filter(path):
    """The session would hold the one where the other is looked for."""
    from pages.parts.shell.addresses import FILTERS

    keys = {node.args[0].value for node in nodes(path) if isinstance(node, ast.Call)
            and dotted(node.func) == "board" and node.args and isinstance(node.args[0], ast.Constant)}
    assert not keys & {name for names in FILTERS.values() for name in names}


@pytest.mark.parametrize("start", ["dashboard", "pages.router", "pages.overview"])
def test_the_server_starts_without_what_reads_and_writes_office_files(start):
    """It takes half a second to import, which only who makes a paper waits for."""
    seen, left = set(), {start}
    while left:
        seen |= left
        left = {name for one in left for name in known(modules()[one])} - seen
    heavy = {name for name in seen if {one.split(".")[0] for one in imports(modules()[name])} & {"docx", "pptx", "docxtpl"}}
    assert not heavy


def test_the_server_answers_before_anything_is_imported_that_the_first_page_does_not_need():
    """Workbooks, charts, readers of files and the demo come with whoever asks for them first."""
    code = "import sys, dashboard; print(*sys.modules)"
    found = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True).stdout.split()
    assert not {"openpyxl", "altair", "docx", "pptx", "xlrd", "PIL", "lxml", "authlib", "rapidfuzz", "alembic", "pypdf",
                "data.demo.generate", "data.intake.files.readers"} & set(found)


def test_nothing_imports_in_circles():
    ours = modules()
    order = list(TopologicalSorter({name: known(path) - {name} for name, path in ours.items()}).static_order())
    assert set(order) == set(ours)


@each_file("pages")
def test_pages_have_no_sql(path):
    """What a question or a change is given has its type from queries.database."""
    assert not {name for name in imports(path) if name.split(".")[0] in ("sqlalchemy", "alembic", "sqlite3", "psycopg")}
    assert not [call for call in calls(path) if call.split(".")[-1] in SQL and not call.startswith("re.")
                and (call in SQL or call.split(".")[0] in ("pd", "sa", "sqlalchemy", "connection"))]


def test_only_what_is_listed_writes():
    found = {str(path.relative_to(ROOT)) for path in [ROOT / "dashboard.py", *files("data", "pages", "queries")] if writes(path)}
    assert {name for name in found if not name.startswith(("data/write/", "queries/migrations/"))} == WRITERS


@each_file("pages")
def test_pages_keep_answers_in_the_one_cache(path):
    assert not {name for name in imports(path) if name in {"functools.lru_cache", "functools.cache", "functools"}}
    assert not re.findall(r"\b(?:st|streamlit)\.(?:cache\w*|experimental_\w+)|\bcache_(?:data|resource)\b", path.read_text())


@each_file("pages/parts")
def test_what_is_kept_is_kept_by_the_datas_version(path):
    for node in nodes(path):
        if isinstance(node, ast.FunctionDef) and any("by_version(" in ast.unparse(one) for one in node.decorator_list):
            first = [ast.unparse(one) for one in node.args.args][:1]
            assert first in ([], *([one] for one in BY_VERSION)), f"{node.name}({first[0]})"


def test_pages_write_in_one_way():
    found = {str(path.relative_to(ROOT)) for path in files("pages") if "queries.database.writing" in imports(path)}
    assert found == {"pages/parts/shell/writes.py"}


def test_workbooks_are_made_in_one_place():
    found = {str(path.relative_to(ROOT)) for path in files("data", "pages") if "openpyxl.Workbook" in imports(path)}
    assert found == {"data/book.py"}


@each("path", sorted((ROOT / "pages").glob("*.py")), name_of)
def test_a_page_keeps_nothing_itself(path):
    """A page's script runs again and again: each time it would add a function to the cache."""
    assert "by_version" not in path.read_text()


@each_file("pages")
def test_pages_have_no_statistics(path):
    """What is worked out from rows is worked out in queries; a page counts rows with len and writes them down."""
    found = {dotted(node) for node in nodes(path)
             if isinstance(node, ast.Attribute) and node.attr in STATISTICS}
    if str(path.relative_to(ROOT)) not in RECKONERS:
        assert not found and not imports(path) & {"numpy", "scipy", "statistics"}


@each_file("pages")
def test_pages_read_no_file_of_the_data(path):
    constants = {node.value for node in nodes(path) if isinstance(node, ast.Constant)}
    assert not constants & {"data", "reference", "maps"}


MAKER = ROOT / "pages" / "parts" / "ui" / "html.py"
"""The one module that makes HTML of text."""
HEADS = {ROOT / "pages" / "parts" / "server" / name for name in ("head.py", "policy.py")}
"""What puts the program's own files into Streamlit's page, and nobody's text, and reads them there."""
TAG = re.compile(r"</?[a-z][a-z0-9]*[\s>/{]|</?\{", re.IGNORECASE)


def templates(tree: ast.AST) -> list[ast.expr]:
    """What `html` is given to fill."""
    return [node.args[0] for node in ast.walk(tree) if isinstance(node, ast.Call) and dotted(node.func) == "html"]


def strings(tree: ast.AST) -> list[ast.Constant]:
    """Every piece of text in the code but docstrings and others that stand for themselves."""
    alone = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    return [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)
            and id(node) not in alone]


@each_file("pages")
def test_html_is_made_in_one_place(path):
    if path in {MAKER} | HEADS:
        return
    tree = parsed(path)
    reads = {"html.parser.HTMLParser"}
    assert not {name for name in imports(path) - reads if name.split(".")[0] in ("html", "markupsafe", "xml", "cgi")}
    assert not [call for call in calls(path) if call.split(".")[-1] == "Markup" or call == "st.html"], "use html() and draw()"
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.keyword) and node.arg == "unsafe_allow_html"]
    given = templates(tree)
    assert all(isinstance(one, ast.Constant) for one in given), "a template is written out, never put together"
    known = {id(one) for one in given}
    assert not [one.value for one in strings(tree) if TAG.search(one.value)
                and id(one) not in known], "a tag is written in html() alone"


@each_file("pages")
def test_values_in_a_tag_are_quoted(path):
    for one in templates(parsed(path)):
        unquoted = re.sub(r'"[^"]*"', "", one.value) if isinstance(one, ast.Constant) else ""
        assert not [tag for tag in re.findall("<[^>]*>", unquoted) if "{" in tag or "'" in tag], one.value


SAYS = {"warning", "error", "success", "info", "markdown", "caption", "title", "header", "subheader", "toast", "badge",
        "button", "checkbox", "toggle", "download_button", "form_submit_button", "text_input", "text_area", "number_input",
        "selectbox", "multiselect", "radio", "pills", "segmented_control", "date_input", "file_uploader", "dialog", "expander",
        "popover", "spinner", "status", "link_button"}
"""Of Streamlit: what reads its first argument as Markdown, and its help."""
SAFE = {"markdown", "plain", "refusal", "slip"}
"""What gives Markdown in which a text is a text."""


def is_safe(node: ast.expr) -> bool:
    """Whether it is written out, or made so that a text in it stays one."""
    match node:
        case ast.Constant():
            return True
        case ast.Call(func=func):
            return dotted(func).split(".")[-1] in SAFE
        case ast.BinOp(left=one, right=other) | ast.IfExp(body=one, orelse=other):
            return is_safe(one) and is_safe(other)
    return False


def read_as_markdown(call: ast.Call) -> list[ast.expr]:
    """What Streamlit will read as Markdown of a call to it."""
    named = {keyword.arg: keyword.value for keyword in call.keywords}
    options = call.func.attr in ("pills", "segmented_control", "radio") and named.get("format_func")
    names = {node.id for node in ast.walk(options) if isinstance(node, ast.Name)} if options else set()
    wild = options and not {*names} & SAFE and not all(name.isupper() for name in names)
    return [*call.args[:1], *(named[name] for name in ("label", "body", "help", "text") if name in named),
            *([options] if wild else [])]


@each_file("pages")
def test_streamlit_gets_no_text_for_markdown(path):
    if path.name == "markdown.py":
        return
    tree = parsed(path)
    ours = {name.split(".")[-1] for name in imports(path) if name.split(".")[0] in ("pages", "data", "queries")}
    found = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
             and node.func.attr in SAYS and dotted(node.func.value) not in ours]
    assert not [ast.unparse(text) for node in found for text in read_as_markdown(node)
                if not is_safe(text)], "use markdown() or plain()"
    called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr == "progress"
                and id(node) not in called], (
        "use shown_on()")


@each("path", sorted((ROOT / "pages").glob("*.py")), name_of)
def test_a_page_is_short(path):
    assert len(path.read_text().splitlines()) <= 120


def test_nothing_names_another_host():
    found = {}
    for path in [ROOT / "dashboard.py", *files("pages", "queries", "data", endings=(".py", ".css", ".js"))]:
        hosts = set(re.findall(r"(?:https?|wss?)://([^/\s\"'`)>:}]+)", path.read_text()))
        if hosts - LOCAL - NAMES:
            found[str(path.relative_to(ROOT))] = hosts - LOCAL - NAMES
    assert not found


def test_styles_import_nothing():
    for path in files("pages", endings=(".css", ".js")):
        assert not re.search(r"@import|url\(\s*['\"]?(?!data:)[a-z]*:?//|importScripts", path.read_text()), path.name


def test_a_rooms_looks_are_no_other_rooms():
    """All rooms' styles stand in one head: a class that one styles by its name alone is not used by another."""
    styled = {}
    for path in files("pages", endings=(".css",)):
        if path.parent.name not in SHARED | PAPERS | {"signin"}:
            rules = re.findall(r"([^{}]+)\{", re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.S))
            for one in (one for many in rules for one in many.split(",")):
                names = re.findall(r"[.#]([a-zA-Z][\w-]*)", one.replace(".board", ""))
                if len(names) == 1 and re.match(r"\.", one.replace(".board", "").strip()):
                    styled.setdefault(names[0], set()).add(path.parent.name)
    for path in files("pages/parts"):
        for look in re.findall(r"""(?:class="|look=f?")([^"]+)""", path.read_text()):
            for name in set(re.split(r"[\s{}]+", look)) & styled.keys():
                assert path.parent.name in styled[name], f"{name_of(path)}: {name} is styled in {styled[name]}"


def test_the_top_level_holds_only_the_house():
    listed = subprocess.run(["git", "ls-files", "--cached", "--others", "--exclude-standard"], cwd=ROOT, check=True,
                            capture_output=True, text=True).stdout.split("\n")
    assert {name.split("/")[0].strip('"') for name in listed if name} <= TOP


PRIVATE = ("queries/privacy.py", "queries/schema.py", "queries/migrations/", "data/reference/")
"""Who may know which indicators are personal. Everybody else asks queries.privacy."""
ONLY_NAMED = ("data/SOURCES.md", "data/write/catalogue.py", "data/write/catalogue_rules.py", "data/write/shipped_words.py",
              "pages/parts/catalogue/edit.py", "pages/parts/catalogue/meanings.py")
"""Say which columns the catalogue has, and set them."""


def test_privacy_has_one_door():
    asked = subprocess.run(["git", "grep", "--untracked", "-lw", "sensitive", "--", "pages", "queries", "data"], cwd=ROOT,
                           capture_output=True, text=True).stdout.split()
    assert "queries/privacy.py" in asked
    assert not [name for name in asked if not name.startswith(PRIVATE) and name not in ONLY_NAMED]


def test_migrations_are_one_chain():
    """Each has a number of its own and follows the one before; the newest is the schema's."""
    found = sorted((ROOT / "queries" / "migrations" / "versions").glob("[0-9]*.py"))
    numbers = [re.findall(r"^(?:down_)?revision = '?(\w+)'?$", path.read_text("utf-8"), re.M) for path in found]
    wanted = [[path.name[:4], before] for path, before in zip(found, ["None", *(path.name[:4] for path in found)], strict=False)]
    assert numbers == wanted
    assert f'SCHEMA_VERSION = "{found[-1].name[:4]}"' in (ROOT / "queries" / "database.py").read_text("utf-8")
