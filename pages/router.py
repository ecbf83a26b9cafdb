"""Every page begins here: is there a database, what is the scope, which page."""

from dataclasses import replace

import streamlit as st

from pages.parts.shell import answers, arrivals, chosen, exact_here, explained, faults, paper, permit, reference, standby, writes
from pages.parts.shell.addresses import KEEPING, OWN, WITHOUT_REPORTS
from pages.parts.shell.menu import grouped, make_pages, seen_by
from pages.parts.shell.present import keep_apart, present
from pages.parts.shell.reader import NOTHING, as_reader, reader
from pages.parts.shell.running import running
from pages.parts.shell.url import write_url
from pages.parts.shell.visitors import here
from pages.parts.shell.watermark import show_watermark
from pages.parts.ui import meanwhile, tables
from pages.parts.ui.origin import show_opened
from pages.parts.ui.scope_bar import scope_bar, settled, show_who, title_of
from queries.again import remembering
from queries.database import DatabaseFault

ICON = "/signin/icon.png"  # a file of the program Streamlit would read for every run

st.set_page_config(page_title=st.session_state.get("title", "巾帼行动"), page_icon=ICON, layout="wide")
keep_apart()
paper.begin()
visitor, blind = present(), reader() == NOTHING
show_watermark(visitor)
own = reference.groups_in_menu()
seen = seen_by(visitor, blind, alone=not here.any and permit.may_write(), own=own)
pages = make_pages(seen, own)
page = st.navigation({group: [pages[code] for code in codes] for group, codes in grouped(seen).items()}, position="top")
with running.page(), remembering(), arrivals.heard_once_drawn():
    wanted = st.session_state.pop("go_to", None)
    walked = st.session_state.get("page", page.url_path) != page.url_path
    if wanted in pages and pages[wanted] != page and not walked and not chosen.is_last():
        st.switch_page(pages[wanted])
    if walked:  # by the menu, or back, since what led elsewhere was clicked
        explained.close()
    st.session_state["page"] = page.url_path
    try:
        if blind or page.url_path in KEEPING:
            show_who()
            writes.show_done(reference.current_version())
            if page.url_path in KEEPING:
                page.run()
            else:
                faults.show_no_grant()
        else:
            # Who looks is asked once, not for every answer.
            with as_reader(reader()), meanwhile.drawing(settled(reference.current_version())) as shown:
                scope = scope_bar(page.title, shown.version)
                shown.mark()
                standby.show(reference.engine())
                st.session_state["scope"] = scope
                st.session_state["title"] = title_of(page.title, scope)
                st.set_page_config(page_title=st.session_state["title"])
                writes.show_done(scope.version)
                if page.url_path in OWN and page.url_path not in reference.own_groups(scope.version):
                    faults.show_no_group()
                elif page.url_path in WITHOUT_REPORTS or answers.has_data(scope):
                    page.run()
                else:
                    faults.show_no_data(scope)
                paper.print_button()
                exact_here.switch(scope)
                if explained.find(scope.version) and not answers.has_data(scope):
                    explained.close()
                write_url(scope)
                show_opened(replace(scope, month=st.session_state.pop("explained_month", scope.month)))
                tables.offer_kept(scope, page.title)
    except DatabaseFault as fault:
        faults.show_fault(fault)
