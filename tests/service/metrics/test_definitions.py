"""What each figure counts, over HTTP."""

import httpx

OK, NOT_FOUND, INVALID = 200, 404, 422


async def test_definitions_are_listed_and_found_by_id_and_by_word(
    client: httpx.AsyncClient,
) -> None:
    listed = (await client.get("/definitions")).json()
    assert [one["id"] for one in listed][:2] == ["M01", "M02"]
    by_id = await client.get("/definitions/M04")
    assert by_id.status_code == OK
    assert by_id.json() in listed
    assert (await client.get("/definitions/closure-rate")).json() == by_id.json()


async def test_a_version_is_answered_and_an_unknown_one_is_not(client: httpx.AsyncClient) -> None:
    first = (await client.get("/definitions/M04", params={"version": 1})).json()
    assert [one["version"] for one in first["versions"]] == [1]
    for path, status in (
        ("/definitions/M99", NOT_FOUND),
        ("/definitions/M04?version=99", NOT_FOUND),
        ("/definitions/M04?version=0", INVALID),
        ("/definitions/M04?versions=1", INVALID),
    ):
        assert (await client.get(path)).status_code == status, path


async def test_every_answer_says_under_which_definitions_it_was_made(
    client: httpx.AsyncClient,
) -> None:
    asked = {"from": "2022-01-01", "to": "2022-04-01"}
    answer = (await client.get("/statistics/closures", params=asked)).json()
    known = {one["id"] for one in (await client.get("/definitions")).json()}
    assert answer["definitions"]["M04"] == 1
    assert set(answer["definitions"]) <= known
    report = (await client.get("/reports/2022-Q1.json")).json()
    assert report["definitions"]["M03"] == 1
