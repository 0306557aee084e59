"""The demonstration's mailbox shows codes, so it answers this machine under its own name and nobody else."""

from pathlib import Path

import httpx
import pytest

from serment.mailbox import app, read


@pytest.mark.parametrize(("name", "status"), [("localhost:8003", 200), ("127.0.0.1:8003", 200), ("evil.example", 400)])
async def test_answers_to_its_own_name_alone(tmp_path: Path, name: str, status: int) -> None:
    transport = httpx.ASGITransport(app(tmp_path))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost:8003") as client:
        answer = await client.get("/", headers={"Host": name})
    assert answer.status_code == status


def test_gives_the_mail_of_one_address_newest_first(tmp_path: Path) -> None:
    letters = (
        ("1", "ondine@exemple.example", "old"),
        ("2", "basile@exemple.example", ""),
        ("3", "Ondine@exemple.example", "new"),
    )
    for name, to, subject in letters:
        (tmp_path / f"20261127T12000{name}.eml").write_text(f"To: {to}\nSubject: {subject}\n\nondine@exemple.example\n")
    assert [mail.subject for mail in read(tmp_path, "ondine@Exemple.example")] == ["new", "old"]
    assert len(list(read(tmp_path))) == len(letters)
