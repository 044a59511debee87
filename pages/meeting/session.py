"""What is discussed at the meeting and in which order? Prepared by the secretary, shown, printed."""

from components.agenda import meeting
from exports.agenda import HANDOUT_FILES
from exports.files import TABLE_FILES

meeting(TABLE_FILES, HANDOUT_FILES)
