"""What indicators and programmes were called before: whoever still writes or looks for that is understood."""

NAMES = {"JC-05": ("建档立卡（低收入）贫困妇女人数", "建档立卡贫困妇女"),
         "TP-05": ("其中：贫困妇女在岗人数", "其中：贫困妇女在岗")}
"""By the indicator's code."""
PROGRAMMES = {"脱贫人口和防返贫监测对象帮扶（妇联+农业农村部门）": "建档立卡贫困妇女帮扶政策（妇联+扶贫办）",
              "村（社区）妇联主席配备（无一漏缺）": "妇代会主任配备（无一漏缺）"}
"""The one before, by today's."""


def former(programme: str) -> tuple[str, ...]:
    """What the programme was called."""
    return (PROGRAMMES[programme],) if programme in PROGRAMMES else ()
