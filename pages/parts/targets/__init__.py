"""目标进度: the desk on which targets are checked and set."""
