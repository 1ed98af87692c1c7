"""Exports in words: files, what they hold, what they are for, and how far they are."""

from consult.core.words import lazy
from consult.summaries.rules import Purpose, State
from consult.summaries.summary import Preset

FILE_LABELS = {
    "comparative-table.docx": lazy("Comparative table with dispositions (Word)"),
    "comparative-table.xlsx": lazy("Comparative table with dispositions (Excel)"),
    "report.docx": lazy("Report to edit further (Word)"),
    "report.pdf": lazy("Report to hand over (PDF)"),
    "summary.xlsx": lazy("Figures and comments (Excel)"),
    "summary.json": lazy("Figures and comments (JSON, for programs)"),
    "amendments.csv": lazy("Figures by amendment (CSV)"),
    "comments.csv": lazy("Comments (CSV)"),
    "arguments.csv": lazy("Arguments with their answers (CSV)"),
    "themes.csv": lazy("Themes (CSV)"),
    "everything.zip": lazy("All files with a manifest (ZIP)"),
}
PRESET_LABELS = {
    Preset.PUBLIC: lazy("Only what everybody may read"),
    Preset.OFFICIAL: lazy("Also what moderators hold, rejected or hid"),
    Preset.ARCHIVE: lazy("For the archive: also revisions and the public log (ZIP)"),
}
PURPOSE_LABELS = {
    Purpose.COMMISSION: lazy("For the commission"),
    Purpose.ANALYSIS: lazy("For analysis"),
    Purpose.REQUEST: lazy("For a request for information"),
    Purpose.ARCHIVE: lazy("For the archive"),
    Purpose.CHECK: lazy("To check the figures"),
}
STATE_LABELS = {
    State.WAITING: lazy("Waiting"),
    State.MAKING: lazy("Being made"),
    State.READY: lazy("Ready"),
    State.FAILED: lazy("Failed. Ask for it again."),
    State.GONE: lazy("No longer kept. Ask for it again."),
}
