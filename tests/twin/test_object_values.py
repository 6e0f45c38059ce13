import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from twin.object_values import ObjectValues, keep_differences

NUMBERS = st.floats(0, 100, width=32) | st.just(float("nan"))


def values_of(numbers: dict[str, float]) -> ObjectValues:
    return ObjectValues(pd.Series(list(numbers.values()), pd.Index(list(numbers), dtype="str", name="id"), "float64"))


@given(st.data())
def test_values_kept_as_differences_are_the_same(data: st.DataObject) -> None:
    before = data.draw(st.dictionaries(st.sampled_from("abcdefgh"), NUMBERS, min_size=1))
    kept = {id: data.draw(st.just(number) | NUMBERS) for id, number in before.items() if data.draw(st.booleans())}
    was, now = values_of(before), values_of({**kept, **data.draw(st.dictionaries(st.sampled_from("xyz"), NUMBERS))})
    whole = now.series
    keep_differences([(now, was)])
    assert not now.is_whole
    pd.testing.assert_series_equal(now.series, whole, check_exact=True)


def test_objects_in_another_order_are_all_kept() -> None:
    before, now = values_of({"a": 1, "b": 2}), values_of({"b": 2, "a": 1})
    keep_differences([(now, before)])
    assert now.is_whole
    assert now.series.index.tolist() == ["b", "a"]


def test_ten_thousand_homes_of_which_one_differs_take_next_to_nothing() -> None:
    ids = pd.Index([f"way/{k}" for k in range(10_000)])
    before, now = (ObjectValues(pd.Series(np.where(np.arange(10_000) == 7, x, 0.0), ids)) for x in (1.0, 2.0))
    keep_differences([(now, before)])
    assert now._difference is not None
    assert now._difference.at.tolist() == [7]
    assert now.series.iloc[7] == 2.0
