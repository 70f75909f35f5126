"""Letters about an agency that has nobody in office: of no complaint, and told like the others."""

from shared.events.registry import FocalPointMissing
from tests.samples import a_sample
from tests.service.notifications.office import Office
from tests.service.notifications.stand_ins import MailServer

AGENCY = "inspektorat-bangka"


async def _hear_and_carry(office: Office) -> None:
    await office.hear(a_sample(FocalPointMissing))
    await office.carry()


async def test_the_desk_and_whoever_watches_over_the_agency_get_one_letter_each(
    office: Office, mail_server: MailServer
) -> None:
    office.books.knows_bearer("office-desk", "desk", agency=AGENCY)
    office.books.knows_bearer("internal-supervisor", "watcher", agency=AGENCY)
    await _hear_and_carry(office)
    said = {mail["To"].addresses[0].addr_spec: mail for mail in mail_server.mails}
    assert set(said) == {"desk@contoh.id", "watcher@contoh.id"}
    for mail in said.values():
        assert mail["Subject"] == "PLN Babel: belum ada narahubung yang bertugas"
        assert "Sejak Selasa, 15 Maret 2022" in mail.get_content()
    assert "/vacancies" in said["desk@contoh.id"].get_content()
    assert "/vacancies" not in said["watcher@contoh.id"].get_content()
    rows = await office.rows()
    assert {(row.state, row.complaint_id, row.case_id) for row in rows} == {("sent", None, None)}
    assert await office.announced() == []


async def test_where_nobody_watches_the_desk_alone_is_told(
    office: Office, mail_server: MailServer
) -> None:
    office.books.knows_bearer("office-desk", "desk", agency=AGENCY)
    await _hear_and_carry(office)
    [mail] = mail_server.mails
    assert "Sejak Selasa, 15 Maret 2022" in mail.get_content()
    assert {row.recipient: row.state for row in await office.every_row()} == {
        "internal-supervisor": "skipped",
        "superior": "skipped",
        "office-head": "skipped",
        "office-desk": "sent",
    }
