"""States of trainings in files: everything comes back, and a file is there in full or not at all."""

from __future__ import annotations

import numpy as np
import pytest

from wlnet.builtins.serialization_nets import rules_for
from wlnet.io.state import State, read_state, write_atomically, write_state
from wlnet.io.wlnet import BadNet, write_net


@pytest.fixture
def net(session):
    return session.evaluate('NetInitialize[NetChain[{3, Tanh, 2}, "Input" -> 4]]').expression.value


def test_a_state_comes_back(session, net, tmp_path):
    arrays = {"adam.1": np.arange(4, dtype=np.float32), "order": np.array([3, 1, 2]), "torch": np.zeros(8, np.uint8)}
    facts = {"round": 3, "stream": np.random.PCG64(1).state}
    write_state(tmp_path / "x.wlnet", State(net, arrays, facts))
    found = read_state(tmp_path / "x.wlnet", rules_for(session.evaluator))
    assert found.net == net
    assert found.facts == facts
    assert set(found.arrays) == set(arrays)
    for name, array in arrays.items():
        np.testing.assert_array_equal(found.arrays[name], array)
    assert session.evaluate(f'Import["{tmp_path}/x.wlnet"]').expression.value == net


def test_a_net_file_is_no_state(session, net, tmp_path):
    write_net(tmp_path / "x.wlnet", net)
    with pytest.raises(BadNet):
        read_state(tmp_path / "x.wlnet", rules_for(session.evaluator))


@pytest.mark.parametrize("problem", [OSError, KeyboardInterrupt])
def test_what_fails_leaves_the_old_file(tmp_path, problem):
    path = tmp_path / "x"
    path.write_text("old")

    def write(part):
        part.write_text("half")
        raise problem
    with pytest.raises(problem):
        write_atomically(path, write)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_has_the_usual_rights(tmp_path):
    (tmp_path / "a").write_text("x")
    write_atomically(tmp_path / "b", lambda part: part.write_text("x") and None)
    assert (tmp_path / "a").stat().st_mode == (tmp_path / "b").stat().st_mode
