"""lines of histories without an id, and requests without a foreign key"""

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None

NOBODYS = '00000000-0000-0000-0000-000000000000'


def upgrade() -> None:
    with op.batch_alter_table('deeds') as deeds:
        deeds.drop_column('deed_id')
    with op.batch_alter_table('requests') as requests:
        requests.drop_constraint(op.f('fk_requests_case_id'), type_='foreignkey')


def downgrade() -> None:
    """What was not done to a case yet has no line in its history, and gets none here."""
    with op.batch_alter_table('requests') as requests:
        requests.create_foreign_key(
            op.f('fk_requests_case_id'), 'cases', ['case_id'], ['case_id']
        )
    with op.batch_alter_table('deeds') as deeds:
        deeds.add_column(sa.Column('deed_id', sa.Uuid(), nullable=False, server_default=NOBODYS))
    with op.batch_alter_table('deeds') as deeds:
        deeds.alter_column('deed_id', server_default=None)
