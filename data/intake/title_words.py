"""Words of titles and sheets' names that say whose, of what work, and what kind of table it is, and nothing of which figures."""

import re

from data.intake.heading_words import TOPIC_WORDS

_WHO = ("妇女联合会 妇联 妇女儿童工作委员会 妇儿工委 妇工委 妇委会 办公室 妇儿工委办 权益部 维权部 "
        "发展部 妇女发展部 组宣部 组织宣传部 宣传部 组织部 组联部 组织联络部 家儿部 家庭和儿童工作部 "
        "家庭儿童部 联络部 系统 各级 各地 各单位 各部门 各有关单位 全市 全县 全区 全省 全镇 全乡 "
        "全街道 我市 我县 我区 本市 本县 本区 辖区 所辖 所属 各县市区 各县区 各市县区 各市县 各区县 "
        "各县市 各县 各区 各市 各乡镇 各乡镇街道 各镇 各乡 各街道 各镇街 各乡镇办 各乡镇办事处 各村 "
        "各村社区 各社区 县市区 县区 市县区 区县 县市 市县 乡镇街道 镇街 镇村 乡镇 街道 办事处 "
        "乡村两级 地区 单位 部门 妇联机关 县级指标 市级指标 乡镇指标 村级指标 县级用表 市级用表 乡镇用表 乡级用表")
_KIND = ("统计 汇总 月报 季报 年报 半年报 报表 报告 报送 上报 填报 呈报 台账 台帐 一览 明细 登记 "
         "名册 花名册 名单 清单 分解 调度 考核 采集 排查 核对 进度 进展 情况 数据 数字 附件 附表 "
         "附 通报 简表 总表 主表 原表 底表 表格 表样 样式 格式 模板 表 定稿 终稿 正式稿 正式 最终 "
         "最新 最新版 修订 修订版 修订稿 电子版 打印版 版 用表 列表 记录 反馈 公示 专报 季度 月度 "
         "年度 半年度 半年 全年 本年 当年 本月 当月 月份 本季 本季度 当季 当期 本期 期间 份 日常 "
         "常规 例行 定期 按月 按季 分月 逐月 各月 每月 各期 各季度 各年 续 续表 接上表 名称 "
         "目标管理 目标责任 目标 任务 计划 工作总结 总结 材料 副本 数据源 数据库 结果 信息 内部资料 "
         "内部 网页")
_WORK = ("妇女 儿童 妇女儿童 妇幼 广大 群众 基本 家教 家庭家教家风 家庭教育 合法权益 维护 促进 加强 "
         "做好 推进 推动 深化 落实 实施 执行 开展 完成 举办 组织 提供 发放 参加 帮助 关于 印发 "
         "重点工作 重点业务 创新 重点任务 重点指标 重点事项 重点项目 核心指标 核心业务 民生实事 实事 "
         "巾帼建功 双学双比 乡村振兴 办理 工作量 成效 数量 人数 人次 场次 户数 件数 次数 金额 总数 "
         "总量 个数 面积 分县区 分县市区 分县 分区 分乡镇 分镇 分市县区 分地区 分单位 按县区分 "
         "按地区分 按县区 按乡镇 按地区 按单位 按指标 分指标 分项")
_SMALL = ("的 和 及 与 暨 以及 等 各 分 按 类 项 会 场 次 人 户 个 件 数 量 年 月 日 季 报 为 在 对 自 起 至 到 止 "
          "底 末 初 截至 截止").split()
_IN_WORDS = "一二三四五六七八九十"
_NUMBERED = "|".join((
    rf"(?:表|工作表)[{_IN_WORDS}]+(?![一-龥])",
    r"附[件表录]?\d*(?:[-—.]\d+)*", r"(?:表格?|工作表|sheet|table|csv|book|data)[\s_]*(?:\d{1,2}(?:[-—.]\d+)*)?",
    r"[一-龥]{0,3}统[计]?\d+表?",
    rf"\([{_IN_WORDS}\d]{{1,2}}\)", r"[①-⑳]", rf"之[{_IN_WORDS}]", r"第\d+页", r"共\d+页", r"v\d+(?:\.\d+)*",
    r"^\d{1,2}[.、\-_]", r"[-_.]\d{1,2}$", rf"^[{_IN_WORDS}]{{1,2}}[、.]"))
"""Numbers of tables, pages and versions."""
HARMLESS = re.compile("|".join((_NUMBERED, *map(re.escape, sorted(
    {*f"{_WHO} {_KIND} {_WORK}".split(), *TOPIC_WORDS}, key=len, reverse=True)))), re.IGNORECASE)
"""What may stand in a title and leaves the figures whole. 重点, 示范, 部分, 企业 … are none of these: of them it is asked."""
JOINING = re.compile(rf"(?:{'|'.join(_SMALL)})*[省市县区旗乡镇村]?(?:{'|'.join(_SMALL)})*|[a-z]+", re.IGNORECASE)
"""What may be left between such words."""
