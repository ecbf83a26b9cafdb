"""python -m data.backup: a backup, or back from one."""

import sys
from pathlib import Path

from data import clock
from data.backup.copying import NotDone
from data.backup.restoring import restore
from data.backup.saving import backup
from data.command import Parser, say
from data.write.actor import alone
from queries.database import DatabaseFault, open_engine
from queries.fault_words import said


def main(arguments: list[str] | None = None) -> int:
    parser = Parser(prog="python -m data.backup", description="备份整个数据库到一个文件；或从备份恢复")
    parser.add_argument("target", nargs="?", type=Path, metavar="文件",
                        help="备份到哪个文件；默认在 data 文件夹里，以日期时间为名")
    parser.add_argument("--restore", type=Path, metavar="文件", help="从这个备份恢复（到 JINGUO_DATABASE_URL 所指的库）")
    parser.add_argument("--overwrite", action="store_true", help="恢复时替换库里已有的全部数据")
    wanted = parser.parse_args(arguments)
    try:
        engine = open_engine()
        if wanted.restore:
            restore(engine, wanted.restore, wanted.overwrite, actor=alone("命令行", way="command"))
            say(f"已从 {wanted.restore} 恢复。")
        else:
            default = Path(__file__).parents[1] / f"jinguo-{clock.now():%Y%m%d-%H%M%S}.db"
            number = backup(engine, wanted.target or default, actor=alone("命令行", way="command"))
            say(f"已备份到 {wanted.target or default}{f'，导出编号 {number}' if number else ''}。"
                  "导入的原文件（JINGUO_FILES）不在其中，请另行拷贝。")
    except NotDone as error:
        say(f"没有完成：{error}", to=sys.stderr)
        return 1
    except DatabaseFault as fault:
        say(f"没有完成：{said(fault.reason)}详情：{fault.detail}", to=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
