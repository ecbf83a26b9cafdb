#!/bin/sh
# 双击或在终端里运行：装好并启动巾帼行动看板，不需要外网。可以写端口：./start.sh 8502
cd "$(dirname "$0")" || exit 1
for python in python3.14 python3.13 python3.12 python3.11 python3 python; do
  if command -v "$python" >/dev/null 2>&1 && "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    exec "$python" start.py "$@"
  fi
done
for python in python3 python; do  # 太旧的由 start.py 说明
  command -v "$python" >/dev/null 2>&1 && exec "$python" start.py "$@"
done
echo "没有找到 Python。请先安装 Python 3.11 以上（如 apt install python3 python3-venv），再运行一次。"
[ -t 0 ] && { printf "按回车键关闭…"; read -r _; }
exit 1
