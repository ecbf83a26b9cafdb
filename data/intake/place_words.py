"""How the name of a place is written: its variants made one, its ending, and words that name no single place."""

import re

ENDINGS = ("街道", "社区", "镇", "乡", "县", "区", "市", "旗", "村")
GENERIC = {"妇联", "县妇联", "市妇联", "区妇联", "镇妇联", "乡妇联", "街道妇联", "县区妇联", "本单位", "机关", "单位", "市", "县",
           "区", "妇女联合会", "县妇女联合会", "市妇女联合会", ""}
NUMBERING = re.compile(r"^(?:[①-⓿❶-➓㈠-㉃㊀-㊉]\s*|\(?[一二三四五六七八九十]+\)?[、.．]\s*|\([一二三四五六七八九十]+\)\s*|"
                       r"\(\d{1,2}\)\s*|\d{1,2}(?:\.\d{1,2})+[、.．]?\s*|\d{1,2}[、.．)]\s*(?!\d)|\d{1,2}\s+(?=\D))")
DIRECT = re.compile(r"^(.*?)(县直|市直|区直|县直机关|市直机关|县直单位|市直单位|区直单位|直属单位|机关单位|县直属|市直属)(?:单位|"
                    r"机关|部门)*$")
ZONE = re.compile(r"(?:示范区|经开区|高新区|开发区|园区|新区|管理区|管委会|集聚区|保税区|试验区|度假区|功能区|农场|林场|先行区|"
                  r"合作区)$")
_IN_FULL = ("委员会", "村委会", "村委", "居委会", "办事处", "街道办")
_STRANGER = re.compile(r"(?:^|(?<=[^\u4e00-\u9fff]))([\u4e00-\u9fff]{1,8}?(?:县|市|区|旗|自治州|盟))(?=妇联|妇女联合会|妇女|委|"
                       r"政府|各|工作|报表|统计|月报|[^\u4e00-\u9fff]|$)")
_NOT_A_PLACE = re.compile(r"(?:社区|小区|城区|辖区|地区|山区|牧区|校区|片区|灾区|库区|市区|郊区|县区|城市|县市|都市|超市|门市|"
                          r"上市|各县|各市|各区|分县|分市|分区|全县|全市|全区|本县|本市|本区|我县|我市|我区|"
                          r"街区|景区|矿区|农区|林区|县域|所在县|所属县|贫困县|革命老区|老区|镇区|直管县|省辖市|市辖区|县级市|"
                          r"地级市|行政区|营区|厂区)$|^(?:县|市|区|旗)$|^[各全本我该每]")


def canonical(name: str) -> str:
    """李庙村委会 and 李庙村民委员会 are 李庙村; 凤城街道办事处, 凤城街道办 and 凤城办事处 are 凤城街道."""
    if not name.endswith(_IN_FULL):
        return name
    name = re.sub(r"(村)?(?:村民委员会|村委会|村委)$", "村", name)
    name = re.sub(r"(?:社区)?(?:居民委员会|居委会)$", "社区", name)
    return re.sub(r"(?:街道)?(?:办事处)$|街道办$", "街道", name) if len(name) > 3 else name


def shorten(name: str) -> str:
    for ending in ENDINGS:
        if name.endswith(ending) and len(name) > len(ending):
            return name[:-len(ending)]
    return name


def strangers(text: str) -> list[str]:
    """Words of a title that name a county, city or zone, whoever's it is: 单县 in 单县妇联2026年11月报表. They stand first in
    the line, behind a place of ours (#), or before 妇联."""
    return [] if text.lstrip().startswith("请") else [
        match[1] for match in _STRANGER.finditer(text) if not _NOT_A_PLACE.search(match[1]) and (
            not text[:match.start()].strip(" #()《》【】") and "。" not in text
            or text[match.end():].startswith(("妇联", "妇女联合会")))]
