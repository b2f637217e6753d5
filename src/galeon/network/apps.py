from django.apps import AppConfig


class NetworkConfig(AppConfig):
    name = "galeon.network"
    label = "network"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Refusals speak of services, countries and goods by their names."""
        from galeon.kernel.naming import names
        from galeon.network import words

        names("service", words.service_name)
        names("country", words.country_name)
        names("cargo", words.cargo_name)
        names("cargo_class", words.cargo_name)
