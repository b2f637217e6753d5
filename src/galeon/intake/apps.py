from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "galeon.intake"
    label = "intake"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Refusals speak of options by their names."""
        from galeon.intake import options
        from galeon.kernel.naming import names

        names("option", options.name)
