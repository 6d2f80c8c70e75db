import pytest

from core.rest.limiter import Limiter


class Hands:
    """A clock whose hands the test moves."""

    seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


def test_a_client_may_ask_so_often_at_once_and_then_as_tokens_come() -> None:
    clock = Hands()
    limiter = Limiter(30, clock)
    assert [limiter.wait("a") for _ in range(30)] == [0.0] * 30
    assert limiter.wait("a") == pytest.approx(2.0)
    clock.seconds += 1.5
    assert limiter.wait("a") == pytest.approx(0.5)
    clock.seconds += 0.5
    assert (limiter.wait("a"), limiter.wait("a")) == (0.0, pytest.approx(2.0))


def test_clients_do_not_share_a_bucket_and_it_never_overflows() -> None:
    clock = Hands()
    limiter = Limiter(1, clock)
    assert (limiter.wait("a"), limiter.wait("b")) == (0.0, 0.0)
    clock.seconds += 3600
    assert (limiter.wait("a"), limiter.wait("a")) == (0.0, pytest.approx(60.0))


def test_only_so_many_clients_are_remembered() -> None:
    limiter = Limiter(1, Hands())
    for number in range(20_000):
        assert limiter.wait(str(number)) == 0.0
    assert len(limiter._buckets) == 10_000
    assert limiter.wait("19999") > 0  # the last is still known
