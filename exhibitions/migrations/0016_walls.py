import django.db.models.deletion
from django.db import migrations, models

import staff.text


class Migration(migrations.Migration):
    dependencies = [
        ("exhibitions", "0015_reserving"),
    ]

    operations = [
        migrations.CreateModel(
            name="Wall",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "name",
                    staff.text.LineField(
                        help_text="One letter, as on the plan: A.", max_length=20, verbose_name="name"
                    ),
                ),
                ("width_mm", models.PositiveIntegerField(verbose_name="width, mm")),
                ("position", models.PositiveSmallIntegerField(default=1, verbose_name="order")),
                (
                    "hall",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="walls",
                        to="exhibitions.hall",
                        verbose_name="hall",
                    ),
                ),
            ],
            options={
                "verbose_name": "wall",
                "verbose_name_plural": "walls",
                "ordering": ("hall", "position", "pk"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("hall", "name"),
                        name="one_wall_per_name",
                        violation_error_message="This hall has a wall of this name already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("width_mm__range", (100, 100000))),
                        name="wall_width_is_sensible",
                        violation_error_message="A wall is between ten centimetres and a hundred metres wide.",
                    ),
                ],
            },
        ),
    ]
