"""The floor's radio and number in Dash, where that is installed: each choice goes to the server and back. `dash_page.py PORT`"""

import sys
from importlib import import_module


def main(port: int) -> None:
    dash = import_module("dash")  # no requirement of ours
    app = dash.Dash(__name__, assets_folder="")
    app.layout = dash.html.Div([dash.dcc.RadioItems(list(range(10)), 0, id="chosen"),
                                dash.html.Div(dash.html.P(id="number"), className="board")])
    app.callback(dash.Output("number", "children"), dash.Input("chosen", "value"))(str)
    app.run(port=str(port))


if __name__ == "__main__":
    main(int(sys.argv[1]))
