// A block of cells as text, the way spreadsheets exchange it: tabs between cells, lines between rows,
// cells with either of them in quotation marks.
"use strict";
const block = {
  read(text) {
    const rows = [];
    let row = [];
    let cell = "";
    let quoted = false;
    const end = () => { row.push(cell); cell = ""; };
    const plain = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
    for (let at = 0; at < plain.length; at += 1) {
      const sign = plain[at];
      if (quoted) {
        if (sign !== '"') cell += sign;
        else if (plain[at + 1] === '"') { cell += '"'; at += 1; } else quoted = false;
      } else if (sign === '"' && cell === "") quoted = true;
      else if (sign === "\t") end();
      else if (sign === "\n") { end(); rows.push(row); row = []; } else cell += sign;
    }
    end();
    rows.push(row);
    return rows;
  },

  write(rows) {
    const cell = (text) => (/[\t\n"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
    return rows.map((row) => row.map(cell).join("\t")).join("\n");
  },
};
