"""indicators and programmes are called what officials call them today; what a deployer has named otherwise stays."""

import sqlalchemy as sa
from alembic import op

revision = '0010'
down_revision = '0009'

POOR = ("建档立卡贫困妇女帮扶政策（妇联+扶贫办）", "脱贫人口和防返贫监测对象帮扶（妇联+农业农村部门）")
HEADS = ("妇代会主任配备（无一漏缺）", "村（社区）妇联主席配备（无一漏缺）")
WORDS = (
    ("indicators", "name", "建档立卡（低收入）贫困妇女人数", "脱贫人口和防返贫监测对象妇女人数"),
    ("indicators", "short_name", "建档立卡贫困妇女", "脱贫和监测妇女"),
    ("indicators", "definition", "报告期末扶贫（乡村振兴）系统在册贫困或低收入户中的女性人数，只接收汇总数。",
     "报告期末农业农村（乡村振兴）部门在册脱贫人口和防返贫监测对象中的女性人数，只接收汇总数。"),
    ("indicators", "name", "其中：贫困妇女在岗人数", "其中：脱贫和监测对象妇女在岗人数"),
    ("indicators", "short_name", "其中：贫困妇女在岗", "其中：脱贫和监测妇女在岗"),
    ("indicators", "definition", "巧媳妇工程在岗妇女中属建档立卡或低收入户的人数，是在岗人数的子集。",
     "巧媳妇工程在岗妇女中属脱贫人口或防返贫监测对象的人数，是在岗人数的子集。"),
    ("indicators", "definition", "按规定乡镇（街道）、村（社区）应配备的妇联主席（妇代会主任）岗位个数。",
     "按规定乡镇（街道）、村（社区）应配备的妇联主席岗位个数。"),
    ("indicators", "definition", "报告期末应配岗位中实际到岗的妇联主席（妇代会主任）人数，一人兼多岗按一岗计。",
     "报告期末应配岗位中实际到岗的妇联主席人数，一人兼多岗按一岗计。"),
    *((table, "programme", *pair) for table in ("indicators", "goals", "figures") for pair in (POOR, HEADS)))


def upgrade() -> None:
    for table, column, old, new in WORDS:
        change(table, column, old, new)


def downgrade() -> None:
    for table, column, old, new in WORDS:
        change(table, column, new, old)


def change(table: str, column: str, old: str, new: str) -> None:
    held = sa.table(table, sa.column(column, sa.String))
    op.execute(sa.update(held).where(held.c[column] == old).values({column: new}))
