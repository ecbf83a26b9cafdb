"""What a difference between two releases of the catalogue comes to, in words."""

RULE_WORDS = {"code": "代号", "name": "名称", "kind": "怎样查", "severity": "轻重", "left_side": "左边", "right_side": "右边",
              "low": "下限", "high": "上限", "reason": "为什么查", "source": "出处"}
EFFECTS = {
    "新增": "多一项指标，从下次报送起有它的栏目；以前没有数", "不再随附": "从明年起停用，已报的数都留着",
    "name": "原名称留作曾用名，导入、查找时照样认得", "short_name": "原简称留作曾用名",
    "weight": "没有另设权重的考核方案按新权重计分",
    "direction": "评价的方向变了，状态和得分重新算", "plan": "序时进度按新计划算", "sensitive": "显示和导出的约数随之改变",
    "headline": "总览卡片上的代表指标换成它", "action": "移到另一个行动的页面", "whole": "“其中”关系变了，疑点重新查",
    "numerator": "比率全部重新算", "denominator": "比率全部重新算", "precision": "只改显示的小数位数",
    **dict.fromkeys(("definition", "source", "programme"), "只改文字，不影响数"),
    **dict.fromkeys(("unit", "kind", "frequency", "report_level", "additive"),
                    "数的含义变了：已有数的指标不能采用，请从明年起停用、另设")}


def effect(kind: str, field: str) -> str:
    """What taking a field (新增, 不再随附 for the whole row) comes to."""
    if kind == "rules":
        return "多查一条" if field == "新增" else "疑点按新规则查"
    return "只改名称" if kind == "actions" else EFFECTS.get(field, "")
