"""Bookings that came to nothing, by waybill. Those that stand are found by their constraint; asking for the newest of
either read a million of them. An index over all would be paid with each label bought, this one with each refused."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("carriers", "0001_initial"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="carrierbooking",
            index=models.Index(
                condition=models.Q(("state__in", ["refused", "voided"])),
                fields=["account_id", "waybill_id"],
                name="carrier_booking_over",
            ),
        ),
    ]
