from django.apps import AppConfig


class CustomsConfig(AppConfig):
    name = "galeon.customs"
    label = "customs"
    default_auto_field = "django.db.models.BigAutoField"
