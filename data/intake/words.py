"""The words of sheets: what headings call the columns, what stands beside them, and what labels say of the text behind them."""

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
DEFINED = re.compile(r"解释|怎样[报算]|填报要求|指标说明")
"""Headings of what says what an indicator is, not what one figure of it is."""
TOPIC_WORDS = ("平安 文化 维权 创业 就业 关爱 家庭 文明 组织 阵地 宣传 培训 教育 健康 服务 信访 法律 基本情况 基本信息 工作 活动 "
               "建设 情况 项目 行动 工程 综合 巾帼 妇联 "
               "各项 主要 指标 与 和 及 、 类 方面 内容 业务 数据 统计 发展 权益 家风 志愿 帮扶 慰问 贷款 资金 调解 热线 咨询 "
               "创建 招聘 技能 提升 改革 党建 基层").split()
_TOPIC = re.compile(f"(?:{'|'.join(sorted(TOPIC_WORDS, key=len, reverse=True))})+")
OTHER_FIGURES = re.compile(r"(?:补报|补录|补登|包括|包含|含|其中|并入|加上)[^,;，；。]{0,5}?"
                           r"(?:\d{1,2}|十[一二]?|[一二三四五六七八九]|上个?)月|预计|预估|估算|测算|暂估|估计数|初步(?:统计|数)|"
                           r"(?:按|照|沿用|用)上(?:个?月|季度?|年|期)(?![度]?末)|上(?:个?月|季度?|年|期)的?(?:数|报)|上月\d{1,2}日|"
                           r"(?:不含|未含|不包括|未包括|不计|未计)[^,;，；。]{0,8}?(?:市直|县直|本级|[省市县区镇乡]|街道)|数据?不(?:完整|全)|待核[实对]|"
                           r"(?<![如无没])(?<![如无没]有)(?:有|错)误|不准(?!确?率|时|许|备)|(?<!及时)更正|(?:应|实)(?:际?为|该?是)\d|作废|"
                           r"推算|按比例|暂定|快报|预报|沿用|模拟|未经?(?:核实|审核|核对)(?!不|的不)|以(?!万元)[十百千万亿][^,，。;；]{0,2}计|"
                           r"以(?:0|零)(?:代|表示|填|计)|本月[指即]|(?:全|本)年(?:的|度)?数|[含包]括?[省市县]级(?!以上|领导|单位|干部)|"
                           r"(?<!\d)(\d{1,2})[.月]\d{1,2}日?[-—–~至到](?!\1\D)\d{1,2}[.月]\d{1,2}")
"""Words of a remark or a footnote by which some figures may be others than the period's, or not all of them: a doubt."""
PERHAPS_WRONG = re.compile(r"[多少漏重]报?\d|(?<![不无没得勿])重复|存疑|待(?:定|核)|不是?本?[期月]的?数|非本(?:单位|[县月期级])|"
                           r"上半月|半个月|(?:截|统计)[至到止]\d|(?:同|与)上(?:月|期|季)(?:相同|一[样致]|数)?$|平均数|口头|^估$|"
                           r"(?:仅供)?参考(?:数|$)|部分[^,，。;；]{0,2}[县乡镇村]|[缺差][\d一二两三四五六七八九十]+个?[县乡镇村]|"
                           r"还差|只[报含计]|^(?:单位[:：])?[十百千万亿](?:元|人|人次|户|个|件|场|场次)$|^(?:全|本)年(?:度)?$")
"""Words that say so in a row's remark; below a table they may be its instructions."""
VOID = re.compile(r"(?:本|此|该|以上)表?(?:已|全部)?作废")
"""A line that takes back the table."""
ALL_OTHER = re.compile(r"(?:以[上下]|上述|[上下本]表|表[中内]|全部|所有|各项)[^,，。;；]{0,12}?(?:为|是|系)[^,，。;；]{0,4}?"
                       r"(?P<what>(?:去年|上年|上月|上季度?|上期)(?:同期)?|同期|预计|预估|预测|估计|估算|测算|暂估|初步统计|目标|任务|计划)"
                       r"(?:的?(?:数|值|情况|完成)|$|[,，。;；)）])")
"""A line around a table that says of all its figures that they are others than the period's own."""
UNTOLD = re.compile(r"(?<![无零])(?:未|没有?|漏|缺|迟|待)(?:上|填|补)?报(?![告销名警道刊]|的|请|者|时|[留空不])|"
                    r"暂[填按以记报]?为?(?:0|零)|(?:未|没有?|待)(?:统计|汇总|反馈|收到|收齐)(?!的|请)|暂缺|(?:暂|尚)无数据")
"""Words of a remark or a footnote by which a 0 may be nobody's report."""
REMARKED = re.compile(r"累计|截至|截止|年初以来|今年以来|至今")
"""Words in a remark that make the figure beside it one of several months."""
QUALIFIED = re.compile(r"(?:其中[:：]?)?(?:仅|只含|不含|本年|全年|年度|上年|去年|上月|上季|今年|累计|当月|本月)?"
                       r"(?:同期|目标|任务|计划|预计|预期|预测|估计|增长|同比|环比|增减|增幅|占比|比重|完成率|农村|城镇|城区|"
                       r"市区|线上|线下|脱贫|残疾|上[中下]?旬|[中下]旬)(?:数|值|部分|人员|妇女|情况|[(]?[±%％]+[)]?)?"
                       r"|(?:去年|上年|上月|上季|累计)")
"""A remark that is no more than words for other figures than the period's own and whole."""
ALARM = re.compile(r"累计|截至|截止|年初以来|今年以来|至今|目标|任务|计划|去年|上年|同期|上月|上季|其中")
"""Words in a line between rows that change what the rows below it mean."""
GONE = re.compile(r"(?<![未不没无非])(?:撤销|撤并|撤除|关闭|关停|停用|停办|取消|拆除|注销|不再使用|停止使用)")
"""Words of a remark that say a home is no more."""
OTHERWISE = re.compile(
    r"[上中下]旬|旬报|[上下]半月|第[一二三四五六七八九十\d]+周|周报|日报|快报|预计|预估|预测|预期|设想|拟(?!定|订)|打算|(?:较|"
    r"比)上?(?:年|月|季|期|去年|同期|上)|增减|增量|增幅|增长|变化|变动|"
    r"平均|人均|户均|占比|比重|比例|百分比|排名|名次|位次|排序|缺口|差额|差距|差异|尚未|未完成|未达|尚需|还需|剩余|不完整|不全|"
    r"部分数据|草稿|初稿|作废|测算|估算|"
    r"农村|城区|线上|线下|市直|残疾|其中|不含|除外|另计|抽样|抽查|去年|上年|上月|上季|同期|历年|样表|试报|模拟|参考数|分值|作废|"
    r"\d{1,2}日(?:为?止)|统计[至到]\d{1,2}[日号]|(?<![\d.])\d{1,2}\.\d{1,2}[-—–~至到]\d{1,2}\.\d{1,2}(?![\d.])|月.*全年(?!的?(?:目标|任务|计划))")
"""Words in a title that make the figures something else than the whole of the period: expected ones, shares, part of it."""
FOOT = re.compile(r"^(?:(?:填报|报送|上报|编报|填表|报告)(?:单位|地区)|注|附注|备注|说明|填表说明|填报说明|填表人|填报人|制表人?|"
                  r"审核人?|复核人?|统计负责人|单位负责人|负责人|分管领导|主要领导|主管领导|领导签字|经办人|联系人|联系电话|电话|"
                  r"填报日期|填表日期|填报时间|报出日期|报送日期|报送时间|制表日期|制表时间|日期|单位盖章|盖章|"
                  r"\(?(?:单位)?\(?盖章\)?)(?:\(?签[字名章]\)?)?(?:$|\d*[:：.、\s(])")
FILLED = re.compile(r"(?:填报|填表|制表|报送|上报|报出)(?:日期|时间)[:：]?")
SENDER = re.compile(r"(?:填报|报送|上报|编报|填表|报告|汇总)(?:单位|地区)|单位名称|报送地区|(?<![量定])单位")
PERSON = re.compile(r"(?:填报|填表|制表|报送|审核|复核|经办|联系|负责)人")
ISSUER = re.compile(r"制定机关|制表机关|批准机关|主管部门|主管单位|表\s*号|文\s*号")


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
