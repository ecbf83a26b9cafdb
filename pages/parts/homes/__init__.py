"""妇女之家: the register on the screen."""
