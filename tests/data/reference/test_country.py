"""The lines and provinces that every map of the country shows."""

from data.reference import country


def test_the_shipped_lines_and_neighbours_are_where_they_belong():
    lines, rings = country.lines(), country.neighbours()
    assert len(lines) >= 10 and all(len(line) >= 2 for line in lines)
    south = [point for line in lines for point in line if point[1] < 18]
    assert south and all(105 < lon < 125 and 2 < lat for lon, lat in south)  # 南海
    assert any(120 < lon < 122.1 and 21.8 < lat < 25.4 for ring in rings for lon, lat in ring)  # 台湾
    assert any(113.5 < lon < 114.5 and 22.1 < lat < 22.6 for ring in rings for lon, lat in ring)  # 香港, 澳门
