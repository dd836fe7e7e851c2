"""The furthest cell of a sheet is known exactly where it matters, however its cells are spelt and cut into pieces."""

from hypothesis import given, settings
from hypothesis import strategies as st

from campaign.intake.files.sheet import Limits
from campaign.intake.files.workbook_extent import Corner, number

LIMITS = Limits(rows=5_000, columns=300, cells=20_000)
LETTERS = st.text("ABKMSZ", min_size=1, max_size=3)
CELLS = st.lists(st.tuples(LETTERS, st.one_of(st.integers(1, 99), st.integers(1, 99_999))), min_size=1, max_size=30)
FORMS = st.sampled_from([' r="{}"', " r='{}'", ' r = "{}"', '\tr="{}"', '\nr= "{}"', ' r="{}"', ' r="{}"'])


def too_far(rows, columns):
    return columns > LIMITS.columns or rows > LIMITS.rows or rows * columns > LIMITS.cells


@settings(max_examples=300, deadline=None)
@given(cells=CELLS, form=FORMS, cuts=st.integers(20, 200))
def test_a_cell_too_far_out_is_found_in_any_spelling_and_piece(cells, form, cuts):
    text = "".join(f"<c{form.format(f'{letters}{row}')} t='s'><v>1</v></c>" for letters, row in cells).encode()
    corner = Corner(LIMITS)
    for place in range(0, len(text), cuts):
        corner.look(text[place : place + cuts])
    rows, columns = max(row for _letters, row in cells), max(number(letters.encode()) for letters, _row in cells)
    assert too_far(corner.rows, corner.columns) == too_far(rows, columns)
    assert corner.rows <= rows
    assert corner.columns <= columns
