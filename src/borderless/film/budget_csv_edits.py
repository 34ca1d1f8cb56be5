def edited_csv(source, content, table, old, new): return content
