"""Names of places as officials shorten them, and the word for a whole place: 全省, 全市, 全县."""

import re

PEOPLES = ("蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|高山|拉祜|水|东乡|纳西|景颇|"
           "柯尔克孜|土|"
           "达斡尔|仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯|阿昌|普米|塔吉克|怒|乌孜别克|俄罗斯|鄂温克|德昂|保安|裕固|京|塔塔尔|独龙|"
           "鄂伦春|赫哲|"
           "门巴|珞巴|基诺|各")
AUTONOMOUS = re.compile(rf"(?:(?:(?:{PEOPLES})族)+|蒙古|哈萨克|柯尔克孜)自治([州县旗])$")
REGIONS = {"内蒙古自治区": "内蒙古", "广西壮族自治区": "广西", "西藏自治区": "西藏", "宁夏回族自治区": "宁夏",
           "新疆维吾尔自治区": "新疆"}
ENDINGS = {"自治区": "全区", "自治州": "全州", "地区": "全地区", "省": "全省", "市": "全市", "州": "全州", "盟": "全盟",
           "县": "全县",
           "旗": "全旗", "区": "全区"}


def shorten(name: str) -> str:
    """恩施土家族苗族自治州 -> 恩施州; names that are short already stay."""
    return REGIONS.get(name) or AUTONOMOUS.sub(r"\1", name)


def whole(name: str) -> str:
    """What the whole of a place is called, by what it is called: 全市 of 商丘市, 全县 of 睢县; 全部 where nothing fits."""
    if name == "全国":
        return name
    return next((word for ending, word in ENDINGS.items() if name.endswith(ending)), "全部")
