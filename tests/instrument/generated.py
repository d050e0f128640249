"""Generated expressions and operands: everything that the language can say."""

from collections.abc import Sequence

from hypothesis import strategies as st

_COMPARE = ("=", "!=", "<", "<=", ">", ">=")
_INFIX = (*_COMPARE, "+", "-", "*", "div", "mod", "and", "or")
_NONE = ("true()", "false()", "today()")
_ONE = ("not", "count-selected", "string-length", "number", "int", "round", "sum", "min", "max")
_TWO = ("selected", "coalesce", "round", "sum", "min", "max")
_PATTERNS = ("[0-9]+", "a*b?", "[xy]{2}", ".*")

decimals = st.decimals(-(10**30), 10**30, allow_nan=False)
operands = st.one_of(
    st.just(""),
    st.text(max_size=8),
    st.sampled_from(("yes", "no", "x", "7", "007", "1e3", "1_0", "-2.50", "2027-01-01")),
    decimals,
    st.booleans(),
    st.lists(st.sampled_from("xyz"), max_size=3, unique=True).map(tuple),
)
_texts = st.sampled_from(("''", "'x'", "'yes'", "'7'", "'x y'", "'2027-01-01'"))
_numbers = st.from_regex(r"[0-9]{1,30}(\.[0-9]{1,20})?", fullmatch=True)


def expressions(
    codes: Sequence[str], *, itself: bool = False, attributes: Sequence[str] = ()
) -> st.SearchStrategy[str]:
    """Return sources that look at some of these items, and at ``.`` where that has a meaning.

    Args:
        attributes: those of a choice that they may name, too.
    """
    leaves = st.one_of(_texts, _numbers, st.sampled_from(_NONE))
    if codes:
        leaves |= st.sampled_from([f"${{{code}}}" for code in codes])
    if itself:
        leaves |= st.just(".")
    if attributes:
        leaves |= st.sampled_from(attributes)

    def larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        return st.one_of(
            st.builds("({} {} {})".format, inner, st.sampled_from(_INFIX), inner),
            st.builds("{}({})".format, st.sampled_from(_ONE), inner),
            st.builds("{}({}, {})".format, st.sampled_from(_TWO), inner, inner),
            st.builds("if({}, {}, {})".format, inner, inner, inner),
            st.builds("-{}".format, inner),
            st.builds("regex({}, '{}')".format, inner, st.sampled_from(_PATTERNS)),
        )

    return st.recursive(leaves, larger, max_leaves=8).filter(lambda source: len(source) <= 1000)
