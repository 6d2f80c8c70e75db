import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.catalogue.values.clean import clean


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Tom &amp; Jerry", "Tom & Jerry"),
        ("Ocean&#39;s Eleven", "Ocean's Eleven"),
        ("Ocean&amp;#39;s &amp;quot;Eleven&amp;quot;", 'Ocean\'s "Eleven"'),
        ("R&B &copy this Q&A", "R&B &copy this Q&A"),
        ("a <b>bold</b> &lt;i&gt;move&lt;/i&gt;", "a <b>bold</b> <i>move</i>"),
        ("\ufeffAm\u200b\u00ade\u0301lie\x00", "Amélie"),
        ("a\u00a0b \t c\n d", "a b c d"),
        ("CafÃ© â€œLÃ©onâ€\u009d", "Café “Léon”"),
        ("Malin Ã…kerman, MÃ¥ns", "Malin Åkerman, Måns"),
        ("SÃO PAULO, AMANHÃ…", "SÃO PAULO, AMANHÃ…"),
        ("naïve – “déjà vu”", "naïve – “déjà vu”"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("zero\u200dwidth", "zerowidth"),
        ("half \ud83d a pair", "half a pair"),
    ],
)
def test_text_as_it_was_meant(written: str, meant: str) -> None:
    assert clean(written) == meant


@given(st.text())
def test_clean_text_is_printable_and_stable(text: str) -> None:
    cleaned = clean(text)
    assert cleaned == " ".join(cleaned.split())
    assert unicodedata.is_normalized("NFC", cleaned)
    cleaned.encode()
    if "&" not in cleaned:
        assert clean(cleaned) == cleaned
