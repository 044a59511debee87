"""How do the department's own data come in: template, check, load, history, undo, boundaries, backup?"""

from components.backups import backup_section
from components.boundaries import boundaries_section
from components.releases import releases_section
from components.upload import history_section, post_section, template_section, upload_section
from exports.files import RETURNED_FILES, TABLE_FILES

post_section()
template_section()
upload_section(TABLE_FILES, RETURNED_FILES)
history_section(TABLE_FILES)
releases_section(TABLE_FILES)
boundaries_section(TABLE_FILES)
backup_section()
