"""The pages in their order, by name, each with its icon. The first is the one at the root address."""

PAGES = {
    "start": ":material/home:",
    "city": ":material/location_city:",
    "assess": ":material/edit_note:",
    "workshop": ":material/groups:",
    "results": ":material/bar_chart:",
    "compare": ":material/compare_arrows:",
    "plan": ":material/checklist:",
    "change": ":material/timeline:",
    "cities": ":material/grid_on:",
    "rubric": ":material/menu_book:",
    "reports": ":material/description:",
}

# Reached by a link alone, and without the frame round the others: the board that a room looks at.
ALONE = ("board",)

RUBRIC = "ASSESSOR_RUBRIC"
"""Variable that names the rubric of the pages: a file, a folder, or the id of a bundled one."""
