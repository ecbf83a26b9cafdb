@echo off
rem UTF-8 without a byte order mark and code page 65001: GBK would need a Chinese Windows, and cmd takes the mark for a command.
chcp 65001 >nul
title jinguo
cd /d "%~dp0"
py -3 -c "import sys" >nul 2>nul
if not errorlevel 1 (
  py -3 start.py %*
  goto done
)
python -c "import sys" >nul 2>nul
if not errorlevel 1 (
  python start.py %*
  goto done
)
echo.
echo  没有找到 Python。
echo  请先安装 Python 3.11 以上，安装时勾选 Add python.exe to PATH，再双击本文件。
echo.
:done
pause
