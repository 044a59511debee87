"""Words from a workbook are shown, never run."""

from components.text import plain, plotted


def test_markdown_signs_are_escaped():
    assert plain("СОШ ![x](http://a/b.png) *1* $5 :red[!]") == (r"СОШ \!\[x\]\(http\://a/b.png\) \*1\* \$5 \:red\[\!\]")


def test_ordinary_names_stay_readable():
    assert plain("СОШ № 1 им. А. С. Пушкина, пос. Речной") == "СОШ № 1 им. А. С. Пушкина, пос. Речной"


def test_figures_get_no_markup():
    assert plotted("<a href='x'>СОШ</a>") == "‹a href='x'›СОШ‹/a›"
