"""The words of headings: what they call the columns, what stands beside figures, and what only says what the work is about."""

import re

FIELDS = {
    "region": "地区 地区名称 地区代码 区划代码 行政区划代码 区划 单位名称 填报单位 报送单位 上报单位 区域 县乡 填报地区 region "
              "单位编码",
    "city": "市 地市 市州 市名 省辖市 设区市 地级市 所属市 所在市 所属地市",
    "county": "县 县区 县市区 区县 市县 县名 所属县 所在县 所属县区 所在县区 县市 县级 区市县 旗县",
    "township": "乡镇 乡镇街道 镇街 乡街道 街道乡镇 乡 镇 所属乡镇 所在乡镇 镇乡街道 街道 镇街道 乡镇办 乡镇街道办事处 "
                "乡镇办事处",
    "village": "村 村社区 行政村 社区 所在村社区 所在村 所属村社区 村居 村社 行政村社区 村居社区",
    "period": "期 期别 期次 年月 时间 报告期 统计期 统计月份 统计时间 日期 数据期 period",
    "year": "年 年份 年度", "month": "月 月份",
    "indicator": "指标 指标名称 指标代码 指标编码 项目 项目名称 内容 工作内容 工作项目 代码 indicator 统计项目 统计指标 事项 "
                 "工作事项",
    "unit": "计量单位 数值单位", "either": "单位",
    "form": "形式 类型 阵地形式 阵地类型 类别", "name": "名称 阵地名称 妇女之家名称", "site_level": "示范级别 级别 等级 示范",
    "opened": "建成年月 建成时间 成立时间 建成", "closed": "撤销年月 撤销时间 撤销", "lon": "经度", "lat": "纬度"}
FIELD = {word: kind for kind, words in FIELDS.items() for word in words.split()}
PLACES = ("region", "city", "county", "township", "village")
KEYS = (*PLACES, "period", "year", "month", "indicator", "unit")
SITE_KEYS = ("form", "name", "site_level", "opened", "closed", "lon", "lat")

VALUE = ("数值 值 数量 本期 本期数 本期值 完成数 完成数量 完成 完成情况 完成值 完成量 上报数 上报值 当期 当期数 数据 填报 填报数 "
         "本期填报 实际 实际数 实际完成 "
         "实际完成数 实际值 发生数 报送数 统计数 value 数").split()
CURRENT = "本期 本期数 本期值 当期 当期数 本期填报".split()
SPAN = {"本月份": 1, "本月": 1, "当月": 1, "本季度": 3, "本季": 3, "当季": 3, "本半年": 6, "全年": 12, "本年度": 12, "本年": 12,
        "今年": 12}
_AIM = r"(?:目标任务|任务目标|任务指标|目标|任务|计划)(?:值|数|量)?"
YEAR_TARGET = re.compile(rf"(?:(\d{{4}})年?|(?<!\d)\d{{2}}年|全年|年度|年|本年|今年|本年度)(?:度|全年|年度)?(?:工作)?{_AIM}")
BARE_TARGET = re.compile(_AIM)
OTHER_TARGET = re.compile(rf"(?:当月|本月|月度|本季度?|季度|半年|上半年|下半年|\d{{1,2}}月份?|[一二三四]季度)(?:工作)?{_AIM}")
_REMARKS = ("序号 编号 排序 顺序号 行次 栏次 备注 说明 附注 备注说明 指标解释 解释 指标说明 口径 统计口径 怎样报 怎样算 填报要求 "
            "频率 报送频率 联系人 联系方式 联系电话 电话 手机 手机号 "
            "填报人 填表人 负责人 责任人 责任单位 责任部门 牵头单位 审核人 审核 领导 领导批示 签字 签名 盖章 排名 名次 位次 状态 "
            "来源 数据来源 审核意见 no 地址 面积 面积m2 上期")
REMARK = set(_REMARKS.split())
BESIDE = re.compile(r"上期|上月|上季|上年|上次|去年|同期|同比|环比|增幅|增长|增减|增量|完成率|完成比例|完成百分比|进度|占比|比例|"
                    r"比重|百分比|累计|累積|汇总|平均|人均|差额|差距|缺口"
                    r"|^1[-—–~至到]\d{1,2}月")
MEASURE = re.compile(r"(?:涉及|有关|相关)?(?:人员|款项|经费|资金)?(?:金额|数额|资金|人数|人次|户数|场次|次数|件数|个数|总额)")
"""What is counted, over several indicators: 金额（万元）. Alone it names none."""
DEFINED = re.compile(r"解释|怎样[报算]|填报要求|指标说明")
"""Headings of what says what an indicator is, not what one figure of it is."""
TOPIC_WORDS = ("平安 文化 维权 创业 就业 关爱 家庭 文明 组织 阵地 宣传 培训 教育 健康 服务 信访 法律 基本情况 基本信息 工作 活动 "
               "建设 情况 项目 行动 工程 综合 巾帼 妇联 "
               "各项 主要 指标 与 和 及 、 类 方面 内容 业务 数据 统计 发展 权益 家风 志愿 帮扶 慰问 贷款 资金 调解 热线 咨询 "
               "创建 招聘 技能 提升 改革 党建 基层").split()
_TOPIC = re.compile(f"(?:{'|'.join(sorted(TOPIC_WORDS, key=len, reverse=True))})+")


def is_topic(text: str, programmes: frozenset[str] = frozenset()) -> bool:
    """Whether a group heading only says what the work is about: whole words of a closed list, or a programme's name."""
    return bool(_TOPIC.fullmatch(text)) or text in programmes


def field_of(plain: str) -> str | None:
    """The field that a heading without spaces and brackets names: 各县（市、区）名称 is a county."""
    for word in (plain, plain.removeprefix("各"), plain.removesuffix("名称"), plain.removeprefix("各").removesuffix("名称"),
                 plain.removesuffix("名")):
        if word in FIELD:
            return FIELD[word]
    return None
