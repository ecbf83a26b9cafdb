"""What in a sheet is about a person: headings and labels that announce names, phones, identity or bank numbers and home
addresses, and what looks like one of them whatever stands above it. Figures about persons (负责人数, 妇联主席人数) are none.

What is found is taken out before a file is understood (data/intake/blanking.py). Texts here are tidy and simplified, but those of
`without`, which are as they came.
"""

import re

from data.intake.cells import as_unit, tidy
from data.intake.heading_words import field_of
from data.intake.traditional import simplify

ERASED = "（已抹去）"
"""What stands where a figure should and somebody's number stood."""
NAME, NUMBER, PLACE = "name", "number", "place"
_STRONG = ("负责人 责任人 联系人 联络人 联络员 填报人 填表人 制表人 报送人 上报人 审核人 复核人 审批人 签发人 经办人 经手人 "
           "录入人 统计员 统计人 信息员 法人 法人代表 法定代表人 当事人 "
           "受益人 受助人 受助者 救助人 申请人 来访人 信访人 求助人 投诉人 反映人 受害人 监护人 带头人 创办人 创始人 牵头人 "
           "领办人 主讲人 授课人 管理员 管理人 持卡人 收款人 开户人 领取人 签收人 "
           "妇联主席 主席 副主席 妇女主任 村主任 主任 副主任 书记 副书记 站长 所长 队长 组长 会长 理事长 校长 园长 院长 董事长 "
           "总经理 网格员 网格长 专干 户主 "
           "分管领导 主要领导 主管领导 包村领导 签字 签名 签字人")
_WEAK = ("姓名 名字 人名 领导 执委 调解员 志愿者 讲师 教师 家长 儿童姓名 学生 患者 获得者 获奖者 成员 家庭成员 名单 人员名单 "
         "代表人")
_PHONES = "电话 手机 固话 座机 传真 联系方式 微信 微信号 QQ qq QQ号 qq号 邮箱 电子邮箱 邮件 email e-mail"
_NUMBERS = ("身份证 证件号 公民身份号 身份号 社保卡 社保号 医保卡 护照 银行卡 卡号 账号 帐号 银行账户 开户行 开户银行 存折 "
            "出生年月 出生年月日 出生日期 生日")
_PLACES = ("住址 家庭地址 家庭详细地址 居住地址 居住地 现居住地 现住址 户籍地 户籍地址 户籍所在地 通讯地址 通信地址 联系地址 "
           "邮寄地址 收件地址")


def _any(words: str, gap: str = "") -> str:
    return "|".join(gap.join(map(re.escape, word)) for word in sorted(words.split(), key=len, reverse=True))


_SPACED = r"[ \u3000\u00a0]*"
"""填 表 人 is written with spaces."""


_KINDS = {NAME: re.compile(rf"(?:{_any(_STRONG)}|{_any(_WEAK)})(?:姓名|名单|签[字名章])?$"),
          NUMBER: re.compile(rf"(?:{_any(_PHONES)}|{_any(_NUMBERS)})(?:号码|号)?$"), PLACE: re.compile(rf"(?:{_any(_PLACES)})$")}
_FIGURE = re.compile(r"(?:数|数量|人次|次数|率|比|比例|量|额|名额|时长|年限|[个户处所场]数|与否|配备|培训|热线)$|^(?:是否|有无|"
                     r"参训|培训)|应配|实配")
_APART = re.compile(r"[及和与/、,;&+]")
LABEL = re.compile(rf"(?:(?P<name>{_any(f'{_STRONG} 制表 审核 复核 填表 签发 姓名', _SPACED)})(?:及(?:联系)?(?:电话|方式))?"
                   rf"|(?P<number>{_any(f'{_PHONES} {_NUMBERS}', _SPACED)})(?:号码|号)?|(?P<place>{_any(_PLACES)}))"
                   r"(?:[(（][^()（）]{0,8}[)）])?(?:签[字名章])?\s*[:：]\s*")
"""A label with its colon; a text may hold several."""
_ANY_LABEL = re.compile(rf"{LABEL.pattern}|(?:填[报表]|报送|上报|制表|报出|审核)?(?:日期|时间|单位|"
                        rf"地区)(?:[(（][^()（）]{{0,8}}[)）])?\s*[:：]|(?:^|(?<=[\s，。；]))[\u4e00-\u9fff]{{1,8}}[:：]")
_UNIT = re.compile(r"妇联|(?:[局委部厅]|(?<=..)(?:办|科|处|室|中心|会|站|所|院|校|公司|企业|社|政府|法院|乡|镇|县|市|区|街道|村|"
                   r"协会|单位|机关))$")
_RUN = re.compile(r"[\u4e00-\u9fff]{1,12}(?:·[\u4e00-\u9fff]{1,12})*(?![\u4e00-\u9fff·])|[A-Za-z][A-Za-z.·]+(?: [A-Za-z.]+)*")
_GAP = re.compile(r"[\s\u3000]*[、,，/ \u3000]?[\s\u3000]*")

_UNSEEN = "[\u200b-\u200f\u2060\ufeff]*"
_BAR = r"[- \u00a0\u2010-\u2015－]?"


def _digits(*counts: int) -> str:
    return _BAR.join(rf"(?:{_UNSEEN}\d){{{count}}}" for count in counts)


NUMBERS = re.compile(
    rf"(?<![\d.])(?:(?:[+＋]?86{_BAR})?1{_UNSEEN}[3-9]{_UNSEEN}\d{_BAR}{_digits(4, 4)}"
    r"|[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx]|[1-6]\d{7}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|"
    r"3[01])\d{3}"
    r"|62\d{14,17}|[45]\d{15}|0\d{2,3}[-－—–]\d{7,8})(?![\d])(?!\.\d)", re.ASCII)
"""Mobiles, identity numbers of 18 and 15 digits, bank cards, phones with their area's number, in half-width digits."""
_WIDE = {code: code - 0xFEE0 for code in range(0xFF10, 0xFF1A)} | {0xFF38: 0x58, 0xFF58: 0x78}

_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭"
    "陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔"
    "伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳欧管柴"
    "蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边"
    "卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝")
_NAMED = re.compile(rf"(?:[{_SURNAMES}]|欧阳|司马|上官|诸葛|夏侯|皇甫|尉迟|公孙|慕容|令狐|司徒|端木|东方|"
                    rf"南宫)\s*[\u4e00-\u9fff]{{1,2}}")
_SIGNED = re.compile(rf"(?:负责|责任|联系|联络|填报|填表|制表|报送|审核|经办)人[ \u3000]*({_NAMED.pattern})(?![\u4e00-\u9fff])")
HINT = re.compile(rf"{_any(f'{_STRONG} {_WEAK} {_PHONES} {_NUMBERS} {_PLACES} 制表 审核 复核', _SPACED)}|"
                  rf"\d[-\d \u00a0\u200b-\u200f－—–]{{6}}")
"""What a text holds that could be about a person: anything else need not be looked at."""
_NO_NAME = re.compile(r"[数额元人次率量务位目案部办局会计划期]|[村庄乡镇街路屯寨营店集口桥铺楼庙湾沟坡岗组]$|社区$|委会$")


def kind_of(heading: str) -> str:
    """NAME, NUMBER or PLACE where a heading announces such of persons, else "". 负责人（人） and 负责人数 are figures."""
    text = simplify(tidy(heading)).replace(" ", "").strip(":")
    inside = re.findall(r"\(([^()]*)\)", text)
    bare = re.sub(r"\([^()]*\)", "", text).strip("*★#")
    if not bare or len(bare) > 24 or any(as_unit(word) for word in inside) or _FIGURE.search(bare):
        return ""
    parts = [part for part in _APART.split(bare) if part]
    if any(field_of(part) not in (None, "either") for part in parts):
        return ""
    kinds = [kind for part in (*parts, *inside) for kind, pattern in _KINDS.items() if pattern.search(part)]
    return next((kind for kind in (NAME, NUMBER, PLACE) if kind in kinds), "")


def is_name(text: str) -> bool:
    """Whether a text of its own is plainly a person's name: a surname and one or two characters."""
    text = tidy(text)
    return bool(_NAMED.fullmatch(text)) and not _NO_NAME.search(text)


def is_number(value) -> bool:
    """Whether a whole cell is somebody's number."""
    return bool(NUMBERS.fullmatch(_narrow(_plain(value)).strip()))


def _plain(value) -> str:
    """A number as its digits: Excel holds what looks like one as a number."""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e21 else ""
    return str(value)


def _narrow(text: str) -> str:
    return text.translate(_WIDE)


def without(text: str) -> str:
    """The text without numbers of persons and without what stands behind labels of theirs; the rest stays as it is."""
    text = _behind_labels(_without_numbers(text))
    for match in reversed(list(_SIGNED.finditer(_simple(text)))):
        if is_name(match[1]):
            text = text[:match.start(1)] + text[match.end(1):]
    return text


def _simple(text: str) -> str:
    """In simplified characters, as long as the text itself."""
    simple = simplify(text)
    return simple if len(simple) == len(text) else text


def _without_numbers(text: str) -> str:
    narrow = _narrow(text)  # as long as the text itself
    for match in reversed(list(NUMBERS.finditer(narrow))):
        text = text[:match.start()] + text[match.end():]
    return text


def _behind_labels(text: str) -> str:
    simple = _simple(text)
    for match in reversed(list(LABEL.finditer(simple))):
        start = match.end()
        ends = _ANY_LABEL.search(simple, start)
        segment = text[start:ends.start() if ends else len(text)]
        taken = _length(segment, next(kind for kind in (NAME, NUMBER, PLACE) if match[kind]))
        if taken:
            text = text[:start] + text[start + taken:]
    return text


def _behind_gap(segment: str, at: int) -> int:
    gap = _GAP.match(segment, at)
    return gap.end() if gap else at


def _length(segment: str, kind: str) -> int:
    """How much of what stands behind a label is about a person."""
    if kind != NAME:
        match = re.match(r"[^。;；\n]*" if kind == PLACE else r"[^，,。;；、\s)）]*", segment)
        return len(match[0].rstrip()) if match and (kind == PLACE
                                                    or re.search(r"\d{5}|[A-Za-z_]{3}|^[\d年月日.]+$", match[0])) else 0
    at = 0
    while (match := _RUN.match(segment, gap := _behind_gap(segment, at))) and not _UNIT.search(match[0]):
        at = match.end()
        if gap == len(segment):
            break
    return at


def opens(text: str) -> str:
    """The kind of the label that a text ends with (填表人：, 联系电话), whose answer is in the next cell; else ""."""
    last = None
    for last in LABEL.finditer(_simple(text)):
        pass
    if last is not None and not text[last.end():].strip(" _　/—"):
        return next(kind for kind in (NAME, NUMBER, PLACE) if last[kind])
    return "" if re.search(r"[:：].", text) else kind_of(text)


def is_answer(value, kind: str) -> bool:
    """Whether a cell of its own behind a label is what the label of that kind asks for."""
    if kind == NUMBER:
        return bool(re.search(r"\d{7}", re.sub(r"[\s-]", "", _plain(value)))) or isinstance(value, str) and "@" in value
    if not isinstance(value, str) or re.search(r"[:：]", value):
        return False
    if kind == PLACE:
        return bool(re.search(r"[\u4e00-\u9fff]{3}", value)) and not kind_of(value)
    runs = [run.replace(" ", "") for run in re.split(r"[、,/;]", tidy(value))]
    return all(_RUN.fullmatch(run) and (len(run) <= 4 or "·" in run) and not _UNIT.search(run) and not as_unit(run)
               and not kind_of(run) for run in runs)
