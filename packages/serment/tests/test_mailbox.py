"""The demonstration's mailbox shows codes, so it answers this machine under its own name and nobody else."""

from pathlib import Path

import httpx
import pytest

from serment.mailbox import app


@pytest.mark.parametrize(("name", "status"), [("localhost:8003", 200), ("127.0.0.1:8003", 200), ("evil.example", 400)])
async def test_answers_to_its_own_name_alone(tmp_path: Path, name: str, status: int) -> None:
    transport = httpx.ASGITransport(app(tmp_path))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost:8003") as client:
        answer = await client.get("/", headers={"Host": name})
    assert answer.status_code == status
