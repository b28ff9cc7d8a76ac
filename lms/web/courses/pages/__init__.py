"""What the pages of courses show: the list, one course, one lesson."""
