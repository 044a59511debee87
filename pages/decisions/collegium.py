"""What does the body decide: which recommendations, to whom, by when? For the secretary of the collegium."""

from components.checklist import checklist_panel
from components.collegium import collegium_head, decision_panel, waiting_panel
from components.kits import kit_panel, kits_panel
from components.marking import acts_panel
from components.papers import papers_panel
from exports.collegium import COLLEGIUM_PAPERS
from exports.files import TABLE_FILES

collegium_head()
checklist_panel(TABLE_FILES)
waiting_panel(TABLE_FILES)
decision_panel(TABLE_FILES)
papers_panel(TABLE_FILES, COLLEGIUM_PAPERS)
kit_panel(COLLEGIUM_PAPERS)
kits_panel(TABLE_FILES)
acts_panel(TABLE_FILES)
