"""Who may do what (ACCESS.md): seven roles, each given for a region and everything below it. The first four do the office's
work, the last three keep the program and hold none of it."""

ROLES = {"leader": "领导", "city": "市级业务员", "county": "县级业务员", "viewer": "查看", "system": "系统管理员",
         "security": "安全管理员", "auditor": "审计员"}
"""Role -> what it is called, in the order of the screen."""
BUSINESS = ("leader", "city", "county", "viewer")
"""Who sees the figures."""
KEEPERS = ("system", "security", "auditor")
"""三员: three people, none of whom does the office's work unless the office says so."""
EXACT = frozenset(("leader", "city", "county"))
"""Whose 敏感数 are exact, in the regions of the grant, unless taken away from the account."""

ACTS: dict[str, tuple[str, frozenset[str]]] = {
    "import": ("导入数据、撤销导入", frozenset(("city", "county"))),
    "targets": ("定目标和计划", frozenset(("city",))),
    "regions": ("改区划", frozenset(("city",))),
    "weights": ("定考核权重", frozenset(("city",))),
    "catalogue": ("改指标目录", frozenset(("city", "system"))),
    "appraise": ("考评、发布考核结果", frozenset(("city",))),
    "confirm": ("核实疑点", frozenset(("city", "county"))),
    "teach": ("教报表的写法", frozenset(("city", "county"))),
    "note": ("写批注、原因和进展", frozenset(("leader", "city", "county"))),
    "decide": ("定事项", frozenset(("leader", "city"))),
    "projects": ("改工作项目、分解任务、检查", frozenset(("city",))),
    "states": ("填工作项目的开展情况、任务进展", frozenset(("city", "county"))),
    "templates": ("换材料模板", frozenset(("city", "county"))),
    "review": ("审核报表", frozenset(("city",))),
    "lock": ("封账、解锁", frozenset(("city",))),
    "settings": ("改设置", frozenset(("system",))),
    "boundaries": ("换地图边界", frozenset(("system",))),
    "clear": ("清除示例数据", frozenset(("system",))),
    "backup": ("备份和恢复", frozenset(("system",))),
    "accounts": ("管理账号", frozenset(("system",))),
    "grants": ("授权", frozenset(("security",))),
    "record": ("查审计记录", frozenset(("auditor",))),
    "purge": ("清理过期的审计记录", frozenset(("system",))),
}
"""Act -> what it is called, and the roles that may. What is taken back is the same act as doing it."""


def may(role: str, act: str) -> bool:
    """Whether a grant of the role allows the act in its region. Raises KeyError for an act that there is not."""
    return role in ACTS[act][1]


def names_of(act: str) -> str:
    """Who may, as people call them: 市级业务员、县级业务员."""
    return "、".join(word for role, word in ROLES.items() if may(role, act))
