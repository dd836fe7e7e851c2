"""TinyDB's own test suite, shipped in its source distribution, passes on our store."""

import hashlib
import os
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

import pytest

from tests.storage.tinydb_suite import ABOUT_THE_STORE

SUITE = Path(__file__).with_name("tinydb_suite.py")
HERE = SUITE.parents[2]
SDIST = "tinydb-4.9.0.tar.gz"
SHA256 = "6928b1fa785186bda7952a0ba05aaeedc883ede565ca9c7d608de44e5e75de70"

ADAPTED = {
    # Asks for MemoryStorage, or for options of the JSON file; gets our storage on a new file.
    "test_tinydb::test_multiple_dbs": "memory",
    "test_tinydb::test_drop_table": "memory",
    "test_tinydb::test_query_cache": "memory",
    "test_tinydb::test_empty_db_len": "memory",
    "test_tinydb::test_lambda_query": "memory",
    "test_tinydb::test_delete": "ensure_ascii",
    "test_tinydb::test_insert_on_existing_db": "ensure_ascii",
    # Names TinyDB's storage classes; ours stand in their place.
    "test_tinydb::test_access_storage": "isinstance of the storage",
    "test_tinydb::test_storage_access": "isinstance of the storage",
    "test_tinydb::test_empty_write": "a middleware around our storage",
    "test_tables::test_table_repr": "our storage's name in the expected text",
}


def sdist():
    """The source distribution, downloaded once."""
    cache = Path(tempfile.gettempdir()) / f"eleven-{os.getuid()}-tinydb"
    archive = cache / SDIST
    if not archive.exists():
        download = [sys.executable, "-m", "pip", "download", "--no-deps", "--no-binary", ":all:", "--dest", str(cache)]
        done = subprocess.run([*download, "tinydb==4.9.0"], capture_output=True, text=True)
        if not archive.exists():
            pytest.skip(f"No package index is reachable to download TinyDB's tests: {done.stderr[-300:]}")
    assert hashlib.sha256(archive.read_bytes()).hexdigest() == SHA256
    return archive


@pytest.mark.slow
def test_tinydbs_own_suite_passes_whole_on_our_store(tmp_path, capsys):
    with tarfile.open(sdist()) as archive:
        archive.extractall(tmp_path, filter="data")
    tests = tmp_path / "tinydb-4.9.0" / "tests"
    (tests / "conftest.py").write_text(SUITE.read_text())
    tables = tests / "test_tables.py"
    theirs, ours = r"tinydb\.storages\.(MemoryStorage|JSONStorage)", r"campaign\.storage\.documents\.cache\.TableCache"
    assert theirs in tables.read_text()
    tables.write_text(tables.read_text().replace(theirs, ours))

    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-v", "-p", "no:cacheprovider", "."],
        cwd=tests,
        env=os.environ | {"PYTHONPATH": str(HERE)},
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stdout[-3000:] + run.stderr[-3000:]

    assert " SKIPPED" not in run.stdout
    passed = [line.split(" PASSED")[0] for line in run.stdout.splitlines() if " PASSED" in line]
    ours = [name for name in passed if name.split(".py::")[0] in ABOUT_THE_STORE]
    assert set(ADAPTED) <= {name.split("[")[0].replace(".py", "") for name in ours}
    with capsys.disabled():
        print(
            f"\nTinyDB 4.9.0's own suite: {len(passed)} of {len(passed)} passed, {len(ours)} of them on our store, "
            f"the others about TinyDB's queries, middlewares and storages. Adapted: {len(ADAPTED)} tests:"
        )
        print("\n".join(f"  {name}: {why}" for name, why in ADAPTED.items()))
    assert (len(passed), len(ours)) == (219, 153)
