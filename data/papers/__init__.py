"""汇报材料 going out: what a paper says (outline), and the files made of it. Everything here is made from an Outline alone.

outline: what all are made from · word, deck, workbook: make(outline) -> bytes · templates: an office's own, looked over ·
length: how long a paper is. What reads and writes Office files is imported where it is used: a server starts without it.
"""
