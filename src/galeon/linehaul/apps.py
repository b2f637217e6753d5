from django.apps import AppConfig


class LinehaulConfig(AppConfig):
    name = "galeon.linehaul"
    label = "linehaul"
    default_auto_field = "django.db.models.BigAutoField"
