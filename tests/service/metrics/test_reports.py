"""The report of a quarter in its five forms: the same figures in each, the same bytes again."""

import csv
import io
import zipfile
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from services.metrics.reports.making import FORMS, MEDIA
from shared.db.database import Database
from tests.service.metrics.test_api import _a_quarter as a_quarter

QUARTER = "/reports/2022-Q1"


async def figures(client: httpx.AsyncClient, **asked: str) -> dict[str, Any]:
    answer = await client.get(f"{QUARTER}.json", params=asked)
    assert answer.status_code == 200, answer.text
    said: dict[str, Any] = answer.json()
    return said


def table(said: dict[str, Any], name: str) -> dict[str, dict[str, Any]]:
    [found] = [one for one in said["tables"] if one["table"] == name]
    return {line["key"]: line for line in found["lines"]}


async def test_the_first_quarter_of_2022_prints_what_was_published_and_what_is_right(
    database: Database, client: httpx.AsyncClient
) -> None:
    await a_quarter(database)
    said = await figures(client)
    assert said["period"] == {"from": "2022-01-01", "to": "2022-04-01"}
    assert said["preliminary"] is True
    assert table(said, "T1")["total"]["accesses"] == 480
    rate = table(said, "R1")["closure_rate"]["rate"]
    assert (rate["numerator"], rate["denominator"], rate["percent"]) == (68, 83, "81.93")
    assert table(said, "T13")["2021"]["still_open"] == 11
    flow = {key: line["cases"] for key, line in table(said, "T9").items()}
    assert flow == {
        "open_at_start": 11,
        "opened": 83,
        "reopened": 0,
        "transferred_in": 0,
        "transferred_out": 0,
        "closed": 68,
        "open_at_end": 26,
    }


async def test_the_page_says_it_in_both_languages(
    database: Database, client: httpx.AsyncClient
) -> None:
    await a_quarter(database)
    page = (await client.get(QUARTER, headers={"Accept": "text/html"})).text
    for told in ("Laporan statistik Triwulan I 2022", "81,93 % (68/83)", "Sementara", "M04"):
        assert told in page
    other = (await client.get(f"{QUARTER}?lang=en", headers={"Accept": "text/html"})).text
    for told in ("Statistical report, Quarter 1 of 2022", "81.93 % (68/83)", "Preliminary"):
        assert told in other


@pytest.mark.parametrize("form", ["pdf", "xlsx", "csv", "json"])
async def test_the_same_question_is_answered_with_the_same_bytes(
    database: Database, client: httpx.AsyncClient, form: str
) -> None:
    await a_quarter(database)
    first, again = [await client.get(f"{QUARTER}.{form}") for _ in range(2)]
    assert first.status_code == 200, first.text
    assert first.content == again.content
    assert first.headers["content-type"].partition(";")[0] == MEDIA[form]  # type: ignore[index]


async def test_paper_can_be_read_aloud(database: Database, client: httpx.AsyncClient) -> None:
    await a_quarter(database)
    paper = (await client.get(f"{QUARTER}.pdf")).content
    assert paper.startswith(b"%PDF-")
    assert b"/StructTreeRoot" in paper or b"/Marked true" in paper
    assert b"pdfuaid" in paper, "it promises to be accessible (PDF/UA)"


async def test_the_workbook_holds_numbers_and_no_formula(
    database: Database, client: httpx.AsyncClient
) -> None:
    await a_quarter(database)
    book = zipfile.ZipFile(io.BytesIO((await client.get(f"{QUARTER}.xlsx")).content))
    names = book.read("xl/workbook.xml").decode()
    assert 'name="T9"' in names
    everything = b"".join(book.read(name) for name in book.namelist())
    assert b"<v>83</v>" in everything
    assert b"<f>" not in everything


async def test_every_row_of_the_table_says_which_report_it_is_of(
    database: Database, client: httpx.AsyncClient
) -> None:
    await a_quarter(database)
    rows = list(csv.DictReader(io.StringIO((await client.get(f"{QUARTER}.csv")).text)))
    [rate] = [row for row in rows if row["table"] == "R1" and row["key"] == "closure_rate"]
    assert (rate["definition"], rate["value"]) == ("M04", "81.93")
    assert (rate["numerator"], rate["denominator"]) == ("68", "83")
    hash_ = (await figures(client))["hash"]
    assert {(row["report"], row["hash"]) for row in rows} == {("2022-Q1", hash_)}


async def test_another_office_has_other_figures_and_another_fingerprint(
    database: Database, client: httpx.AsyncClient
) -> None:
    await a_quarter(database)
    all_of_it, of_kukar = await figures(client), await figures(client, office="kukar")
    assert table(of_kukar, "T1")["total"]["accesses"] == 0
    assert all_of_it["hash"] != of_kukar["hash"]


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("text/html,application/xhtml+xml,*/*;q=0.8", "text/html"),
        ("*/*", "text/html"),
        ("text/csv", "text/csv"),
        ("text/html;q=0.1, application/json", "application/json"),
        ("application/pdf;q=nonsense, text/csv;q=0.5", "text/csv"),
    ],
)
async def test_whoever_names_no_form_gets_what_they_accept(
    client: httpx.AsyncClient, accept: str, media: str
) -> None:
    answer = await client.get(QUARTER, headers={"Accept": accept})
    assert answer.headers["content-type"].partition(";")[0] == media


@pytest.mark.parametrize("name", ["2022-Q5", "2022-Q1.doc", "x", "2022.", "2022-Q1.pdf.pdf"])
async def test_what_is_no_report_is_not_found(client: httpx.AsyncClient, name: str) -> None:
    answer = await client.get(f"/reports/{name}")
    assert (answer.status_code, answer.json()["code"]) == (404, "no-such-report")


@pytest.mark.parametrize("asked", [{"of": "x"}, {"office": "UPPER"}, {"format": "doc"}])
async def test_what_is_not_understood_is_refused(
    client: httpx.AsyncClient, asked: dict[str, str]
) -> None:
    answer = await client.get(QUARTER, params=asked)
    assert answer.status_code == 422


async def test_a_report_that_cannot_be_printed_hurts_nothing_else(
    app: FastAPI, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.metrics.reports.printing.LIMIT_SECONDS", 0.0)
    assert (await client.get(f"{QUARTER}.pdf")).status_code == 503
    assert (await client.get(f"{QUARTER}.json")).status_code == 200


def test_every_form_has_its_media_type() -> None:
    assert set(MEDIA) == set(FORMS)
