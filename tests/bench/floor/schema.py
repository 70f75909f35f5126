"""The floor's tables and the five statements that do its work, so that the steps hold no SQL."""

from collections.abc import Iterable
from typing import Any

TABLES = """
DROP SCHEMA IF EXISTS floor CASCADE;
CREATE SCHEMA floor;
SET search_path = floor;
CREATE TABLE complaints(
  complaint_id uuid PRIMARY KEY, title text NOT NULL, body text NOT NULL, agency text NOT NULL,
  category text NOT NULL, region text NOT NULL, channel text NOT NULL, reporter text NOT NULL,
  status text NOT NULL, received_at timestamptz NOT NULL);
CREATE INDEX ON complaints(agency, received_at);
CREATE TABLE focal_points(
  focal_point_id int PRIMARY KEY, agency text NOT NULL UNIQUE, email text NOT NULL);
INSERT INTO focal_points
  SELECT i, 'A' || lpad(i::text, 3, '0'), 'focal' || i || '@example.org'
  FROM generate_series(0, 39) i;
CREATE TABLE cases(
  case_id uuid PRIMARY KEY, complaint_id uuid NOT NULL UNIQUE, agency text NOT NULL,
  focal_point_id int NOT NULL, status text NOT NULL, assigned_at timestamptz NOT NULL);
CREATE INDEX ON cases(focal_point_id, status);
CREATE TABLE notices(
  notice_id uuid PRIMARY KEY, case_id uuid NOT NULL, recipient text NOT NULL,
  template text NOT NULL, status text NOT NULL, created_at timestamptz NOT NULL);
CREATE TABLE daily(
  day date, agency text, event text, n bigint NOT NULL, PRIMARY KEY(day, agency, event));
CREATE TABLE routing_inbox(event_id uuid PRIMARY KEY);
CREATE TABLE notices_inbox(event_id uuid PRIMARY KEY);
CREATE TABLE daily_inbox(event_id uuid PRIMARY KEY);
CREATE TABLE intake_outbox(
  position bigserial PRIMARY KEY, event_id uuid NOT NULL, subject text NOT NULL,
  body text NOT NULL);
CREATE TABLE routing_outbox(LIKE intake_outbox INCLUDING ALL);
"""

REGISTER = """
WITH added AS (
  INSERT INTO complaints SELECT * FROM unnest(
    $1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
    $9::text[], $10::timestamptz[]))
INSERT INTO intake_outbox(event_id, subject, body)
SELECT * FROM unnest($11::uuid[], $12::text[], $13::text[]) RETURNING position
"""

ASSIGN = """
WITH first AS (
  INSERT INTO routing_inbox SELECT unnest($1::uuid[]) ON CONFLICT DO NOTHING RETURNING event_id),
heard AS (
  SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::int[],
    $6::timestamptz[], $7::uuid[], $8::text[])
  AS h(event_id, case_id, complaint_id, agency, focal_point_id, at, announced_id, body)
  JOIN first USING (event_id)),
opened AS (
  INSERT INTO cases SELECT case_id, complaint_id, agency, focal_point_id, 'assigned', at FROM heard)
INSERT INTO routing_outbox(event_id, subject, body)
SELECT announced_id, 'floor.case.assigned', body FROM heard RETURNING position, event_id, body
"""

NOTIFY = """
WITH first AS (
  INSERT INTO notices_inbox SELECT unnest($1::uuid[]) ON CONFLICT DO NOTHING RETURNING event_id)
INSERT INTO notices SELECT notice_id, case_id, recipient, 'assigned', 'queued', now()
FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[])
AS h(event_id, notice_id, case_id, recipient) JOIN first USING (event_id)
"""

FIRST_COUNTED = """
INSERT INTO daily_inbox SELECT unnest($1::uuid[]) ON CONFLICT DO NOTHING RETURNING event_id
"""

COUNT = """
INSERT INTO daily SELECT * FROM unnest($1::date[], $2::text[], $3::text[], $4::bigint[])
ON CONFLICT(day, agency, event) DO UPDATE SET n = daily.n + excluded.n
"""

ACCEPTED = "SELECT count(*) FROM floor.complaints"
NOTICED = "SELECT count(*) FROM floor.notices"
COUNTED = "SELECT coalesce(sum(n), 0)::bigint FROM floor.daily"
HEARD = "SELECT count(*) FROM floor.daily_inbox"
FORGET = "TRUNCATE floor.daily, floor.daily_inbox"
UNSENT = """
SELECT (SELECT count(*) FROM floor.intake_outbox) + (SELECT count(*) FROM floor.routing_outbox)
"""


def columns(rows: Iterable[tuple[Any, ...]]) -> list[list[Any]]:
    """The rows as one list for each column, which is what unnest wants."""
    return [list(column) for column in zip(*rows, strict=True)]
