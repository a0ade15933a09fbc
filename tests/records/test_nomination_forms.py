import pytest

from danvan_tools.records.nomination_forms import document_forms
from danvan_tools.records.source_errors import UnreadableWorkbookError
from danvan_tools.records.word_documents import WordTable


def test_a_table_of_many_rows_and_one_very_long_one_is_refused():
    table = WordTable((*[("Tên mô hình",)] * 20_000, ("x",) * 20_000))
    with pytest.raises(UnreadableWorkbookError, match=r"bảng 2 có 20\.001 dòng, có dòng tới 20\.000 ô"):
        document_forms([WordTable((("a",),)), table], "a.docx")
