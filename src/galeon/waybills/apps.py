from django.apps import AppConfig


class WaybillsConfig(AppConfig):
    name = "galeon.waybills"
    label = "waybills"
    default_auto_field = "django.db.models.BigAutoField"
