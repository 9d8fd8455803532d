-- Prints the entity-relationship picture of every database that the connection has attached, as
-- Graphviz source: a cluster each, with tables, columns, keys and references as SQLite knows them.
--
--     sqlite3 data/main.sqlite < Diagram/ER.sql | dot -Tpng > main.png
WITH
tables AS (
    SELECT d.seq, t.schema, t.name,
        t.schema || '.' || t.name AS node,
        CASE t.schema WHEN 'CRMAPI' THEN '#4338CA' ELSE '#0F766E' END AS dark,
        CASE t.schema WHEN 'CRMAPI' THEN '#EEF2FF' ELSE '#F0FDFA' END AS light
    FROM pragma_table_list AS t
    JOIN pragma_database_list AS d ON d.name = t.schema
    WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite\_%' ESCAPE '\'
),
keys AS (
    SELECT t.schema, t.name, f.id, f.seq, f."from", f."table" AS target,
        coalesce(f."to", (
            SELECT p.name FROM pragma_table_info(f."table", t.schema) AS p
            WHERE p.pk = f.seq + 1)) AS target_column
    FROM tables AS t JOIN pragma_foreign_key_list(t.name, t.schema) AS f
),
columns AS (
    SELECT t.seq, t.node, c.cid, c.name, lower(c.type) AS type, c.pk > 0 AS is_primary,
        NOT c."notnull" AND c.pk = 0 AS is_optional,
        EXISTS (
            SELECT 1 FROM keys AS k
            WHERE k.schema = t.schema AND k.name = t.name AND k."from" = c.name) AS is_foreign
    FROM tables AS t JOIN pragma_table_info(t.name, t.schema) AS c
),
lines (seq, part, node, place, line) AS (
    VALUES (-1, 0, '', 0, 'digraph ER {
    graph [rankdir=LR, bgcolor="white", pad=0.25, nodesep=0.35, ranksep=1.0, fontname="DejaVu Sans"]
    label="PK primary key     FK reference     ? may be null"; fontsize=11; fontcolor="#64748B"
    node [shape=plain, fontname="DejaVu Sans", fontsize=12]
    edge [color="#64748B", penwidth=1.4, arrowsize=0.8, dir=both, arrowhead=crow, arrowtail=none]')
    UNION ALL
    SELECT DISTINCT seq, 0, '', 0, printf('    subgraph "cluster_%s" {
        label=<<b>%s</b>>; labeljust=l; fontsize=17; fontcolor="%s"
        style="rounded,filled"; fillcolor="%s"; color="%s"; margin=18',
        schema, iif(schema = 'main', 'Database', schema), dark, light, dark)
    FROM tables
    UNION ALL
    SELECT seq, 1, node, -1, printf('        "%s" [label=<
            <table border="1" color="%s" cellborder="0" cellspacing="0" cellpadding="3" bgcolor="white">
            <tr><td colspan="3" bgcolor="%s" cellpadding="6"><font color="white"><b>%s</b></font></td></tr>',
        node, dark, dark, name)
    FROM tables
    UNION ALL
    SELECT seq, 1, node, cid, printf('            <tr>'
        || '<td port="%s" align="left"><font point-size="9" color="#B45309">%s</font></td>'
        || '<td align="left">%s</td>'
        || '<td port="%s_" align="left"><font color="#64748B">%s%s</font></td></tr>',
        name, iif(is_primary, '<b>PK</b>', '') || iif(is_primary AND is_foreign, ' ', '')
            || iif(is_foreign, '<b>FK</b>', '') || iif(is_primary OR is_foreign, '', ' '),
        iif(is_primary, '<b>' || name || '</b>', name), name, type, iif(is_optional, '?', ''))
    FROM columns
    UNION ALL
    SELECT seq, 1, node, 10000, '            </table>>]' FROM tables
    UNION ALL
    SELECT t.seq, 2, t.node, 100 * k.id + k.seq, printf('        "%s.%s":"%s_":e -> "%s":"%s":w',
        t.schema, k.target, k.target_column, t.node, k."from")
    FROM tables AS t JOIN keys AS k ON k.schema = t.schema AND k.name = t.name
    UNION ALL
    SELECT DISTINCT seq, 3, '', 0, '    }' FROM tables
    UNION ALL
    VALUES (10000, 0, '', 0, '}')
)
SELECT line FROM lines ORDER BY seq, part, node, place;
