"""The collegium's papers: one content model, and what writes it as docx, pptx and pdf."""
