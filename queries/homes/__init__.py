"""妇女之家 counted from the register: coverage by place, villages with and without one, points on a map."""
