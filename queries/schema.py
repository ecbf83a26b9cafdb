"""The shared database's tables. Names and comments are an interface: other programs read and write it too."""

from sqlalchemy import (
    DDL,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    event,
    false,
)

from queries.appraisal_rules import KINDS as MARK_KINDS
from queries.appraisal_rules import ONCE
from queries.matter_rules import AMEND, ASSIGN, STATES, STEPS
from queries.project_rules import RESULTS, RUNS, TASK_STATES
from queries.roles import ROLES

LEVELS = ("province", "city", "county", "township", "village")
KINDS = ("flow", "stock", "ratio")
DIRECTIONS = ("higher_better", "lower_better", "neutral")
FREQUENCIES = ("monthly", "quarterly", "half-yearly", "yearly")
NAMINGS = ("former", "alias")
VERSION = BigInteger().with_variant(Integer, "sqlite")
"""Of a data version, which is about the microseconds since 1970."""

metadata = MetaData(naming_convention={
    "ix": "ix_%(column_0_label)s", "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s", "pk": "pk_%(table_name)s"})


def one_of(column: str, values: tuple[str, ...]) -> CheckConstraint:
    return CheckConstraint(f"{column} IN ({', '.join(repr(v) for v in values)})", name=column)


actions = Table(
    "actions", metadata,
    Column("id", SmallInteger, primary_key=True, autoincrement=False, comment="编号"),
    Column("code", String(16), nullable=False, unique=True, comment="代码，也是页面地址，如 chuangye"),
    Column("name", String(32), nullable=False, comment="全称，如 巾帼创业行动"),
    Column("sort", SmallInteger, nullable=False, comment="显示次序"),
    Column("kind", String(8), nullable=False, server_default="six",
           comment="six 六大行动，base 基础数据，own 本单位自设的其他工作（最多两类）"),
    comment="六大行动，基础数据，本单位自设的其他工作")

indicators = Table(
    "indicators", metadata,
    Column("id", SmallInteger, primary_key=True, autoincrement=False, comment="编号，按代码次序"),
    Column("code", String(8), nullable=False, unique=True, comment="指标代码，如 CY-01"),
    Column("action_id", SmallInteger, ForeignKey(actions.c.id), nullable=False, comment="所属行动"),
    Column("programme", String(64), nullable=False, comment="所属工作项目，如 巧媳妇工程"),
    Column("name", String(64), nullable=False, comment="指标名称"),
    Column("short_name", String(24), nullable=False, comment="卡片上用的简称"),
    Column("unit", String(8), nullable=False, comment="计量单位；金额一律以元入库"),
    Column("kind", String(8), nullable=False, comment="flow 时期数，stock 时点数，ratio 比率"),
    Column("numerator", String(32), comment="比率的分子：指标代码，可用 + 相连"),
    Column("denominator", String(32), comment="比率的分母：指标代码，可用 + 相连"),
    Column("direction", String(16), nullable=False, comment="higher_better 越高越好，lower_better 越低越好，neutral 不评价"),
    Column("frequency", String(12), nullable=False, comment="monthly 月，quarterly 季，half-yearly 半年，yearly 年"),
    Column("report_level", String(8), nullable=False, comment="在哪一级上报：county 县，township 乡镇"),
    Column("additive", Boolean, nullable=False, comment="能否由下级加总；否则只看本级"),
    Column("whole", String(32), comment="“其中”指标所属总数的代码，可用 + 相连；不得与总数相加"),
    Column("plan", String(128), comment="十二个月的累计进度（逗号分隔的小数）；空则按月均匀"),
    Column("sensitive", Boolean, nullable=False, comment="涉及个人信息：1至4显示为<5，5起为最近的5的倍数（约数）；县以下不显示"),
    Column("precision", SmallInteger, nullable=False, comment="显示的小数位数"),
    Column("weight", Double, nullable=False, comment="考核权重"),
    Column("headline", Boolean, nullable=False, comment="是否为所属行动的代表指标"),
    Column("definition", Text, nullable=False, comment="指标解释"),
    Column("source", Text, nullable=False, comment="指标出自哪些文件"),
    Column("first_year", SmallInteger, comment="从哪一年起有这项指标；空为一直有"),
    Column("last_year", SmallInteger, comment="最后一年，下一年起停用；空为仍在用"),
    Column("own", Boolean, nullable=False, server_default=false(), comment="是否本单位自设；否为随附"),
    one_of("kind", KINDS), one_of("direction", DIRECTIONS), one_of("frequency", FREQUENCIES),
    one_of("report_level", ("county", "township")),
    CheckConstraint("(kind = 'ratio') = (numerator IS NOT NULL AND denominator IS NOT NULL)", name="ratio_parts"),
    comment="指标目录")

indicator_names = Table(
    "indicator_names", metadata,
    Column("indicator_id", SmallInteger, ForeignKey(indicators.c.id), primary_key=True, comment="指标"),
    Column("name", String(64), primary_key=True, comment="还叫什么，导入和查找时认得"),
    Column("kind", String(8), nullable=False, comment="former 以前的名称，alias 别名"),
    one_of("kind", NAMINGS),
    comment="指标的曾用名和别名")

regions = Table(
    "regions", metadata,
    Column("id", Integer, primary_key=True, autoincrement=False, comment="编号，按区划代码次序"),
    Column("code", String(12), nullable=False, unique=True, comment="统计用区划代码：省市县6位，乡镇9位，村12位"),
    Column("parent_id", Integer, ForeignKey("regions.id"), index=True, comment="上级；根为空"),
    Column("level", String(8), nullable=False, comment="province 省，city 市，county 县，township 乡镇，village 村"),
    Column("name", String(64), nullable=False, comment="名称"),
    Column("kind", String(16), comment="街道、镇、乡；村委会、居委会、类似村委会、类似居委会"),
    Column("county_id", Integer, index=True, comment="所在县；县以上为空"),
    Column("lon", Double, comment="经度（WGS84）"),
    Column("lat", Double, comment="纬度（WGS84）"),
    Column("valid_from", Integer, comment="起用年月 yyyymm，这个月起在用；空为一直有"),
    Column("valid_to", Integer, comment="停用年月 yyyymm，这个月起不再用，上个月是最后一个月；空为仍在用"),
    one_of("level", LEVELS),
    comment="行政区划树，唯一的根就是本系统所服务的地区")

Index("ix_regions_dated", regions.c.id, sqlite_where=regions.c.valid_from.is_not(None) | regions.c.valid_to.is_not(None),
      postgresql_where=regions.c.valid_from.is_not(None) | regions.c.valid_to.is_not(None))

region_closure = Table(
    "region_closure", metadata,
    Column("ancestor_id", Integer, ForeignKey(regions.c.id), primary_key=True, comment="上级（含自己）"),
    Column("descendant_level", String(8), primary_key=True, comment="下级所在层"),
    Column("descendant_id", Integer, ForeignKey(regions.c.id), primary_key=True, index=True, comment="下级（含自己）"),
    sqlite_with_rowid=False, comment="区划的上下级关系展开，查一个地区的全部下级用")

boundaries = Table(
    "boundaries", metadata,
    Column("region_id", Integer, ForeignKey(regions.c.id), primary_key=True, autoincrement=False, comment="地区"),
    Column("geometry", Text, nullable=False, comment="GeoJSON 的 MultiPolygon，经纬度（WGS84 或 CGCS2000）"),
    Column("lon", Double, nullable=False, comment="标注点经度"),
    Column("lat", Double, nullable=False, comment="标注点纬度"),
    Column("own", Boolean, nullable=False, comment="是否本单位自备；否为随附"),
    comment="地图边界，只作示意，不作划界依据")

batches = Table(
    "batches", metadata,
    Column("id", Integer, primary_key=True, comment="批次号"),
    Column("kind", String(16), nullable=False, comment="demo 示例，import 导入，edit 修改"),
    Column("file_name", String(255), nullable=False, comment="来源文件"),
    Column("file_sha256", String(64), comment="文件指纹；未撤销的批次中不重复"),
    Column("actor", String(64), nullable=False, comment="报送单位（不记个人姓名）"),
    Column("received_at", DateTime, nullable=False, comment="收到时间，及时率以此为准"),
    Column("committed_at", DateTime, nullable=False, comment="入库时间"),
    Column("undone_at", DateTime, comment="撤销时间；空为有效"),
    Column("undone_by", String(64), comment="撤销单位（不记个人姓名）"),
    Column("undone_reason", Text, comment="撤销原因"),
    Column("rows", Integer, nullable=False, comment="行数"),
    Column("note", Text, comment="说明；修改的为修改原因"),
    Column("lot", Integer, comment="同一次导入几个文件时，其中第一批的批次号；单独导入的为空"),
    Column("rest", Integer, comment="部分入库时还有几处不能收，留待补报；整个文件入库的为空"),
    Column("completes", Integer, comment="补的是哪一批留下的；不是补报的为空"),
    comment="数据批次：每个数都属于一个批次")

Index("uq_batches_live_file", batches.c.file_sha256, unique=True,
      sqlite_where=batches.c.undone_at.is_(None), postgresql_where=batches.c.undone_at.is_(None))


SUCCESSION_KINDS = ("merged", "split", "moved")
region_successions = Table(
    "region_successions", metadata,
    Column("id", Integer, primary_key=True, autoincrement=False, comment="编号"),
    Column("from_id", Integer, ForeignKey(regions.c.id), nullable=False, index=True, comment="原来的单位"),
    Column("to_id", Integer, ForeignKey(regions.c.id), nullable=False, index=True, comment="接续它的单位"),
    Column("period", Integer, nullable=False, comment="从哪个年月 yyyymm 起"),
    Column("kind", String(8), nullable=False, comment="merged 并入，split 分出，moved 划转（换了代码）"),
    Column("batch_id", Integer, ForeignKey(batches.c.id), nullable=False, comment="哪个批次改的"),
    one_of("kind", SUCCESSION_KINDS),
    comment="区划的接续：停用的单位由谁接着")

region_names = Table(
    "region_names", metadata,
    Column("id", Integer, primary_key=True, autoincrement=False, comment="编号"),
    Column("region_id", Integer, ForeignKey(regions.c.id), nullable=False, index=True, comment="地区"),
    Column("name", String(64), nullable=False, comment="曾用名或别名"),
    Column("until", Integer, comment="从哪个年月 yyyymm 起不再叫这个名；空为别名，一直认得"),
    Column("batch_id", Integer, ForeignKey(batches.c.id), nullable=False, comment="哪个批次改的"),
    comment="地区的曾用名和别名，导入和查找都认得")

region_revisions = Table(
    "region_revisions", metadata,
    Column("batch_id", Integer, ForeignKey(batches.c.id), primary_key=True, comment="哪个批次改的"),
    Column("table", String(24), primary_key=True, comment="改的哪张表：regions，region_successions 或 region_names"),
    Column("row_id", Integer, primary_key=True, autoincrement=False, comment="那张表里的编号"),
    Column("before", Text, comment="原来的一行（JSON）；空为新增"),
    Column("after", Text, comment="改成的一行（JSON）；空为删除"),
    comment="区划的修改痕迹")


def cell_key() -> tuple[Column, Column, Column]:
    """The key that observations and rollups share; region first, so that one region's page is one range."""
    return (Column("region_id", Integer, ForeignKey(regions.c.id), primary_key=True, comment="地区"),
            Column("period", Integer, primary_key=True, autoincrement=False, comment="期，以末月命名 yyyymm"),
            Column("indicator_id", SmallInteger, ForeignKey(indicators.c.id), primary_key=True, comment="指标"))


observations = Table(
    "observations", metadata, *cell_key(),
    Column("value", Double, nullable=False, comment="上报值（基本单位）。没有这一行就是未上报，0 是报了零"),
    Column("batch_id", Integer, ForeignKey(batches.c.id), nullable=False, index=True, comment="所属批次"),
    sqlite_with_rowid=False, comment="各单位自己上报的数，每单位每期每指标一行")

rollups = Table(
    "rollups", metadata, *cell_key(),
    Column("value", Double, nullable=False,
           comment="本级与全部下级之和；时点数为各单位截至本期最近一次的值之和；比率为同口径单位的分子之和"),
    Column("base", Double, comment="比率：同口径单位的分母之和；其余为空"),
    Column("units", Integer, nullable=False, comment="本期报了数的应报单位数（不含本级）"),
    Column("held", Integer, nullable=False, comment="计入 value 的单位数，含本级；时点数含沿用以前期的"),
    Column("carried", Integer, nullable=False, comment="其中沿用以前期的单位数"),
    Column("oldest", Integer, nullable=False, comment="计入的最早一期；早于本期即有沿用"),
    Column("yoy_value", Double, comment="可比口径：上年同期也有数的单位的本期值之和"),
    Column("yoy_base", Double, comment="可比口径：同一批单位的上年同期值之和"),
    Column("yoy_units", Integer, nullable=False, comment="可比口径的单位数"),
    Column("mom_value", Double, comment="可比口径：上一期也有数的单位的本期值之和"),
    Column("mom_base", Double, comment="可比口径：同一批单位的上一期值之和"),
    Column("mom_units", Integer, nullable=False, comment="与上一期可比的单位数"),
    sqlite_with_rowid=False, comment="汇总：每地区每期每指标一行，随每次写入更新，不得手工改动")

targets = Table(
    "targets", metadata,
    Column("region_id", Integer, ForeignKey(regions.c.id), primary_key=True, comment="地区"),
    Column("year", SmallInteger, primary_key=True, autoincrement=False, comment="年度"),
    Column("indicator_id", SmallInteger, ForeignKey(indicators.c.id), primary_key=True, comment="指标"),
    Column("value", Double, nullable=False, comment="年度目标（基本单位；百分比指标为百分数）"),
    Column("batch_id", Integer, ForeignKey(batches.c.id), nullable=False, comment="所属批次"),
    sqlite_with_rowid=False, comment="年度目标")

plans = Table(
    "plans", metadata,
    Column("region_id", Integer, ForeignKey(regions.c.id), primary_key=True, comment="地区；适用于它及其没有自己计划的下级"),
    Column("period", Integer, primary_key=True, autoincrement=False, comment="年月 yyyymm"),
    Column("indicator_id", SmallInteger, ForeignKey(indicators.c.id), primary_key=True, comment="指标"),
    Column("value", Double, nullable=False, comment="到本月底应完成全年的几成，0 到 1，十二月为 1"),
    Column("batch_id", Integer, ForeignKey(batches.c.id), nullable=False, comment="所属批次"),
    sqlite_with_rowid=False, comment="某年某地某指标的十二个月累计进度计划，一个月一行；没有的按指标目录")

schemes = Table(
    "schemes", metadata,
    Column("id", SmallInteger, primary_key=True, autoincrement=False, comment="编号"),
    Column("name", String(64), nullable=False, comment="考核方案名称"),
    Column("level", String(8), nullable=False, comment="考核哪一级：city 市，county 县，township 乡镇"),
    Column("note", Text, comment="说明"),
    one_of("level", ("city", "county", "township")),
    comment="目标化管理考核方案；几个方案可以并行")

weights = Table(
    "weights", metadata,
    Column("scheme_id", SmallInteger, ForeignKey(schemes.c.id), primary_key=True, comment="考核方案"),
    Column("year", SmallInteger, primary_key=True, autoincrement=False, comment="年度"),
    Column("indicator_id", SmallInteger, ForeignKey(indicators.c.id), primary_key=True, comment="指标"),
    Column("value", Double, nullable=False, comment="权重（分值）；0 为不考核"),
    Column("batch_id", Integer, ForeignKey(batches.c.id), nullable=False, comment="所属批次"),
    sqlite_with_rowid=False, comment="考核权重，每方案每年每指标一行；没有的沿用上一年，再没有的按指标目录")

rules = Table(
    "rules", metadata,
    Column("id", SmallInteger, primary_key=True, autoincrement=False, comment="编号"),
    Column("code", String(16), nullable=False, unique=True, comment="规则代号"),
    Column("name", String(64), nullable=False, comment="规则名称"),
    Column("kind", String(16), nullable=False, comment="怎么查"),
    Column("severity", String(8), nullable=False, comment="error 必须改，warn 请核实，note 提醒"),
    Column("left_side", Text, comment="左边：指标代码，可用 + - 相连；空为全部指标；查引文的为句式（正则表达式）"),
    Column("right_side", Text, comment="右边：指标代码，可用 + - 相连；查引文的为应有的样子"),
    Column("low", Double, comment="下限，含义随 kind"),
    Column("high", Double, comment="上限，含义随 kind"),
    Column("reason", Text, nullable=False, comment="为什么查、怎么办"),
    Column("source", Text, comment="出自哪份材料里的哪处真实差错"),
    one_of("severity", ("error", "warn", "note")),
    comment="数据质量规则")

confirmations = Table(
    "confirmations", metadata,
    Column("id", Integer, primary_key=True, comment="编号"),
    Column("rule_id", SmallInteger, ForeignKey(rules.c.id), nullable=False, comment="规则"),
    Column("region_id", Integer, ForeignKey(regions.c.id), nullable=False, comment="地区"),
    Column("period", Integer, nullable=False, comment="期；目标为年度"),
    Column("indicator_id", SmallInteger, ForeignKey(indicators.c.id), nullable=False, comment="指标"),
    Column("value", Double, comment="核实时的数；数变了，核实就不再算数"),
    Column("expected", Double, comment="核实时与之比较的数（总数、合计等）；变了，核实也不再算数"),
    Column("reason", Text, nullable=False, comment="核实情况"),
    Column("actor", String(64), nullable=False, comment="核实单位（不记个人姓名）"),
    Column("confirmed_at", DateTime, nullable=False, comment="核实时间"),
    Column("withdrawn_at", DateTime, comment="取消核实的时间；空为有效"),
    Column("withdrawn_by", String(64), comment="取消核实的单位（不记个人姓名）"),
    comment="核实无误的疑点，留痕不删")

forms = Table(
    "forms", metadata,
    Column("id", SmallInteger, primary_key=True, autoincrement=False, comment="编号，也是显示次序"),
    Column("name", String(32), nullable=False, unique=True, comment="形式，sites.form 取这些值"),
    Column("category", String(16), nullable=False, comment="类别，如 妇女之家、儿童阵地"),
    Column("domain", String(8), nullable=False, comment="village 村（社区）妇女之家，new 新领域妇女之家，other 不算妇女之家"),
    Column("located", String(32), nullable=False, comment="可以设在哪几级，以分号分隔，如 township;village"),
    Column("indicator_id", SmallInteger, ForeignKey(indicators.c.id), comment="数这种阵地的指标；可空"),
    Column("source", Text, nullable=False, comment="出自哪些文件"),
    one_of("domain", ("village", "new", "other")),
    comment="阵地的形式；庇护所地址保密，不是一种形式")

sites = Table(
    "sites", metadata,
    Column("id", Integer, primary_key=True, comment="编号"),
    Column("region_id", Integer, ForeignKey(regions.c.id), nullable=False, index=True,
           comment="所在村（社区）；不在村里的，所在乡镇、县或市"),
    Column("county_id", Integer, ForeignKey(regions.c.id), nullable=False, comment="所在县；不在任何县的（如东莞）为所在市"),
    Column("form", String(32), nullable=False, comment="形式，见 forms"),
    Column("name", String(64), nullable=False, comment="名称"),
    Column("level", String(16), comment="示范级别，如 市级示范；空为不是示范"),
    Column("opened", Integer, comment="建成年月 yyyymm；空为不详，按一直有计"),
    Column("closed", Integer, comment="撤销年月 yyyymm，该月末起不计；空为仍在用"),
    Column("lon", Double, comment="经度"), Column("lat", Double, comment="纬度"),
    Column("batch_id", Integer, ForeignKey(batches.c.id), nullable=False, comment="所属批次"),
    comment="妇女之家及其他阵地")
# All that is counted of a seat's register, so that a count reads no rows.
Index("ix_sites_counted", *(sites.c[name] for name in ("county_id", "form", "opened", "closed", "region_id", "level")))

revisions = Table(
    "revisions", metadata,
    Column("batch_id", Integer, ForeignKey(batches.c.id), primary_key=True, comment="哪个批次改的"),
    Column("table", String(16), primary_key=True, comment="改的哪张表：observations，targets，plans 或 weights"),
    Column("region_id", Integer, primary_key=True, autoincrement=False, comment="地区；权重为考核方案编号"),
    Column("period", Integer, primary_key=True, autoincrement=False, comment="期；目标和权重为年度"),
    Column("indicator_id", SmallInteger, primary_key=True, autoincrement=False, comment="指标"),
    Column("old_value", Double, comment="原值；空为原来没有"),
    Column("new_value", Double, comment="新值；空为删除"),
    Column("old_batch_id", Integer, comment="原值所属批次"),
    comment="修改痕迹：任何值的新增、改动、删除都留痕")

site_revisions = Table(
    "site_revisions", metadata,
    Column("batch_id", Integer, ForeignKey(batches.c.id), primary_key=True, comment="哪个批次改的"),
    Column("site_id", Integer, primary_key=True, autoincrement=False, comment="哪个阵地"),
    Column("before", Text, comment="原来的一行（JSON）；空为新增"),
    Column("after", Text, comment="改成的一行（JSON）；空为删除"),
    Column("old_batch_id", Integer, comment="原行所属批次"),
    comment="阵地的修改痕迹")

indicator_revisions = Table(
    "indicator_revisions", metadata,
    Column("batch_id", Integer, ForeignKey(batches.c.id), primary_key=True, comment="哪个批次改的"),
    Column("indicator_id", SmallInteger, primary_key=True, autoincrement=False, comment="指标"),
    Column("code", String(8), nullable=False, comment="指标代码"),
    Column("before", Text, comment="改了的各项原来是什么（JSON）；空为新增"),
    Column("after", Text, nullable=False, comment="改了的各项改成什么（JSON）；新增的为全部"),
    comment="指标目录的修改痕迹")

reference_revisions = Table(
    "reference_revisions", metadata,
    Column("batch_id", Integer, ForeignKey(batches.c.id), primary_key=True, comment="哪个批次改的"),
    Column("table", String(16), primary_key=True, comment="改的哪张表：actions 或 rules"),
    Column("code", String(16), primary_key=True, comment="哪一行，代码"),
    Column("before", Text, comment="原来的一行（JSON）；空为新增"),
    Column("after", Text, comment="改成的一行（JSON）；空为撤销"),
    comment="行动和规则的修改痕迹")

shipped = Table(
    "shipped", metadata,
    Column("kind", String(16), primary_key=True, comment="indicators 指标，actions 行动，rules 规则"),
    Column("code", String(16), primary_key=True, comment="代码"),
    Column("content", Text, nullable=False, comment="随附的那一行（JSON）"),
    comment="随附目录的底本：本库据以建立的那一版，升级时用来分清哪些是本单位改的、哪些是新版改的")

mappings = Table(
    "mappings", metadata,
    Column("id", Integer, primary_key=True, comment="编号"),
    Column("sender", String(64), nullable=False, index=True, comment="报送单位：只对它的表有效"),
    Column("what", String(16), nullable=False,
           comment="教的是什么：heading 栏目，place 地区写法，blank 空着的写法，money 金额单位"),
    Column("text", String(200), nullable=False, comment="表中的写法；金额单位的为空串"),
    Column("answer", String(64), nullable=False, comment="是什么：指标代码，区划代码，忽略，分组，0，空，万元……"),
    Column("actor", String(64), nullable=False, comment="谁教的（单位，不记个人姓名）"),
    Column("taught_at", DateTime, nullable=False, comment="什么时候教的"),
    Column("withdrawn_at", DateTime, comment="撤销或改教的时间；空为有效"),
    Column("withdrawn_by", String(64), comment="撤销或改教的单位（不记个人姓名）"),
    one_of("what", ("heading", "place", "blank", "money")),
    comment="各单位报表的写法怎样对应，教过一次以后照用，留痕不删")

sources = Table(
    "sources", metadata,
    Column("id", SmallInteger, primary_key=True, autoincrement=False, comment="编号"),
    Column("code", String(8), nullable=False, unique=True, comment="文件代号"),
    Column("document", Text, nullable=False, comment="文件是什么"),
    Column("place", String(64), nullable=False, comment="涉及地区（原文已隐去的写“某”）"),
    Column("year", String(32), nullable=False, comment="年份（原文未写明的如实注明）"),
    Column("legibility", Text, nullable=False, comment="文件的清晰程度"),
    comment="引用的真实文件")

figures = Table(
    "figures", metadata,
    Column("id", Integer, primary_key=True, autoincrement=False, comment="编号"),
    Column("source_id", SmallInteger, ForeignKey(sources.c.id), nullable=False, comment="出自哪份文件"),
    Column("indicator_id", SmallInteger, ForeignKey(indicators.c.id), comment="最接近的指标；可空"),
    Column("programme", String(64), nullable=False, comment="工作项目"),
    Column("name", String(64), nullable=False, comment="数字说的是什么"),
    Column("value", Double, comment="数值（基本单位）；数字脱落的为空，不是 0"),
    Column("unit", String(16), comment="单位"),
    Column("period_text", String(64), comment="原文所说的时间"),
    Column("scope", String(64), comment="原文所说的范围"),
    Column("quotation", Text, nullable=False, comment="原句"),
    Column("legibility", String(24), nullable=False,
           comment="ok 清楚，truncated digits 掉位，placeholder X 占位，inconsistent 自相矛盾"),
    Column("doubtful", Boolean, nullable=False, comment="存疑"),
    Column("note", Text, comment="说明"),
    one_of("legibility", ("ok", "truncated digits", "placeholder X", "inconsistent")),
    comment="文件中的数字，只作引文，不进入任何序列")

goals = Table(
    "goals", metadata,
    Column("id", Integer, primary_key=True, autoincrement=False, comment="编号"),
    Column("source_id", SmallInteger, ForeignKey(sources.c.id), nullable=False, comment="出自哪份文件"),
    Column("indicator_id", SmallInteger, ForeignKey(indicators.c.id), comment="最接近的指标；可空"),
    Column("programme", String(64), nullable=False, comment="工作项目"),
    Column("name", Text, nullable=False, comment="目标是什么"),
    Column("operator", String(8), comment="比较方式，如 >="),
    Column("value", String(16), comment="目标值（原文）"),
    Column("unit", String(16), comment="单位"),
    Column("deadline", String(32), comment="期限或周期（原文）"),
    Column("type", String(32), nullable=False, comment="目标类型"),
    Column("quotation", Text, nullable=False, comment="原句"),
    Column("note", Text, comment="说明"),
    comment="文件中写明的目标，只作引文")

audit = Table(
    "audit", metadata,
    Column("id", Integer, primary_key=True, autoincrement=False, comment="编号，一条接一条，不留空号"),
    Column("at", DateTime, nullable=False, comment="时间"),
    Column("account", String(64), comment="账号；空为单机或本程序"),
    Column("unit", String(64), nullable=False, comment="单位（不记个人姓名）"),
    Column("address", String(64), comment="从哪个网络地址来；空为本机"),
    Column("way", String(8), nullable=False, comment="page 网页，command 命令行，program 本程序"),
    Column("act", String(16), nullable=False, comment="做什么，如 import 导入，undo 撤销，sign-in 登录"),
    Column("what", String(255), comment="对象：哪一批、哪个文件、哪个账号……"),
    Column("region_id", Integer, comment="地区：所涉各地的共同上级；与地区无关的为空"),
    Column("place", String(64), comment="地区当时的名称"),
    Column("outcome", String(8), nullable=False, comment="done 成功，refused 拒绝，failed 失败"),
    Column("details", Text, comment="细节"),
    Column("previous", String(64), nullable=False, comment="上一条的校验码"),
    Column("hash", String(64), nullable=False, comment="本条的校验码：以上各项（含上一条的）的 SHA-256"),
    one_of("way", ("page", "command", "program")), one_of("outcome", ("done", "refused", "failed")),
    comment="审计记录：只增不改不删，一条扣一条")

audit_head = Table(
    "audit_head", metadata,
    Column("id", SmallInteger, primary_key=True, autoincrement=False, comment="只有一行，为 1"),
    Column("last", Integer, nullable=False, comment="审计记录最后一条的编号；还没有的为 0"),
    Column("hash", String(64), nullable=False, comment="最后一条的校验码"),
    Column("purged", Integer, nullable=False, comment="到期清理到第几条；没有清理过的为 0"),
    Column("anchor", String(64), nullable=False, comment="清理掉的最后一条的校验码，余下的从它接起"),
    Column("exports_year", Integer, nullable=False, server_default="0", comment="最后一个导出编号是哪一年的；还没有的为 0"),
    Column("exports", Integer, nullable=False, server_default="0", comment="这一年最后一个导出编号；每个交出去的文件一个"),
    comment="审计记录的首尾")

GENESIS = "0" * 64
"""Before the first row of the record."""
AUDIT_HEAD = f"INSERT INTO audit_head (id, last, hash, purged, anchor) VALUES (1, 0, '{GENESIS}', 0, '{GENESIS}')"
AUDIT_TRIGGERS = {
    "sqlite": ("CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append only'); END",
               "CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit WHEN OLD.id > (SELECT purged FROM audit_head) "
               "BEGIN SELECT RAISE(ABORT, 'audit is append only'); END"),
    "postgresql": (
        "CREATE OR REPLACE FUNCTION audit_keep() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TG_OP = 'DELETE' THEN "
        "IF OLD.id <= (SELECT purged FROM audit_head) THEN RETURN OLD; END IF; END IF; "
        "RAISE EXCEPTION 'audit is append only'; END $$",
        "CREATE TRIGGER audit_keep BEFORE UPDATE OR DELETE ON audit FOR EACH ROW EXECUTE FUNCTION audit_keep()",
        "CREATE TRIGGER audit_keep_all BEFORE TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION audit_keep()")}
"""What keeps the record even from its owner's slips: only rows that a purge gave up may go (data/write/audit.py)."""

event.listen(audit_head, "after_create", DDL(AUDIT_HEAD))
for _dialect, _statements in AUDIT_TRIGGERS.items():
    for _statement in _statements:
        event.listen(audit, "after_create", DDL(_statement.replace("%", "%%")).execute_if(dialect=_dialect))
accounts = Table(
    "accounts", metadata,
    Column("id", Integer, primary_key=True, comment="编号"),
    Column("name", String(32), nullable=False, unique=True, comment="账号名，登录时填写；是岗位的账号，不用个人姓名"),
    Column("region_id", Integer, ForeignKey(regions.c.id), nullable=False, comment="单位：哪个地区的妇联"),
    Column("post", String(32), nullable=False, comment="岗位，如 统计岗；不记个人姓名"),
    Column("state", String(8), nullable=False, comment="open 在用，closed 停用；账号不删除"),
    Column("password", String(200), comment="密码的 argon2id 摘要；空为只能由统一身份登录"),
    Column("outside", String(200), unique=True, comment="统一身份（OIDC 或网关）里的名字；空为没有绑定"),
    Column("totp", String(64), comment="动态口令的密钥；空为不用动态口令"),
    Column("totp_used", Integer, comment="用过的最后一个动态口令的时间步，同一个不能再用"),
    Column("must_change", Boolean, nullable=False, comment="密码是管理员给的，登录后须先改"),
    Column("exact", Boolean, nullable=False, comment="能否看自己地区的敏感数；否为已收回，一律看约数"),
    Column("made_at", DateTime, nullable=False, comment="建账号的时间"),
    Column("changed_at", DateTime, nullable=False, comment="密码设定的时间"),
    one_of("state", ("open", "closed")),
    comment="账号：属于单位和岗位")

grants = Table(
    "grants", metadata,
    Column("account_id", Integer, ForeignKey(accounts.c.id), primary_key=True, comment="账号"),
    Column("role", String(16), primary_key=True, comment="角色：leader，city，county，viewer，system，security 或 auditor"),
    Column("region_id", Integer, ForeignKey(regions.c.id), primary_key=True, comment="地区，连同其全部下级"),
    Column("given_at", DateTime, nullable=False, comment="授权时间"),
    one_of("role", tuple(ROLES)),
    comment="授权：账号在哪个地区是什么角色")

sessions = Table(
    "sessions", metadata,
    Column("token", String(64), primary_key=True, comment="登录令牌的 SHA-256；令牌本身只在浏览器里"),
    Column("account_id", Integer, ForeignKey(accounts.c.id), nullable=False, index=True, comment="账号"),
    Column("stage", String(8), nullable=False, comment="full 已登录，code 待填动态口令，password 待改密码"),
    Column("made_at", DateTime, nullable=False, comment="登录时间"),
    Column("seen_at", DateTime, nullable=False, comment="最近一次操作的时间"),
    Column("address", String(45), nullable=False, comment="从哪个地址登录"),
    one_of("stage", ("full", "code", "password")),
    comment="登录：退出、停用、改密码、超时即删")

old_passwords = Table(
    "old_passwords", metadata,
    Column("id", Integer, primary_key=True, comment="编号，大的较新"),
    Column("account_id", Integer, ForeignKey(accounts.c.id), nullable=False, index=True, comment="账号"),
    Column("password", String(200), nullable=False, comment="用过的密码的 argon2id 摘要"),
    comment="最近用过的密码，不能再用")

lockouts = Table(
    "lockouts", metadata,
    Column("key", String(64), primary_key=True, comment="账号名或地址的 SHA-256；没有这个账号的也一样计"),
    Column("failures", Integer, nullable=False, comment="连续没有成功的次数"),
    Column("failed_at", DateTime, nullable=False, comment="最近一次的时间"),
    Column("locked_until", DateTime, comment="锁到什么时候；空为没有锁"),
    comment="登录失败的计数")

locks = Table(
    "locks", metadata,
    Column("id", Integer, primary_key=True, comment="编号"),
    Column("region_id", Integer, ForeignKey(regions.c.id), nullable=False, comment="地区；连同全部下级"),
    Column("period", Integer, nullable=False, comment="封了账的年月 yyyymm"),
    Column("reason", Text, nullable=False, comment="封账的说明"),
    Column("actor", String(64), nullable=False, comment="封账的单位（不记个人姓名）"),
    Column("locked_at", DateTime, nullable=False, comment="封账时间"),
    Column("unlocked_at", DateTime, comment="解锁时间；空为仍封着"),
    Column("unlocked_by", String(64), comment="解锁的单位（不记个人姓名）"),
    Column("unlock_reason", Text, comment="解锁原因"),
    comment="封账：封了的月份，解锁以前数据不能改")

SUBMISSION_STATES = ("waiting", "taken", "returned", "withdrawn")
submissions = Table(
    "submissions", metadata,
    Column("id", Integer, primary_key=True, comment="编号"),
    Column("file_name", String(255), nullable=False, comment="来源文件"),
    Column("file_sha256", String(64), nullable=False, comment="文件指纹；待审的之中不重复"),
    Column("actor", String(64), nullable=False, comment="报送单位（不记个人姓名）"),
    Column("sent_at", DateTime, nullable=False, comment="报送时间；入库后作收到时间，及时率以此为准"),
    Column("region_id", Integer, ForeignKey(regions.c.id), nullable=False, comment="地区：所涉各地的共同上级"),
    Column("places", Text, nullable=False, comment="所涉各地的编号（JSON）"),
    Column("headline", String(255), nullable=False, comment="读懂的是什么：地区、期、几项"),
    Column("rows", Integer, nullable=False, comment="可以入库的有几个数"),
    Column("rest", Integer, comment="还有几处不能收；没有的为空"),
    Column("note", Text, comment="报送单位的说明"),
    Column("follows", Integer, comment="更正的是哪一件（退回的）；不是更正的为空"),
    Column("draft", Text, comment="报送时读懂的全部内容（JSON：各格的数、不能收的、答复）；入库或清理以后为空"),
    Column("file", LargeBinary, comment="文件留存的副本（已抹去个人信息）；入库后成为那一批的原文件，入库或清理以后为空"),
    Column("state", String(12), nullable=False, comment="waiting 待审，taken 已入库，returned 已退回，withdrawn 已撤回"),
    Column("decided_at", DateTime, comment="入库、退回或撤回的时间；待审的为空"),
    Column("decided_by", String(64), comment="审核单位；撤回的为撤回单位（不记个人姓名）"),
    Column("reason", Text, comment="退回的原因；入库的为审核意见"),
    Column("cells", Text, comment="退回的是哪些格（JSON：工作表、行、列）；空为整个文件"),
    Column("batch_id", Integer, ForeignKey(batches.c.id), comment="入库成了哪一批；没有入库的为空"),
    one_of("state", SUBMISSION_STATES),
    comment="报送：县级报来、等市级审核的文件")

Index("uq_submissions_waiting_file", submissions.c.file_sha256, unique=True,
      sqlite_where=submissions.c.state == "waiting", postgresql_where=submissions.c.state == "waiting")

reasons = Table(
    "reasons", metadata,
    Column("id", Integer, primary_key=True, comment="编号，大的较新"),
    Column("region_id", Integer, ForeignKey(regions.c.id), nullable=False, comment="地区"),
    Column("indicator_id", SmallInteger, ForeignKey(indicators.c.id), nullable=False, comment="指标"),
    Column("period", Integer, nullable=False, comment="以哪一期评价为滞后的，以末月命名 yyyymm；追上序时以前一直有效"),
    Column("why", String(200), nullable=False, comment="原因"),
    Column("measure", String(200), nullable=False, comment="措施"),
    Column("due", Date, nullable=False, comment="完成时限"),
    Column("actor", String(64), nullable=False, comment="责任单位，也是填写单位（不记个人姓名）"),
    Column("written_at", DateTime, nullable=False, comment="填写时间"),
    Column("withdrawn_at", DateTime, comment="撤回或改写的时间；空为有效"),
    Column("withdrawn_by", String(64), comment="撤回或改写的单位（不记个人姓名）"),
    Column("demo", Boolean, nullable=False, server_default=false(), comment="是否示例数据；清除示例数据时一并清除"),
    comment="原因与措施：滞后的指标为什么滞后、怎么办，每期一条，留痕不删")
Index("uq_reasons_live", reasons.c.region_id, reasons.c.indicator_id, reasons.c.period, unique=True,
      sqlite_where=reasons.c.withdrawn_at.is_(None), postgresql_where=reasons.c.withdrawn_at.is_(None))

snapshots = Table(
    "snapshots", metadata,
    Column("id", Integer, primary_key=True, comment="编号，大的较新"),
    Column("number", String(16), nullable=False, unique=True, comment="留存编号，如 2026-11-02：哪年哪月做的第几份"),
    Column("kind", String(8), nullable=False, comment="材料（汇报材料等文件）或会议（会议模式）"),
    Column("title", String(200), nullable=False, comment="标题"),
    Column("region_id", Integer, ForeignKey(regions.c.id), nullable=False, comment="说的是哪个地区"),
    Column("year", SmallInteger, nullable=False, comment="说的是哪一年"),
    Column("month", SmallInteger, nullable=False, comment="截至几月"),
    Column("made_at", DateTime, nullable=False, comment="留存时间"),
    Column("actor", String(64), nullable=False, comment="制作单位（不记个人姓名）"),
    Column("data_version", VERSION, nullable=False, comment="当时的数据版本"),
    Column("demo", Boolean, nullable=False, comment="是否示例数据；清除示例数据时一并清除"),
    Column("edited", Text, nullable=False, comment="手工改过、删去的句子（JSON：句子代号到改后的文字，删去的为 null）"),
    Column("homes", Text, comment="当时名册上的妇女之家（JSON：地区编号、村（社区）数、已建家的，三个一组）；没有说到的为空"),
    Column("digest", String(64), nullable=False, comment="内容的 SHA-256；同样的内容不另编号"),
    comment="材料留存：材料、会议上说过的数，以后更正也不改")
snapshot_figures = Table(
    "snapshot_figures", metadata,
    Column("snapshot_id", Integer, ForeignKey(snapshots.c.id), primary_key=True, comment="哪一份材料"),
    Column("region_id", Integer, ForeignKey(regions.c.id), primary_key=True, comment="地区"),
    Column("indicator_id", SmallInteger, ForeignKey(indicators.c.id), primary_key=True, comment="指标"),
    Column("period", Integer, comment="当时以哪一期为准，以末月命名 yyyymm；空为今年没有一期报齐"),
    Column("value", Double, comment="当时的数，涉及个人信息的为约数；空为未上报或不显示"),
    Column("shown", String(64), nullable=False, comment="当时怎么写的，带单位，如 932人、未上报、<5人"),
    Column("status", String(8), comment="当时的状态；空为不评价"),
    comment="材料留存的各个数")

projects = Table(
    "projects", metadata,
    Column("id", Integer, primary_key=True, autoincrement=False, comment="编号"),
    Column("code", String(12), nullable=False, unique=True, comment="代码：随附的 XM-001 起，自己加的 ZX-001 起"),
    Column("action_id", SmallInteger, ForeignKey(actions.c.id), nullable=False, comment="所属行动；总括性的在基础数据"),
    Column("name", String(64), nullable=False, comment="名称"),
    Column("about", String(200), nullable=False, comment="内容：是什么，看什么数"),
    Column("basis", String(8), comment="归入行动的依据：explicit 文中写明，inferred 按内容归入；自己加的为空"),
    Column("level", String(32), comment="在哪几级开展，如 市、县"),
    Column("quotation", String(300), comment="原句；自己加的可空"),
    Column("source_id", SmallInteger, ForeignKey(sources.c.id), comment="原句出自哪份文件；自己加的可空"),
    Column("also_in", String(32), comment="还见于哪些文件（代码）"),
    Column("lead", String(64), comment="牵头单位或部门，不写姓名；空为未定"),
    Column("hidden", Boolean, nullable=False, server_default=false(), comment="本地不开展，不列出、不计数"),
    Column("own", Boolean, nullable=False, server_default=false(), comment="是否自己加的；否为随附"),
    one_of("basis", ("explicit", "inferred")),
    comment="工作项目：随附的三百个和自己加的，不删除")

project_indicators = Table(
    "project_indicators", metadata,
    Column("project_id", Integer, ForeignKey(projects.c.id), primary_key=True, autoincrement=False, comment="工作项目"),
    Column("indicator_id", SmallInteger, ForeignKey(indicators.c.id), primary_key=True, autoincrement=False, comment="指标"),
    comment="工作项目看哪些指标")

project_states = Table(
    "project_states", metadata,
    Column("id", Integer, primary_key=True, autoincrement=False, comment="编号"),
    Column("project_id", Integer, ForeignKey(projects.c.id), nullable=False, comment="工作项目"),
    Column("region_id", Integer, ForeignKey(regions.c.id), nullable=False, comment="哪个地区"),
    Column("year", SmallInteger, nullable=False, comment="年度"),
    Column("state", String(8), nullable=False, comment="running 开展，idle 未开展，none 无此项；没有行的未填报"),
    Column("demo", Boolean, nullable=False, server_default=false(), comment="是否示例数据；清除示例数据时一并清除"),
    one_of("state", RUNS),
    comment="工作项目在各地各年的开展情况")
Index("uq_project_states_place", project_states.c.project_id, project_states.c.region_id, project_states.c.year, unique=True)

project_tasks = Table(
    "project_tasks", metadata,
    Column("id", Integer, primary_key=True, autoincrement=False, comment="编号"),
    Column("project_id", Integer, ForeignKey(projects.c.id), nullable=False, index=True, comment="工作项目"),
    Column("year", SmallInteger, nullable=False, comment="年度"),
    Column("what", String(120), nullable=False, comment="任务"),
    Column("region_id", Integer, ForeignKey(regions.c.id), nullable=False, comment="责任单位所在地区"),
    Column("unit", String(64), nullable=False, comment="责任单位或部门，不写姓名"),
    Column("due", Date, nullable=False, comment="完成时限"),
    Column("weight", Double, nullable=False, comment="权重，大于0"),
    Column("state", String(8), nullable=False, comment="todo 未开始，doing 进行中，done 已完成；逾期看完成时限"),
    Column("demo", Boolean, nullable=False, server_default=false(), comment="是否示例数据；清除示例数据时一并清除"),
    one_of("state", TASK_STATES),
    comment="任务分解：工作项目一年的任务，谁办、何时办成、占多少")

project_checks = Table(
    "project_checks", metadata,
    Column("id", Integer, primary_key=True, autoincrement=False, comment="编号"),
    Column("project_id", Integer, ForeignKey(projects.c.id), nullable=False, comment="工作项目"),
    Column("region_id", Integer, ForeignKey(regions.c.id), nullable=False, comment="检查的是哪个地区；根地区为整个项目"),
    Column("year", SmallInteger, nullable=False, comment="年度"),
    Column("half", SmallInteger, nullable=False, comment="6 年中，12 年终"),
    Column("checked_on", Date, nullable=False, comment="检查日期"),
    Column("result", String(8), nullable=False, comment="met 达到要求，partly 基本达到，missed 没有达到"),
    Column("remark", String(200), comment="说明；不写个人姓名和情况"),
    Column("demo", Boolean, nullable=False, server_default=false(), comment="是否示例数据；清除示例数据时一并清除"),
    CheckConstraint("half IN (6, 12)", name="half"), one_of("result", RESULTS),
    comment="工作项目的年中检查和年终检查")
Index("uq_project_checks_place", project_checks.c.project_id, project_checks.c.region_id, project_checks.c.year,
      project_checks.c.half, unique=True)

project_revisions = Table(
    "project_revisions", metadata,
    Column("batch_id", Integer, ForeignKey(batches.c.id), primary_key=True, autoincrement=False, comment="哪一次改的"),
    Column("table", String(16), primary_key=True,
           comment="projects 工作项目，project_states 开展情况，project_tasks 任务，project_checks 检查"),
    Column("row_id", Integer, primary_key=True, autoincrement=False, index=True, comment="那张表里的编号"),
    Column("region_id", Integer, ForeignKey(regions.c.id), nullable=False, comment="地区；工作项目本身的为根地区"),
    Column("before", Text, comment="改以前的整行（JSON）；原来没有的为空"),
    Column("after", Text, comment="改以后的整行（JSON）；删去的为空"),
    comment="工作项目的修改痕迹，只增")

matters = Table(
    "matters", metadata,
    Column("id", Integer, primary_key=True, comment="编号"),
    Column("year", SmallInteger, nullable=False, comment="议定的年度"),
    Column("number", Integer, nullable=False, comment="序号，同一年度内连续"),
    Column("source_kind", String(8), nullable=False, comment="来源：meeting 会议，paper 文件"),
    Column("source", String(64), nullable=False, comment="来源：会议或文件的名称"),
    Column("decided_on", Date, nullable=False, comment="来源：会议或文件的日期"),
    Column("what", String(200), nullable=False, comment="事项"),
    Column("region_id", Integer, ForeignKey(regions.c.id), comment="关联的数是哪个地区的；没有关联的为空"),
    Column("indicator_id", SmallInteger, ForeignKey(indicators.c.id), comment="关联的指标；没有关联的为空"),
    Column("period_then", Integer, comment="议定时看的是截至哪个月的数 yyyymm"),
    Column("value_then", Double, comment="议定时的数（基本单位；涉及个人信息的为约数）；未上报、不显示的为空"),
    Column("withheld_then", String(8),
           comment="议定时没有显示数的：small 小于5，base 分子分母小于5，below 县以下不显示；其余为空"),
    Column("wanted", Double, comment="要求达到的数（基本单位；百分比指标为百分数）"),
    Column("project_id", Integer, ForeignKey(projects.c.id), comment="关联的工作项目；没有关联的为空"),
    Column("lead", String(32), comment="牵头领导的岗位，不写姓名"),
    Column("unit_id", Integer, ForeignKey(regions.c.id), nullable=False, comment="责任单位所在地区，由它报进展；由它的上级核销"),
    Column("unit", String(64), nullable=False, comment="责任单位"),
    Column("helpers", String(200), comment="配合单位"),
    Column("due", Date, nullable=False, comment="完成时限"),
    Column("level", String(16), comment="级别，如 重要、紧急"),
    Column("note", String(200), comment="备注"),
    Column("state", String(12), nullable=False,
           comment="状态：assigned 交办，doing 办理中，asked 申请办结，done 办结，returned 退回，stopped 中止"),
    Column("actor", String(64), nullable=False, comment="交办单位（不记个人姓名）"),
    Column("made_at", DateTime, nullable=False, comment="交办时间"),
    Column("demo", Boolean, nullable=False, server_default=false(), comment="是否示例数据；清除示例数据时一并清除"),
    one_of("source_kind", ("meeting", "paper")), one_of("state", STATES),
    comment="督办事项：会议或文件定的事，谁办、何时办成、关联的数要到多少；不删除")
Index("uq_matters_number", matters.c.year, matters.c.number, unique=True)

matter_entries = Table(
    "matter_entries", metadata,
    Column("id", Integer, primary_key=True, comment="编号，大的较新"),
    Column("matter_id", Integer, ForeignKey(matters.c.id), nullable=False, index=True, comment="哪件督办事项"),
    Column("kind", String(12), nullable=False,
           comment="assign 交办，progress 进展，unfinished 未完成原因，ask 办结申请，close 核销，return 退回，stop 中止，"
                   "reopen 重新办理，amend 更正"),
    Column("state", String(12), nullable=False, comment="这一步以后的状态"),
    Column("words", String(300), comment="进展、原因、意见"),
    Column("actor", String(64), nullable=False, comment="哪个单位（不记个人姓名）"),
    Column("entered_at", DateTime, nullable=False, comment="时间"),
    one_of("kind", (ASSIGN, AMEND, *STEPS)), one_of("state", STATES),
    comment="督办事项的每一步：交办、进展、办结申请、核销、退回、中止、重新办理、更正；只增")

TEMPLATE_KINDS = ("docx", "pptx")
paper_templates = Table(
    "paper_templates", metadata,
    Column("id", Integer, primary_key=True, comment="编号，大的较新"),
    Column("region_id", Integer, ForeignKey(regions.c.id), nullable=False, comment="哪个地区的妇联的；下级也可以用"),
    Column("kind", String(8), nullable=False, comment="docx 文字材料，pptx 幻灯片"),
    Column("name", String(64), nullable=False, comment="模板的名称"),
    Column("file", LargeBinary, nullable=False, comment="模板文件"),
    Column("actor", String(64), nullable=False, comment="存模板的单位（不记个人姓名）"),
    Column("kept_at", DateTime, nullable=False, comment="存的时间"),
    Column("withdrawn_at", DateTime, comment="撤下或被同名的替换的时间；空为在用"),
    Column("withdrawn_by", String(64), comment="撤下或替换的单位（不记个人姓名）"),
    one_of("kind", TEMPLATE_KINDS),
    comment="各单位自己的材料模板，撤下只标注，可以恢复")
Index("uq_paper_templates_live", paper_templates.c.region_id, paper_templates.c.kind, paper_templates.c.name, unique=True,
      sqlite_where=paper_templates.c.withdrawn_at.is_(None), postgresql_where=paper_templates.c.withdrawn_at.is_(None))

def _rules_of_appraisal() -> tuple[Column, ...]:
    """How an appraisal is worked out (queries/appraisal_rules.py): as it is set, and as it was when one was published."""
    return (Column("whole", Double, nullable=False, comment="满分，如 100、120"),
            Column("site_share", Double, nullable=False, comment="现场考评占比（%），其余为平时"),
            Column("bonus_cap", Double, nullable=False, comment="加分最多计入几分"),
            Column("grades", String(200), nullable=False,
                   comment="等次和最低分，从高到低，如 优秀 90，良好 75，合格 60，不合格 0"),
            Column("veto_grade", String(16), nullable=False, comment="有否决事项的，等次最高为"))


appraisal_rules = Table(
    "appraisal_rules", metadata,
    Column("id", Integer, primary_key=True, comment="编号，大的较新"),
    Column("scheme_id", SmallInteger, ForeignKey(schemes.c.id), nullable=False, comment="考核方案"),
    Column("year", SmallInteger, nullable=False, comment="年度"),
    *_rules_of_appraisal(),
    Column("reason", String(200), nullable=False, comment="依据或修改原因"),
    Column("actor", String(64), nullable=False, comment="经办单位（不记个人姓名）"),
    Column("set_at", DateTime, nullable=False, comment="设定时间"),
    Column("replaced_at", DateTime, comment="被新的取代的时间；空为有效"),
    comment="考评办法：满分、现场和平时占比、加分上限、等次、否决，每方案每年一份；没有的沿用上一年；改了的留痕")
Index("uq_appraisal_rules_live", appraisal_rules.c.scheme_id, appraisal_rules.c.year, unique=True,
      sqlite_where=appraisal_rules.c.replaced_at.is_(None), postgresql_where=appraisal_rules.c.replaced_at.is_(None))

appraisal_marks = Table(
    "appraisal_marks", metadata,
    Column("id", Integer, primary_key=True, comment="编号，大的较新"),
    Column("scheme_id", SmallInteger, ForeignKey(schemes.c.id), nullable=False, comment="考核方案"),
    Column("year", SmallInteger, nullable=False, comment="年度"),
    Column("half", SmallInteger, nullable=False, comment="6 半年，12 全年"),
    Column("region_id", Integer, ForeignKey(regions.c.id), nullable=False, index=True, comment="被考核的地区"),
    Column("kind", String(8), nullable=False,
           comment="self 自评分，site 现场考评分，usual 平时考评分，bonus 加分，minus 扣分，veto 否决"),
    Column("score", Double, comment="分值，扣分也是正数；否决的为空"),
    Column("words", String(200), comment="说明"),
    Column("evidence", String(32), comment="佐证：第12批，或 督办2026年第3号"),
    Column("actor", String(64), nullable=False, comment="填写单位（不记个人姓名）"),
    Column("entered_at", DateTime, nullable=False, comment="填写时间"),
    Column("ended_at", DateTime, comment="改写或撤回的时间；空为有效"),
    Column("ended_by", String(64), comment="改写或撤回的单位（不记个人姓名）"),
    Column("demo", Boolean, nullable=False, server_default=false(), comment="是否示例数据；清除示例数据时一并清除"),
    one_of("kind", tuple(MARK_KINDS)), CheckConstraint("half IN (6, 12)", name="half"),
    comment="考评的各项：自评分、考评分、加分、扣分、否决，发布以前为草稿；只增、只标注")
_once = appraisal_marks.c.ended_at.is_(None) & appraisal_marks.c.kind.in_(ONCE)
Index("uq_appraisal_marks_live", *(appraisal_marks.c[name] for name in ("scheme_id", "year", "half", "region_id", "kind")),
      unique=True, sqlite_where=_once, postgresql_where=_once)

appraisals = Table(
    "appraisals", metadata,
    Column("id", Integer, primary_key=True, comment="编号，大的较新；同一次考核以最新的为准"),
    Column("scheme_id", SmallInteger, ForeignKey(schemes.c.id), nullable=False, comment="考核方案"),
    Column("year", SmallInteger, nullable=False, comment="年度"),
    Column("half", SmallInteger, nullable=False, comment="6 半年，12 全年"),
    Column("region_id", Integer, ForeignKey(regions.c.id), nullable=False, comment="发布的妇联所在地区"),
    *_rules_of_appraisal(),
    Column("decision", String(64), nullable=False, comment="依据的会议或文件"),
    Column("decided_on", Date, nullable=False, comment="会议或文件的日期"),
    Column("data_version", VERSION, nullable=False, comment="发布时的数据版本"),
    Column("actor", String(64), nullable=False, comment="发布单位（不记个人姓名）"),
    Column("published_at", DateTime, nullable=False, comment="发布时间"),
    Column("demo", Boolean, nullable=False, server_default=false(), comment="是否示例数据；清除示例数据时一并清除"),
    CheckConstraint("half IN (6, 12)", name="half"),
    comment="发布的考核结果，连同当时的考评办法；以后更正数据不改，重新发布的另是一行，旧的保留；只增")

appraisal_results = Table(
    "appraisal_results", metadata,
    Column("appraisal_id", Integer, ForeignKey(appraisals.c.id), primary_key=True, comment="哪次发布"),
    Column("region_id", Integer, ForeignKey(regions.c.id), primary_key=True, comment="被考核的地区"),
    Column("self_score", Double, comment="自评分；没有自评的为空"),
    Column("rate", Double, comment="当时的得分率（0 至 100，涉个人信息的按约数）；没有可计分的指标为空"),
    Column("usual_score", Double, comment="平时得分；平时不占分又没有数的为空"),
    Column("usual_given", Boolean, nullable=False, comment="平时得分是考评给的，不是按数据算的"),
    Column("site_score", Double, comment="现场考评分；现场不占分又没有评的为空"),
    Column("bonus_asked", Double, nullable=False, comment="加分合计"),
    Column("bonus", Double, nullable=False, comment="计入的加分，不超过上限"),
    Column("deduction", Double, nullable=False, comment="扣分合计"),
    Column("vetoed", Boolean, nullable=False, comment="是否有否决事项"),
    Column("total", Double, nullable=False, comment="总分"),
    Column("grade", String(16), nullable=False, comment="等次"),
    Column("marks", Text, nullable=False, comment="当时的各项（JSON）：种类、分值、说明、佐证"),
    comment="发布的考核结果，每次每地区一行；只增")

agendas = Table(
    "agendas", metadata,
    Column("region_id", Integer, ForeignKey(regions.c.id), primary_key=True, comment="哪个地区的会议"),
    Column("slide", String(64), primary_key=True, comment="哪一页，如 slide.whole"),
    Column("position", SmallInteger, nullable=False, comment="第几页，从 0 起"),
    Column("shown", Boolean, nullable=False, comment="讲不讲"),
    comment="会议议程：各单位自己排的页的次序；没有的按原来的次序")

boards = Table(
    "boards", metadata,
    Column("snapshot_id", Integer, ForeignKey(snapshots.c.id), primary_key=True, autoincrement=False, comment="哪一份留存"),
    Column("content", LargeBinary, nullable=False, comment="各页的内容（压缩的 JSON）；敏感数为约数"),
    comment="会议各页当时的样子，以后更正也不改")

region_versions = Table(
    "region_versions", metadata,
    Column("region_id", Integer, ForeignKey(regions.c.id), primary_key=True, autoincrement=False, comment="地区"),
    Column("version", VERSION, nullable=False, comment="本级或下级的数最近一次变化时的数据版本"),
    comment="各地区的数据版本：一个县的数变了，只有它和它的上级要重新算；没有行的按 data_version_whole")

answers = Table(
    "answers", metadata,
    Column("question", String(16), primary_key=True,
           comment="问的是什么：standing 进展、forecast 年底预计、signals 异常变动、lines 小图、coverage 覆盖率；first 第一页"),
    Column("region_id", Integer, ForeignKey(regions.c.id), primary_key=True, autoincrement=False, comment="地区"),
    Column("year", SmallInteger, primary_key=True, autoincrement=False, comment="年"),
    Column("month", SmallInteger, primary_key=True, autoincrement=False, comment="截至几月"),
    Column("version", VERSION, nullable=False, comment="地区当时的数据版本；不是现在的就不用"),
    Column("made_by", String(16), nullable=False, comment="算出它的程序和设置的指纹；不是现在的就不用"),
    Column("kept_at", DateTime, nullable=False, comment="存入时间；放不下时先删最早的"),
    Column("size", Integer, nullable=False, comment="内容的字节数"),
    Column("content", LargeBinary, nullable=False, comment="答案（Arrow 格式的表，第一页为压缩的 JSON）；敏感数为约数"),
    comment="算好的答案：常看的月份，谁看都一样的；可以随时清空，会重新算出来")

settings = Table(
    "settings", metadata,
    Column("key", String(32), primary_key=True, comment="设置名"),
    Column("value", Text, nullable=False, comment="设置值"),
    comment="设置：root 根地区，data_label 数据标签，data_version 数据版本，data_version_before 它之前的一个，"
            "data_version_whole 全部地区都要重新算的最近一个，data_version_counted 各地区的版本记到哪一个，"
            "lag_threshold 滞后界限（百分点），deadline_day 上报截止日，"
            "judge_coverage 评价所需的已报比例（报到几成的一期才以它为准），"
            "due_soon_days 督办到期前几天为蓝色，silent_days 督办几天没有进展为黄色")
