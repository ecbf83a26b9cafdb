"""Sheets of the kinds that offices send, in the ways they go wrong: no value that is not meant is taken, and what is clear is read.

mode: read (all of it comes in), refuse (nothing may), either (right or not at all). truth: what the figures mean.
"""

import datetime as dt
import io

import openpyxl
import pytest
from each import each
from sqlalchemy import select

from data.intake.read import draft_of
from data.intake.sheets import Unusable
from queries.database import reading
from queries.schema import indicators, regions

C = dict(zip("梁园区 睢阳区 民权县 睢县 宁陵县 柘城县 虞城县 夏邑县 永城市".split(), "411402 411403 411421 411422 411423 411424 411425 411426 411481".split()))
NAMES = list(C)
CASES = []
def case(name, mode, truth, *sheets, raw=None, file=None):
    CASES.append((name, mode, truth, sheets, raw, file or name + ".xlsx"))
def book(sheets):
    wb = openpyxl.Workbook(); wb.remove(wb.active)
    for s in sheets:
        title, rows = s[0], s[1]; opt = s[2] if len(s) > 2 else {}
        ws = wb.create_sheet(title)
        for r in rows: ws.append(list(r))
        for m in opt.get("merge", []): ws.merge_cells(m)
        for cell, code in opt.get("formats", {}).items(): ws[cell].number_format = code
        for cell in opt.get("struck", []): ws[cell].font = openpyxl.styles.Font(strike=True)
        for r in opt.get("hide_rows", []): ws.row_dimensions[r].hidden = True
        if opt.get("hidden"): ws.sheet_state = "hidden"
    b = io.BytesIO(); wb.save(b); return b.getvalue()
def T(period, **inds):  # per county dict: ind -> {county: value}
    return {(C.get(c, c), period, i.replace("_", "-")): v for i, d in inds.items() for c, v in d.items()}
HEAD = ["县（市、区）", "招聘会场次", "达成就业"]
ROWS = [["睢县", 3, 126], ["柘城县", 4, 130], ["民权县", 5, 140]]
TR = T(202611, CY_01={"睢县": 3, "柘城县": 4, "民权县": 5}, CY_03={"睢县": 126, "柘城县": 130, "民权县": 140})
S = "Sheet1"
case("h01_fill_date_bottom", "read", TR, (S, [["2026年11月各县（市、区）工作情况统计表"], HEAD, *ROWS, ["填报日期：2026年12月3日"]]))
case("h02_chinese_numerals", "either", TR, (S, [["二〇二六年十一月份各县（市、区）统计表"], HEAD, *ROWS]))
case("h03_q4", "refuse", {}, (S, [["2026年第四季度各县（市、区）统计表"], HEAD, *ROWS]))
case("h05_half_year", "refuse", {}, (S, [["2026年上半年各县（市、区）统计表"], HEAD, *ROWS]))
case("h04_q3", "read", T(202609, CY_06={"睢县": 12, "柘城县": 8}), (S, [["2026年三季度各县（市、区）统计表"], ["县（市、区）", "小额贷款人数"], ["睢县", 12], ["柘城县", 8]]))
case("h06_dotted_title", "either", TR, (S, [["各县（市、区）统计表（2026.11）"], HEAD, *ROWS]))
case("h07_date_cell", "either", TR, (S, [["县（市、区）", "期", "招聘会场次", "达成就业"], *[[r[0], dt.datetime(2026, 11, 1), *r[1:]] for r in ROWS]]))
case("h08_float_2026_11", "either", TR, (S, [["县（市、区）", "期", "招聘会场次", "达成就业"], *[[r[0], 2026.11, *r[1:]] for r in ROWS]]))
case("h09_file_vs_title", "refuse", {}, (S, [["2026年11月各县（市、区）统计表"], HEAD, *ROWS]), file="各县2026年10月报表.xlsx")
case("h10_month_and_cumulative", "either", T(202611, CY_01={"睢县": 3}, CY_03={"睢县": 126}), (S, [["睢县2026年11月月报表"], ["指标", "本月", "累计"], ["招聘会场次", 3, 33], ["达成就业", 126, 1400]]))
case("h11_two_col_cum", "either", T(202611, CY_01={"睢县": 3, "柘城县": 4}), (S, [["2026年11月统计表"], ["县（市、区）", "招聘会场次", None], [None, "11月", "1-11月"], ["睢县", 3, 41], ["柘城县", 4, 44]], {"merge": ["B2:C2", "A2:A3"]}))
MON = T(202609, CY_06={"睢县": 12, "柘城县": 8}, CY_07={"睢县": 1255000, "柘城县": 640000})
H2 = ["县（市、区）", "小额贷款人数", "小额贷款金额"]
R2 = [["睢县", 12, 125.5], ["柘城县", 8, 64]]
case("h12_title_unit", "either", MON, (S, [["2026年三季度小额贷款统计表（单位：万元）"], H2, *R2]))
case("h12b_amount_unit", "either", MON, (S, [["2026年三季度小额贷款统计表"], ["金额单位：万元"], H2, *R2]))
case("h13_yi", "read", T(202609, CY_15={"睢县": 125000000}), (S, [["2026年三季度统计表"], ["县（市、区）", "电商销售额（亿元）"], ["睢县", 1.25]]))
for i, (held, code) in enumerate([(1255000, '0!.0,"万元"'), (125.5, '0.0"万元"'), (1255000, '#,##0"元"')]):
    case(f"h13b_{i}_unit_in_format", "read", T(202609, CY_07={"睢县": 1255000}), (S, [["2026年三季度统计表"], ["县（市、区）", "小额贷款金额（万元）"], ["睢县", held]], {"formats": {"B3": code}}))
case("h13c_digits_left_out", "refuse", {}, (S, [["2026年三季度统计表"], ["县（市、区）", "小额贷款金额（万元）"], ["睢县", 125432]], {"formats": {"B3": "0.0,"}}))
case("h13d_struck_out", "refuse", {}, (S, [["2026年11月统计表"], HEAD, ROWS[0]], {"struck": ["B3", "C3"]}))
case("h14_qianyuan", "either", T(202609, CY_07={"睢县": 125500}), (S, [["2026年三季度统计表"], ["县（市、区）", "小额贷款金额（千元）"], ["睢县", 125.5]]))
case("h15_footnote_unit", "either", MON, (S, [["2026年三季度统计表"], H2, *R2, ["注：贷款金额单位为万元。"]]))
case("h16_transposed", "read", TR, (S, [["2026年11月统计表"], ["指标", "睢县", "柘城县", "民权县"], ["招聘会场次", 3, 4, 5], ["达成就业", 126, 130, 140]]))
case("h17_months_across", "read", {**T(202609, CY_01={"睢县": 3}), **T(202610, CY_01={"睢县": 4}), **T(202611, CY_01={"睢县": 5})}, (S, [["睢县2026年报表"], ["指标", "9月", "10月", "11月"], ["招聘会场次", 3, 4, 5]]))
case("h18_months_across_total", "either", {**T(202609, CY_01={"睢县": 3}), **T(202610, CY_01={"睢县": 4}), **T(202611, CY_01={"睢县": 5})}, (S, [["睢县2026年报表"], ["指标", "9月", "10月", "11月", "合计"], ["招聘会场次", 3, 4, 5, 12]]))
case("h19_side_by_side", "either", T(202611, CY_01={"睢县": 3, "柘城县": 4}, WQ_07={"睢县": 20, "柘城县": 30}), (S, [["2026年11月统计表"], ["县（市、区）", "招聘会场次", None, "县（市、区）", "12338热线接听量"], ["睢县", 3, None, "柘城县", 30], ["柘城县", 4, None, "睢县", 20]]))
case("h20_block_other_unit", "read", {**MON, **T(202609, CY_07={"民权县": 700000})}, (S, [["2026年三季度统计表"], ["县（市、区）", "小额贷款人数", "小额贷款金额（万元）"], *R2, [], ["县（市、区）", "小额贷款金额（元）"], ["民权县", 700000]]))
case("h21_total_first", "read", TR, (S, [["2026年11月统计表"], HEAD, ["合计", 12, 396], *ROWS]))
case("h22_whole_city_row", "read", TR, (S, [["2026年11月统计表"], HEAD, ["全市", 12, 396], *ROWS]))
case("h24_ofwhich_flat", "either", T(202611, CY_03={"睢县": 126, "柘城县": 130}), (S, [["2026年11月统计表"], ["县（市、区）", "达成就业", "其中：农村妇女"], ["睢县", 126, 40], ["柘城县", 130, 50]]))
case("h25_group_header", "either", TR, (S, [["2026年11月统计表"], ["县（市、区）", "春风行动", None], [None, "招聘会场次", "达成就业"], *ROWS], {"merge": ["B2:C2", "A2:A3"]}))
case("h25b_city_column", "read", TR, (S, [["2026年11月统计表"], ["所属市", *HEAD], ["商丘市", *ROWS[0]], [None, *ROWS[1]], ["商丘市", *ROWS[2]]], {"merge": ["A3:A4"]}))
case("h25c_other_city_in_column", "refuse", {}, (S, [["2026年11月统计表"], ["市", *HEAD], ["周口市", *ROWS[0]]]))
case("h26_serial", "read", TR, (S, [["2026年11月统计表"], ["序号", *HEAD], *[[i, *r] for i, r in enumerate(ROWS, 1)]]))
case("h26b_numbered_names", "read", TR, (S, [["2026年11月统计表"], HEAD, *[[f"{i}.{r[0]}", *r[1:]] for i, r in enumerate(ROWS, 1)]]))
case("h26c_circled", "read", TR, (S, [["2026年11月统计表"], ["县（市、区）", "①招聘会场次", "②达成就业"], *ROWS]))
case("h27_spaced_names", "read", TR, (S, [["2026年11月统计表"], HEAD, ["睢 县", 3, 126], ["柘　城　县", 4, 130], ["民 权 县", 5, 140]]))
case("h29_wrong_county", "refuse", {}, (S, [["2026年11月统计表"], HEAD, ["夏津县", 3, 126]]))
case("h29b_wrong_city_title", "refuse", {}, (S, [["周口市2026年11月各县（市、区）统计表"], HEAD, *ROWS]))
case("h30_full_names", "read", TR, (S, [["2026年11月统计表"], HEAD, *[["河南省商丘市" + r[0], *r[1:]] for r in ROWS]]))
case("h31_text_numbers", "read", T(202611, CY_01={"睢县": 3}, CY_03={"睢县": 1234}), (S, [["2026年11月统计表"], HEAD, ["睢县", "３", "1,234"]]))
case("h32_units_in_cells", "read", T(202611, CY_01={"睢县": 3}, CY_03={"睢县": 126}), (S, [["2026年11月统计表"], HEAD, ["睢县", "3场", "126人"]]))
for i, bad in enumerate(["12/15", "3+2", "12(3)", "12（其中农村5）", "3、4", "约12", "12多", "10-12", "12*", "#REF!", "-3", "十二", "12 13", "12③", "1 2", "3/", "12人次/3场"]):
    case(f"h33_{i}_bad_cell", "refuse" if bad not in ("十二", "1 2") else "either", T(202611, CY_03={"睢县": 126}) | (T(202611, CY_01={"睢县": 12}) if bad in ("十二", "1 2") else {}), (S, [["2026年11月统计表"], HEAD, ["睢县", bad, 126]]))
case("h39_targets", "either", {("411422", 2026, "CY-01"): 24, ("411424", 2026, "CY-01"): 30}, (S, [["2026年度目标任务分解表"], ["县（市、区）", "招聘会场次"], ["睢县", 24], ["柘城县", 30]]))
case("h40_target_and_done", "either", {("411422", 2026, "CY-01"): 24, ("411422", 202611, "CY-01"): 3}, (S, [["睢县2026年11月统计表"], ["指标", "全年目标", "11月完成"], ["招聘会场次", 24, 3]]))
case("h40b_task_done_rate", "either", {("411422", 202611, "CY-01"): 3}, (S, [["睢县2026年11月统计表"], ["指标", "本月任务", "本月完成", "完成率"], ["招聘会场次", 4, 3, "75%"]]))
case("h42_hidden_sheet", "either", TR, (S, [["2026年11月统计表"], HEAD, *ROWS]), ("旧表", [["2026年10月统计表"], HEAD, ["睢县", 9, 999]], {"hidden": True}))
case("h43_signature", "read", TR, (S, [["2026年11月统计表"], HEAD, *ROWS, ["单位负责人：", "填表人：", "联系电话："]]))
case("h43b_signature_top", "read", TR, (S, [["2026年11月各县（市、区）统计表"], ["填报单位：商丘市妇联", None, "填报时间：2026年12月2日"], HEAD, *ROWS]))
case("h44_note_asof", "either", TR, (S, [["2026年11月统计表"], HEAD, *ROWS, ["说明：本表数据截至11月30日。"]]))
case("h45_growth_cols", "either", T(202611, CY_01={"睢县": 3}), (S, [["2026年11月统计表"], ["县（市、区）", "招聘会场次", "同比增长%", "环比", "完成率"], ["睢县", 3, 12.5, "-3%", 0.9]]))
case("h46_last_month_col", "either", T(202611, CY_01={"睢县": 3}), (S, [["睢县2026年11月统计表"], ["指标", "上月数", "本月数"], ["招聘会场次", 7, 3]]))
case("h47_last_year_col", "either", T(202611, CY_01={"睢县": 3}), (S, [["睢县2026年11月统计表"], ["指标", "本月", "去年同期"], ["招聘会场次", 3, 8]]))
case("h48_two_years_across", "either", {**T(202611, CY_01={"睢县": 3}), **T(202511, CY_01={"睢县": 2})}, (S, [["睢县统计表"], ["指标", "2025年11月", "2026年11月"], ["招聘会场次", 2, 3]]))
case("h49_county_sheets", "read", T(202611, CY_01={"睢县": 3, "柘城县": 4}), ("睢县", [["2026年11月月报表"], ["指标", "本月"], ["招聘会场次", 3]]), ("柘城县", [["2026年11月月报表"], ["指标", "本月"], ["招聘会场次", 4]]))
case("h52_dup_different", "refuse", TR, (S, [["2026年11月统计表"], HEAD, *ROWS, ["睢县", 9, 126]]))
case("h54_wan_in_heading", "either", T(202611, CY_03={"睢县": 1260}), (S, [["2026年11月统计表"], ["县（市、区）", "达成就业（万人）"], ["睢县", 0.126]]))
case("h58_year_conflict", "refuse", {}, (S, [["2025年11月统计表"], ["县（市、区）", "2026年11月招聘会场次"], ["睢县", 3]]))
case("h60_month_col", "read", {**T(202610, CY_01={"睢县": 3}), **T(202611, CY_01={"睢县": 4})}, (S, [["睢县2026年统计表"], ["月份", "招聘会场次"], ["10月", 3], ["11月", 4]]))
case("h60b_month_number_col", "either", {**T(202610, CY_01={"睢县": 3}), **T(202611, CY_01={"睢县": 4})}, (S, [["睢县2026年统计表"], ["月份", "招聘会场次"], [10, 3], [11, 4]]))
case("h62_window", "either", TR, (S, [["2026年10月26日至11月25日各县（市、区）统计表"], HEAD, *ROWS]))
case("h62b_window_jan", "refuse", {}, (S, [["2026年1月1日至11月30日各县（市、区）统计表"], HEAD, *ROWS]))
case("h62c_year_to_date", "refuse", {}, (S, [["2026年1至11月份各县（市、区）统计表"], HEAD, *ROWS]))
case("h62d_nianchu", "refuse", {}, (S, [["2026年年初至11月底各县（市、区）统计表"], HEAD, *ROWS]))
case("h62e_first_11", "refuse", {}, (S, [["2026年前11个月各县（市、区）统计表"], HEAD, *ROWS]))
case("h62f_cum_heading", "refuse", {}, (S, [["2026年11月各县（市、区）统计表"], ["县（市、区）", "累计招聘会场次", "累计达成就业"], *ROWS]))
case("h62g_cum_in_title", "refuse", {}, (S, [["2026年11月各县（市、区）累计完成情况统计表"], HEAD, *ROWS]))
case("h64_xun", "refuse", {}, (S, [["2026年11月上旬各县（市、区）统计表"], HEAD, *ROWS]))
case("h65_money_cell_unit", "read", T(202609, CY_07={"睢县": 1255000}), (S, [["2026年三季度统计表"], ["县（市、区）", "小额贷款金额"], ["睢县", "125.5万元"]]))
case("h66_unit_conflict", "refuse", {}, (S, [["2026年三季度统计表"], ["县（市、区）", "指标", "单位", "数值（元）"], ["睢县", "小额贷款金额", "万元", 125.5]]))
case("h67_money_no_unit", "either", {}, (S, [["2026年三季度统计表"], ["县（市、区）", "小额贷款金额"], ["睢县", 125.5]]))
case("h68_count_unit_for_money", "refuse", {}, (S, [["2026年三季度统计表"], ["县（市、区）", "小额贷款金额（人）"], ["睢县", 125]]))
case("h69_future_quarter", "refuse", {}, (S, [["2026年12月统计表"], HEAD, *ROWS]))
case("h70_printed_date", "read", TR, (S, [["2026年11月统计表"], ["打印日期：2026-12-04"], HEAD, *ROWS]))
case("h71_revision_note", "read", TR, (S, [["2026年11月统计表"], HEAD, *ROWS, ["（2026年12月1日修订）"]]))
case("h72_reporter_other_county", "refuse", {}, (S, [["2026年11月月报表"], ["填报单位：柘城县妇联"], ["县（市、区）", "招聘会场次"], ["睢县", 3]]))
case("h73_township_short", "either", {("411422100", 202611, "WM-06"): 7}, (S, [["睢县2026年11月统计表"], ["乡镇（街道）", "志愿服务活动"], ["长岗", 7]]))
case("h74_subtotal_parts_rows", "read", TR, (S, [["2026年11月统计表"], HEAD, *ROWS, ["小计", 12, 396], ["总计", 12, 396]]))
case("h75_remark_col", "read", TR, (S, [["2026年11月统计表"], [*HEAD, "备注"], *[[*r, "含2026年10月补报"] for r in ROWS]]))
case("h76_wrong_total", "read", TR, (S, [["2026年11月统计表"], HEAD, *ROWS, ["合计", 99, 396]]))
case("h77_second_block_units_swapped", "read", T(202611, CY_01={"睢县": 3, "民权县": 5}, CY_03={"睢县": 126, "民权县": 140}), (S, [["2026年11月统计表"], HEAD, ROWS[0], ["县（市、区）", "达成就业", "招聘会场次"], ["民权县", 140, 5]]))
case("h78_months_sub_headings", "either", {**T(202610, CY_01={"睢县": 2}, CY_03={"睢县": 100}), **T(202611, CY_01={"睢县": 3}, CY_03={"睢县": 126})}, (S, [["2026年统计表"], ["县（市、区）", "10月", None, "11月", None], [None, "招聘会场次", "达成就业", "招聘会场次", "达成就业"], ["睢县", 2, 100, 3, 126]], {"merge": ["B2:C2", "D2:E2", "A2:A3"]}))
case("h79_plan_actual", "either", T(202611, CY_01={"睢县": 3}), (S, [["2026年11月统计表"], ["县（市、区）", "招聘会场次", None], [None, "计划", "实际"], ["睢县", 4, 3]], {"merge": ["B2:C2", "A2:A3"]}))
case("h80_title_lower_month", "refuse", {}, ("10月", [["2026年11月统计表"], HEAD, *ROWS]))
case("h81_gbk_tsv", "read", TR, raw="\n".join("\t".join(map(str, r)) for r in [["县（市、区）", "期", "招聘会场次", "达成就业"], *[[r[0], "2026年11月", *r[1:]] for r in ROWS]]).encode("gb18030"), file="报表.txt")
case("h82_utf16", "read", TR, raw="\n".join("\t".join(map(str, r)) for r in [["县（市、区）", "期", "招聘会场次", "达成就业"], *[[r[0], "2026年11月", *r[1:]] for r in ROWS]]).encode("utf-16"), file="报表.txt")
case("h83_note_between", "either", TR, (S, [["2026年11月统计表"], HEAD, *ROWS[:2], ["以上为第一片区，共2个县"], ROWS[2]]))
case("h84_stock_asof", "either", {("411422100", 202609, "WL-01"): 26}, (S, [["截至2026年9月30日睢县妇女之家统计表"], ["乡镇", "妇女之家"], ["长岗镇", 26]]))
case("h85_people_times", "refuse", {}, (S, [["2026年11月统计表"], ["县（市、区）", "达成就业（人次）"], ["睢县", 126]]))
case("h86_percent_share", "refuse", {}, (S, [["2026年11月统计表"], ["县（市、区）", "招聘会场次占比"], ["睢县", 12]]))
case("h87_increase", "refuse", {}, (S, [["2026年11月统计表"], ["县（市、区）", "招聘会场次增减"], ["睢县", 2]]))
case("h88_new_added", "refuse", {}, (S, [["2026年11月统计表"], ["县（市、区）", "新增招聘会场次"], ["睢县", 2]]))
case("h89_rank", "either", T(202611, CY_01={"睢县": 3}), (S, [["2026年11月统计表"], ["县（市、区）", "招聘会场次", "排名"], ["睢县", 3, 1]]))
case("h90_city_year_total", "refuse", {}, (S, [["2026年统计表"], HEAD, *ROWS]))
case("h91_date_in_filename", "read", TR, (S, [["2026年11月统计表"], HEAD, *ROWS]), file="统计表20261203.xlsx")
case("h92_merged_values", "refuse", {}, (S, [["2026年11月统计表"], ["县（市、区）", "招聘会场次"], ["睢县", 3], ["柘城县", None]], {"merge": ["B3:B4"]}))
case("h93_two_header_period_and_title", "either", TR, (S, [["2026年11月统计表"], ["县（市、区）", "招聘会场次（11月）", "达成就业（11月）"], *ROWS]))
case("h94_heading_other_month", "either", T(202610, CY_01={"睢县": 3, "柘城县": 4, "民权县": 5}, CY_03={"睢县": 126, "柘城县": 130, "民权县": 140}), (S, [["2026年11月统计表"], ["县（市、区）", "招聘会场次（10月）", "达成就业（10月）"], *ROWS]))

for i, title in enumerate(["2026年11月下半月各县（市、区）统计表", "2026年第48周各县（市、区）统计表", "2026年11月1日—15日各县（市、区）统计表", "2026年11月中旬统计表", "截止2026年11月各县（市、区）统计表", "2026年10-11月各县（市、区）统计表", "2026年前三季度各县（市、区）统计表", "2026年1-3季度统计表", "2026年10月、11月统计表", "2026年11月各县（市、区）招聘会计划表", "2026年11月预计完成情况统计表", "2026年11月目标任务表", "2026年11月拟开展工作统计表", "2026年以来各县（市、区）统计表", "今年以来（截至11月）统计表", "2026年11月较上月增减情况", "2026年11月本年累计", "2026年9—11月各县统计表", "2026年度11月止累计统计表", "自2026年1月起至11月统计表", "2026年11月平均数统计表", "2026年11月各县（市、区）占比情况表", "2026年11月各县（市、区）排名情况表", "2026年11月全市人均情况表", "2026年11月第1周统计表", "2026年11月（不完整）", "2026年11月各县（市、区）缺口统计表", "2026年11月各县（市、区）尚未完成情况统计表", "2026年11月同比增量统计表", "2026年11月农村地区统计表", "2026年11月线上活动统计表", "至2026年11月底统计表", "截止目前2026年11月统计表", "2026年前11月统计表", "2026年年初—11月统计表", "2026年元月至十一月统计表", "2026年11月（26日止）统计表", "2026年11月（10.26-11.25）统计表", "2026年11月同期数", "2026年11月残疾妇女统计表", "2026年11月样表"]):
    case(f"t{i:02d}_{title}", "refuse", {}, (S, [[title], HEAD, *ROWS]), file="报表.xlsx")
for i, head in enumerate(["拟举办招聘会场次", "计划招聘会场次", "预计招聘会场次", "尚需招聘会场次", "平均招聘会场次", "招聘会场次（不含线上）", "招聘会场次（线上）", "农村招聘会场次", "招聘会场次完成率", "招聘会场次（累计）", "上年招聘会场次", "招聘会场次年度任务完成比例", "招聘会场次同比", "市级招聘会场次", "招聘会场次得分", "10月招聘会场次", "招聘会场次缺口", "1—11月招聘会场次", "下月招聘会场次", "招聘会场次其中：专场", "招聘会场次（2025年）", "招聘会场次（目标）", "人均招聘会场次", "女性招聘会场次", "招聘会场次占全市比重", "减少招聘会场次", "招聘会场次（待核）"]):
    case(f"c{i:02d}_{head}", "refuse" if not head.startswith("10月") else "either", T(202610, CY_01={"睢县": 3}) if head.startswith("10月") else {}, (S, [["2026年11月各县（市、区）统计表"], ["县（市、区）", head], ["睢县", 3]]))
for i, place in enumerate(["睢县城区", "睢县（不含城区）", "其中：睢县", "睢县、民权县", "睢县等3县", "睢县合计", "全市平均", "睢县以外", "睢县农村", "原睢县", "睢县代管", "睢阳县", "梁园", "永城"]):
    ok = {"梁园": "梁园区", "永城": "永城市", "睢县合计": "睢县", "其中：睢县": "睢县"}.get(place)
    case(f"p{i:02d}_{place}", "either", T(202611, CY_01={ok: 3}) if ok else {}, (S, [["2026年11月各县（市、区）统计表"], ["县（市、区）", "招聘会场次"], [place, 3]]))
for i, v in enumerate(["3（预计）", "预计3", "3.0", "3。", "3，", "三", "3±1", "≥3", "3%", "0.3", "3e0", "0x3", "３．０", "3 场", "叁", "壹佰", "-", "——", "…", "同上", "〃", "另附", "见附件", "3场次", "3个", "3人", "3元", "TRUE", True, dt.datetime(2026, 1, 3), dt.time(3, 0), 3.5, "3/1", "1/3"]):
    good = {"3.0": 3, "３．０": 3, "3 场": 3, "3场次": 3, "三": 3, "叁": 3, "壹佰": 100, "3个": 3, "3。": 3, "3，": 3, "3e0": 3}.get(v if isinstance(v, str) else "")
    case(f"v{i:02d}_{v}", "either", T(202611, CY_01={"睢县": good} if good else {}, CY_03={"睢县": 126}), (S, [["2026年11月各县（市、区）统计表"], HEAD, ["睢县", v, 126]]))


def values(draft, region, indicator) -> dict:
    return {(region[int(row.region_id)], int(row.period), indicator[int(row.indicator_id)]): float(row.value)
            for cells in draft.cells.values() for row in cells.itertuples()}

case("k01_chinese_year", "read", TR, (S, [["二〇二六年十一月份各县（市、区）统计表"], HEAD, *ROWS]))
case("k02_chinese_year_other", "refuse", {}, (S, [["二○二五年十一月份统计表（2026年）"], HEAD, *ROWS]))
case("k03_report_period_is_a_date", "read", TR, (S, [["各县（市、区）统计表"], ["报告期", dt.datetime(2026, 11, 1)], HEAD, *ROWS]))
case("k04_report_period_is_its_last_day", "read", TR, (S, [["各县（市、区）统计表"], ["统计期", dt.datetime(2026, 11, 30)], HEAD, *ROWS]))
case("k05_filled_in_on_the_first", "refuse", {}, (S, [["各县（市、区）统计表"], ["填报日期", dt.datetime(2026, 11, 1)], HEAD, *ROWS]))
case("k08_apostrophes", "read", TR, (S, [["2026年11月统计表"], HEAD, *[[row[0], f"'{row[1]}", f"‘{row[2]}"] for row in ROWS]]))
BY_MONTH = {key: value for month, value in zip((1, 2, 3, 4, 5, 6), (1, 2, 3, 1, 2, 3)) for key, value in T(202600 + month, CY_01={"睢县": value}).items()}
case("k10_this_month_and_so_far_in_brackets", "read", T(202611, CY_01={"睢县": 2, "民权县": 4}), (S, [["2026年11月统计表"], ["县（市、区）", "招聘会场次（本月）", "招聘会场次（1-11月累计）"], ["睢县", 2, 19], ["民权县", 4, 31]]))
case("k11_unit_in_brackets_that_does_not_fit", "refuse", {}, (S, [["2026年11月统计表"], ["县（市、区）", "招聘会场次（家）"], ["睢县", 2]]))
case("k12_quarters_among_the_months", "read", BY_MONTH, (S, [["睢县2026年招聘会情况"], ["指标", "1月", "2月", "3月", "一季度", "4月", "5月", "6月", "二季度", "上半年", "合计"], ["招聘会场次", 1, 2, 3, 6, 1, 2, 3, 6, 12, 12]]))
case("k13_quarters_below_the_months", "read", BY_MONTH, (S, [["睢县2026年招聘会情况"], ["月份", "招聘会场次"], *[[f"{month}月", value] for month, value in ((1, 1), (2, 2), (3, 3))], ["一季度", 6], *[[f"{month}月", value] for month, value in ((4, 1), (5, 2), (6, 3))], ["二季度", 6], ["合计", 12]]))
case("k14_a_quarter_without_its_months", "refuse", T(202601, CY_01={"睢县": 1}), (S, [["睢县2026年招聘会情况"], ["指标", "1月", "一季度"], ["招聘会场次", 1, 6]]))
ONE = T(202611, CY_01={"睢县": 2})
AMOUNT = [["县（市、区）", "数量"], ["睢县", 2]]
case("k15_title_names_the_indicator", "read", ONE, (S, [["2026年11月各县（市、区）招聘会场次统计表"], *AMOUNT]))
case("k16_months_of_what_the_title_names", "read", {**T(202610, CY_01={"睢县": 1, "民权县": 3}), **T(202611, CY_01={"睢县": 2, "民权县": 4})}, (S, [["2026年10—11月招聘会场次统计表"], ["县（市、区）", "10月", "11月", "合计"], ["睢县", 1, 2, 3], ["民权县", 3, 4, 7]]))
case("k17_title_with_money", "read", T(202609, CY_07={"睢县": 1605000}), (S, [["2026年三季度小额贷款金额统计表（单位：万元）"], ["县（市、区）", "数量"], ["睢县", 160.5]]))
for i, title in enumerate(["招聘会场次、就业岗位统计表", "预计招聘会场次统计表", "农村招聘会场次统计表", "招聘会场次累计统计表", "招聘会场次同比情况表", "招聘会场次目标表", "招聘会工作统计表", "未举办招聘会场次统计表", "每万名妇女招聘会场次统计表", "较上月招聘会场次", "招聘会场次差额表"]):
    case(f"k18_{i}_{title}", "refuse", {}, (S, [[f"2026年11月{title}"], *AMOUNT]))
case("k19_names_with_their_own_unit", "read", T(202611, CY_01={"睢县": 2}, CY_02={"睢县": 50}, CY_04={"睢县": 9}), (S, [["睢县2026年11月"], ["指标", "数值"], ["招聘会场次数", 2], ["就业岗位个数", 50], ["创业就业咨询人次", 9]]))
case("k20_names_with_another_unit", "refuse", {}, (S, [["睢县2026年11月"], ["指标", "数值"], ["创业就业咨询人数", 9], ["就业岗位户数", 50]]))
for i, said in enumerate(["未报", "岗位数待补报", "数据暂缺，暂填0", "尚未上报"]):
    case(f"k21_{i}_zero_beside_{said}", "refuse", {}, (S, [["2026年11月统计表"], [*HEAD, "备注"], ["睢县", 0, "0", said]]))
for i, said in enumerate(["本月无活动", "零报告", "无漏报", "未开展"]):
    case(f"k22_{i}_zero_beside_{said}", "read", T(202611, CY_01={"睢县": 0}, CY_03={"睢县": 0}), (S, [["2026年11月统计表"], [*HEAD, "备注"], ["睢县", 0, 0, said]]))
case("k22_first_month", "read", T(202601, CY_01={"睢县": 3}), (S, [["2026年元月统计表"], ["县（市、区）", "招聘会场次"], ["睢县", 3]]))
case("k22_beside_the_years_plan", "read", TR, (S, [["2026年11月份全年计划完成情况月报"], HEAD, *ROWS]))
case("k22_void", "refuse", {}, (S, [["2026年11月统计表"], HEAD, *ROWS, ["注：本表作废，以12月5日表为准"]]))
for i, said in enumerate(["为1-11月数", "10月数", "去年数据"]):
    case(f"k22_{i}_beside_{said}", "refuse", {}, (S, [["2026年11月统计表"], [*HEAD, "备注"], ["睢县", 3, 126, said]]))
case("k23_day_as_period", "refuse", {}, (S, [["县（市、区）", "期", "招聘会场次"], ["睢县", dt.datetime(2026, 11, 15), 3]]))
case("k24_day_as_heading", "refuse", {}, (S, [["招聘会场次"], ["县（市、区）", dt.datetime(2026, 11, 15)], ["睢县", 3]]))
case("k25_months_cumulated_by_the_title", "refuse", {}, (S, [["睢县2026年工作台账（各月累计）"], ["指标", "9月", "10月", "11月"], ["招聘会场次", 30, 34, 37]]))
case("k26_months_cumulated_by_a_note", "refuse", {}, (S, [["睢县2026年"], ["指标", "9月", "10月", "11月"], ["招聘会场次", 30, 34, 37], ["注：各月数为年初至当月累计数"]]))
case("k27_months_and_their_sum", "read", T(202609, CY_01={"睢县": 3}) | T(202610, CY_01={"睢县": 4}), (S, [["睢县2026年工作台账（含累计）"], ["指标", "9月", "10月", "累计"], ["招聘会场次", 3, 4, 37]]))

@pytest.fixture(scope="module")
def connection(demo_engine):
    with reading(demo_engine) as opened:
        yield opened


@pytest.fixture(scope="module")
def codes(connection):
    return [dict(connection.execute(select(table.c.id, table.c.code)).all()) for table in (regions, indicators)]


@pytest.mark.parametrize("name, mode, truth, sheets, raw, file", CASES, ids=[case[0] for case in CASES])
def test_what_is_taken_is_what_was_meant(connection, codes, name, mode, truth, sheets, raw, file):
    try:
        draft = draft_of(connection, file, raw if raw is not None else book(sheets))
    except Unusable:
        assert mode != "read"
        return
    taken = values(draft, *codes)
    assert taken.items() <= truth.items()
    refused = bool(draft.refused) or not taken
    assert not (mode == "read" and refused) and not (mode == "refuse" and not refused)
    assert refused or taken.keys() >= truth.keys()


@pytest.mark.parametrize("sheet, doubted", [
    ([["睢县2026年招聘会情况"], ["指标", "1月", "2月", "3月", "一季度"], ["招聘会场次", 1, 2, 3, 7]], [(3, "E")]),
    ([["睢县2026年招聘会情况"], ["指标", "1月", "2月", "3月", "一季度", "合计"], ["招聘会场次", 1, 2, 3, 6, 7]], [(3, "F")]),
    ([["睢县2026年招聘会情况"], ["月份", "招聘会场次"], ["1月", 1], ["2月", 2], ["3月", 3], ["一季度", 6], ["合计", 6]], []),
    ([["2026年11月"], ["县（市、区）", "招聘会场次"], ["东部片区", 6], ["睢县", 2], ["民权县", 4], ["全市", 6]], []),
    ([["2026年11月"], ["县（市、区）", "招聘会场次"], ["东部片区", 6], ["睢县", 2], ["民权县", 4], ["全市", 7]], [(6, "B")])])
def test_a_sum_is_held_against_what_it_is_the_sum_of(connection, sheet, doubted):
    draft = draft_of(connection, "报表.xlsx", book([(S, sheet)]))
    assert [(one.row, one.column) for one in draft.doubts] == doubted


def test_a_remark_by_which_figures_may_be_others_is_a_doubt(connection):
    rows = [["睢县", 3, 126, "其中补报10月1场"], ["柘城县", 4, 130, "场地在县城"], ["民权县", 5, 140, "未报，按上月数填"]]
    draft = draft_of(connection, "报表.xlsx", book([(S, [["2026年11月统计表"], [*HEAD, "备注"], *rows])]))
    assert [(one.row, one.column) for one in draft.doubts] == [(3, "D"), (5, "D")] and not draft.refused


@pytest.mark.parametrize("doubted, remarks", [
    (True, "更正：应为30 多报5场 待定 存疑 统计到25日 10.26-11.25 部分乡镇 百场 全年"),
    (True, "不是本月数 与上月相同 按比例推算 未审核 缺2个乡镇 有误 以万计 沿用10月 只报线上"),
    (False, "场地在县城 11月5日举办 11.5-11.7在县城 不重复计算 无错误 重点企业参加 实到126人 当年第3次 含县级领导慰问")])
def test_remarks_that_say_something_of_the_figures_are_told_from_others(connection, doubted, remarks):
    rows = [[name, 3, 126, said] for name, said in zip(NAMES, remarks.split(), strict=True)]
    draft = draft_of(connection, "报表.xlsx", book([(S, [["2026年11月统计表"], [*HEAD, "备注"], *rows])]))
    assert len(draft.doubts) == (len(rows) if doubted else 0) and draft.taken == 2 * len(rows)


@each("case", [
    ("备注：睢县含10月补报1场", True, True), ("注：招聘会场次为预计数", True, True), ("注：不含市直", True, True),
    ("注：柘城县未报，按上月数填", True, True), ("说明：各县按上月25日至本月24日统计", True, True),
    ("说明：本表数据为预计数", True, False), ("注：以上均为去年同期数", False, False), ("填报说明：本表为目标数。", False, False),
    ("注：同比为与去年同期相比", False, True), ("备注：以上增幅为与去年同期相比", False, True), ("说明：完成率=实际/目标", False, True),
    ("注：本表于次月5日前上报，上月未报的补报", False, True), ("说明：1.人次不含重复。2.场次含线上。", False, True),
    ("注：宁陵县尚未上报", False, True), ("注：睢县应为30", True, True), ("注：以百场计", True, True), ("注：金额以万元计", False, True), ("注：数据为全年数", True, True),
    ("注：如有错误请及时更正，不得重复填报。", False, True), ("注：含县级以上妇联的活动", False, True)])
def test_what_a_note_says_of_the_figures(connection, case):
    words, doubted, taken = case
    below, above = (draft_of(connection, "报表.xlsx", book([(S, [["2026年11月统计表"], *rows])]))
                    for rows in ([HEAD, *ROWS, [words]], [[words], HEAD, *ROWS]))
    assert (bool(below.doubts), below.taken) == (doubted, 6 if taken else 0)
    # Above, a month or a county in it may also be a witness against the title.
    assert bool(above.doubts) == doubted and (above.taken == 6 or above.refused) and (taken or not above.taken)


@pytest.mark.parametrize("title", ["1889年1月1日至3月31日统计表", "2026年13月统计表", "2026年1月1日至13月31日统计表", "9999年1月至3月统计表"])
def test_a_date_that_cannot_be_is_no_crash(connection, title):
    assert draft_of(connection, "报表.xlsx", book([(S, [[title], HEAD, *ROWS])])).refused
