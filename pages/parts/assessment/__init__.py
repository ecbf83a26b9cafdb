"""考核: scores, their parts and the weights behind them."""
