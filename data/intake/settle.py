"""What the witnesses of a block agree on. Where they do not, it stays open until a person says."""

from dataclasses import replace

from data.intake.cells import MONEY
from data.intake.choices import PARTIAL, Choices
from data.intake.context import Context
from data.intake.place_names import Region
from data.intake.understood import TITLE, Settled, Witness
from data.intake.vocabulary import Vocabulary
from data.intake.when import Mention, When, read_period


def settle_region(context: Context, names: Vocabulary, choices: Choices, key: str) -> Settled:
    """The deepest region that a witness names, where every other one lies above it or is it."""
    if answer := choices.get("region", key):
        region = names.find_region(answer)
        return Settled(region, names.describe(region.id), context.regions, said="按所选") if region else Settled(
            None, "", context.regions, f"没有“{answer}”这个地区")
    strangers = [one for one in context.regions if isinstance(one.value, str)]
    if strangers:
        one = strangers[0]
        return Settled(None, "", context.regions,
                       f"没有“{one.value}”这个地区（{one.words}）；这张表可能是别处的，没有收。确是本地的，请选定地区")
    known = [one for one in context.regions if one.value.id != names.root or one.value.own]
    for several, witness in context.unclear:
        inside = [region for region in several if all(names.below(region, one.value.id) or names.below(one.value.id, region)
                                                      for one in known)]
        if len(inside) == 1:
            known.append(replace(witness, value=Region(inside[0])))
        elif not any(names.below(one.value.id, region) for one in known for region in several):
            return Settled(None, "", context.regions + [witness],
                           f"{witness.words}里的地区有 {len(several)} 个：{'、'.join(map(names.describe, several[:8]))}；"
                           "请选定是哪一个")
    known.sort(key=lambda one: -names.depth(one.value.id))
    for one in known[1:]:
        if not names.below(known[0].value.id, one.value.id):
            first, second = sorted((known[0], one), key=lambda witness: -witness.strength)
            return Settled(None, "", context.regions, f"地区不一致：{first.words}是{names.describe(first.value.id)}，"
                                                      f"{second.words}是{names.describe(second.value.id)}；请选定地区")
    if not known:
        return Settled(None, "", context.regions)
    deepest = known[0]
    own = next((one.value for one in known if one.value.id == deepest.value.id and one.value.own), deepest.value)
    return Settled(own, names.describe(own.id), context.regions, said=deepest.words)


def settle_period(context: Context, choices: Choices, key: str) -> Settled:
    """The period that all witnesses name, as far as each goes: the year of one and the month of another make one."""
    every = [witness for _, witness in context.periods]
    if answer := choices.get("period", key):
        when = read_period(answer)
        return Settled(when, when.words(), every,
                       said="按所选") if when else Settled(None, "", every, f"“{answer}”不是期；应写作 202611 或 2026年11月")
    found = [(one, witness) for one, witness in context.periods if one.kind != "filled"]
    for one, witness in found:
        if one.kind == "crossed":
            return Settled(None, "", every, f"{witness.words}里的“{one.text}”跨了年，或看不出是哪一期；请选定期")
    months = [(one.when, witness) for one, witness in found if one.when and one.when.month]
    years = [(one.when.year, witness) for one, witness in found if one.when and one.when.year]
    months.sort(key=lambda pair: -pair[1].strength)
    years.sort(key=lambda pair: -pair[1].strength)
    for when, witness in months[1:]:
        if when.month != months[0][0].month:
            return _differ(every, months[0][1], months[0][0].words(), witness, when.words())
    for year, witness in years[1:]:
        if year != years[0][0]:
            return _differ(every, years[0][1], f"{years[0][0]}年", witness, f"{year}年")
    if not months and not years:
        return Settled(None, "", every)
    when = months[0][0] if months else When(years[0][0], None)
    first = min((one.first for one, _ in months if one.first), default=None)
    said = (months or years)[0][1].words
    when = When(years[0][0] if years else None, when.month, first)
    if years and months and not any(witness is months[0][1] for _, witness in years):
        said += f"、{years[0][1].words}"
    if when.year is None:
        when, more = _year_of_filling(when, context)
        said += more
    elif any(len(one.text) > 3 and one.text[:2].isdigit() and one.text[2:3] == "年" for one, _ in found):
        said += f"，两位年份按 {when.year}年 读"
    return Settled(when, when.words(), every, said=said)


def _differ(every: list[Witness], one: Witness, first: str, other: Witness, second: str) -> Settled:
    return Settled(None, "", every, f"期不一致：{one.words}写{first}，{other.words}写{second}；请选定期")


def _year_of_filling(when: When, context: Context) -> tuple[When, str]:
    """11月 filled in on 2026-12-05 is 2026年11月; a month later in the year than that day's, of the year before."""
    dates = {(one.at.year, one.at.month): witness for one, witness in context.periods if one.kind == "filled" and one.at
             and any(word in witness.text for word in ("填报", "填表", "报送", "上报", "制表", "报出"))}
    years = {year if when.month <= month else year - 1 for year, month in dates} if when.month else set()
    if len(years) != 1:
        return when, ""
    year, witness = years.pop(), next(iter(dates.values()))
    return When(year, when.month, when.first), f"；没有写年份，按{witness.words}作 {year}年"


def settle_kind(context: Context, choices: Choices, key: str) -> Settled:
    """value: "" (nothing said), 累计, 截至 (up to the end of a month), 截至某日, 另有所指 or, by a person, 部分."""
    if answer := choices.get("kind", key):
        return Settled({"当期": "", PARTIAL: PARTIAL}.get(answer, "累计"), answer, [], said="按所选")
    if context.otherwise:
        return Settled("另有所指", context.otherwise[0].value, context.otherwise)
    for kind, word in (("to_date", "截至某日"), ("as_of", "截至"), ("cumulated", "累计")):
        witnesses = [witness for one, witness in context.periods if one.kind == kind and not _only_its_end(one, context)]
        if witnesses:
            return Settled(word, word, witnesses + context.cumulated)
    return Settled("累计", "累计", context.cumulated) if context.cumulated else Settled("", "")


def _only_its_end(one: Mention, context: Context) -> bool:
    """截至11月30日 beside 2026年11月 says on which day that month ends, and nothing of the months before it."""
    return one.kind == "as_of" and one.to_the_day and any(
        other.kind == "month" and other.when and one.when and other.when.month == one.when.month and not other.when.spans
        and witness.strength == TITLE for other, witness in context.periods)


def settle_money(context: Context, choices: Choices, key: str) -> Settled:
    """What amounts are counted in: 元, 万元 …; open where two are named, None where none is."""
    if (answer := choices.get("money", key)) in MONEY:
        return Settled(answer, answer, context.money, said="按所选")
    words = list(dict.fromkeys(one.value for one in context.money))
    if len(words) > 1:
        one, other = context.money[0], next(witness for witness in context.money if witness.value != context.money[0].value)
        return Settled(None, "", context.money,
                       f"钱的单位写了两处，不一致：{one.words}写“{one.value}”，{other.words}写“{other.value}”")
    return Settled(words[0], words[0], context.money, said=context.money[0].words) if words else Settled(None)
