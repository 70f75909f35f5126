"""agencies that have nobody in office"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'vacancies',
        sa.Column('office', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column('agency', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column('since', sa.Date(), nullable=False),
        sa.Column('recorded_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint('office', 'agency', name=op.f('pk_vacancies')),
    )


def downgrade() -> None:
    op.drop_table('vacancies')
