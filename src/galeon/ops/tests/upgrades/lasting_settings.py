from galeon.config.settings import *  # noqa: F403

MIGRATION_MODULES = {"kernel": "galeon.ops.tests.upgrades.lasting"}
