"""Migrations lose no row of a populated database, while people go on working in it; the whole size is `bench.migrations`."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from bench.migrations import experiment, lose_a_row
from bench.population import Size

SMALL = Size(partners=3, people=12, attempts=70, papers=20)


def test_up_down_and_up_again_lose_no_row_on_sqlite(tmp_path: Path) -> None:
    faults, walks = experiment(f"sqlite:///{tmp_path / 'populated.db'}", SMALL, "0001")
    assert faults == []
    assert [walk.refused for walk in walks] == [(), (), ()]


@pytest.mark.postgres
def test_up_down_and_up_again_lose_no_row_on_postgres(postgres_address: str) -> None:
    maintenance = sa.create_engine(postgres_address, isolation_level="AUTOCOMMIT")
    with maintenance.connect() as connection:
        connection.exec_driver_sql("DROP DATABASE IF EXISTS populated WITH (FORCE)")
        connection.exec_driver_sql("CREATE DATABASE populated")
    maintenance.dispose()
    faults, walks = experiment(postgres_address.replace("/postgres?", "/populated?"), SMALL, "0001")
    assert faults == []
    assert [walk.refused for walk in walks] == [(), (), ()]


def test_a_migration_that_forgets_a_row_is_noticed(tmp_path: Path) -> None:
    faults, _ = experiment(f"sqlite:///{tmp_path / 'populated.db'}", SMALL, "0001", lose_a_row)
    assert any(fault.startswith("down: rows of metric_value") for fault in faults)
    assert any(fault.startswith("up again: rows of metric_value") for fault in faults)
