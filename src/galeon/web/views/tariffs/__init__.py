"""The pricing clerk's pages: lists, the editor, checks and publishing, dated tables."""
