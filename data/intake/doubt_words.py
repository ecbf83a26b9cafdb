"""Words around a table, or in a row of it, by which figures are others than the period's own and whole."""

import re

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
PARTS = (r"(?:女?大学生|毕业生|农民工|企业(?!家)|试点|示范村|农村|城镇|乡村|脱贫|返乡|留守|残疾|困难|低保|低收入|单亲|失业|下岗|"
         r"退役|少数民族|监测户|新增|补报|补录|(?<![无没未])漏报|追加|更正|部分|第[一二三四五六七八九十\d]+[批次期轮]|重点[县乡镇村企人]|[市县]直|"
         r"规上|规模以上|园区|民营|个体|线上|直播|高校|党员|专场|意向|已签约|[\d一二三四五六七八九十]+岁)")
"""Words for a part of the whole. Where a text may say anything (a file's name, a remark, a note) these alone are asked about;
of a title, all that nobody understands is (data/intake/title_rest.py)."""
PART_ONLY = re.compile(rf"^(?:[仅只限均都全为是系含]|其中)*{PARTS}{{1,3}}(?:妇女|人员|学生|家庭|部分|[村户数的]|数据|情况)*$|"
                       rf"(?:[仅只限]|专指|特指|均[为是]|全部[为是]|都是|范围[为是:：]|对象[为是:：]|口径[为是:：])[^,，。;；]{{0,5}}{PARTS}|"
                       rf"(?:以[上下]|上述|本表)[^,，。;；]{{0,6}}[为是系][^,，。;；]{{0,3}}{PARTS}")
"""A remark or note that says so of the figures."""
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
    r"农村|城区|线上|线下|市直|残疾|其中|不含|除外|另计|抽样|抽查|去年|上年|上月|上季|同期|历年|样表|试报|模拟|参考数|分值|"
    r"(?<![月\d])\d{1,2}日(?:为?止)|统计[至到]\d{1,2}[日号]|月.*全年(?!的?(?:目标|任务|计划))")
"""Words in a title that make the figures something else than the whole of the period: expected ones, shares, part of it."""
