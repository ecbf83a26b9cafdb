"""The pages' addresses: what the server answers, the menu shows and a click can lead to."""

ACTIONS = {"chuangye": ("创业", ":material/storefront:"), "tuopin": ("脱贫", ":material/agriculture:"),
           "wenming": ("文明", ":material/family_home:"), "weiquan": ("维权", ":material/gavel:"),
           "guanai": ("关爱", ":material/volunteer_activism:"), "wangluo": ("网络", ":material/hub:")}
OWN = ("qita1", "qita2")
"""The addresses of a federation's own groups; what they are called, and whether there are any, is in the database."""
LOOK, OTHER, PRESS, REPORT, MEET, RUN = GROUPS = "看", "其他工作", "督查", "报送", "会议", "管理"
"""The menu's groups. What is there to look at stands in the bar itself, one click away, as 总览 and the actions do."""
OTHERS = {"xianqu": ("county.py", "县区", ":material/location_city:", LOOK),
          "jiayuan": ("homes.py", "妇女之家", ":material/cottage:", LOOK),
          "xiangzhen": ("town.py", "乡镇", ":material/holiday_village:", LOOK),
          "duibi": ("compare.py", "对比", ":material/compare_arrows:", LOOK),
          "linian": ("years.py", "历年", ":material/history:", LOOK),
          "mubiao": ("targets.py", "目标进度", ":material/flag:", PRESS),
          "xiangmu": ("projects.py", "工作项目", ":material/checklist:", PRESS),
          "duban": ("matters.py", "督办", ":material/task_alt:", PRESS),
          "kaohe": ("assessment.py", "考核", ":material/leaderboard:", PRESS),
          "shangbao": ("reporting.py", "上报与质量", ":material/fact_check:", REPORT),
          "daoru": ("intake.py", "导入", ":material/upload_file:", REPORT),
          "cailiao": ("briefing.py", "汇报材料", ":material/description:", MEET),
          "huiyi": ("meeting.py", "会议模式", ":material/co_present:", MEET),
          "zhibiao": ("catalogue.py", "指标与来源", ":material/menu_book:", RUN),
          "quhua": ("regions.py", "区划", ":material/account_tree:", RUN)}
UNLISTED = {"xiangzhen", *OWN}
"""Pages that a click leads to, not the menu; an own group's stands in it where there is that group."""
KEEPING = {"zhanghao": ("accounts.py", "账号与权限", ":material/manage_accounts:", ("system", "security")),
           "shenji": ("record.py", "审计记录", ":material/policy:", ("auditor",))}
"""Pages about the program, not about figures, and the roles that find them in the menu, under 管理."""
ALL = {"", *ACTIONS, *OWN, *OTHERS, *KEEPING}
FILTERS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys((*ACTIONS, *OWN), ("indicator", "chart")),
    "jiayuan": ("home_measure", "home_form", "home_since", "home_town", "home_find"),
    "xiangzhen": ("town",), "duibi": ("regions", "beside_action"),
    "linian": ("over", "over_with", "back_action", "back_find"),
    "mubiao": ("aim_action", "aim_programme", "aim_status", "aim_place", "only", "aim_find", "aim_sort", "aim_group", "aim_page",
               "aim_open"),
    "duban": ("matter_unit", "matter_state", "matter_meeting", "matter_colour", "matter", "new"),
    "xiangmu": ("project", "project_action", "project_state", "project_words"),
    "shangbao": ("look", "cell", "severity", "rule", "item", "finding"),
    "zhibiao": ("part", "of_action", "words", "clear"), "kaohe": ("scheme", "half", "order", "desk", "unit"),
    "quhua": ("tree_of", "tree_show"),
    "daoru": ("batch", "sent"), "cailiao": ("paper", "snapshot"), "huiyi": ("meeting", "slide")}
"""What else a page keeps in its URL: names of session keys that hold text, "" for no filter."""
WITHOUT_REPORTS = {"quhua", "zhibiao", "daoru", "duban", "xiangmu", "kaohe", "mubiao", "cailiao"}
"""Pages that have something to show of a year that nobody has reported about yet."""
