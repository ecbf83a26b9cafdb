"""Demo data (示例数据): years of reporting as they would look, the same for the same place, without a person."""
