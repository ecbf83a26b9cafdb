"""汇报材料 going out: what a paper says (outline), and the files made of it. Everything here is made from an Outline alone."""
