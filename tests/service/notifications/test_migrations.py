"""The migrations make the tables that the code uses."""

from alembic import command
from alembic.config import Config

from deploy.provision import migrate, migrations_of


def test_migrated_tables_are_those_of_the_models_and_a_second_run_changes_nothing(
    database_url: str,
) -> None:
    migrate("notifications", database_url)
    config = Config()
    config.set_main_option("script_location", str(migrations_of("notifications")))
    config.attributes["database_url"] = database_url
    command.check(config)
