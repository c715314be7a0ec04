"""What is kept beyond a process is computed anew once it would come out differently."""

import numpy as np
import pytest

from tests.releases.keep_results import kept, results

KEPT = kept()
RESULTS = results(KEPT["picture"].astype(np.float32) / 255)


@pytest.mark.parametrize("name", RESULTS)
def test_changed_results_have_a_new_revision(name):
    remedy = "raise its revision, so that caches forget the old ones, and keep the new ones"
    assert name in KEPT, f"keep the results of {name}: python -m tests.releases.keep_results"
    np.testing.assert_allclose(
        RESULTS[name], KEPT[name], rtol=1e-5, atol=1e-6, err_msg=f"other results: {remedy}"
    )
